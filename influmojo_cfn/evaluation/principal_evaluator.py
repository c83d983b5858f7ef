"""Requests of a template's principal: its policies, and those of the resource asked about.

What of the template is not read can allow what nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import GROUP, USER
from influmojo_cfn.cloudformation.principals import TemplatePrincipal, principals_of
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import TemplateRole, principal_of, roles_of
from influmojo_cfn.errors import Error, Problem
from influmojo_cfn.evaluation.limiting_policies import LimitingPolicies
from influmojo_cfn.evaluation.named_principals import arn_of, caller_of, naming
from influmojo_cfn.evaluation.principals import (
    evaluator_of,
    principal_context,
    trust_evaluator_of,
)
from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import matcher
from influmojo_cfn.iam.unknown import Unknown, covered


class PrincipalEvaluator:
    """Answers requests of one principal of a template.

    Args:
        document: the template.
        principal: its role, user, group or permission set.
        boundary: a permissions boundary in place of its own.
        session: session policies.
        service_control: the service control policies of one level.
        resource_control: resource control policies of the account.
        endpoint: the policy of the VPC endpoint that requests take.

    Raises:
        Error: session policies are given, and the principal has no sessions.
    """

    def __init__(
        self,
        document: Document,
        principal: TemplatePrincipal,
        *,
        boundary: Policy | None = None,
        session: Sequence[Policy] = (),
        service_control: Sequence[Policy] = (),
        resource_control: Sequence[Policy] = (),
        endpoint: Policy | None = None,
    ) -> None:
        if session and principal.kind in (USER, GROUP):
            message = f"limit sessions of roles; {principal.logical_id} has none"
            raise Error(Problem("session policies", message))
        self.principal = principal
        self._document = document
        self._has_limits = bool(boundary or session or service_control or endpoint)
        here = principal.environment
        self._limiting = LimitingPolicies(
            document, here, resource_control=resource_control, endpoint=endpoint
        )
        self._resource_policies = ResourcePolicies(document, here, self._limiting)
        doubt = list(_in_doubt(principal))
        policies = (*principal.policies, *_not_read(principal), *doubt)
        self._own = replace(principal, policies=policies)
        self._plain = evaluator_of(
            self._own, boundary=boundary, session=session, service_control=service_control
        )
        self._trust: Evaluator | None = None
        if isinstance(principal, TemplateRole):
            self._trust = trust_evaluator_of(principal, *doubt)

    def decide(self, request: Request) -> Decision:
        """Answer a request of the principal, or of a caller that assumes it.

        Raises:
            Error: the request is of another caller, and limits of the role's own are given.
        """
        if request.principal is not None and self._has_limits:
            message = "boundary, session, service control and endpoint policies limit its own calls"
            raise Error(Problem("principal", f"{message}, not who assumes the role; omit them"))
        if request.principal is not None and self._trust is not None:
            decision = self._assumed_by(request.principal, request, self._trust)
        else:
            decision = self._resource_policies.weigh(self._plain.decide(request), self.principal)
            decision = _as_owner_leaves_it(decision, self.principal.environment.account)
            decision.assumed = (
                *_assumed(self.principal),
                *self._resource_policies.assumed(decision),
            )
        decision.environment = self.principal.environment
        return decision

    def _assumed_by(self, caller: Caller, request: Request, trust: Evaluator) -> Decision:
        """Answer by the trust policy, and by the caller's own policies where the template has them.

        What the request does not tell of its caller, the template does.

        Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
        (read 2026-11-28).
        """
        own = self._of_template(caller)
        if own is not None:
            told = {k: v for k, v in request.context.items() if not isinstance(v, Unknown)}
            request = request._replace(context={**principal_context(own), **told})
        decision = self._limiting.weigh(trust.decide(request), caller)
        if own is None:
            decision.assumed = tuple(self._assumed_of(decision, trust))
        if own is None or not decision.allowed:
            return decision
        evaluator = PrincipalEvaluator(self._document, own)
        decision = evaluator.decide_on(self.principal, request._replace(principal=None))
        decision.request = decision.request._replace(principal=caller)
        return decision

    def _assumed_of(self, decision: Decision, trust: Evaluator) -> Iterable[str]:
        """Yield what of a caller's own policies an Allow of the trust policy assumes."""
        request = decision.request
        caller = request.principal
        if not decision.allowed or caller is None or caller.kind != "AWS":
            return
        own = [each for each in caller.also if not each.endswith(":root")]
        named = trust.decide(request._replace(principal=replace(caller, also=tuple(own))))
        arn = parse_arn(caller.identifier)
        is_of_account = arn is not None and arn.account == self.principal.environment.account
        if not named.allowed or not is_of_account:
            yield (
                f"the policies of {caller.identifier} are not in the template: they must allow "
                f"{request.action} too"
            )

    def decide_on(self, role: TemplatePrincipal, request: Request) -> Decision:
        """Answer a request of the principal on a role of the template, be its name known or not."""
        request = request._replace(resource=arn_of(role))
        own, boundary = self._own, self._own.boundary
        if isinstance(role.arn, Unknown):
            policies = tuple(naming(each, role) for each in own.policies)
            own = replace(own, policies=policies, boundary=boundary and naming(boundary, role))
        decision = evaluator_of(own).decide(request)
        return self._resource_policies.weigh(decision, self.principal, role.arn)

    def _of_template(self, caller: Caller) -> TemplatePrincipal | None:
        """Return the user or role of the template that a caller is; None where it has none."""
        here = self.principal.environment
        resolved = ResolvedTemplate(
            processed(self._document, here).data, here, missing_is_unknown=True
        )
        others = principals_of(self._document, resolved).values()
        for each in (*others, *roles_of(self._document, here).values()):
            if _is(caller, each):
                return principal_of(self._document, each.logical_id, here)
        return None


def _is(caller: Caller, principal: TemplatePrincipal) -> bool:
    """Return whether a caller is a principal, or a session of it; of one elsewhere by its name."""
    own = caller_of(principal)
    if principal.is_elsewhere:
        is_its = matcher(covered(principal.arn))(caller.identifier)
        return is_its and caller.identifier.rpartition("/")[2] == principal.name
    sessions = [each.rpartition("/")[0] for each in own.also]
    return caller.identifier == own.identifier or caller.identifier.rpartition("/")[0] in sessions


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


def _assumed(principal: TemplatePrincipal) -> Iterable[str]:
    if principal.kind == GROUP and not principal.is_elsewhere:
        yield f"a member of {principal.logical_id} asks, with no other policies and no boundary"


def _not_read(principal: TemplatePrincipal) -> Iterable[Policy]:
    """Stand for what of the template is not read, which can allow anything and denies nothing.

    Of a principal that is not in the template, its other policies are not known.
    """
    if principal.unread:
        may_allow = Statement("Allow", ("*",), ("*",), unknown=principal.unread)
        yield Policy((may_allow,), "what is not read")
    if principal.is_elsewhere:
        reason = "it is not in the template, and has policies that are not known"
        yield Policy.unread(principal.logical_id, reason)


def _in_doubt(principal: TemplatePrincipal) -> Iterable[Policy]:
    """Stand for a stack that might not have the principal: then nobody can do anything with it."""
    if principal.doubt:
        may_deny = Statement("Deny", ("*",), ("*",), unknown=(principal.doubt,))
        yield Policy((may_deny,), principal.logical_id)
