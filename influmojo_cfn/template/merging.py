"""Statements that say the same of different resources, or of different actions, become one.

Two statements with equal effect, conditions and actions allow together what one allows on both
lists of resources. The same holds with equal resources (or equal NotResource) and both lists of
actions. Nothing else is merged: any other union would allow pairs that neither allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import replace
from zlib import crc32

from influmojo_cfn.template.statements import GrantStatement

_MOST_NOUNS = 4


def merged(statements: list[GrantStatement]) -> list[GrantStatement]:
    """Merge until nothing more can be merged, in the order of first appearance."""
    count = -1
    while count != len(statements):
        count = len(statements)
        statements = _joined(statements, _same_but_resources)
        statements = _joined(statements, _same_but_actions)
    return statements


def _same_but_resources(statement: GrantStatement) -> Hashable:
    # A union of two NotResource lists would omit more than either: those stay apart.
    omitted = frozenset(statement.resources) if statement.not_resource else None
    return (*_frame(statement), frozenset(statement.actions), omitted)


def _same_but_actions(statement: GrantStatement) -> Hashable:
    return (*_frame(statement), frozenset(statement.resources), statement.not_resource)


def _frame(statement: GrantStatement) -> tuple[Hashable, ...]:
    conditions = frozenset(
        (condition.operator, condition.key, frozenset(condition.values))
        for condition in statement.conditions
    )
    return statement.effect, conditions, frozenset(statement.needs)


def _joined(
    statements: list[GrantStatement], key_of: Callable[[GrantStatement], Hashable]
) -> list[GrantStatement]:
    groups: dict[Hashable, GrantStatement] = {}
    for index, statement in enumerate(statements):
        key = (index,) if statement.sid is not None else key_of(statement)
        known = groups.get(key)
        groups[key] = _union(known, statement) if known else statement
    return list(groups.values())


def _union(one: GrantStatement, other: GrantStatement) -> GrantStatement:
    return replace(
        one,
        verbs=tuple(dict.fromkeys((*one.verbs, *other.verbs))),
        nouns=tuple(dict.fromkeys((*one.nouns, *other.nouns))),
        actions={**one.actions, **other.actions},
        resources=tuple(dict.fromkeys((*one.resources, *other.resources))),
        reasons=tuple(dict.fromkeys((*one.reasons, *other.reasons))),
        fixed=tuple(sorted({*one.fixed, *other.fixed})),
    )


def with_sids(statements: list[GrantStatement]) -> list[GrantStatement]:
    """Return each statement its Sid, made from its grants and resources; none is there twice."""
    named = [
        statement if statement.sid is not None else replace(statement, sid=_sid(statement))
        for statement in statements
    ]
    names = [statement.sid for statement in named]
    return [
        replace(statement, sid=f"{statement.sid}{_digest(statement)}")
        if names.count(statement.sid) > 1 and given.sid is None
        else statement
        for statement, given in zip(named, statements, strict=True)
    ]


def _sid(statement: GrantStatement) -> str:
    words = _words(_phrase(statement.verbs) + _list(statement.nouns))
    return "".join(
        word for word, before in zip(words, ["", *words], strict=False) if word != before
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)


def _digest(statement: GrantStatement) -> str:
    said: tuple[object, ...] = (
        sorted(statement.actions),
        sorted(text.text for text in statement.resources),
        [
            (condition.operator, condition.key, [text.text for text in condition.values])
            for condition in statement.conditions
        ],
    )
    if statement.effect != "Allow" or statement.not_resource:
        said = (*said, statement.effect, statement.not_resource)
    return f"{crc32(repr(said).encode()):08X}"


def _list(nouns: tuple[str, ...]) -> str:
    if len(nouns) > _MOST_NOUNS:
        return f"{nouns[0]}And{len(nouns) - 1}More"
    return _phrase(nouns)


def _phrase(names: tuple[str, ...]) -> str:
    """Join CamelCase names, saying the last words that all share once."""
    words = [_words(name) for name in names]
    shared = 0
    while len(names) > 1 and all(len(each) > shared + 1 for each in words):
        if len({each[-1 - shared] for each in words}) > 1:
            break
        shared += 1
    heads = ["".join(each[: len(each) - shared]) for each in words]
    return "".join(heads) + "".join(words[0][len(words[0]) - shared :] if words else ())
