"""Values that only a deployment knows, and that are the same in both templates.

A parameter read from Parameter Store, a list without a value, ``{{resolve:...}}``, an export of
another stack, and what a function makes of such a value become parameters without a value. What is
proven holds for each of them. A list is one value here, the same wherever it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.derived_parameters import derived_name
from influmojo_cfn.cloudformation.intrinsics import (
    CHOICE,
    LOOKUP,
    OF_DEPLOYMENT,
    REFERENCE,
    SUB_NAME,
    ZONES,
    is_function,
    sub_parts,
)
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.parameters import is_list_type
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.data.resource_identifiers import VALUE_STORES
from influmojo_cfn.iam.patterns import matches

_DYNAMIC = re.compile(r"\{\{resolve:[^{}$]*\}\}")
_STORED = "AWS::SSM::Parameter::Value<"
_OF_ITEMS = ("AllowedPattern", "AllowedValues")
_OF_THE_STACK = ("AWS::StackId", "AWS::NotificationARNs")
"""Pseudo parameters that no environment gives."""


def with_shared_values(
    documents: Collection[Document], given: Collection[str]
) -> tuple[Document, ...]:
    """Return the templates, what only a deployment knows in parameters without a value.

    ``given`` are the parameters with values of their own.
    """
    templates = [document.data for document in documents]
    stored = {
        name
        for template in templates
        for name, row in declared(template).items()
        if name not in given and _is_stored_text(row) and _is_the_same(templates, name)
    }
    return tuple(_shared(document, templates, stored, given) for document in documents)


def whole_list(name: str) -> str:
    """Return what the value of a list is called where it is a parameter of its own."""
    return f"all of {name}"


def _is_stored_text(row: Mapping[str, Any]) -> bool:
    return _is_stored(row) and "List" not in str(row.get("Type"))


def _is_the_same(templates: Collection[Any], name: str) -> bool:
    rows = [declared(template)[name] for template in templates if name in declared(template)]
    return all((r.get("Type"), r.get("Default")) == (_type(rows[0])) for r in rows)


def _type(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row.get("Type"), row.get("Default")


def _shared(
    document: Document, templates: Collection[Any], stored: set[str], given: Collection[str]
) -> Document:
    data = document.data
    if not isinstance(data, Mapping) or not isinstance(data.get("Resources"), Mapping):
        return document
    writer = _SharedValueWriter(templates, given, data["Resources"])
    resources = writer.written(data["Resources"])
    own = declared(data)
    kept = {name: {"Type": "String"} if name in stored else row for name, row in own.items()}
    if not writer.made and kept == own:
        return document
    made = {name: {"Type": "String", **limits} for name, limits in writer.made.items()}
    parameters = {**kept, **made}
    return replace(document, data={**data, "Resources": resources, "Parameters": parameters})


class _SharedValueWriter:
    """Writes values that only a deployment knows as references to parameters."""

    def __init__(
        self, templates: Collection[Any], given: Collection[str], own: Mapping[str, Any]
    ) -> None:
        self.templates = templates
        self.declared = [declared(template) for template in templates]
        self.names = {name for rows in self.declared for name in rows}
        self.given = given
        self.own = [(name, value) for name, value in map(_stored_by, own.values()) if name]
        self._texts: list[str] | None = None
        self.made: dict[str, dict[str, Any]] = {}
        """The parameters that are made, each with its limits."""

    def written(self, data: Any) -> Any:
        if isinstance(data, str):
            return self._text(data)
        if isinstance(data, list):
            return [self.written(item) for item in data]
        if not isinstance(data, Mapping):
            return data
        if len(data) == 1:
            ((key, argument),) = data.items()
            if key == "Fn::ImportValue" and self._is_named_alike(argument):
                return self._reference(f"export {_name(argument)}")
            if key == "Fn::Sub":
                return {key: self._substituted(argument)}
            if _takes_apart(key, argument) and self._is_open(data):
                name = derived_name(data)
                of_list = self._limits(name.partition(" of ")[2])
                return self._reference(name, of_list) if self._is_shared(data) else data
        return {
            key: self.written(value) if is_function(key) else self._property(value)
            for key, value in data.items()
        }

    def _property(self, data: Any) -> Any:
        """Return what a key that is not a function has; all of a list is one value."""
        ((key, name),) = (
            data.items() if isinstance(data, Mapping) and len(data) == 1 else [("", "")]
        )
        if key == CHOICE and isinstance(name, list):
            return {key: [*name[:1], *map(self._property, name[1:])]}
        if key == REFERENCE and isinstance(name, str) and self._is_list(name):
            return self._reference(whole_list(name), self._limits(name))
        return self.written(data)

    def _is_list(self, name: str) -> bool:
        """Return whether a parameter is a list that only a deployment knows."""
        kinds = [str(rows[name].get("Type")) for rows in self.declared if rows.get(name)]
        return any(
            is_list_type(kind) or (kind.startswith(_STORED) and "List" in kind) for kind in kinds
        ) and self._is_open({REFERENCE: name})

    def _limits(self, name: str) -> dict[str, Any]:
        """Return what limits each item of a list; of one in Parameter Store nothing does."""
        row = next((rows[name] for rows in self.declared if name in rows), {})
        keys = () if _is_stored(row) else _OF_ITEMS
        return {key: row[key] for key in keys if key in row}

    def _reference(self, name: str, limits: Mapping[str, Any] = MappingProxyType({})) -> Any:
        self.made[name] = dict(limits)
        return {REFERENCE: name}

    def _text(self, text: str) -> Any:
        if not _DYNAMIC.search(text):
            return text
        if found := _DYNAMIC.fullmatch(text):
            return self._reference(self._named(found[0]))
        return {"Fn::Sub": self._dynamic(text.replace("${", "${!"))}

    def _dynamic(self, text: str) -> str:
        def reference(found: re.Match[str]) -> str:
            name = self._named(found[0])
            self.made[name] = {}
            return f"${{{name}}}"

        return _DYNAMIC.sub(reference, text)

    def _named(self, reference: str) -> str:
        """Return what a dynamic reference is called; one of the template's own by its value too."""
        name = reference[2:-2]
        keys = name.split(":")[2:]
        values = [value for own, value in self.own if any(_can_be(own, key) for key in keys)]
        return f"{name} of {' or '.join(values)}" if values else name

    def _substituted(self, argument: Any) -> Any:
        if isinstance(argument, str):
            return self._dynamic(argument)
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str):
            return [self._dynamic(argument[0]), self.written(argument[1])]
        return argument

    def _is_fixed(self, argument: Any) -> bool:
        """Return whether a value is the same in both templates, whatever the parameters are."""
        return not _chooses(argument) and all(map(self._alike, referred_to(argument) & self.names))

    def _is_named_alike(self, argument: Any) -> bool:
        """Return whether the name of an export is made of parameters that are the same."""
        return self._is_fixed(argument) and _is_made_of(argument, self.names)

    def _is_shared(self, data: Any) -> bool:
        """Return whether every template makes a value in this way: others can come to it too."""
        if self._texts is None:
            self._texts = [
                json.dumps(section(template, "Resources"), sort_keys=True, default=str)
                for template in self.templates
            ]
        text = json.dumps(data, sort_keys=True, default=str)
        return all(text in each for each in self._texts)

    def _alike(self, name: str) -> bool:
        rows = [each.get(name) for each in self.declared]
        return all(row == rows[0] for row in rows)

    def _is_open(self, argument: Any) -> bool:
        """Return whether a value is made of parameters, and of what only a deployment knows."""
        known = self.names.difference(self.given)
        asked = referred_to(argument)
        rows = [each.get(name, {}) for each in self.declared for name in asked & known]
        is_open = any("Default" not in row or _is_stored(row) for row in rows if row)
        is_open |= _is_of_deployment(argument)
        is_open |= not asked.isdisjoint(_OF_THE_STACK)
        return is_open and self._is_fixed(argument) and _is_made_of(argument, known)


