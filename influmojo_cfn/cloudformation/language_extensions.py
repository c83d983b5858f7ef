"""Loops (Fn::ForEach) made into what they represent, as AWS::LanguageExtensions does.

A loop is replaced by its fragment, once for each item of its collection. The identifier is replaced
in the keys of the fragment, in Fn::Sub, by Ref, and where only a name can be (Ref, Fn::GetAtt,
Fn::If, Condition, DependsOn). By AWS's page every instance is replaced. By its RFC and by users, a
string without Fn::Sub is not. Such a string is not known. A loop that CloudFormation would reject,
or whose collection is not known, stays, with the reason in its key.

A list parameter without a value can have open items, parameters of their own: what is true of them
is true of each item.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html
and https://github.com/aws-cloudformation/cfn-language-discussion/blob/main/RFCs/0009-Fn%3A%3AForEach.md
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import NO_VALUE, is_call
from influmojo_cfn.cloudformation.loop_items import (
    Items,
    identifiers_in,
    marks_in,
    renamed,
    unknown_string,
    with_items,
)
from influmojo_cfn.cloudformation.open_items import (
    LEFT,
    LOOP_SECTIONS,
    holds_a_loop,
    is_loop,
    item_in_sub,
    open_items,
    open_string,
    written_item,
)
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.transforms import LOOP, transforms_of
from influmojo_cfn.errors import Path, TemplateError
from influmojo_cfn.iam.unknown import Unknown

TRANSFORM = "AWS::LanguageExtensions"
MOST_NESTED = 5
"""How many loops can be in one another, by the RFC."""
MOST_VALUES = 200_000
"""How many values loops can make: as many as a template is read with."""

_NAMES = ("Condition", "DependsOn")


class _LoopError(Exception):
    """A loop that cannot be expanded; its text is the reason."""


def with_loops_expanded(
    document: Document,
    environment: Environment | None = None,
    unknown: Collection[str] = (),
    *,
    open_items: bool = False,
) -> Document:
    """Return a template with its loops expanded; without the transform it stays as it is.

    Args:
        document: the template, and where each value of it is.
        environment: gives the parameters that collections refer to; else their defaults count.
        unknown: parameters that have no one value.
        open_items: whether a list parameter without a value has open items; else loops over it
            stay.
    """
    data = document.data
    if not has_loops(data):
        return document
    try:
        expander = _Expander(document, environment, unknown, open_items=open_items)
    except TemplateError:  # whoever reads the template says what is wrong
        return document
    sections = {
        name: expander.section(name, data[name])
        for name in LOOP_SECTIONS
        if isinstance(data.get(name), Mapping)
    }
    if expander.items:
        sections["Parameters"] = {**section(data, "Parameters"), **expander.items}
    return replace(
        document,
        data={**data, **sections},
        keys={**document.keys, **expander.keys},
        values={**document.values, **expander.values},
    )


def has_loops(template: Any) -> bool:
    """Return whether a template has loops that AWS::LanguageExtensions expands."""
    return (
        isinstance(template, Mapping)
        and TRANSFORM in transforms_of(template)
        and any(map(holds_a_loop, map(template.get, LOOP_SECTIONS)))
    )


def with_conditions_expanded(document: Document) -> Document:
    """Return a template whose Conditions have no loops where their items are written out."""
    conditions = section(document.data, "Conditions")
    collections = [found for _, found in collections_in(conditions)]
    if not collections or not all(map(_is_written_out, collections)):
        return document
    expanded = with_loops_expanded(document).data["Conditions"]
    return replace(document, data={**document.data, "Conditions": expanded})


def _is_written_out(collection: Any) -> bool:
    return isinstance(collection, list) and all(isinstance(item, str) for item in collection)


def collections_in(data: Any) -> Iterator[tuple[str, Any]]:
    """Yield the identifier and the collection of every loop in a template."""
    for key, value in data.items() if isinstance(data, Mapping) else ():
        if is_loop(key) and isinstance(value, list) and len(value) == 3:
            yield str(value[0]), value[1]
        yield from collections_in(value)
    for item in data if isinstance(data, list) else ():
        yield from collections_in(item)


def loops_in(document: Document) -> list[str]:
    """Return the keys of loops among the resources: of an expanded template, those that stay."""
    found = section(document.data, "Resources")
    return [key for key in found if isinstance(key, str) and key.startswith(LOOP)]


class _Expander:
    """Expands the loops of one template, and notes where what they make comes from."""

    def __init__(
        self,
        document: Document,
        environment: Environment | None,
        unknown: Collection[str],
        *,
        open_items: bool,
    ) -> None:
        self.document = document
        self.keys: dict[Path, tuple[int, int]] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.made = 0
        self.open_items = open_items
        self.items: dict[str, dict[str, Any]] = {}
        data = document.data
        own = {
            name: {key: value for key, value in row.items() if key != "Default"}
            if name in unknown and isinstance(row, Mapping)
            else row
            for name, row in section(data, "Parameters").items()
        }
        given = environment or Environment()
        kept = {name: value for name, value in given.parameters.items() if name not in unknown}
        self.resolved = ResolvedTemplate(
            {**data, "Parameters": own, "Resources": {}},
            replace(given, parameters=kept),
            missing_is_unknown=True,
        )
        self.logical_ids = set(section(data, "Resources"))

    def section(self, name: str, rows: Mapping[str, Any]) -> dict[str, Any]:
        """Return a section with its loops expanded."""
        found = self._mapping(rows, (name,), (name,), {})
        if name == "Conditions":
            return found
        return {
            key: self._with_condition(row)
            if isinstance(row, Mapping) and is_call(row.get("Condition"))
            else row
            for key, row in found.items()
        }

    def _with_condition(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a resource whose Condition is a function with the name that it gives."""
        name = self.resolved.value(row["Condition"])
        others = {key: value for key, value in row.items() if key != "Condition"}
        if name is NO_VALUE:
            return others
        return {**others, "Condition": name} if isinstance(name, str) else row

    # Any part of the template

    def _value(self, data: Any, source: Path, target: Path, items: Items) -> Any:
        self._note(source, target)
        self.made += bool(items)
        if self.made > MOST_VALUES:
            raise _LoopError(f"it makes more than {MOST_VALUES:,} values")
        if isinstance(data, Mapping):
            if len(data) == 1:
                ((name, argument),) = data.items()
                if name in _CALLS and items:
                    return _CALLS[name](self, argument, (*source, name), (*target, name), items)
            return self._mapping(data, source, target, items)
        if isinstance(data, list):
            return [
                self._value(item, (*source, index), (*target, index), items)
                for index, item in enumerate(data)
            ]
        if isinstance(data, str) and identifiers_in(data, items):
            return unknown_string(data, items)
        return data

    def _mapping(
        self, data: Mapping[str, Any], source: Path, target: Path, items: Items
    ) -> dict[str, Any]:
        if items and any(identifiers_in(str(key), items) for key in data if not is_loop(key)):
            return unknown_string(
                next(str(key) for key in data if identifiers_in(str(key), items)), items
            )
        found: dict[str, Any] = {}
        for key, value in data.items():
            if not is_loop(key):
                found[key] = self._entry(key, value, (*source, key), (*target, key), items)
                continue
            try:
                made = dict(self._loop(key, value, (*source, key), target, items, 1))
                twice = next((name for name in made if name in found or name in data), None)
                if twice is not None:
                    raise _LoopError(f"it makes {twice}, which already exists")
            except _LoopError as error:
                if items:
                    raise
                key = f"{key}{LEFT}{error})"
                self._note((*source, key.partition(LEFT)[0]), (*target, key))
                found[key] = value
            else:
                found |= made
        return found

    def _entry(self, key: str, value: Any, source: Path, target: Path, items: Items) -> Any:
        """Return the value of a key: names of other entries take the identifiers without a Sub."""
        if key in _NAMES and len(target) == 3 and items:
            value = renamed(value, items)
        return self._value(value, source, target, items)

    def _note(self, source: Path, target: Path) -> None:
        """Return that what is at ``target`` comes from ``source``."""
        if source == target:
            return
        for known, own in ((self.document.keys, self.keys), (self.document.values, self.values)):
            place = known.get(source)
            if place is not None:
                own[target] = place

    # Loops

    def _loop(
        self, key: str, row: Any, source: Path, target: Path, items: Items, depth: int
    ) -> Iterator[tuple[str, Any]]:
        """Yield what a loop makes."""
        if depth > MOST_NESTED:
            raise _LoopError(f"more than {MOST_NESTED} loops are in one another")
        name = key.removeprefix(LOOP).removeprefix("::")
        if not key.startswith(f"{LOOP}::") or not name.isalnum():
            raise _LoopError("it has no name of letters and digits")
        if name in self.logical_ids:
            raise _LoopError(f"{name} is the logical ID of a resource as well")
        identifier, collection, fragment = _parts(row, items)
        made: set[str] = set()
        for item in self._collection(collection, (*source, 1), items):
            inner = {**items, identifier: item}
            for each, value in self._fragment(fragment, (*source, 2), target, inner, depth):
                if each in made:
                    raise _LoopError(f"it makes {each} twice")
                made.add(each)
                yield each, value

    def _fragment(
        self, fragment: Mapping[str, Any], source: Path, target: Path, items: Items, depth: int
    ) -> Iterator[tuple[str, Any]]:
        """Yield what a loop makes for one item of its collection, the last of ``items``."""
        identifier = next(reversed(items))
        for key, value in fragment.items():
            if is_loop(key):
                yield from self._loop(key, value, (*source, key), target, items, depth + 1)
                continue
            if identifier not in identifiers_in(key, items):
                raise _LoopError(f"its key {key} does not contain ${{{identifier}}}")
            made = with_items(key, items)
            if len(target) == 1 and not (made.isascii() and made.isalnum()):
                raise _LoopError(f"it makes {made!r}, which is not alphanumeric")
            place = (*target, made)
            self._note((*source, key), place)
            yield made, self._entry(made, value, (*source, key), place, items)

    def _collection(self, data: Any, source: Path, items: Items) -> list[str]:
        """Return the items of a collection.

        Raises:
            _LoopError: it is not a list of strings, or they are not known.
        """
        written = self._value(data, source, source, items)
        found = self.resolved.value(written)
        if isinstance(found, Unknown) and self.open_items:
            several = open_items(self.document.data, written)
            if several and not {*several} & {*items.values()}:
                self.items |= several
                return [*several]
        if not isinstance(found, list):
            reason = getattr(found, "reason", "")
            raise _LoopError(
                f"its collection is not known: {reason}"
                if reason
                else "its collection is not a list"
            )
        texts: list[str] = []
        is_each = self.open_items and isinstance(written, list) and len(written) == len(found)
        for item, row in zip(found, written if is_each else [None] * len(found), strict=True):
            if isinstance(item, Unknown) and (name := open_string(self.document.data, row)):
                texts.append(name)
                continue
            if not isinstance(item, (str, int, float)) or isinstance(item, bool):
                reason = getattr(item, "reason", "an item is not a string")
                raise _LoopError(f"its collection is not known: {reason}")
            texts.append(str(item))
        return texts

    # Functions whose strings take the identifiers

    def ref(self, argument: Any, source: Path, target: Path, items: Items) -> Any:
        if isinstance(argument, str) and argument in items:
            return written_item(items[argument])
        return {source[-1]: self._value(renamed(argument, items), source, target, items)}

    def sub(self, argument: Any, source: Path, target: Path, items: Items) -> Any:
        body: Any = argument
        given: Any = {}
        if isinstance(argument, list) and len(argument) == 2:
            body = argument[0]
            given = self._value(argument[1], (*source, 1), (*target, 1), items)
        if not isinstance(body, str) or not isinstance(given, Mapping):
            return {source[-1]: argument}
        if any(mark == "&" for mark in marks_in(body, items)):
            return unknown_string(body, items)
        own = {name: item for name, item in items.items() if name not in given}
        if any("${" in item for item in own.values()):
            given, own = {**{name: written_item(item) for name, item in own.items()}, **given}, {}
        text = with_items(body, {name: item_in_sub(item) for name, item in own.items()})
        if given:
            return {source[-1]: [text, given]}
        return {source[-1]: text} if "${" in text else text

    def names(self, argument: Any, source: Path, target: Path, items: Items) -> Any:
        return {source[-1]: self._value(renamed(argument, items), source, target, items)}

    def choice(self, argument: Any, source: Path, target: Path, items: Items) -> Any:
        if isinstance(argument, list) and argument:
            argument = [renamed(argument[0], items), *argument[1:]]
        return {source[-1]: self._value(argument, source, target, items)}


_CALLS = {
    "Ref": _Expander.ref,
    "Fn::Sub": _Expander.sub,
    "Fn::GetAtt": _Expander.names,
    "Condition": _Expander.names,
    "Fn::If": _Expander.choice,
}


def _parts(row: Any, items: Items) -> tuple[str, Any, Mapping[str, Any]]:
    """Return a loop's identifier, collection and fragment."""
    if not isinstance(row, list) or len(row) != 3:
        raise _LoopError("it is not a list of an identifier, a collection and a fragment")
    identifier, collection, fragment = row
    if not isinstance(identifier, str) or not (identifier.isascii() and identifier.isalnum()):
        raise _LoopError("its identifier is not a string of letters and digits")
    if identifier in items:
        raise _LoopError(f"the loop around it has the identifier {identifier} as well")
    if not isinstance(collection, (list, Mapping)):
        raise _LoopError("its collection is not a list")
    if not isinstance(fragment, Mapping) or not fragment:
        raise _LoopError("its fragment is not a mapping")
    return identifier, collection, fragment
