"""What a role is not allowed where the names that CloudFormation makes up are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.patterns import covers, has_wildcard, may_meet
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.ecs.permission import is_known, refused
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.rules.quotas.managed_policies import aws_statements

NO_CONTEXT: Mapping[str, str] = {}


def refused_call(
    entity: Entity, action: str, resource: str, context: Mapping[str, str] = NO_CONTEXT
) -> bool:
    """Return whether no policy of the role can allow an action (lower case) on a resource.

    False wherever an unknown might make it allowed. Conditions are taken to hold but for those on
    keys (lower case) of the context, of which the value is known.
    """
    if refused(entity, action, resource):
        return True
    return is_known(entity) and not any(
        _may_act(s, action) and reaches(entity, s, resource) and failing(entity, s, context) is None
        for s in _statements(entity)
        if s.effect != "Deny"
    )


def _statements(entity: Entity) -> Iterator[PolicyStatement]:
    yield from entity.statements
    for _, statement in aws_statements(entity):
        yield statement


def _may_act(statement: PolicyStatement, action: str) -> bool:
    if statement.not_actions:
        return not any(covers(v.text.lower(), action) for v in statement.not_actions)
    return any(may_meet(value.text.lower(), action) for value in statement.actions)


def reaches(entity: Entity, statement: PolicyStatement, resource: str) -> bool:
    """Return whether a statement can be about a resource."""
    if statement.not_resources:
        return not any(covers(v.text, resource) for v in statement.not_resources)
    return any(may_be(entity.resolver, value.text, resource) for value in statement.resources)


def may_be(resolver: Resolver, text: str, resource: str) -> bool:
    """Return whether a value of a policy can match a resource of the template.

    Names that CloudFormation makes up are told apart: no two are alike, and none is written out.
    """
    own, other = told_apart(resolver, text), told_apart(resolver, resource)
    if own == text and (other == resource or has_wildcard(text)):
        return _begins_alike(text, other) and _meet(text, resource)
    return _meet(own, other)


def _begins_alike(text: str, resource: str) -> bool:
    """Return whether what stands between slashes before a value's first wildcard can be alike.

    There a value writes out what CloudFormation would have to make up.
    """
    pairs = zip(text.split("/"), resource.split("/"), strict=False)
    known = takewhile(lambda pair: not has_wildcard(pair[0]), pairs)
    return all(may_meet(mine, theirs) for mine, theirs in known)


def _meet(text: str, resource: str) -> bool:
    """Return whether a value can match a resource; an unknown account holds no more than that.

    A wildcard reaches over colons, and so might an unknown: each part is compared with its own,
    but where a resource has colons or unknowns behind the account.
    """
    if not may_meet(text, resource):
        return False
    mine, theirs = parse_arn(text), parse_arn(resource)
    if not mine or not theirs or ":" in theirs.resource or t.has_unknown(theirs.resource):
        return True
    return all(map(may_meet, mine, theirs))


def told_apart(resolver: Resolver, text: str) -> str:
    """Return a string in which each made-up name or ID stands as a word of its own."""
    if text.isascii():
        return text

    def word(found: re.Match[str]) -> str:
        symbol = resolver.symbols.get(found.group())
        if symbol is None or not (
            symbol.identity[:1] == ("name",)
            or (symbol.identity[:1] == ("chosen",) and symbol.resource_type in _WHOLE_IDS)
        ):
            return found.group()
        return f"<{symbol.name}>"

    return t.UNKNOWN.sub(word, text)


_WHOLE_IDS = frozenset({"AWS::KMS::Key", "AWS::EFS::FileSystem", "AWS::EFS::AccessPoint"})
"""Types of which AWS chooses all of an ID but its beginning, not only an end of it."""


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
            if not any(may_be(resolver, value.text, known) for value in condition.values):
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
