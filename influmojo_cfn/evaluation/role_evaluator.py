"""Requests of a template's role: its policies, and those of the resource that is asked about.

Within an account a resource's own policy allows what it allows the role by name, and a Deny of
either decides. A key's policy must allow too: the role by name, or its account, which leaves it to
the role's policies. What of the template is not read can allow what nothing else does.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
and https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_policies import (
    AttachedPolicy,
    attached_policies,
    of_one_resource,
)
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.roles import evaluator_of, trust_evaluator_of
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import matcher
from influmojo_cfn.iam.text import MADE_UP
from influmojo_cfn.iam.unknown import Text, Unknown, covered

_LIMITS_KEYS = "kms"


class RoleEvaluator:
    """Answers requests of one role of a template.

    Args:
        document: the template.
        role: its role.
        boundary: a permissions boundary in place of the role's own.
        session: session policies.
        service_control: the service control policies of one level.
    """

    def __init__(
        self,
        document: Document,
        role: TemplateRole,
        *,
        boundary: Policy | None = None,
        session: Sequence[Policy] = (),
        service_control: Sequence[Policy] = (),
    ) -> None:
        self.role = role
        self._document = processed(document, role.environment)
        own = replace(role, policies=(*role.policies, *_not_read(role)))
        self._plain = evaluator_of(
            own, boundary=boundary, session=session, service_control=service_control
        )
        self._trust = trust_evaluator_of(role)

    def decide(self, request: Request) -> Decision:
        """Answer a request of the role, or of a caller that assumes it."""
        if request.principal is not None:
            return self._trust.decide(request)
        decision = self._plain.decide(request)
        if decision.outcome == "explicitDeny" or request.resource == "*":
            return decision
        surely, maybe = self._policies_of(request.resource)
        if not surely and not maybe:
            return decision
        return self._with_resource_policies(request, decision, surely, maybe)

    def _with_resource_policies(
        self, request: Request, decision: Decision, surely: list[Policy], maybe: list[Policy]
    ) -> Decision:
        """Weigh the policies of a resource beside the decision by the role's own."""
        by_role = replace(request, principal=self._caller())
        by_account = replace(request, principal=self._caller(with_account=True))
        denied = _decision(_only(surely, "Deny"), by_account)
        if denied.outcome == "explicitDeny":
            return denied
        allowed = _decision(_only(surely, "Allow"), by_role)
        doubts = [each for each in (denied, allowed) if each.outcome == "unknown"]
        doubts += self._doubts(maybe, by_account, decision)
        if _is_of_key(request) and surely:
            left_to_account = _decision(_only(surely, "Allow"), by_account)
            if left_to_account.outcome != "allowed":
                return left_to_account
        if allowed.allowed and decision.limited_by == "identity policies":
            decision = allowed
        return doubts[0] if doubts and decision.outcome != "unknown" else decision

    def _doubts(
        self, policies: Iterable[Policy], request: Request, decision: Decision
    ) -> Iterable[Decision]:
        """Yield doubts: policies that can be of the resource, where that matters."""
        for policy in policies:
            found = _decision([policy], request)
            needed = _is_of_key(request) and decision.allowed
            if found.outcome == "implicitDeny" and not needed:
                continue
            if found.allowed and decision.allowed:
                continue
            reason = f"whether {policy.name} is of {request.resource} is not known"
            yield _decision([Policy((), policy.name, unknown=(reason,))], request)

    def _policies_of(self, resource: str) -> tuple[list[Policy], list[Policy]]:
        """Return the policies of a resource, and those that might be of it."""
        surely, maybe = of_one_resource(self._attached, partial(_is_of, resource))
        return [self._for_role(each.policy) for each in surely], [
            self._for_role(each.policy) for each in maybe
        ]

    @cached_property
    def _attached(self) -> list[AttachedPolicy]:
        """The policies of resources that let callers in."""
        here = self.role.environment
        resolved = ResolvedTemplate(self._document.data, here, missing_is_unknown=True)
        found = attached_policies(self._document, resolved)
        return [each for each in found if not each.grant.limits]

    def _caller(self, *, with_account: bool = False) -> Caller:
        here = self.role.environment
        root = f"arn:{here.known_partition}:iam::{here.account}:root"
        return Caller("AWS", self._arn, (root,) if with_account else ())

    @property
    def _arn(self) -> str:
        """The role's ARN, or what represents it where its name is not known."""
        if isinstance(self.role.arn, str):
            return self.role.arn
        here = self.role.environment
        name = f"{MADE_UP}{self.role.logical_id}{MADE_UP}"
        return f"arn:{here.known_partition}:iam::{here.account}:role/{name}"

    def _for_role(self, policy: Policy) -> Policy:
        """Return a policy in which principals that are resources of the template are told apart."""
        return replace(policy, statements=tuple(map(self._of_statement, policy.statements)))

    def _of_statement(self, statement: Statement) -> Statement:
        if statement.principals is None:
            return statement
        found = {
            kind: tuple(
                self._arn if _is_resource(text, self.role.logical_id) else text
                for text in texts
                if not _is_resource(text) or _is_resource(text, self.role.logical_id)
            )
            for kind, texts in statement.principals.items()
        }
        return replace(statement, principals=found)


def _is_resource(text: Text, logical_id: str = "") -> bool:
    """Return whether a principal is a resource of the template, or the one of a logical ID."""
    if not isinstance(text, Unknown) or not text.logical_id:
        return False
    return not logical_id or text.logical_id == logical_id


def _is_of(resource: str, arn: Text) -> bool | None:
    """Return whether a resource is what an ARN names, or a part of it; None if it might be."""
    pattern = covered(arn)
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


def _decision(policies: Iterable[Policy], request: Request) -> Decision:
    return Evaluator(policies, asked="resource policy").decide(request)


def _not_read(role: TemplateRole) -> Iterable[Policy]:
    """Stand for what of the template is not read, which can allow anything and denies nothing."""
    if role.unread:
        may_allow = Statement("Allow", ("*",), ("*",), unknown=role.unread)
        yield Policy((may_allow,), "what is not read")
