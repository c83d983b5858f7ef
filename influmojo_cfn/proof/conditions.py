"""Conditions as sets of context values: an :class:`Atom` is one operator on one key, read once.

Values are of four families. Strings are patterns, by automata, under the Arn, Bool and Binary
operators too. Numbers and dates are intervals, by their end points. Addresses are blocks of IPv4
and of IPv6, by their ends. What a test gives for an absent key follows AWS. It is false for the
operators that ask for a match and under ForAnyValue. It is true for the negated ones, for IfExists
and for ForAllValues.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import Literal, NamedTuple

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam import value_formats, values
from influmojo_cfn.iam.automata import PatternSymbol, is_opaque
from influmojo_cfn.iam.conditions import (
    condition_doubts,
    is_multivalued,
    of_absent,
    of_incomparable,
    of_several,
)
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import Operator, OperatorUse, parse_operator
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import SEGMENTS, Token, Variable, Wildcard, split_segments
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.value_formats import DOUBTFUL, Doubt
from influmojo_cfn.proof.letters import Letters, has_opaque, is_one_thing, tokens_of

ConditionFamily = Literal["text", "number", "date", "address"]
Quantifier = Literal["", "all", "any"]


@dataclass(frozen=True)
class Interval:
    """Numbers between two ends; None is not an end."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.low_closed)
        below = self.high is None or value < self.high or (value == self.high and self.high_closed)
        return above and below


class Block(NamedTuple):
    """Addresses of one version from ``first`` to ``last``, as integers."""

    version: int
    first: int
    last: int


Accepted = Pattern | Interval | Block


@dataclass(frozen=True)
class Atom:
    """One operator on one key, read once.

    ``accepted`` is what its values match; ``negated`` operators hold outside it, and there it also
    has what cannot be compared with the values. ``more`` can match as well, depending on the
    strings that letters represent. ``null`` holds what the Null operator asks for (True: the key is
    absent). ``several`` is why it is not known whether the test holds for more than one value.
    ``others`` is why it is not known of one that cannot be compared. ``vague`` is the reason why
    ``accepted`` is only a part of what matches. ``unread`` is what else its values are (one that is
    not a known thing equals no other). ``opaque`` is the reason why the operator is not modeled at
    all: such an atom is only known to equal itself.
    """

    key: str
    family: ConditionFamily = "text"
    quantifier: Quantifier = ""
    negated: bool = False
    if_exists: bool = False
    null: frozenset[bool] | None = None
    several: str = ""
    others: str = ""
    accepted: tuple[Accepted, ...] = ()
    more: tuple[Accepted, ...] = ()
    vague: str = ""
    unread: tuple[object, ...] = ()
    opaque: tuple[object, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.key, self.family, self.quantifier, self.negated, self.accepted))

    @property
    def is_exact(self) -> bool:
        """Return whether it is known of every value whether the test holds."""
        return not (self.vague or self.opaque or self.more or self.others)

    def when_absent(self) -> bool:
        """Return whether the test holds for a request without the key."""
        if self.null is not None:
            return True in self.null
        if self.quantifier:
            return self.quantifier == "all"
        return self.if_exists or self.negated


def parse_number(text: str) -> Fraction | None:
    """Read a number as the Numeric operators surely do, or give None."""
    number = value_formats.read_number(text)
    return None if number is None or number is DOUBTFUL else Fraction(number)


def parse_date(text: str) -> Fraction | None:
    """Read a date as the Date operators surely do, in seconds since 1970, or give None."""
    number = value_formats.read_date(text)
    return None if number is None or number is DOUBTFUL else Fraction(number)


def parse_address(text: str) -> Block | None:
    """Read one address of either version, or give None."""
    return None if "/" in text else parse_block(text)


def parse_block(text: str) -> Block | None:
    """Read an address or a CIDR block of either version, or give None."""
    network = value_formats.read_block(text)
    if network is None or isinstance(network, Doubt):
        return None
    return Block(network.version, int(network[0]), int(network[-1]))


NO_ARN = tuple(patterns.glob_within_segments(":".join("*" * count)) for count in range(1, SEGMENTS))
"""The strings with fewer than five colons, which no Arn operator can compare."""


