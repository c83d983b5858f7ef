"""What the policies of resources grant to a role by name, besides what its own policies do.

Within an account that is enough; the role's own Denies and its boundary limit it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from influmojo_cfn.cloudformation.attachments import GROUP
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.evaluation.resource_policies import caller_of, told_apart
from influmojo_cfn.evaluation.statements import CompiledStatement
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.verdict import NO, UNKNOWN
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.targets import Target


class GrantedByResource(NamedTuple):
    """What the policy of a resource grants a role, and the access to all it can be about.

    ``is_exact`` if that is known, so that it grants what it seems to.
    """

    name: str
    granted: Access
    about: Access
    is_exact: bool


def granted_by_resources(
    principal: TemplatePrincipal, target: Target, policies: Iterable[tuple[Target, str]]
) -> Iterator[GrantedByResource]:
    """Yield what policies of resources, each with the service that it is about, grant someone."""
    denies = tuple(_only(policy, "Deny") for policy in target.permissions.identity)
    for resource, service in policies:
        granted = [_to(principal, policy) for policy in resource.permissions.identity]
        granted = [policy for policy in granted if policy.statements or policy.unknown]
        if not granted:
            continue
        reach = resource.reach or ("*",)
        about = Statement("Allow", (f"{service}:*" if service else "*",), reach)
        yield GrantedByResource(
            resource.name,
            replace(target.permissions, identity=(*granted, *denies)),
            Access((Policy((about,), "what it is attached to"),)),
            bool(resource.reach) and all(isinstance(arn, str) for arn in reach),
        )


def _only(policy: Policy, effect: str) -> Policy:
    return replace(policy, statements=tuple(s for s in policy.statements if s.effect == effect))


def _to(principal: TemplatePrincipal, policy: Policy) -> Policy:
    """Return what a resource's policy allows a principal, as a policy of its own."""
    caller = caller_of(principal)
    found = []
    for statement in told_apart(policy, principal).statements:
        about = CompiledStatement(policy, statement).match_principal(caller)
        if statement.effect != "Allow" or statement.principals is None or about == NO:
            continue
        if about == UNKNOWN and principal.kind == GROUP:
            continue  # It names a user, be it a member: that is not of the group.
        doubt = ("whether it names the principal is not known",) if about == UNKNOWN else ()
        unknown = (*statement.unknown, *doubt)
        found.append(replace(statement, principals=None, not_principal=False, unknown=unknown))
    return replace(policy, statements=tuple(found))
