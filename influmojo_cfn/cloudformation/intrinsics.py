"""CloudFormation's intrinsic functions: one table, the only place that knows their names.

Each function gives every value that it can have, with the branch of conditions under which it has
it. In one environment that is one value; with nothing given it is one for each branch. A value is a
string (partly known, see :mod:`influmojo_cfn.iam.text`), a number, a Boolean, a list or mapping
whose items are still to be resolved, or :data:`NO_VALUE`.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
(read 2026-11-23).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from influmojo_cfn.cloudformation.cidr_blocks import cidr_blocks
from influmojo_cfn.iam.branches import ALWAYS, Branch, compatible
from influmojo_cfn.iam.text import has_unknown

NO_VALUE = object()
"""What ``AWS::NoValue`` represents: the property, or the item of a list, is omitted."""

MOST_ALTERNATIVES = 32
Alternatives = list[tuple[Any, Branch]]


class Resolved(str):
    """A string among the items of a list that a function made: not a string of the template."""

    __slots__ = ()


class _Resolving(Protocol):
    """What a function asks of the resolver of the template that it is in.

    Each is documented at :class:`~influmojo_cfn.cloudformation.resolver.Resolver`.
    """

    takes_any_key: bool

    def section(self, name: str) -> Mapping[str, Any]: ...
    def is_unknown(self, text: str) -> bool: ...
    def is_nothing_known(self, text: str) -> bool: ...
    def unknown(self, reason: str, shape: str = "*") -> str: ...
    def because(self, text: str, written: Any = None) -> str: ...
    def show(self, text: str) -> str: ...
    def literal(self, text: str) -> str: ...
    def without_dynamic(self, text: str) -> str: ...
    def export(self, name: str) -> str: ...
    def assume(self, condition: Any, holds: bool, branch: Branch) -> Branch | None: ...
    def truth(self, condition: Any) -> bool | str: ...
    def chosen(self, condition: Any, found: Alternatives, branch: Branch) -> Alternatives: ...
    def alternatives(self, value: Any, branch: Branch, depth: int) -> Alternatives: ...
    def as_text(self, value: Any, what: str) -> Any: ...
    def text(self, value: Any) -> str: ...
    def whole(self, value: Any) -> Any: ...
    def can_be(self, unknown: str, text: str, branch: Branch) -> bool: ...
    def present(self, items: list[Any]) -> list[Any]: ...
    def splits(self, text: str, delimiter: str) -> bool: ...
    def ref(self, name: str) -> Any: ...
    def get_att(self, logical_id: str, attribute: str) -> str: ...
    def unresolved(self, name: str, argument: Any) -> str: ...


Resolve = Callable[[_Resolving, Any, Branch, int], Alternatives]
"""Resolves a function's argument in a branch, so many functions deep."""

SUB_NAME = re.compile(r"\$\{(!?)([^}]*)\}")


class Intrinsic(NamedTuple):
    """What an intrinsic function does.

    ``composes`` says that it puts strings into others as they are, so that what is true of any
    string is true of its value. Of the others, a statement about every value of a parameter cannot
    be made. ``lists_at`` is the argument that the items of a list are shown at, for a function that
    can give one. ``logic`` is how a condition function puts its conditions together.
    """

    resolve: Resolve
    composes: bool = False
    lists_at: int | None = None
    logic: Literal["", "all", "any", "not", "equal"] = ""


def _of_one_value(function: Callable[[_Resolving, Any], Any]) -> Resolve:
    """Return what resolves to one value, whatever the branch."""
    return lambda resolver, argument, branch, _: [(function(resolver, argument), branch)]


def _ref(resolver: _Resolving, argument: Any) -> Any:
    name = resolver.text(argument) if isinstance(argument, Mapping) else str(argument)
    return resolver.because(name) if resolver.is_unknown(name) else resolver.ref(name)


def _get_att(resolver: _Resolving, argument: Any) -> str:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    names = [resolver.text(part) for part in parts] if isinstance(parts, list) else []
    if len(names) < 2 or any(map(resolver.is_unknown, names)):
        return resolver.unknown("Fn::GetAtt takes a logical ID and an attribute")
    return resolver.get_att(names[0], ".".join(names[1:]))