_INTERVALS: dict[str, Callable[[Fraction], Interval]] = {
    "equals": lambda value: Interval(value, value),
    "less": lambda value: Interval(None, value, high_closed=False),
    "less or equal": lambda value: Interval(None, value),
    "greater": lambda value: Interval(value, None, low_closed=False),
    "greater or equal": lambda value: Interval(value, None),
}
"""What each order of numbers and dates leaves."""


def atom(condition: Condition, letters: Letters, *, variables: bool, denies: bool = False) -> Atom:
    """Read a condition of a policy; ``variables`` tells whether its version has them.

    ``denies`` tells whether it stands in a Deny, which does not vanish with what cannot be read.
    """
    key = condition.key.lower()
    use = parse_operator(condition.operator)
    doubts = condition_doubts(condition, variables=variables, denies=denies)
    if use is None or doubts:
        return _opaque(condition, doubts[0])
    if use.is_contradictory:
        return _opaque(condition, of_absent(condition))
    if use.operator.asks_presence:
        return _null(condition, key)
    accept = ACCEPTED.get(use.operator.comparison)
    if accept is None:
        return _opaque(condition, f"what {use.operator.name} matches is not modelled")
    reader = _ConditionReader(use.operator, letters, variables)
    reader.read(condition.values, accept)
    is_arn = use.operator.family == "ARN" and bool(reader.accepted or reader.more)
    is_doubtful = denies and use.operator.negated and (is_arn or reader.family != "text")
    if is_arn and use.operator.negated and not is_doubtful:
        reader.accepted.extend(NO_ARN)
    return Atom(
        key,
        family=reader.family,
        quantifier=_QUANTIFIERS[use.qualifier],
        negated=use.operator.negated,
        if_exists=use.if_exists,
        several=of_several(condition) if denies and _needs_qualifier(use, key) else "",
        others=of_incomparable(condition) if is_doubtful else "",
        accepted=tuple(dict.fromkeys(reader.accepted)),
        more=tuple(dict.fromkeys(reader.more)),
        vague=reader.vague,
        unread=tuple(reader.unread),
    )


def _needs_qualifier(use: OperatorUse, key: str) -> bool:
    return use.qualifier is None and is_multivalued(key)


_QUANTIFIERS: dict[str | None, Quantifier] = {None: "", "ForAllValues": "all", "ForAnyValue": "any"}
_FAMILIES: dict[str, ConditionFamily] = {
    "Numeric": "number",
    "Date": "date",
    "IPAddress": "address",
}


def _opaque(condition: Condition, reason: str) -> Atom:
    """Return an atom that equals itself alone: the same operator on the same values."""
    things = map(_identity, condition.values)
    return Atom(condition.key.lower(), opaque=(reason, condition.operator.lower(), *things))


def _identity(value: Text) -> object:
    """Return what a value is: equal to that of another side only where it is surely the same."""
    if isinstance(value, str):
        return value
    return value.parts if is_one_thing(value) else object()


def _null(condition: Condition, key: str) -> Atom:
    if any(isinstance(value, Unknown) for value in condition.values):
        return _opaque(condition, "the value of a Null operator is not known")
    wanted = {value_formats.read_boolean(str(value)) for value in condition.values} - {None}
    return Atom(key, null=frozenset(value is True for value in wanted))


