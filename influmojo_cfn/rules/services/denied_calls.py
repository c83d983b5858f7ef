"""The calls that no policy of a role can allow, whatever is not known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.cloudformation.generated_names import can_match
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers, may_meet
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.ecs.permission import is_known, may_act, refused, statements
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement

NO_CONTEXT: Mapping[str, str] = {}


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
    if refused(entity, action, resource):
        return True
    return is_known(entity) and not any(
        may_act(s, action) and reaches(entity, s, resource) and failing(entity, s, context) is None
        for s in statements(entity)
        if not s.denies
    )


def _granted_by_resource(model: Model, role: Entity, action: str, resource: str) -> bool:
    """Return whether a resource's own policy can let the role itself in.

    A key's policy that lets the account in leaves it to the role's policies.
    """
    arn = role.resolver.named(f"{role.logical_id}.Arn")
    return any(
        statement.policy.kind == "resource"
        and statement.allows
        and any(may_meet(value.text.lower(), action) for value in statement.actions)
        and any(_may_be(principal.value.text, arn) for principal in statement.principals)
        and any(can_match(model.resolver, text, resource) for text in _of(model, statement))
        for statement in model.statements
    )


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
    return any(can_match(entity.resolver, value.text, resource) for value in statement.resources)


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
        if known is None or condition.use is None or condition.negated or condition.asks_presence:
            continue
        if condition.family in ("String", "ARN") and not condition.is_ordered:
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
