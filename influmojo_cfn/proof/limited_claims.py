"""What of a template might deny what a role is claimed to be always allowed.

A resource's own policy can deny it, and so can an organization's policy and that of a VPC endpoint.
Whom and what they are attached to is not weighed: what one of them might deny is not proven.

Source (read 2026-11-28):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import resource_grants
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES
from influmojo_cfn.evaluation.limiting_policies import endpoint_prefix
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.proof.access import NOTHING, Access
from influmojo_cfn.proof.question import ask


class ClaimLimits:
    """The policies of a template that can deny what its roles allow, in one environment.

    Args:
        document: the template, as CloudFormation processes it.
        environment: where it is deployed.
    """

    def __init__(self, document: Document, environment: Environment) -> None:
        self._document = document
        self._environment = environment

    def on(self, claimed: Access) -> Iterator[str]:
        """Yield why some of the requests that are claimed might be denied."""
        for policy, lets_through, prefix in self._limits:
            if policy.unknown:
                yield f"{policy.name} might deny it: {policy.unknown[0]}"
                continue
            denied = Access((_of_effect(policy, "Deny"),))
            if ask(NOTHING, [denied, claimed], first_only=True).verdict != "proven":
                yield f"{policy.name} might deny it"
            elif lets_through and _is_about(claimed, prefix):
                allowed = Access((_of_effect(policy, "Allow"),))
                if ask(allowed, [claimed], first_only=True).verdict != "proven":
                    yield f"{policy.name} might not let it through"

    @cached_property
    def _limits(self) -> list[tuple[Policy, bool, str]]:
        """Each policy, whether what it does not allow is denied, and of which service alone."""
        resources = self._document.data.get("Resources", {})
        kinds = {row.get("Type") for row in resources.values() if isinstance(row, dict)}
        if not kinds.intersection(RESOURCE_POLICIES):
            return []
        resolved = ResolvedTemplate(self._document.data, self._environment, missing_is_unknown=True)
        found = []
        for name, grant in resource_grants(self._document, resolved).items():
            allows = any(each.effect == "Allow" for each in grant.policy.statements)
            prefix = endpoint_prefix(resolved.property(name, "ServiceName"))
            found.append((grant.policy, grant.limits and allows, prefix))
        return found


def _of_effect(policy: Policy, effect: str) -> Policy:
    """Return a policy that allows, to whoever asks, what the statements of an effect name."""
    statements = (each for each in policy.statements if each.effect == effect)
    return replace(policy, statements=tuple(map(_allowing_anyone, statements)))


def _allowing_anyone(statement: Statement) -> Statement:
    return replace(statement, effect="Allow", principals=None, not_principal=False)


def _is_about(claimed: Access, prefix: str) -> bool:
    """Return whether some of the requests are of a service; all are where none is named."""
    actions = (
        covered(text).lower()
        for policy in claimed.identity
        for each in policy.statements
        for text in (("*",) if each.not_action else each.actions)
    )
    return not prefix or any(
        text.partition(":")[0] == prefix or "*" in text.partition(":")[0] for text in actions
    )