class _ConditionReader:
    """Reads the values of one operator into what is surely accepted and what perhaps is."""

    def __init__(self, operator: Operator, letters: Letters, variables: bool) -> None:
        self.operator = operator
        self.letters = letters
        self.variables = variables and operator.variables
        self.family: ConditionFamily = _FAMILIES.get(operator.family, "text")
        self.accepted: list[Accepted] = []
        self.more: list[Accepted] = []
        self.vague = ""
        self.unread: list[object] = []

    def read(self, values: Iterable[Text], accept: Accept) -> None:
        compared = False
        for value in values:
            tokens = tokens_of(value, self.letters, variables=self.variables)
            if tokens is None:
                continue
            compared = True
            accept(self, tokens, value)
        if not compared:
            self.family = "text"

    def is_known(self, tokens: Sequence[Token], value: Text) -> bool:
        """Return whether a value is known; else what the operator accepts is only a part."""
        if has_opaque(tokens):
            self.unread.append(_identity(value))
            shown = value.reason if isinstance(value, Unknown) else value
            self.vague = f"{self.operator.name} compares with a value that is not known: {shown}"
        return not has_opaque(tokens)

    def pattern(self, tokens: list[Token], value: Text) -> None:
        self.accepted.append(patterns.pattern_of(tokens, str(value)))

    def text(self, tokens: list[Token], value: Text, *, ignore_case: bool = False) -> None:
        if ignore_case and not str(value).isascii():
            self.vague = f"{value!r} is compared without regard to case beyond ASCII"
        pattern = self._literal(tokens, value, ignore_case=ignore_case)
        self.accepted.append(pattern)
        if ignore_case and pattern.has_opaque:
            self.more.append(Pattern(tuple(self._in_any_case(pattern)), str(value)))

    @staticmethod
    def _literal(tokens: list[Token], value: Text, *, ignore_case: bool) -> Pattern:
        made = patterns.literal(values.literal(tokens), ignore_case=ignore_case)
        return Pattern(made.symbols, str(value))

    def _in_any_case(self, pattern: Pattern) -> Iterator[PatternSymbol]:
        """Let any text represent a letter; a variable that names something is not empty."""
        for symbol in pattern.symbols:
            if isinstance(symbol, Wildcard) or not is_opaque(symbol[0]):
                yield symbol
                continue
            if isinstance(self.letters.meaning.get(symbol[0]), Variable):
                yield Wildcard.ONE
            yield Wildcard.ANY

    def boolean(self, tokens: list[Token], value: Text) -> None:
        known = self.is_known(tokens, value)
        if known and value_formats.read_boolean(values.literal(tokens)) is not None:
            self.accepted.append(self._literal(tokens, value, ignore_case=True))

    def binary(self, tokens: list[Token], value: Text) -> None:
        decoded = value_formats.read_binary(values.literal(tokens))
        if self.is_known(tokens, value) and isinstance(decoded, bytes):
            written = base64.b64encode(decoded).decode()
            self.accepted.append(patterns.literal(written))
            self.more.extend(map(patterns.literal, value_formats.other_base64(written)))

    def arn(self, tokens: list[Token], value: Text) -> None:
        text = str(value)
        if len(split_segments(tokens)) == SEGMENTS:
            pattern = patterns.segmented_pattern(tokens, text)
            self.accepted.append(pattern)
            if pattern.has_opaque:
                self.more.append(patterns.pattern_of(tokens, text))
        elif has_opaque(tokens):
            self.more.append(patterns.pattern_of(tokens, text))
        elif self.operator.negated:
            self.vague = f"{self.operator.name} cannot read {text!r}"
            self.unread.append(text)

    def block(self, tokens: list[Token], value: Text) -> None:
        block = parse_block(values.literal(tokens)) if self.is_known(tokens, value) else None
        if block:
            self.accepted.append(block)

    def interval(self, number: Fraction | None, order: str) -> None:
        if number is not None:
            self.accepted.append(_INTERVALS[order](number))


Accept = Callable[[_ConditionReader, list[Token], Text], None]


def _ordered(parse: Callable[[str], Fraction | None], order: str) -> Accept:
    def accept(reader: _ConditionReader, tokens: list[Token], value: Text) -> None:
        if reader.is_known(tokens, value):
            reader.interval(parse(values.literal(tokens)), order)

    return accept


ACCEPTED: dict[str, Accept] = {
    "text": _ConditionReader.text,
    "text in any case": partial(_ConditionReader.text, ignore_case=True),
    "pattern": _ConditionReader.pattern,
    "arn": _ConditionReader.arn,
    "boolean": _ConditionReader.boolean,
    "binary": _ConditionReader.binary,
    "address": _ConditionReader.block,
    **{f"number {order}": _ordered(parse_number, order) for order in _INTERVALS},
    **{f"date {order}": _ordered(parse_date, order) for order in _INTERVALS},
}
"""What each comparison accepts; a condition with another is not modelled."""
