"""How values are written, and the values that are worth trying: one from each piece of a line.

The ends of all tests cut numbers, dates and addresses into pieces; within a piece no test tells one
value from another.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import Wildcard
from influmojo_cfn.iam.value_formats import DOUBTFUL, KINDS, Kind
from influmojo_cfn.proof.conditions import (
    Atom,
    Block,
    ConditionFamily,
    Interval,
    parse_address,
    parse_date,
    parse_number,
)
from influmojo_cfn.proof.writing import write_date, write_number, write_signed

ValueKind = Literal["text", "number", "date", "seconds", "address", "boolean"]
"""What values look like; seconds are those since 1970."""

Form = Literal["number", "signed", "date", "address", "other"]
"""How a value is written; ``signed`` is a number that no Date operator reads, such as ``+5``."""
LINES: tuple[Form, ...] = ("number", "signed", "date", "address")
WORDS: tuple[ValueKind, ...] = ("text", "boolean")
FORMS: dict[ValueKind, tuple[Form, ...]] = {
    "text": ("number", "signed", "date", "address", "other"),
    "number": ("number",),
    "date": ("date", "number"),
    "seconds": ("number",),
    "address": ("address",),
    "boolean": ("other",),
}
READ_AS: dict[Form, tuple[ConditionFamily, ...]] = {
    "number": ("number", "date"),
    "signed": ("number",),
    "date": ("date",),
    "address": ("address",),
    "other": (),
}
"""As what a value of each form is read; a plain number is a date too, in seconds since 1970."""
_FILLERS: dict[Form, tuple[str, ...]] = {
    "number": ("", "0", "1", "10"),
    "signed": (),
    "date": ("", "01", "-01-01", "-01-01T00:00:00Z", "01-01T00:00:00Z", "T00:00:00Z", "00Z", "Z"),
    "address": ("", "0", "1", ".0", "0.0", ".0.0", "0.0.0", "0.0.0.0", ":", "::", "::1"),
    "other": (),
}
"""What can represent ``*`` in a pattern so that the text has the form."""
UNREADABLE = tuple(map(patterns.glob, ("*x*", "*q*", "*_*")))
"""Texts that are neither a number nor a date nor an address."""

Test = tuple[Atom, bool]
"""An atom, and whether a value must be among what it accepts."""


def has_form(value: str, form: Form, tested: Collection[ConditionFamily]) -> bool:
    """Return whether a value is read as values of a form are, of the families that are tested."""
    if form == "other":
        return True
    if form == "address":
        return parse_address(value) is not None
    read = {"number": parse_number(value), "date": parse_date(value)}
    families = READ_AS[form]
    return read[families[0]] is not None and all(
        (read[each] is not None) == (each in families) for each in read if each in tested
    )


_PARSERS: dict[ConditionFamily, Callable[[str], object]] = {
    "address": parse_address,
    "date": parse_date,
    "number": parse_number,
}


def is_read(value: str, family: ConditionFamily) -> bool:
    """Return whether a value is read as one of a family other than strings."""
    parse = _PARSERS.get(family)
    return parse is not None and parse(value) is not None


_KIND_OF: dict[ConditionFamily, Kind] = {
    "number": KINDS["Numeric"],
    "date": KINDS["Date"],
    "address": KINDS["IPAddress"],
}


def reading_doubt(key: str, value: str, tests: Iterable[Test]) -> str:
    """Return that AWS does not tell whether a value is of a family of the tests, or nothing."""
    for family in dict.fromkeys(atom.family for atom, _ in tests):
        kind = _KIND_OF.get(family)
        if kind is not None and kind.read(value) is DOUBTFUL:
            return f"{key}: AWS does not document whether {value!r} is {kind.a}"
    return ""


def holds(test: Test) -> bool:
    """Return whether a test is of an operator that must hold."""
    atom, inside = test
    return inside != atom.negated


def points(form: Form, tests: list[Test], budget: Budget) -> Iterator[str]:
    """Yield values that pass: one candidate of each piece that the ends of all tests cut."""
    exact = [(atom, inside) for atom, inside in tests if not (atom.vague and inside)]
    if form == "address":
        for version, value in _addresses(exact):
            budget.tick()
            if all(_accepts_address(atom, version, value) == inside for atom, inside in exact):
                yield _address(version, value)
        return
    write = _WRITE[form]
    for number in _numbers(exact, form):
        budget.tick()
        if all(_accepts_number(atom, number) == inside for atom, inside in exact):
            text = write(number)
            if text is not None:
                yield text


def named(tests: list[Test], form: Form) -> Iterator[str]:
    """Yield strings that tests name: candidates where strings are read as something else too."""
    for atom, _ in tests:
        for pattern in atom.accepted:
            if isinstance(pattern, Pattern):
                yield pattern.text
                if not any(isinstance(symbol, Wildcard) for symbol in pattern.symbols):
                    continue
                for filler in _FILLERS[form]:
                    yield "".join(
                        filler if isinstance(symbol, Wildcard) else symbol[0]
                        for symbol in pattern.symbols
                    )


def passes(value: str, test: Test) -> bool:
    """Return whether a value passes a test; of one that cannot be compared no operator holds."""
    atom, inside = test
    if atom.family == "text":
        accepted = (p.matches(value) for p in atom.accepted if isinstance(p, Pattern))
        return any(accepted) == inside
    if atom.family == "address":
        block = parse_address(value)
        if block is None:
            return not holds(test)
        return _accepts_address(atom, block.version, block.first) == inside
    number = (parse_number if atom.family == "number" else parse_date)(value)
    if number is None:
        return not holds(test)
    return _accepts_number(atom, number) == inside


def _accepts_number(atom: Atom, value: Fraction) -> bool:
    return any(isinstance(i, Interval) and value in i for i in atom.accepted)


def _accepts_address(atom: Atom, version: int, value: int) -> bool:
    return any(
        isinstance(b, Block) and b.version == version and b.first <= value <= b.last
        for b in atom.accepted
    )


def _address(version: int, value: int) -> str:
    return str(ipaddress.IPv4Address(value) if version == 4 else ipaddress.IPv6Address(value))


def _addresses(tests: list[Test]) -> list[tuple[int, int]]:
    blocks = [b for atom, _ in tests for b in atom.accepted if isinstance(b, Block)]
    points = [(4, int(ipaddress.IPv4Address("203.0.113.9")))]
    for block in blocks:
        ends = (block.first, block.last, block.last + 1, block.first - 1)
        points += [(block.version, end) for end in ends]
    points += [(4, 0), (6, int(ipaddress.IPv6Address("2001:db8::9"))), (6, 0)]
    size = {4: 2**32, 6: 2**128}
    return [(version, n) for version, n in dict.fromkeys(points) if 0 <= n < size[version]]


def _numbers(tests: list[Test], form: Form) -> list[Fraction]:
    intervals = [i for atom, _ in tests for i in atom.accepted if isinstance(i, Interval)]
    ends = {end for i in intervals for end in (i.low, i.high) if end is not None}
    if not ends:
        dates = form == "date" or any(atom.family == "date" for atom, _ in tests)
        return [Fraction(1_767_225_600) if dates else Fraction(1)]
    ordered = sorted(ends)
    points = [*ordered, ordered[0] - 1, ordered[-1] + 1]
    for low, high in pairwise(ordered):
        middle = (low + high) / 2
        whole = Fraction(middle.numerator // middle.denominator)
        points.append(whole if low < whole < high else middle)
    return points


_WRITE: dict[Form, Callable[[Fraction], str | None]] = {
    "number": write_number,
    "signed": write_signed,
    "date": write_date,
}
