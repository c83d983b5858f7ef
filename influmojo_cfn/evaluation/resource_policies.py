"""The policies of a template's resources, weighed together with those of a principal that asks.

Within an account a resource's own policy allows what it allows the principal by name, and a Deny of
either decides. A key's policy must allow too: the principal by name, or its account, which leaves
it to the principal's policies. So must the trust policy of a role that another role assumes.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
and https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
(read 2026-11-27), https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
and https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_policies import (
    AttachedPolicy,
    attached_policies,
    default_policies,
    of_one_resource,
)
from influmojo_cfn.cloudformation.attachments import ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import ResourceGrant
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evaluation.limiting_policies import EVERYTHING, LimitingPolicies
from influmojo_cfn.evaluation.named_principals import (
    caller_of,
    is_generated,
    to_sessions,
    told_apart,
)
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator, LayerName
from influmojo_cfn.iam.document import Policy, condition_keys_of
from influmojo_cfn.iam.patterns import has_wildcard, matcher
from influmojo_cfn.iam.unknown import Text, Unknown, as_shown, covered

_OF_ROLES = "sts:"
_LIMITS = (_OF_ROLES, "kms:")
"""Services of keys and roles, which no policy of a caller reaches without their own."""
_OPEN_BY_DEFAULT = "AWS::EFS::FileSystem"
"""The type whose resources let in every client, by whatever role, until they have a policy."""
_OWN_POLICIES = {"key": "key policy", "role": "trust policy"}
"""What the policies of their resources are called."""
_ACCESS_POINT = ":accesspoint/"
"""What an access point's policy allows, its bucket must allow too."""
_OF_ROLE: tuple[LayerName, ...] = ("identity policies",)
_OF_SESSION: tuple[LayerName, ...] = (*_OF_ROLE, "permissions boundary", "session policies")
"""Layers that need not allow what a resource's policy grants to a role, and to its session.

What it grants to a user is as what it grants to a session.
"""


class ResourcePolicies:
    """The policies of a template's resources in one environment.

    Args:
        document: the template.
        environment: where it is deployed.
        limiting: what limits its roles from outside them; the template's own where not given.
    """

    def __init__(
        self,
        document: Document,
        environment: Environment,
        limiting: LimitingPolicies | None = None,
    ) -> None:
        self._document = document
        self._environment = environment
        self._limiting = limiting or LimitingPolicies(document, environment)

    @cached_property
    def condition_keys(self) -> frozenset[str]:
        """The condition keys (lower case) that the policies ask for."""
        return condition_keys_of(each.grant.policy for each in (*self._attached, *self._trusts))

    def weigh(
        self, decision: Decision, principal: TemplatePrincipal, resource: Text | None = None
    ) -> Decision:
        """Weigh the policies of a resource, and what limits all, beside the decision by others.

        Args:
            decision: the answer by the principal's own policies.
            principal: who asks.
            resource: the resource where the request has an example of it.
        """
        found = self._with_policies_of_resource(decision, principal, resource)
        return self._limiting.weigh(found, caller_of(principal, with_account=True))

    def assumed(self, decision: Decision) -> tuple[str, ...]:
        """Return what an allowed call assumes of a key's or a role's own policy, elsewhere."""
        request = decision.request
        attached = self._trusts if _is_of_role(request) else self._attached
        named = request.resource if decision.allowed and _is_limited(request) else "*"
        kind = _OWN_POLICIES.get(named.split(":", 5)[-1].partition("/")[0])
        if kind is None or _policies_of(attached, named, None)[0]:
            return ()
        return (f"the {kind} of {named} is not in the template: it must allow the role too",)

    def _with_policies_of_resource(
        self, decision: Decision, principal: TemplatePrincipal, resource: Text | None
    ) -> Decision:
        request = decision.request
        attached = self._trusts if _is_of_role(request) else self._attached
        if not attached or decision.outcome == "explicitDeny" or request.resource == "*":
            return decision
        surely, maybe = _policies_of(attached, request.resource, resource)
        if not surely and not maybe:
            return decision
        surely = [told_apart(policy, principal) for policy in surely]
        maybe = [told_apart(policy, principal) for policy in maybe]
        if decision.is_weighed_with("permissions boundary"):
            surely, maybe = (list(map(_sparing_nobody, each)) for each in (surely, maybe))
        by_name = request._replace(principal=caller_of(principal))
        by_account = request._replace(principal=caller_of(principal, with_account=True))
        denied = _decision_of_denies(surely, by_account)
        if denied.outcome == "explicitDeny":
            return denied
        found = decision if decision.allowed else _granted(decision, surely, by_name)
        doubts = [denied] if found.allowed and denied.outcome == "unknown" else []
        doubts += _doubts(maybe, by_account, decision, is_allowed=found.allowed)
        if _is_limited(request) and surely:
            left_to_account = _decision([each.of_effect("Allow") for each in surely], by_account)
            if left_to_account.outcome != "allowed":
                return left_to_account
        return doubts[0] if doubts and found.outcome != "unknown" else found

    def has_one_of(self, example: str, resource: Text) -> bool:
        """Return whether a resource surely has one of the policies, or what AWS gives in place."""
        return bool(_policies_of(self._attached, example, resource)[0])

    @cached_property
    def _attached(self) -> list[AttachedPolicy]:
        """The policies of resources that let callers in."""
        document = processed(self._document, self._environment)
        resolved = ResolvedTemplate(document.data, self._environment, missing_is_unknown=True)
        found = [
            *attached_policies(document, resolved),
            *default_policies(document, resolved, _OPEN_BY_DEFAULT),
        ]
        return [each for each in found if not each.grant.limits]

    @cached_property
    def _trusts(self) -> list[AttachedPolicy]:
        """The trust policies of the template's roles, without which nobody assumes one."""
        return [
            AttachedPolicy(ROLE, ResourceGrant(role.logical_id, role.trust), (role.arn,))
            for role in roles_of(self._document, self._environment).values()
        ]


