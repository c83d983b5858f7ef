"""What of a template might deny what a role is claimed to be always allowed.

A resource's own policy can deny it, and so can an organization's policy and that of a VPC endpoint.
Whom and what they are attached to is not weighed: what one of them might deny is not proven. The
policies of keys and the trust policies of roles must allow it. So must another account's policies.

Sources (read 2026-11-28):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import resource_grants
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES
from influmojo_cfn.evaluation.limiting_policies import endpoint_prefix
from influmojo_cfn.evaluation.named_principals import caller_of
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.proof.access import NOTHING, Access
from influmojo_cfn.proof.granted_by_resources import of_caller
from influmojo_cfn.proof.open_actions import ask_of_any_action
from influmojo_cfn.proof.targets import Target

_KEY = "AWS::KMS::Key"


class ClaimLimits:
    """The policies of a template that can deny what its roles allow, in one environment.

    Args:
        document: the template, as CloudFormation processes it.
        environment: where it is deployed.
        roles: its roles there.
    """

    def __init__(
        self, document: Document, environment: Environment, roles: Iterable[Target] = ()
    ) -> None:
        self._document = document
        self._environment = environment
        self._roles = roles
        self._last: tuple[Access, list[tuple[Policy, Access]]] | None = None

    def on(self, claimed: Access, principal: TemplatePrincipal | None) -> Iterator[str]:
        """Yield why some of the requests that are claimed of a principal might be denied."""
        yield from self._elsewhere(claimed)
        if principal is not None:
            yield from self._not_let_in(claimed, principal)
        for policy, lets_through, prefix in self._limits:
            if policy.unknown:
                yield f"{policy.name} might deny it: {policy.unknown[0]}"
                continue
            denied = Access((_of_effect(policy, "Deny"),))
            if ask_of_any_action(NOTHING, [denied, claimed], first_only=True).verdict != "proven":
                yield f"{policy.name} might deny it"
            elif lets_through and _is_about(claimed, prefix):
                allowed = Access((_of_effect(policy, "Allow"),))
                if ask_of_any_action(allowed, [claimed], first_only=True).verdict != "proven":
                    yield f"{policy.name} might not let it through"

    def _elsewhere(self, claimed: Access) -> Iterator[str]:
        """Yield which of the resources are another account's, whose policies are not at hand."""
        own = self._environment.account
        for policy in claimed.identity:
            for text in (text for each in policy.statements for text in each.resources):
                arn = parse_arn(covered(text))
                if arn is not None and arn.account.isdigit() and arn.account != own:
                    yield f"account {arn.account} must allow it too, on {covered(text)}"

    def _not_let_in(self, claimed: Access, principal: TemplatePrincipal) -> Iterator[str]:
        """Yield which roles and keys might not let the principal in."""
        caller = caller_of(principal, with_account=True)
        for policy, about in self._needed_by(claimed):
            lets_in = Access((of_caller(principal, policy, caller),))
            if ask_of_any_action(lets_in, [about, claimed], first_only=True).verdict != "proven":
                yield f"the own policy of {policy.name} might not let it through"

    def _needed_by(self, claimed: Access) -> list[tuple[Policy, Access]]:
        """Return what must allow some of the claimed requests, asked once for all principals."""
        if self._last is None or self._last[0] is not claimed:
            rows = [
                (policy, about)
                for policy, about, prefix in self._needed
                if _is_about(claimed, prefix)
                and ask_of_any_action(NOTHING, [about, claimed], first_only=True).verdict
                != "proven"
            ]
            self._last = claimed, rows
        return self._last[1]

    @cached_property
    def _needed(self) -> list[tuple[Policy, Access, str]]:
        """The policies of roles and keys that must allow, each with what it is about."""
        trusts = [
            (policy, "sts", role.principal.arn)
            for role in self._roles
            if role.trust is not None and role.principal is not None
            for policy in role.trust.identity
        ]
        keys = [
            (policy, "kms", self._resolved.identifier(policy.name, "Arn"))
            for policy, *_ in self._limits
            if self._resolved.resource(policy.name).get("Type") == _KEY
        ]
        return [
            (policy, Access((Policy((Statement("Allow", (f"{prefix}:*",), (arn,)),)),)), prefix)
            for policy, prefix, arn in (*trusts, *keys)
        ]

    @cached_property
    def _resolved(self) -> ResolvedTemplate:
        return ResolvedTemplate(self._document.data, self._environment, missing_is_unknown=True)

    @cached_property
    def _limits(self) -> list[tuple[Policy, bool, str]]:
        """Each policy, whether what it does not allow is denied, and of which service alone."""
        resources = self._document.data.get("Resources", {})
        kinds = {row.get("Type") for row in resources.values() if isinstance(row, dict)}
        if not kinds.intersection(RESOURCE_POLICIES):
            return []
        found = []
        for name, grant in resource_grants(self._document, self._resolved).items():
            allows = any(each.effect == "Allow" for each in grant.policy.statements)
            prefix = endpoint_prefix(self._resolved.property(name, "ServiceName"))
            found.append((grant.policy, grant.limits and allows, prefix))
        return found


def _of_effect(policy: Policy, effect: str) -> Policy:
    """Return a policy that allows, to whoever asks, what the statements of an effect name."""
    statements = policy.of_effect(effect).statements
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
