"""The names of parameters, conditions and resources that a part of a template refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import SUB_NAME, sub_parts
from influmojo_cfn.cloudformation.sections import with_parts
from influmojo_cfn.data import EACH_VALUE


def names_in(value: Any) -> Iterator[str]:
    """Yield each name that a value refers to; pseudo parameters among them."""
    if isinstance(value, list):
        for inner in value:
            yield from names_in(inner)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _of_function(key, inner)


def _of_function(key: str, inner: Any) -> Iterator[str]:
    if key in ("Ref", "Condition") and isinstance(inner, str):
        yield inner
    elif key == "Fn::If" and isinstance(inner, list):
        yield str(inner[0])
        yield from names_in(inner[1:])
    elif key == "Fn::GetAtt":
        yield str(inner[0] if isinstance(inner, list) else inner).partition(".")[0]
    elif key == "Fn::Sub":
        text, values = inner if isinstance(inner, list) else (inner, {})
        for found in SUB_NAME.finditer(text):
            if not found[1]:
                yield found[2].partition(".")[0]
        yield from names_in(values)
    else:
        yield from names_in(inner)


KeyPaths = frozenset[tuple[str, ...]]
"""Places below a value: keys, ``*`` for the items of a list, EACH_VALUE for those of a mapping."""


def refers_to(data: Any, name: str, but_at: KeyPaths = frozenset()) -> bool:
    """Return whether a value refers to a parameter or a resource, but at some places."""
    return name in referred_to(data, but_at)


def referred_to(data: Any, but_at: KeyPaths = frozenset()) -> set[str]:
    """Return the parameters and resources that a value refers to, but at some places.

    A value that is wrong is read as far as it goes, and ``${name}`` counts in any string.
    """
    found: set[str] = set()
    pending: list[tuple[Any, KeyPaths]] = [(data, but_at)]
    while pending:
        data, paths = pending.pop()
        if () in paths:
            continue
        if isinstance(data, str):
            if "${" in data:
                texts = (each[2].strip() for each in SUB_NAME.finditer(data) if not each[1])
                found.update(text.partition(".")[0] for text in texts)
        elif isinstance(data, list):
            below = _below(paths, "*")
            pending.extend((item, below) for item in data)
        elif isinstance(data, Mapping):
            target = data.get("Fn::GetAtt", data.get("Ref"))
            first = target[0] if isinstance(target, list) and target else target
            if isinstance(first, str) and first.startswith("{"):
                found.add(first)  # an expression that is a parameter of its own
                continue
            if isinstance(first, str):
                found.add(first.partition(".")[0])
            pending.extend((item, _below(paths, key, EACH_VALUE)) for key, item in data.items())
    return found


def _below(paths: KeyPaths, *keys: str) -> KeyPaths:
    return frozenset(path[1:] for path in paths if path[0] in keys) if paths else paths


def conditions_asked(conditions: Mapping[str, Any], names: Collection[str]) -> set[str]:
    """Return the conditions among names with all that they refer to, conditions and parameters."""
    asked = set(names) & set(conditions)
    more = asked
    while more:
        found = {name for each in more for name in names_in(conditions[each])} - asked
        asked |= found
        more = found & set(conditions)
    return asked


def inserted_in(value: Any) -> frozenset[str]:
    """Return the names whose values are part of a string as they are, joined or substituted."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return frozenset()
    ((function, argument),) = value.items()
    if function == "Ref":
        return frozenset({str(argument)})
    if function == "Fn::Sub":
        text, given = sub_parts(argument) or ("", {})
        return frozenset(f[2] for f in SUB_NAME.finditer(text) if not f[1]).difference(given)
    if function == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        pieces = argument[1] if isinstance(argument[1], list) else []
        return frozenset().union(*map(inserted_in, pieces))
    return frozenset()


def as_parameters(value: Any, elsewhere: Collection[str], passed: dict[str, Any]) -> Any:
    """Return a value in which parameters represent resources of the stack that nests this one.

    ``elsewhere`` names those resources. The parameters, and what is passed to each, are added to
    ``passed``: a resource's name for its reference, and an attribute's after it.
    """
    if isinstance(value, Mapping):
        attribute = value.get("Fn::GetAtt")
        if attribute and attribute[0] in elsewhere:
            name = "".join(attribute)
            passed[name] = {"Fn::GetAtt": list(attribute)}
            return {"Ref": name}
        text = value.get("Fn::Sub", "")
        text = text if isinstance(text, str) else text[0]
        for name in sorted(elsewhere):
            if value.get("Ref") == name or f"${{{name}}}" in text:
                passed[name] = {"Ref": name}
    return with_parts(value, lambda each: as_parameters(each, elsewhere, passed))
