"""Conditions as sets of context values: an :class:`Atom` is one operator on one key, read once.

Values are of four families: texts (patterns, by automata; the Arn, Bool and Binary operators too),
numbers and dates (intervals, by their end points) and addresses (blocks of IPv4 and of IPv6, by
their ends). What a test says of an absent key follows AWS: false for the operators that ask for a
match and under ForAnyValue, true for the negated ones, for IfExists and for ForAllValues.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam import values
from influmojo_cfn.iam.automata import MOST_LETTERS, Wild, is_opaque, opaque
from influmojo_cfn.iam.automata import Token as PatternToken
from influmojo_cfn.iam.budget import Exceeded
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import Operator, parse_operator
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import (
    SEGMENTS,
    Token,
    Variable,
    Wildcard,
    split_segments,
    tokenize,
)
from influmojo_cfn.iam.unknown import Text, Unknown

Family = Literal["text", "number", "date", "address"]
Quantifier = Literal["", "all", "any"]


@dataclass(frozen=True)
class Interval:
    """Numbers between two ends; None is no end."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.low_closed)
        below = self.high is None or value < self.high or (value == self.high and self.high_closed)
        return above and below


@dataclass(frozen=True)
class Block:
    """Addresses of one version from ``first`` to ``last``, as integers."""

    version: int
    first: int
    last: int


Accepted = Pattern | Interval | Block


@dataclass(frozen=True)
class Atom:
    """One operator on one key, read once.

    ``accepted`` is what its values match; ``negated`` operators hold outside it, and there it
    also has what cannot be compared with the values. ``more`` may match as well, depending on the
    texts that letters stand for. ``null`` holds what the Null operator asks for (True: the key is
    absent). ``vague`` is the reason why ``accepted`` is only a part of what matches, ``opaque``
    the reason why the operator is not modelled at all; such an atom is only known to equal itself.
    """

    key: str
    family: Family = "text"
    quantifier: Quantifier = ""
    negated: bool = False
    if_exists: bool = False
    null: frozenset[bool] | None = None
    accepted: tuple[Accepted, ...] = ()
    more: tuple[Accepted, ...] = ()
    vague: str = ""
    opaque: tuple[object, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.key, self.family, self.quantifier, self.negated, self.accepted))

    def when_absent(self) -> bool:
        """Return whether the test holds for a request without the key."""
        if self.null is not None:
            return True in self.null
        if self.quantifier:
            return self.quantifier == "all"
        return self.if_exists or self.negated


Meaning = Callable[[Variable], "str | Variable | None"]
"""What a policy variable stands for: a text, itself, or None where its text names nothing."""


class Letters:
    """The opaque letters of one question: each policy variable or unknown text has its own.

    ``resolve`` tells what is known of policy variables; see :mod:`.variables`.
    """

    def __init__(self, resolve: Meaning = lambda variable: variable) -> None:
        self.resolve = resolve
        self.meaning: dict[str, Variable | str] = {}
        self._numbers: dict[object, int] = {}

    def of(self, what: object, meaning: Variable | str) -> str:
        """Return the letter for a thing; the same thing has the same letter.

        Raises:
            Exceeded: there are more things than letters.
        """
        number = self._numbers.setdefault(what, len(self._numbers))
        if number >= MOST_LETTERS:
            raise Exceeded(f"more than {MOST_LETTERS:,} texts are not known")
        letter = opaque(number)
        self.meaning[letter] = meaning
        return letter

    def given(self, resolve: Meaning) -> Letters:
        """Return the same letters where more is known of policy variables."""
        other = Letters(resolve)
        other.meaning, other._numbers = self.meaning, self._numbers
        return other


def tokens_of(text: Text, letters: Letters, *, variables: bool) -> list[Token] | None:
    """Split a text of a policy; each variable whose value is not known becomes a letter.

    Each wildcard in what an :class:`Unknown` text covers becomes a letter too,
    standing for whatever the text turns out to hold there. None for a text that names nothing.
    """
    if isinstance(text, Unknown):
        parts: list[Token] = []
        for index, token in enumerate(tokenize(text.covers)):
            if isinstance(token, Wildcard):
                thing = (text.reason, text.covers, index) if _is_one_thing(text) else object()
                parts.append(letters.of(thing, text.reason))
            else:
                parts.append(token)
        return parts
    found: list[Token] = []
    for token in tokenize(text, variables=variables):
        if isinstance(token, Variable):
            value = letters.resolve(token)
            if value is None:
                return None
            if isinstance(value, Variable):
                value = letters.of((value.key, value.default), token)
            found.append(value)
        else:
            found.append(token)
    return found


