"""A role, user, group or permission set of a template made ready for requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from influmojo_cfn.arguments import TEXT, check_arguments
from influmojo_cfn.cloudformation.attachments import GROUP, USER
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
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
    user_context,
)
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.unknown import Text, Unknown


class _Where(TypedDict):
    """What the context of every principal is made of."""

    account: str
    region: str
    tags: Mapping[str, Text]


def evaluator_of(
    principal: TemplatePrincipal,
    *,
    boundary: Policy | None = None,
    session: Sequence[Policy] = (),
    service_control: Sequence[Policy] = (),
    partly_known: bool = False,
) -> Evaluator:
    """Return an evaluator of the policies of a principal.

    Args:
        principal: the role, user, group or permission set.
        boundary: a permissions boundary in place of its own.
        session: the session policies, none by default.
        service_control: the service control policies of one level, none by default.
        partly_known: whether its policies and the requests are partly known text.
    """
    limit = boundary or principal.boundary
    return Evaluator(
        principal.policies,
        boundary=[limit] if limit else None,
        session=session or None,
        service_control=[service_control] if service_control else (),
        partly_known=partly_known,
    )


def trust_evaluator_of(role: TemplateRole, *others: Policy) -> Evaluator:
    """Return an evaluator of the role's trust policy, and of what else decides on its sessions."""
    return Evaluator([role.trust, *others], asked="trust policy")


def principal_context(principal: TemplatePrincipal) -> dict[str, Values]:
    """Return the context keys that requests of a principal carry.

    They are those of an ECS task with a role, of a user with access keys, and of any member of a
    group.
    """
    here = principal.environment
    where: _Where = {"account": here.account, "region": here.region, "tags": principal.tags}
    if principal.kind == USER:
        return user_context(user_arn=principal.arn, name=principal.name, **where)
    if principal.kind == GROUP:
        name = Unknown(f"which member of {principal.logical_id} asks is not known")
        arn = Unknown(name.reason, f"arn:{here.known_partition}:iam::{here.account}:user/*")
        return user_context(user_arn=arn, name=name, **where)
    return task_context(role_arn=principal.arn, **where)


def request_of(
    asked: TemplatePrincipal,
    action: str,
    resource: str = "*",
    *,
    context: Mapping[str, ContextValue] | None = None,
    principal: str | None = None,
    always: Mapping[str, Values] | None = None,
) -> Request:
    """Return the request of a principal, or of another one that assumes it, where it is a role.

    Args:
        asked: the role, user, group or permission set.
        action: such as s3:GetObject; a pattern is an error.
        resource: an ARN to the letter, or ``*`` where the action takes none.
        context: condition keys that add to, or override, what such requests always carry.
        principal: who assumes the role: ``Service:ID``, ``AWS:ID`` or ``Federated:ID``.
        always: what :func:`principal_context` gives, where many requests have it.

    Raises:
        Error: a request cannot have the action, the resource or the principal, the context has a
            global key or a Region that does not exist, the action of a principal is not one of AWS
            STS, or it cannot assume what is not a role.
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
    here = asked.environment
    caller = None if principal is None else parse_principal(principal, here.known_partition)
    if caller is not None and not isinstance(asked, TemplateRole):
        message = f"assumes roles; {asked.logical_id} is not a role of the template"
        raise Error(Problem("principal", message))
    if caller is None:
        always = principal_context(asked) if always is None else always
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
    of_resource = resource_context(check_resource(resource, action), here.account, action)
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
