"""Example requests: what a statement covers, and neighbors that it does not cover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import Operator, parse_operator
from influmojo_cfn.iam.patterns import matches, type_pattern

ELSEWHERE = "elsewhere"
ARN_ELSEWHERE = "arn:aws:elsewhere:elsewhere:elsewhere:elsewhere"
"""What a negated operator of ARNs compares must be an ARN."""
FILLER = "rehearsal"
_LETTERS = "AbCdEfGhIjKlMnOp"


class FilledParts(dict[str, str]):
    """Fills each part that has no value."""

    def __missing__(self, key: str) -> str:
        return FILLER


def arn_expression(arn: str, place: Mapping[str, str]) -> re.Pattern[str]:
    """Return an expression whose groups are the parts that a probe's ``arn`` names."""
    expression = ""
    for index, piece in enumerate(re.split(r"\{(\w+)\}", arn)):
        if index % 2 == 0:
            expression += re.escape(piece)
        elif piece in place:
            expression += re.escape(place[piece])
        else:
            expression += f"(?P<{piece}>{_PART.get(piece, _ANY_PART)})"
    return re.compile(expression)


_ANY_PART = "[^:]+"
_PART = {
    "bucket": "[^:/]+",
    "table": "[^:/]+",
    "key": ".+",
    "random": "[A-Za-z0-9]{6}",
    "stream": ".*",
}


def filled(pattern: str, tail: str) -> str:
    """Return a string that a pattern matches: its last ``*`` becomes ``tail``, others fillers."""
    head, star, rest = pattern.rpartition("*")
    head = re.sub(r"(?<=\w)\*", f"-{FILLER}", head).replace("*", FILLER)
    text = head + (tail if star else "") + rest
    letters = count()
    return re.sub(r"\?", lambda _: _LETTERS[next(letters) % len(_LETTERS)], text)


def neighbor(action: str, resource: str, place: Mapping[str, str]) -> str | None:
    """Return a resource of the same type as another, with other names."""
    found = service_authorization.action(action)
    for kind in service_authorization.action_resource_types(found) if found else ():
        if matches(type_pattern(kind.arn), resource):
            return of_type(kind.arn, place, ELSEWHERE)
    return None


def of_type(arn: str, place: Mapping[str, str], other: str) -> str:
    """Return an ARN of a resource type, its names all ``other``."""
    return re.sub(r"\$\{(\w+)\}", lambda name: place.get(name[1].lower(), other), arn)


_COMPARED = ("String", "ARN", "Bool")
"""The families of operators of which a value that meets them is easily written."""


def context_that_meets(conditions: Sequence[Condition]) -> tuple[dict[str, str] | None, str | None]:
    """Return values of condition keys that meet all conditions, or the reason why none is known."""
    context: dict[str, str] = {}
    for condition in conditions:
        use = parse_operator(condition.operator)
        values = [value for value in condition.values if isinstance(value, str)]
        if use is None or use.operator.family not in _COMPARED or not values:
            return None, f"no request that meets {condition.operator} on {condition.key} is known"
        operator = use.operator
        context[condition.key] = (
            _value_elsewhere(operator) if operator.negated else _named(values[0], operator)
        )
    return context, None


def _named(value: str, operator: Operator) -> str:
    """Return a value that a policy's value represents; ``*`` is one where it is not a wildcard."""
    return filled(value, FILLER) if operator.wildcards else value


def _value_elsewhere(operator: Operator) -> str:
    return ARN_ELSEWHERE if operator.family == "ARN" else ELSEWHERE


def contexts_that_fail(
    conditions: Sequence[Condition], context: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Yield contexts in which one condition each is not met."""
    for condition in conditions:
        value = context[condition.key]
        use = parse_operator(condition.operator)
        if use is not None and use.operator.family == "Bool":
            other = "false" if value == "true" else "true"
        elif use is not None and use.operator.negated:
            other = _named(str(condition.values[0]), use.operator)
        else:
            other = f"{FILLER}@{ELSEWHERE}.example" if "@" in value else ELSEWHERE
        yield {**context, condition.key: other}