_SAME_THING = (
    "the export ",
    "AWS completes ",
    "AWS gives the stack its ID",
    "CloudFormation makes up the name of ",
)


def _is_one_thing(text: Unknown) -> bool:
    """Return whether unknown texts with this reason are the same text: the reason names it."""
    return all(
        reason.startswith(_SAME_THING) or reason.endswith("is known after deployment")
        for reason in text.reason.split("; ")
    )


def pattern_of(
    tokens: Sequence[Token], *, ignore_case: bool = False, literal: bool = False, text: str = ""
) -> Pattern:
    """Make a pattern of tokens without variables."""
    made: list[PatternToken] = []
    for token in tokens:
        if isinstance(token, Wildcard):
            made.append((token.value,) if literal else Wild(token.value))
        else:
            made.extend(patterns.literal(str(token), ignore_case=ignore_case).tokens)
    return Pattern(tuple(made), text)


def segmented_pattern(tokens: Sequence[Token], text: str = "") -> Pattern:
    """Make a pattern of ARNs whose wildcards stay within their segment."""
    inner = {Wildcard.ANY: Wild.SEGMENT_ANY, Wildcard.ONE: Wild.SEGMENT_ONE}
    outer = {Wildcard.ANY: Wild.ANY, Wildcard.ONE: Wild.ONE}
    made: list[PatternToken] = []
    for index, segment in enumerate(split_segments(tokens)):
        if index:
            made.append((":",))
        for token in segment:
            if isinstance(token, Wildcard):
                made.append((outer if index == SEGMENTS - 1 else inner)[token])
            else:
                made.extend((c,) for c in str(token))
    return Pattern(tuple(made), text)


def parse_number(text: str) -> Fraction | None:
    """Read a number as the Numeric operators do, or give None."""
    number = values.parse_number(text)
    return None if number is None else Fraction(number)


def parse_date(text: str) -> Fraction | None:
    """Read a date as the Date operators do, in seconds since 1970, or give None."""
    number = values.parse_date(text)
    return None if number is None else Fraction(number)


def parse_address(text: str) -> Block | None:
    """Read one address of either version, or give None."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return None
    return parse_block(text)


def parse_block(text: str) -> Block | None:
    """Read an address or a CIDR block of either version, or give None."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return Block(network.version, int(network[0]), int(network[-1]))


EVERY_NUMBER = Interval(None, None)
EVERY_ADDRESS = (Block(4, 0, 2**32 - 1), Block(6, 0, 2**128 - 1))
NO_ARN = tuple(patterns.glob_within_segments(":".join("*" * count)) for count in range(1, SEGMENTS))
"""The texts with fewer than five colons, which no Arn operator can compare."""


def _comparison(operator: str, value: Fraction) -> Interval:
    if operator.endswith("LessThan"):
        return Interval(None, value, high_closed=False)
    if operator.endswith("LessThanEquals"):
        return Interval(None, value)
    if operator.endswith("GreaterThan"):
        return Interval(value, None, low_closed=False)
    if operator.endswith("GreaterThanEquals"):
        return Interval(value, None)
    return Interval(value, value)


def atom(condition: Condition, letters: Letters, *, variables: bool) -> Atom:
    """Read a condition of a policy; ``variables`` tells whether its version has them."""
    key = condition.key.lower()
    use = parse_operator(condition.operator)
    if use is None:
        reason = f"{condition.operator!r} is not an operator of IAM"
        return Atom(key, opaque=(reason, condition.values))
    if use.operator.family == "Null":
        return _null(condition, key)
    reader = _ConditionReader(use.operator, letters, variables)
    reader.read(condition.values)
    return Atom(
        key,
        family=reader.family,
        quantifier=_QUANTIFIERS[use.qualifier],
        negated=use.operator.negated,
        if_exists=use.if_exists,
        accepted=tuple(dict.fromkeys(reader.accepted)),
        more=tuple(dict.fromkeys(reader.more)),
        vague=reader.vague,
    )