def _stored_by(resource: Any) -> tuple[Any, str]:
    """Return the name that a resource stores a value under, and what tells it from another."""
    kind = resource.get("Type") if isinstance(resource, Mapping) else None
    properties = resource.get("Properties") if kind in VALUE_STORES else None
    name = properties.get("Name") if isinstance(properties, Mapping) else None
    text = json.dumps(properties, sort_keys=True, default=str)
    return name, sha256(text.encode()).hexdigest()[:8]


def _can_be(name: Any, key: str) -> bool:
    """Return whether the name of what a template stores can be a string, or that of its ARN."""
    text = name.get("Fn::Sub") if isinstance(name, Mapping) else name
    if not isinstance(text, str):
        return True
    pattern = SUB_NAME.sub("*", text) if text is not name else text
    return matches(pattern, key) or matches(f"{pattern}-??????", key)


def _takes_apart(function: str, argument: Any) -> bool:
    """Return whether a function gives what is not made of parameters put together."""
    if function in OF_DEPLOYMENT:
        return True
    if function == "Fn::Join":
        return not (isinstance(argument, list) and argument and isinstance(argument[-1], list))
    index = str(argument[0]) if isinstance(argument, list) and argument else ""
    return function == "Fn::Split" or (function == "Fn::Select" and index.isascii())


def _is_made_of(data: Any, names: Collection[str]) -> bool:
    """Return whether a value refers to these names and pseudo parameters alone."""
    if isinstance(data, list):
        return all(_is_made_of(item, names) for item in data)
    if not isinstance(data, Mapping):
        return True
    for key, argument in data.items():
        if key == REFERENCE:
            asked = {str(argument)}
        elif key == "Fn::Sub" and (parts := sub_parts(argument)):
            asked = {n[2].strip() for n in SUB_NAME.finditer(parts[0]) if not n[1]} - {*parts[1]}
            argument = parts[1]
        else:
            asked = {key} if key == "Fn::GetAtt" else set()
        is_known = all(name in names or name.startswith("AWS::") for name in asked)
        if not is_known or not _is_made_of(argument, names):
            return False
    return True


def _chooses(data: Any) -> bool:
    """Return whether conditions or mappings, which can differ, decide a value."""
    if isinstance(data, list):
        return any(map(_chooses, data))
    return isinstance(data, Mapping) and (
        CHOICE in data or LOOKUP in data or any(map(_chooses, data.values()))
    )


def _is_of_deployment(data: Any) -> bool:
    """Return whether a value is made with what only a deployment knows, whatever the argument."""
    if isinstance(data, list):
        return any(map(_is_of_deployment, data))
    return isinstance(data, Mapping) and any(
        key == ZONES or _is_of_deployment(item) for key, item in data.items()
    )


def _is_stored(row: Mapping[str, Any]) -> bool:
    return str(row.get("Type")).startswith(_STORED)


def _name(argument: Any) -> str:
    return argument if isinstance(argument, str) else json.dumps(argument, sort_keys=True)
