"""Requests of a template's role: its policies, and those of the resource that is asked about.

What of the template is not read can allow what nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.errors import Error, Problem
from influmojo_cfn.evaluation.limiting_policies import LimitingPolicies
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.roles import evaluator_of, trust_evaluator_of
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Policy, Statement


class RoleEvaluator:
    """Answers requests of one role of a template.

    Args:
        document: the template.
        role: its role.
        boundary: a permissions boundary in place of the role's own.
        session: session policies.
        service_control: the service control policies of one level.
        resource_control: resource control policies of the account.
        endpoint: the policy of the VPC endpoint that requests take.
    """

    def __init__(
        self,
        document: Document,
        role: TemplateRole,
        *,
        boundary: Policy | None = None,
        session: Sequence[Policy] = (),
        service_control: Sequence[Policy] = (),
        resource_control: Sequence[Policy] = (),
        endpoint: Policy | None = None,
    ) -> None:
        self.role = role
        self._has_limits = bool(boundary or session or service_control or endpoint)
        here = role.environment
        self._limiting = LimitingPolicies(
            document, here, resource_control=resource_control, endpoint=endpoint
        )
        self._resource_policies = ResourcePolicies(document, here, self._limiting)
        doubt = list(_in_doubt(role))
        own = replace(role, policies=(*role.policies, *_not_read(role), *doubt))
        self._plain = evaluator_of(
            own, boundary=boundary, session=session, service_control=service_control
        )
        self._trust = trust_evaluator_of(role, *doubt)

    def decide(self, request: Request) -> Decision:
        """Answer a request of the role, or of a caller that assumes it.

        Raises:
            Error: the request is of another caller, and limits of the role's own are given.
        """
        if request.principal is not None and self._has_limits:
            message = "boundary, session, service control and endpoint policies limit its own calls"
            raise Error(Problem("principal", f"{message}, not who assumes the role; omit them"))
        if request.principal is not None:
            decision = self._limiting.weigh(self._trust.decide(request), request.principal)
        else:
            decision = self._resource_policies.weigh(self._plain.decide(request), self.role)
            decision = _as_owner_leaves_it(decision, self.role.environment.account)
            decision.assumed = self._resource_policies.assumed(decision)
        decision.environment = self.role.environment
        return decision


def _as_owner_leaves_it(decision: Decision, account: str) -> Decision:
    """Return a decision; what is allowed on another account's resource, that account decides too.

    Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
    (read 2026-11-28).
    """
    arn = parse_arn(decision.request.resource)
    owner = arn.account if arn and decision.allowed else ""
    if not owner.isdigit() or owner == account:
        return decision
    reason = "its own policy, which is not in the template, must allow it too"
    return Evaluator([Policy.unread(f"account {owner}", reason)]).decide(decision.request)


def _not_read(role: TemplateRole) -> Iterable[Policy]:
    """Stand for what of the template is not read, which can allow anything and denies nothing."""
    if role.unread:
        may_allow = Statement("Allow", ("*",), ("*",), unknown=role.unread)
        yield Policy((may_allow,), "what is not read")


def _in_doubt(role: TemplateRole) -> Iterable[Policy]:
    """Stand for a stack that might not have the role: then nobody can do anything with it."""
    if role.doubt:
        may_deny = Statement("Deny", ("*",), ("*",), unknown=(role.doubt,))
        yield Policy((may_deny,), role.logical_id)