_QUANTIFIERS: dict[str | None, Quantifier] = {None: "", "ForAllValues": "all", "ForAnyValue": "any"}
_FAMILIES: dict[str, Family] = {"Numeric": "number", "Date": "date", "IPAddress": "address"}


def _null(condition: Condition, key: str) -> Atom:
    if any(isinstance(value, Unknown) for value in condition.values):
        return Atom(key, opaque=("the value of a Null operator is not known", condition.values))
    wanted = {str(value).lower() for value in condition.values} & {"true", "false"}
    return Atom(key, null=frozenset(value == "true" for value in wanted))


class _ConditionReader:
    """Reads the values of one operator into what is surely accepted and what perhaps is."""

    def __init__(self, operator: Operator, letters: Letters, variables: bool) -> None:
        self.operator = operator
        self.letters = letters
        self.variables = variables and operator.variables
        self.family: Family = _FAMILIES.get(operator.family, "text")
        self.accepted: list[Accepted] = []
        self.more: list[Accepted] = []
        self.vague = ""

    def read(self, values: Iterable[Text]) -> None:
        compared = False
        for value in values:
            tokens = tokens_of(value, self.letters, variables=self.variables)
            if tokens is None:
                continue
            compared = True
            if self.family != "text":
                self.point("".join(map(_plain, tokens)), value)
            elif self.operator.family == "ARN":
                self.arn(tokens, value)
            elif self.operator.family == "Bool" and _has_opaque(tokens):
                self.vague = f"Bool compares with a value that is not known: {value}"
            else:
                self.accepted.extend(self.text(tokens, value))
        if not compared:
            self.family = "text"
        elif self.operator.family == "ARN" and self.operator.negated:
            self.accepted.extend(NO_ARN)

    def text(self, tokens: list[Token], value: Text) -> Iterator[Pattern]:
        text = str(value)
        if self.operator.family == "Binary":
            decoded = values.decode_binary("".join(map(_plain, tokens)))
            if decoded is not None:
                yield patterns.literal(base64.b64encode(decoded).decode())
            return
        if self.operator.wildcards:
            yield pattern_of(tokens, text=text)
            return
        boolean = self.operator.family == "Bool"
        if boolean and not self._could_be_boolean(tokens):
            return
        ignore_case = boolean or "IgnoreCase" in self.operator.name
        if ignore_case and not text.isascii() and not boolean:
            self.vague = f"{value!r} is compared without regard to case beyond ASCII"
        yield pattern_of(tokens, ignore_case=ignore_case, literal=True, text=text)

    def _could_be_boolean(self, tokens: list[Token]) -> bool:
        """Return whether a value is true, false or unknown: nothing else can be compared."""
        text = "".join(map(_plain, tokens))
        return text.lower() in ("true", "false") or any(map(is_opaque, text))

    def arn(self, tokens: list[Token], value: Text) -> None:
        text = str(value)
        if len(split_segments(tokens)) == SEGMENTS:
            pattern = segmented_pattern(tokens, text)
            self.accepted.append(pattern)
            if pattern.has_opaque:
                self.more.append(pattern_of(tokens, text=text))
        elif _has_opaque(tokens):
            self.more.append(pattern_of(tokens, text=text))
        elif self.operator.negated:
            self.accepted.append(patterns.ANYTHING)

    def point(self, text: str, value: Text) -> None:
        if any(map(is_opaque, text)):
            self.vague = f"{self.operator.name} compares with a value that is not known: {value}"
        elif self.family == "address":
            block = parse_block(text)
            if block:
                self.accepted.append(block)
            elif self.operator.negated:
                self.accepted.extend(EVERY_ADDRESS)
        else:
            number = (parse_number if self.family == "number" else parse_date)(text)
            if number is not None:
                self.accepted.append(_comparison(self.operator.name, number))
            elif self.operator.negated:
                self.accepted.append(EVERY_NUMBER)


def _has_opaque(tokens: Iterable[Token]) -> bool:
    return any(is_opaque(c) for t in tokens if isinstance(t, str) for c in t)


def _plain(token: Token) -> str:
    return token.value if isinstance(token, Wildcard) else str(token)