def sub_parts(argument: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Return the string of Fn::Sub and the names that it is given; None where it is neither."""
    is_pair = isinstance(argument, list) and len(argument) == 2
    text, names = argument if is_pair else (argument, {})
    return (text, names) if isinstance(text, str) and isinstance(names, Mapping) else None


def _sub(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    parts = sub_parts(argument)
    if parts is None:
        return [(resolver.unknown("Fn::Sub takes a string"), branch)]
    body, given = parts
    pieces: list[Alternatives] = []
    last = 0
    for found in SUB_NAME.finditer(body):
        pieces.append([(resolver.literal(body[last : found.start()]), ALWAYS)])
        last = found.end()
        escaped, name = found.groups()
        if escaped:
            pieces.append([(f"${{{name}}}", ALWAYS)])
        else:
            pieces.append(_substitute(resolver, name.strip(), given, branch, depth))
    pieces.append([(resolver.literal(body[last:]), ALWAYS)])
    return _concatenated(resolver, pieces, "", branch)


def _substitute(
    resolver: _Resolving, name: str, given: Mapping[str, Any], branch: Branch, depth: int
) -> Alternatives:
    if name in given:
        found = resolver.alternatives(given[name], branch, depth)
    elif "." in name:
        return [(resolver.get_att(*name.split(".", 1)), ALWAYS)]
    else:
        found = [(resolver.ref(name), ALWAYS)]
    return [(resolver.as_text(value, f"${{{name}}}"), under) for value, under in found]


def _join(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        return [(resolver.unknown("Fn::Join takes a delimiter and a list"), branch)]
    delimiter, listed = argument
    results: Alternatives = []
    for items, under in resolver.alternatives(listed, branch, depth):
        if not isinstance(items, list):
            results.append((_no_list(resolver, items, "Fn::Join", argument), under))
            continue
        pieces = [
            [
                (resolver.as_text(value, "an item of Fn::Join"), extra)
                for value, extra in resolver.alternatives(item, under, depth)
            ]
            for item in items
        ]
        results += _concatenated(resolver, pieces, delimiter, under)
    return results


def _no_list(resolver: _Resolving, items: Any, name: str, argument: Any) -> str:
    """Return what a function gives of what is not a list, or not known to be one."""
    if isinstance(items, str) and resolver.is_unknown(items):
        return resolver.because(items, argument)
    return resolver.unknown(f"{name} takes a list")


def _concatenated(
    resolver: _Resolving, pieces: Iterable[Alternatives], delimiter: str, branch: Branch
) -> Alternatives:
    """Join every choice of pieces whose branches can be taken at once; no value adds nothing."""
    results: list[tuple[str | None, Branch]] = [(None, branch)]
    for alternatives in pieces:
        if len(alternatives) == 1 and alternatives[0][1] <= branch:
            more = alternatives[0][0]
            results = [(_appended(text, more, delimiter), under) for text, under in results]
            continue
        results = [
            (_appended(text, more, delimiter), under | extra)
            for text, under in results
            for more, extra in alternatives
            if compatible(under, extra)
        ]
        if len(results) > MOST_ALTERNATIVES:
            return [(resolver.unknown("too many conditions decide what it is"), branch)]
    return [(resolver.without_dynamic(text or ""), under) for text, under in results]


def _appended(text: str | None, more: Any, delimiter: str) -> str | None:
    if more is NO_VALUE:
        return text
    return str(more) if text is None else f"{text}{delimiter}{more}"


def _select(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    if not isinstance(argument, list) or len(argument) != 2:
        return [(resolver.unknown("Fn::Select takes an index and a list"), branch)]
    index = resolver.text(argument[0])
    results: Alternatives = []
    for items, under in resolver.alternatives(argument[1], branch, depth):
        if isinstance(items, str) and resolver.is_unknown(items):
            results.append((resolver.because(items, argument), under))
            continue
        kept = resolver.present(items) if isinstance(items, list) else []
        if index.isascii() and index.isdigit() and float(index) < len(kept):
            results += resolver.alternatives(kept[int(float(index))], under, depth)
        elif resolver.is_unknown(index):
            results.append((resolver.because(index, argument), under))
        else:
            missing = f"Fn::Select finds no item {resolver.show(index)}"
            results.append((resolver.unknown(missing), under))
    return results


def _split(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    wrong = "Fn::Split takes a delimiter and a string"
    if not isinstance(argument, list) or len(argument) != 2:
        return [(resolver.unknown(wrong), branch)]
    delimiter = resolver.text(argument[0])
    results: Alternatives = []
    for text, under in resolver.alternatives(argument[1], branch, depth):
        if not isinstance(text, str) or not delimiter or resolver.is_unknown(delimiter):
            results.append((resolver.unknown(wrong), under))
        elif resolver.is_unknown(text) and not resolver.splits(text, delimiter):
            results.append((resolver.because(text, argument), under))
        else:
            results.append(([Resolved(item) for item in text.split(delimiter)], under))
    return results


def _if(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    if not isinstance(argument, list) or len(argument) != 3:
        return [(resolver.unknown("Fn::If takes a condition and two values"), branch)]
    found: Alternatives = []
    for index, holds in ((1, True), (2, False)):
        under = resolver.assume(argument[0], holds, branch)
        if under is not None:
            found += resolver.alternatives(argument[index], under, depth)
    return resolver.chosen(argument[0], found, branch)


def _find_in_map(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return [(resolver.unknown("Fn::FindInMap takes a map and two keys"), branch)]
    level: list[Any] = [resolver.section("Mappings")]
    keys = [resolver.text(key) for key in argument[:3]]
    for key in keys:
        if resolver.is_unknown(key) and not resolver.takes_any_key:
            return [(resolver.because(key, [argument, level]), branch)]
        level = [item for table in level for item in _items_at(resolver, table, key, branch)]
    options = argument[3] if isinstance(argument[-1], Mapping) and len(argument) == 4 else {}
    if "DefaultValue" in options and (not level or any(map(resolver.is_unknown, keys))):
        level.append(options["DefaultValue"])
    if not level:
        missing = f"Fn::FindInMap finds nothing at {'.'.join(map(resolver.show, keys))}"
        return [(resolver.because(resolver.unknown(missing), [argument, "nothing"]), branch)]
    distinct = {str(item): item for item in level}
    return [
        found
        for item in dict(sorted(distinct.items())).values()
        for found in resolver.alternatives(item, branch, depth)
    ]


def _items_at(resolver: _Resolving, table: Any, key: str, branch: Branch) -> list[Any]:
    """Return what a map has at a key; at one that is not known, all that it can be."""
    if not isinstance(table, Mapping):
        return []
    found = [table.get(key)]
    if resolver.is_unknown(key):
        found = [item for name, item in table.items() if resolver.can_be(key, str(name), branch)]
    return [item for item in found if item is not None]


def _equals(resolver: _Resolving, argument: Any) -> bool | str:
    if not isinstance(argument, list) or len(argument) != 2:
        return resolver.unknown("Fn::Equals takes two values")
    left, right = (_compared(resolver, resolver.whole(side)) for side in argument)
    if left == right and not (isinstance(left, str) and resolver.is_nothing_known(left)):
        return True
    for side in (left, right):
        if isinstance(side, str) and resolver.is_unknown(side):
            return resolver.because(side, argument)
    return bool(left == right)


def _compared(resolver: _Resolving, value: Any) -> Any:
    """Return a value as CloudFormation compares it: numbers and Booleans are strings."""
    if isinstance(value, list):
        return [_compared(resolver, item) for item in value]
    return resolver.as_text(value, "") if isinstance(value, (bool, int, float)) else value


def _not(resolver: _Resolving, argument: Any) -> bool | str:
    parts = argument if isinstance(argument, list) else [argument]
    if len(parts) != 1:
        return resolver.unknown("Fn::Not takes one condition")
    truth = resolver.truth(parts[0])
    return not truth if isinstance(truth, bool) else truth


def _decided_by(decisive: bool) -> Resolve:
    """Return the first truth that decides, else the first that is not known, else the other."""

    def resolve(resolver: _Resolving, argument: Any) -> bool | str:
        doubt: str | None = None
        for part in argument if isinstance(argument, list) else [argument]:
            truth = resolver.truth(part)
            if truth is decisive:
                return truth
            doubt = doubt or (truth if isinstance(truth, str) else None)
        return not decisive if doubt is None else doubt

    return _of_one_value(resolve)


def _base64(resolver: _Resolving, argument: Any) -> str:
    text = resolver.text(argument)
    if resolver.is_unknown(text):
        return resolver.because(text, argument)
    return base64.b64encode(text.encode()).decode()


def _length(resolver: _Resolving, argument: Any, branch: Branch, depth: int) -> Alternatives:
    return [
        (len(resolver.present(items)), under)
        if isinstance(items, list)
        else (_no_list(resolver, items, "Fn::Length", argument), under)
        for items, under in resolver.alternatives(argument, branch, depth)
    ]


def _cidr(resolver: _Resolving, argument: Any) -> list[Resolved] | str:
    blocks = [Resolved(each) for each in cidr_blocks(resolver.whole(argument))]
    return blocks or resolver.unresolved("Fn::Cidr", argument)


def _to_json(resolver: _Resolving, argument: Any) -> str:
    whole = resolver.whole(argument)
    try:
        text = json.dumps(whole, separators=(",", ":"), ensure_ascii=False)
    except (TypeError, ValueError):
        return resolver.unknown("Fn::ToJsonString is given a value that is not JSON")
    if has_unknown(text):
        return resolver.because(text, argument)
    return json.dumps(whole, separators=(",", ":"))


ZONES = "Fn::GetAZs"
OF_DEPLOYMENT = ("Fn::Cidr", ZONES)
"""Functions that give a deployment the same value for the same argument, known or not."""
REFERENCE = "Ref"
CHOICE = "Fn::If"
LOOKUP = "Fn::FindInMap"
EQUALS = "Fn::Equals"
NO_VALUE_NAME = "AWS::NoValue"
INTRINSICS: dict[str, Intrinsic] = {
    REFERENCE: Intrinsic(_of_one_value(_ref), composes=True),
    "Fn::And": Intrinsic(_decided_by(False), composes=True, logic="all"),
    "Fn::Base64": Intrinsic(_of_one_value(_base64)),
    "Fn::Cidr": Intrinsic(_of_one_value(_cidr)),
    EQUALS: Intrinsic(_of_one_value(_equals), composes=True, logic="equal"),
    LOOKUP: Intrinsic(_find_in_map, composes=True, lists_at=0),
    "Fn::GetAtt": Intrinsic(_of_one_value(_get_att), composes=True),
    CHOICE: Intrinsic(_if, composes=True),
    "Fn::ImportValue": Intrinsic(
        _of_one_value(lambda r, name: r.export(r.text(name))), composes=True
    ),
    "Fn::Join": Intrinsic(_join, composes=True),
    "Fn::Length": Intrinsic(_length),
    "Fn::Not": Intrinsic(_of_one_value(_not), composes=True, logic="not"),
    "Fn::Or": Intrinsic(_decided_by(True), composes=True, logic="any"),
    "Fn::Select": Intrinsic(_select),
    "Fn::Split": Intrinsic(_split, lists_at=1),
    "Fn::Sub": Intrinsic(_sub, composes=True),
    "Fn::ToJsonString": Intrinsic(_of_one_value(_to_json)),
}


def is_function(name: object) -> bool:
    """Return whether a key is the name of an intrinsic function, be it one that is not known."""
    return isinstance(name, str) and (name == REFERENCE or name.startswith("Fn::"))


def is_call(value: object) -> bool:
    """Return whether a value is a call of an intrinsic function."""
    return isinstance(value, Mapping) and len(value) == 1 and is_function(next(iter(value)))


def call_of(value: Any) -> tuple[Intrinsic | None, Any]:
    """Return the function that a value calls, and its argument; None where it calls none."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, argument),) = value.items()
        return INTRINSICS.get(name), argument
    return None, None
