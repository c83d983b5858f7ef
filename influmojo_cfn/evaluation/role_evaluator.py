"""Requests of a template's role: its policies, and those of the resource that is asked about.

What of the template is not read can allow what nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.roles import evaluator_of, trust_evaluator_of
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.iam.document import Policy, Statement


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
        self._resource_policies = ResourcePolicies(document, role.environment)
        doubt = list(_in_doubt(role))
        own = replace(role, policies=(*role.policies, *_not_read(role), *doubt))
        self._plain = evaluator_of(
            own, boundary=boundary, session=session, service_control=service_control
        )
        self._trust = trust_evaluator_of(role, *doubt)

    def decide(self, request: Request) -> Decision:
        """Answer a request of the role, or of a caller that assumes it."""
        if request.principal is not None:
            decision = self._trust.decide(request)
        else:
            decision = self._resource_policies.weigh(self._plain.decide(request), self.role)
        decision.environment = self.role.environment
        return decision


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
