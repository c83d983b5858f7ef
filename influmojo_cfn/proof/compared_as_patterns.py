"""Unknown values that an operator with wildcards newly compares, or no longer.

A letter represents a string without ``*`` and ``?``. With one, ``StringLike`` is wider than
``StringEquals``: what only an operator changes is not proven for such a value.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
(read 2026-11-28): "Condition operators that can be used in all condition types"; StringLike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from influmojo_cfn.iam.automata import is_opaque, is_plain
from influmojo_cfn.iam.operators import parse_operator
from influmojo_cfn.proof.access import Access


class _Compared(NamedTuple):
    key: str
    value: str
    effect: str
    negated: bool
    wildcards: bool

    @property
    def is_wider(self) -> bool:
        """Whether more is allowed if the value has a wildcard than if it is compared otherwise."""
        return (self.effect == "Allow") == (self.wildcards != self.negated)


def compared_as_patterns(new: Access, old: Access) -> Iterator[str]:
    """Yield why an access may allow more than another that only an operator tells apart."""
    rows, others = {*_compared(new)}, {*_compared(old)}
    for row in sorted(rows - others):
        if row.is_wider and row._replace(wildcards=not row.wildcards) in others:
            yield f"whether the value that {row.key} is compared with has a wildcard"


def _compared(access: Access) -> Iterator[_Compared]:
    """Yield each value with a letter, of the conditions that compare strings."""
    for statement in access.statements:
        for condition in statement.conditions:
            use = parse_operator(condition.operator)
            if use is None or use.operator.family != "String":
                continue
            key, operator = condition.key.lower(), use.operator
            sort = (operator.negated, operator.wildcards)
            for value in condition.values:
                if isinstance(value, str) and any(map(_is_any_string, value)):
                    yield _Compared(key, value, statement.effect, *sort)


def _is_any_string(character: str) -> bool:
    return is_opaque(character) and not is_plain(character)