def _policies_of(
    attached: Iterable[AttachedPolicy], example: str, resource: Text | None
) -> tuple[list[Policy], list[Policy]]:
    """Return the policies of a resource, and those that might be of it."""

    def is_its_arn(arn: Text) -> bool | None:
        is_its = _is_of(example, arn)
        return _is_same(arn, resource) if is_its is None else is_its

    return of_one_resource(attached, is_its_arn)


def _doubts(
    policies: Iterable[Policy], request: Request, decision: Decision, *, is_allowed: bool
) -> Iterable[Decision]:
    """Yield doubts: policies that can be of the resource, where that matters.

    ``is_allowed`` tells whether the principal's own policies or the resource's allow the request.
    """
    for policy in policies:
        found = _decision([policy], request)
        needed = _is_limited(request) and decision.allowed
        denies = is_allowed and not _decision_of_denies([policy], request).allowed
        if found.outcome == "implicitDeny" and not needed and not denies:
            continue
        if found.allowed and decision.allowed:
            continue
        reason = f"whether {policy.name} is of {as_shown(request.resource)} is not known"
        yield _decision([Policy.unread(policy.name, reason)], request)


def _granted(decision: Decision, policies: list[Policy], request: Request) -> Decision:
    """Return what Allows of a resource's policy make of a decision that does not allow.

    What is granted to the role by name, its boundary and session policies limit; what is granted to
    a session, they do not.
    """
    allows = [policy.of_effect("Allow") for policy in policies]
    for named, layers in ((allows, _OF_ROLE), (list(map(to_sessions, allows)), _OF_SESSION)):
        allowed = _decision(named, request)
        limits = decision.if_granted(layers)
        if not allowed.denied and not limits.denied:
            if _ACCESS_POINT in request.resource and allowed.allowed:
                reason = f"whether the bucket of {request.resource} allows it too is not known"
                allowed = _decision([Policy.unread("access point", reason)], request)
            return allowed if limits.allowed else limits
    return decision


def _sparing_nobody(policy: Policy) -> Policy:
    """Return a policy as it is for a role with a permissions boundary: NotPrincipal spares none.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    (read 2026-11-28).
    """
    statements = (
        replace(each, principals={"*": ("*",)}, not_principal=False)
        if each.not_principal and each.effect == "Deny"
        else each
        for each in policy.statements
    )
    return replace(policy, statements=tuple(statements))


def _is_same(arn: Text, resource: Text | None) -> bool | None:
    """Return whether two values are of one resource; None if they might be.

    A name that a template writes out is not one that CloudFormation generates.
    """
    if isinstance(resource, str) and isinstance(arn, Unknown) and not has_wildcard(resource):
        return False if is_generated(arn) else None
    if not isinstance(arn, Unknown) or not isinstance(resource, Unknown):
        return None
    named = arn.logical_id and resource.logical_id
    return arn.logical_id == resource.logical_id if named else None


def _is_of(resource: str, arn: Text) -> bool | None:
    """Return whether a resource is what an ARN names, or a part of it; None if it might be.

    The ARN that CloudFormation gives of a log group ends in ``:*``; the group itself is without.
    """
    pattern = covered(arn).removesuffix(":*")
    if not any(matcher(each)(resource) for each in (pattern, f"{pattern}/*", f"{pattern}:*")):
        return False
    return isinstance(arn, str) or None


def _is_limited(request: Request) -> bool:
    """Return whether a resource's own policy must allow a request too."""
    return request.action.lower().startswith(_LIMITS)


def _is_of_role(request: Request) -> bool:
    return request.action.lower().startswith(_OF_ROLES)


def _decision_of_denies(policies: Iterable[Policy], request: Request) -> Decision:
    """Return what the Deny statements decide where all else allows: they may not surely apply."""
    denies = (policy.of_effect("Deny") for policy in policies)
    return _decision([*denies, EVERYTHING], request)


def _decision(policies: Iterable[Policy], request: Request) -> Decision:
    return Evaluator(policies, asked="resource policy").decide(request)
