"""Values of parameters that are an Effect, or compared as numbers, dates, addresses or Booleans.

No letter can represent such a value: what it does depends on where it is among those that it is
compared with. So one value of each such place is a case. A value that the operator cannot read is
none: AWS takes no policy with it, or the condition never holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from itertools import combinations, pairwise
from typing import Any

from influmojo_cfn.cloudformation.allowed_patterns import examples_of
from influmojo_cfn.cloudformation.intrinsics import CHOICE, is_call
from influmojo_cfn.cloudformation.parameter_uses import declared, parts_of
from influmojo_cfn.cloudformation.parameters import parameter_text
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.iam import value_formats
from influmojo_cfn.iam.operators import parse_operator
from influmojo_cfn.proof.conditions import parse_date, parse_number
from influmojo_cfn.proof.writing import write_date, write_number

_MOST_BLOCKS = 6
"""Of how many blocks all that contain two of them are tried."""
_FAR = "198.51.100.0/24"
_EFFECT = "Effect"


class TypedParameters:
    """The parameters of some templates that only such places refer to, each of one family."""

    def __init__(self, templates: Collection[Any]) -> None:
        self._families: dict[str, set[str]] = {}
        self._constants: dict[str, set[str]] = {}
        self._declared = [declared(template) for template in templates]
        for template in templates:
            self._visit(section(template, "Resources"), "")

    def values(
        self, names: Iterable[str], is_admitted: Callable[[str, str], bool]
    ) -> dict[str, list[str]]:
        """Return a value of each place that each typed parameter admits.

        An address is omitted where a place has none: its pattern can admit others there.
        """
        found: dict[str, list[str]] = {}
        known = {family: [*texts] for family, texts in self._constants.items()}
        for name in names:
            families = self._families.get(name, set())
            family = min(families) if len(families) == 1 else ""
            if not family:
                continue
            texts = known.setdefault(family, [])
            places = [*_PLACES[family]([*texts, *self._limits(name)])]
            chosen = [next((t for t in place if is_admitted(name, t)), None) for place in places]
            if family != "IPAddress" or None not in chosen:
                found[name] = list(dict.fromkeys(text for text in chosen if text is not None))
                texts += found[name]  # the next one is in any place among these as well
        return found

    def _limits(self, name: str) -> Iterator[str]:
        """Yield the ends of what a parameter admits, and examples."""
        for row in (rows[name] for rows in self._declared if name in rows):
            ends = (row.get(key) for key in ("Default", "MinValue", "MaxValue"))
            yield from (parameter_text(end) for end in ends if end is not None)
            yield from examples_of(row.get("AllowedPattern"))

    def _visit(self, data: Any, family: str) -> None:
        if isinstance(data, list):
            for item in data:
                self._visit(item, family)
        elif isinstance(data, Mapping):
            self._visit_mapping(data, family)
        elif family and isinstance(data, (str, int, float)):
            self._constants.setdefault(family, set()).add(parameter_text(data))

    def _visit_mapping(self, data: Mapping[str, Any], family: str) -> None:
        if CHOICE in data and isinstance(data[CHOICE], list):
            self._visit(data[CHOICE][1:], family)
        elif is_call(data):
            whole = family if _is_whole(data) else ""
            for name in referred_to(data):
                self._families.setdefault(name, set()).add(whole)
        else:
            for key, item in data.items():
                if key == "Condition" and isinstance(item, Mapping):
                    self._visit_conditions(item)
                elif key == _EFFECT:
                    self._visit(item, _EFFECT)
                else:
                    self._visit(item, "")

    def _visit_conditions(self, operators: Mapping[str, Any]) -> None:
        for name, keys in operators.items():
            use = parse_operator(name)
            family = use.operator.family if use else ""
            rows = keys.values() if isinstance(keys, Mapping) and not is_call(keys) else [keys]
            for value in rows:
                self._visit(value, family if family in _PLACES else "")


def _is_whole(data: Mapping[str, Any]) -> bool:
    """Return whether a function gives the value of one parameter as it is."""
    parts = parts_of(data)
    return parts is not None and [text for text, _ in parts if text] == [] and len(parts) > 0


OnePerPlace = Iterator[tuple[str, ...]]
"""Strings that are in the same place, for each place among others."""


def _effects(_: Iterable[str]) -> OnePerPlace:
    yield from (("Allow",), ("Deny",))


def _booleans(_: Iterable[str]) -> OnePerPlace:
    yield from (("true",), ("false",))


def _on_a_line(
    parse: Callable[[str], Fraction | None], write: Callable[[Fraction], str], start: int
) -> Callable[[Iterable[str]], OnePerPlace]:
    """Return what gives the ends of the pieces of a line, and a point of each piece."""

    def places(texts: Iterable[str]) -> OnePerPlace:
        ends = sorted({end for text in texts if (end := parse(text)) is not None})
        if not ends:
            yield (write(Fraction(start)),)
            return
        for point in (ends[-1] + 1, *ends, ends[0] - 1):
            yield (write(point),)
        for low, high in pairwise(ends):
            middle = (low + high) / 2
            points = (Fraction(middle.numerator // middle.denominator), low + 1, high - 1, middle)
            yield tuple(write(point) for point in points if low < point < high)

    return places


def _blocks(texts: Iterable[str]) -> OnePerPlace:
    """Give blocks apart from others, and for each one it, one around it, and some within it."""
    yield (_FAR, *_around(ip_address("198.51.100.7"), ip_network(_FAR), ()))
    read = (value_formats.read_block(text) for text in texts)
    known = {each for each in read if isinstance(each, IPv4Network | IPv6Network)}
    for one, other in combinations(sorted(known, key=str)[:_MOST_BLOCKS], 2):
        around = one
        while one.version == other.version and not _contains(around, other):
            around = around.supernet()
        known.add(around)
    for block in sorted(known, key=str):
        yield (str(block), *([str(block[0])] if block.num_addresses == 1 else []))
        yield (str(block.supernet()),)
        after = [int(each[-1]) + 1 for each in known if each != block and _contains(block, each)]
        for end in (int(block[0]), int(block[-1]), *after):
            if end <= int(block[-1]):
                yield tuple(_around(type(block[0])(end), block, known))


def _around(address: Any, block: Any, known: Collection[Any]) -> Iterator[str]:
    """Yield ways to write a block with an address that is in the same place as the address is."""
    yield str(address)
    inner = [each for each in known if each != block and _contains(block, each)]
    for length in (32, 28, 24, 16) if address.version == 4 else (128, 64):
        within = ip_network(f"{address}/{length}", strict=False)
        if within.prefixlen > block.prefixlen and not any(map(within.overlaps, inner)):
            yield str(within)


def _contains(one: Any, other: Any) -> bool:
    return bool(one.version == other.version and other.subnet_of(one))


_PLACES: dict[str, Callable[[Iterable[str]], OnePerPlace]] = {
    _EFFECT: _effects,
    "Bool": _booleans,
    "Null": _booleans,
    "Numeric": _on_a_line(parse_number, write_number, 1),
    "Date": _on_a_line(parse_date, write_date, 1_767_225_600),
    "IPAddress": _blocks,
}
"""The places of values among others, by the family of the operator, and those of an Effect."""
