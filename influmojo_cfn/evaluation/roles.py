"""A role of a template made ready for requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from influmojo_cfn.arguments import TEXT, check_arguments
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.errors import Error, Problem
from influmojo_cfn.evaluation.request import (
    CONTEXT,
    ContextValue,
    Request,
    check_action,
    check_context,
    check_resource,
    context_of,
    parse_principal,
    unfamiliar,
)
from influmojo_cfn.evaluation.request_context import (
    caller_context,
    resource_context,
    service_context,
    task_context,
)
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.unknown import Unknown, covered


def evaluator_of(
    role: TemplateRole,
    *,
    boundary: Policy | None = None,
    session: Sequence[Policy] = (),
    service_control: Sequence[Policy] = (),
    partly_known: bool = False,
) -> Evaluator:
    """Return an evaluator of the role's policies.

    Args:
        role: the role.
        boundary: a permissions boundary in place of the role's own.
        session: the session policies, none by default.
        service_control: the service control policies of one level, none by default.
        partly_known: whether its policies and the requests are partly known text.
    """
    limit = boundary or role.boundary
    return Evaluator(
        role.policies,
        boundary=[limit] if limit else None,
        session=session or None,
        service_control=[service_control] if service_control else (),
        partly_known=partly_known,
    )


def trust_evaluator_of(role: TemplateRole, *others: Policy) -> Evaluator:
    """Return an evaluator of the role's trust policy, and of what else decides on its sessions."""
    return Evaluator([role.trust, *others], asked="trust policy")


def role_context(role: TemplateRole) -> dict[str, Values]:
    """Return the context keys that requests of an ECS task with this role carry."""
    here = role.environment
    context = task_context(
        role_arn=covered(role.arn), account=here.account, region=here.region, tags=role.tags
    )
    if isinstance(role.arn, Unknown):
        context["aws:principalarn"] = role.arn
    return context


def request_of(
    role: TemplateRole,
    action: str,
    resource: str = "*",
    *,
    context: Mapping[str, ContextValue] | None = None,
    principal: str | None = None,
    always: Mapping[str, Values] | None = None,
) -> Request:
    """Return the request of a role, or of a principal that assumes it.

    Args:
        role: the role.
        action: such as s3:GetObject; a pattern is an error.
        resource: an ARN to the letter, or ``*`` where the action takes none.
        context: condition keys that add to, or override, what such requests always carry.
        principal: who assumes the role: ``Service:ID``, ``AWS:ID`` or ``Federated:ID``.
        always: what :func:`role_context` gives, where many requests of the role have it.

    Raises:
        Error: a request cannot have the action, the resource or the principal, the context has a
            global key or a Region that does not exist, or the action of a principal is not one of
            AWS STS.
    """
    texts = isinstance(action, str) and isinstance(resource, str)
    if not texts or context is not None or principal is not None:
        check_arguments(
            action=(action, TEXT),
            resource=(resource, TEXT),
            context=(context, CONTEXT.or_none()),
            principal=(principal, TEXT.or_none()),
        )
        check_context(context or {})
    here = role.environment
    caller = None if principal is None else parse_principal(principal, here.known_partition)
    if caller is None:
        always = role_context(role) if always is None else always
    elif caller.kind == "Service":
        always = service_context(
            caller.identifier,
            account=here.account,
            region=here.region,
            partition=here.known_partition,
        )
    else:
        always = caller_context(caller, region=here.region)
    if caller is not None and not action.lower().startswith("sts:"):
        message = f"{action!r} assumes no role; expected one such as sts:AssumeRole"
        raise Error(Problem("action", message))
    of_resource = resource_context(check_resource(resource, action), here.account)
    full = {**(always or {}), **of_resource}
    full = context_of(full, context) if context else full
    return Request(check_action(action), resource, full, caller)


def misspelled(decision: Decision) -> str:
    """Return why IAM does not have the action that was asked about, or an empty string.

    An action that the deciding statement names itself is newer than the authorization data.
    """
    action = decision.request.action
    named = decision.deciding.statement.actions if decision.deciding else ()
    return "" if action in named else unfamiliar(action)


def check_known_action(decision: Decision) -> None:
    """Reject an action that IAM does not have: it is denied whatever the policies say.

    Raises:
        Error: IAM has no such action; the nearest name is given.
    """
    doubt = misspelled(decision)
    if doubt:
        raise Error(Problem("action", doubt))
