"""What no policy of a role, and none of a resource, can allow, whatever is not known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from influmojo_cfn.cloudformation.generated_names import can_match
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.written import Value, WrittenCondition
from influmojo_cfn.rules.managed_policies import aws_statements, managed_path, managed_policy
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement
from influmojo_cfn.service_roles.field_values import Home

if TYPE_CHECKING:
    from influmojo_cfn.service_roles.judge import Judge

HOME = Home(partition=t.PARTITION, account=t.ACCOUNT, region=t.REGION)
_TAKEN_TO_HOLD = "its conditions are taken to hold"
_IN_A_BRANCH = "conditions of the template decide whether it is there"
NO_CONTEXT: Mapping[str, str] = {}


@remembered
def is_known(entity: Entity) -> bool:
    """Return whether every policy of the role can be read: those of the template and those of AWS."""
    return all(managed_policy(managed_path(value)) for value in entity.managed_arns) and all(
        not t.has_unknown(value.text)
        for statement in entity.statements
        for value in (*statement.actions, *statement.not_actions)
    )


def denied_by_policies(entity: Entity, action: str, resource: str) -> bool:
    """Return whether no policy of the role can allow an action on a resource.

    False wherever an unknown might make it allowed; conditions are taken to hold.
    """
    return is_known(entity) and _judge(entity).cannot(action, resource)


def has(entity: Entity, actions: Iterable[str]) -> bool:
    """Return whether a policy of the role names one of the actions (lower case), on whatever."""
    wanted = tuple(actions)
    return any(s.may_name(action) for s in statements(entity) if s.allows for action in wanted)


def statements(entity: Entity) -> Iterator[PolicyStatement]:
    """Yield every statement of a role's policies, those of AWS managed policies too."""
    yield from entity.statements
    for _, statement in aws_statements(entity):
        yield statement


@remembered
def _judge(entity: Entity) -> Judge:
    """Return the judge that preflight asks, of a role of which the template alone is known."""
    from influmojo_cfn.cloudformation.roles import TemplateRole
    from influmojo_cfn.service_roles.judge import Judge

    role = TemplateRole(
        logical_id=entity.logical_id,
        name=entity.resolver.named(entity.logical_id),
        arn=entity.resolver.named(f"{entity.logical_id}.Arn"),
        policies=(Policy(tuple(map(_as_statement, statements(entity)))),),
        trust=Policy(()),
    )
    return Judge(role, HOME, partly_known=True)


def _as_statement(written: PolicyStatement) -> Statement:
    """Return what a statement says; one that conditions can keep from applying is in doubt."""
    doubts = [_TAKEN_TO_HOLD] if written.conditions else []
    doubts += [_IN_A_BRANCH] if written.branch else []
    return Statement(
        effect="Deny" if written.denies else "Allow",
        actions=tuple(map(_text, written.not_actions or written.actions)),
        resources=tuple(map(_text, written.not_resources or written.resources)),
        not_action=bool(written.not_actions),
        not_resource=bool(written.not_resources),
        unknown=tuple(doubts),
        path=written.path,
    )


def _text(value: Value) -> Text:
    return Unknown(_IN_A_BRANCH, value.text) if value.branch else value.text


def is_denied(
    model: Model,
    role: Entity,
    action: str,
    resource: str,
    context: Mapping[str, str] = NO_CONTEXT,
) -> bool:
    """Return whether no policy of the role or of the resource can allow an action (lower case).

    False wherever an unknown might make it allowed. Conditions are taken to hold but for those on
    keys (lower case) of the context, of which the value is known.
    """
    return _is_denied_by_role(role, action, resource, context) and not _granted_by_resource(
        model, role, action, resource
    )


def _is_denied_by_role(
    entity: Entity, action: str, resource: str, context: Mapping[str, str]
) -> bool:
    if denied_by_policies(entity, action, resource):
        return True
    return is_known(entity) and not any(
        s.may_name(action) and reaches(entity, s, resource) and failing(entity, s, context) is None
        for s in statements(entity)
        if not s.denies
    )


def _granted_by_resource(model: Model, role: Entity, action: str, resource: str) -> bool:
    """Return whether a resource's own policy can let the role itself in, as a trust policy can.

    A key's policy that lets the account in leaves it to the role's policies. Source:
    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (read 2026-11-28).
    """
    arn = role.resolver.named(f"{role.logical_id}.Arn")
    return any(
        _lets_in(statement)
        and statement.allows
        and statement.may_name(action)
        and any(_may_be(principal.value.text, arn) for principal in statement.principals)
        and any(can_match(model.resolver, text, resource) for text in _of(model, statement))
        for statement in model.statements
    )


def _lets_in(statement: PolicyStatement) -> bool:
    """Return whether a statement is of a policy that does more than limit what others allow."""
    row = RESOURCE_POLICIES.get(statement.policy.resource_type)
    return not (row and row.only_limits)


def _of(model: Model, statement: PolicyStatement) -> Iterator[str]:
    """Yield what a statement of a resource's policy is about: without Resource, the resource."""
    if not statement.resources:
        yield model.resolver.get_att(statement.policy.logical_id, "Arn")
    yield from (value.text for value in statement.resources)


def _may_be(text: str, arn: str) -> bool:
    return text in ("*", arn) or (t.has_unknown(text) and _is_open(text))


def _is_open(text: str) -> bool:
    """Return whether a principal can be any: not the template's account or a role of another name."""
    return t.UNKNOWN.match(text) is not None and text[0] not in (t.ACCOUNT, t.PARTITION)


def reaches(entity: Entity, statement: PolicyStatement, resource: str) -> bool:
    """Return whether a statement can be about a resource."""
    if statement.not_resources:
        return not any(covers(v.text, resource) for v in statement.not_resources)
    of_aws = not statement.policy.in_template
    return any(
        can_match(entity.resolver, value.text, resource, of_aws=of_aws)
        for value in statement.resources
    )


def failing(
    entity: Entity, statement: PolicyStatement, context: Mapping[str, str]
) -> WrittenCondition | None:
    """Return the condition of a statement that cannot hold with what is known of a request."""
    return next(failing_conditions(entity.resolver, statement, context), None)


def failing_conditions(
    resolver: Resolver, statement: PolicyStatement, context: Mapping[str, str]
) -> Iterator[WrittenCondition]:
    """Yield the conditions that cannot hold with what is known of a request."""
    for condition in statement.conditions if context else ():
        if _is_never_sent(condition, context):
            yield condition
        known = context.get(condition.key.lower())
        if known is None or condition.negated or condition.family not in ("String", "ARN"):
            continue
        if not any(can_match(resolver, value.text, known) for value in condition.values):
            yield condition


_CONTEXT = "kms:encryptioncontext:"


def _is_never_sent(condition: WrittenCondition, context: Mapping[str, str]) -> bool:
    """Return whether a condition needs another part of an encryption context than is sent."""
    key = condition.key.lower()
    return (
        condition.needs_key
        and key.startswith(_CONTEXT)
        and key not in context
        and any(each.startswith(_CONTEXT) for each in context)
    )
