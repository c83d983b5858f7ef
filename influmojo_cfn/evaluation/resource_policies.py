"""The policies of a template's resources, weighed together with those of a role that asks.

Within an account a resource's own policy allows what it allows the role by name, and a Deny of
either decides. A key's policy must allow too: the role by name, or its account, which leaves it to
the role's policies.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
and https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_policies import (
    AttachedPolicy,
    attached_policies,
    of_one_resource,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.arn import account_arn
from influmojo_cfn.iam.document import Policy, Statement, condition_keys_of
from influmojo_cfn.iam.patterns import matcher
from influmojo_cfn.iam.text import MADE_UP
from influmojo_cfn.iam.unknown import Text, Unknown, as_shown, covered

_LIMITS_KEYS = "kms"


class ResourcePolicies:
    """The policies of a template's resources in one environment.

    Args:
        document: the template.
        environment: where it is deployed.
    """

    def __init__(self, document: Document, environment: Environment) -> None:
        self._document = document
        self._environment = environment

    @cached_property
    def condition_keys(self) -> frozenset[str]:
        """The condition keys (lower case) that the policies ask for."""
        return condition_keys_of(each.grant.policy for each in self._attached)

    def weigh(
        self, decision: Decision, role: TemplateRole, resource: Text | None = None
    ) -> Decision:
        """Weigh the policies of a resource beside the decision by a role's own.

        Args:
            decision: the answer by the role's own policies.
            role: the role.
            resource: the resource where the request has an example of it.
        """
        request = decision.request
        if not self._attached or decision.outcome == "explicitDeny" or request.resource == "*":
            return decision
        surely, maybe = self._policies_of(request.resource, resource)
        if not surely and not maybe:
            return decision
        surely = [_for_role(policy, role) for policy in surely]
        maybe = [_for_role(policy, role) for policy in maybe]
        by_role = request._replace(principal=_caller(role))
        by_account = request._replace(principal=_caller(role, with_account=True))
        denied = _decision_of_denies(surely, by_account)
        if denied.outcome == "explicitDeny":
            return denied
        allowed = _decision(_only(surely, "Allow"), by_role)
        doubts = [allowed] if allowed.outcome == "unknown" else []
        is_allowed = decision.allowed or allowed.allowed
        if is_allowed and denied.outcome == "unknown":
            doubts.append(denied)
        doubts += _doubts(maybe, by_account, decision, is_allowed=is_allowed)
        if _is_of_key(request) and surely:
            left_to_account = _decision(_only(surely, "Allow"), by_account)
            if left_to_account.outcome != "allowed":
                return left_to_account
        if allowed.allowed and decision.limited_by == "identity policies":
            decision = allowed
        return doubts[0] if doubts and decision.outcome != "unknown" else decision

    def _policies_of(
        self, example: str, resource: Text | None
    ) -> tuple[list[Policy], list[Policy]]:
        """Return the policies of a resource, and those that might be of it."""

        def is_its_arn(arn: Text) -> bool | None:
            is_its = _is_of(example, arn)
            return _is_same(arn, resource) if is_its is None else is_its

        surely, maybe = of_one_resource(self._attached, is_its_arn)
        return [each.policy for each in surely], [each.policy for each in maybe]

    @cached_property
    def _attached(self) -> list[AttachedPolicy]:
        """The policies of resources that let callers in."""
        document = processed(self._document, self._environment)
        resolved = ResolvedTemplate(document.data, self._environment, missing_is_unknown=True)
        found = attached_policies(document, resolved)
        return [each for each in found if not each.grant.limits]


def _doubts(
    policies: Iterable[Policy], request: Request, decision: Decision, *, is_allowed: bool
) -> Iterable[Decision]:
    """Yield doubts: policies that can be of the resource, where that matters.

    ``is_allowed`` tells whether the role's own policies or those of the resource allow the request.
    """
    for policy in policies:
        found = _decision([policy], request)
        needed = _is_of_key(request) and decision.allowed
        denies = is_allowed and not _decision_of_denies([policy], request).allowed
        if found.outcome == "implicitDeny" and not needed and not denies:
            continue
        if found.allowed and decision.allowed:
            continue
        reason = f"whether {policy.name} is of {as_shown(request.resource)} is not known"
        yield _decision([Policy.unread(policy.name, reason)], request)


def _caller(role: TemplateRole, *, with_account: bool = False) -> Caller:
    here = role.environment
    root = account_arn(here.known_partition, here.account)
    return Caller("AWS", _arn(role), (root,) if with_account else ())


def _arn(role: TemplateRole) -> str:
    """Return the role's ARN, or what represents it where its name is not known."""
    if isinstance(role.arn, str):
        return role.arn
    here = role.environment
    name = f"{MADE_UP}{role.logical_id}{MADE_UP}"
    return f"arn:{here.known_partition}:iam::{here.account}:role/{name}"


def _for_role(policy: Policy, role: TemplateRole) -> Policy:
    """Return a policy in which principals that are resources of the template are told apart."""
    return replace(policy, statements=tuple(_of(role, each) for each in policy.statements))


def _of(role: TemplateRole, statement: Statement) -> Statement:
    if statement.principals is None:
        return statement
    found = {
        kind: tuple(
            _arn(role) if _is_resource(text, role.logical_id) else text
            for text in texts
            if not _is_resource(text) or _is_resource(text, role.logical_id)
        )
        for kind, texts in statement.principals.items()
    }
    return replace(statement, principals=found)


def _is_same(arn: Text, resource: Text | None) -> bool | None:
    """Return whether two values that are not known are of one resource; None if they might be."""
    if not isinstance(arn, Unknown) or not isinstance(resource, Unknown):
        return None
    named = arn.logical_id and resource.logical_id
    return arn.logical_id == resource.logical_id if named else None


def _is_resource(text: Text, logical_id: str = "") -> bool:
    """Return whether a principal is a resource of the template, or the one of a logical ID."""
    if not isinstance(text, Unknown) or not text.logical_id:
        return False
    return not logical_id or text.logical_id == logical_id


def _is_of(resource: str, arn: Text) -> bool | None:
    """Return whether a resource is what an ARN names, or a part of it; None if it might be.

    The ARN that CloudFormation gives of a log group ends in ``:*``; the group itself is without.
    """
    pattern = covered(arn).removesuffix(":*")
    if not any(matcher(each)(resource) for each in (pattern, f"{pattern}/*", f"{pattern}:*")):
        return False
    return isinstance(arn, str) or None


def _is_of_key(request: Request) -> bool:
    return request.action.lower().startswith(f"{_LIMITS_KEYS}:")


def _only(policies: Iterable[Policy], effect: str) -> list[Policy]:
    return [
        replace(policy, statements=tuple(s for s in policy.statements if s.effect == effect))
        for policy in policies
    ]


_EVERYTHING = Policy((Statement("Allow", ("*",), ("*",), principals={"*": ("*",)}),))


def _decision_of_denies(policies: Iterable[Policy], request: Request) -> Decision:
    """Return what the Deny statements decide where all else allows: they may not surely apply."""
    return _decision([*_only(policies, "Deny"), _EVERYTHING], request)


def _decision(policies: Iterable[Policy], request: Request) -> Decision:
    return Evaluator(policies, asked="resource policy").decide(request)
