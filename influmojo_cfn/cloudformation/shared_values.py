"""Values that only a deployment knows, and that are the same in both templates.

A parameter read from Parameter Store, ``{{resolve:...}}``, an export of another stack and an item
of a list without a value become parameters without a value: what is proven holds for each of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.intrinsics import CHOICE, LOOKUP, REFERENCE
from influmojo_cfn.cloudformation.parameter_uses import declared, refers_to

_DYNAMIC = re.compile(r"\{\{resolve:[^{}$]*\}\}")
_STORED = "AWS::SSM::Parameter::Value<"


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
    return tuple(_shared(document, templates, stored) for document in documents)


def _is_stored_text(row: Mapping[str, Any]) -> bool:
    kind = str(row.get("Type"))
    return kind.startswith(_STORED) and "List" not in kind


def _is_the_same(templates: Collection[Any], name: str) -> bool:
    rows = [declared(template)[name] for template in templates if name in declared(template)]
    return all((r.get("Type"), r.get("Default")) == (_type(rows[0])) for r in rows)


def _type(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row.get("Type"), row.get("Default")


def _shared(document: Document, templates: Collection[Any], stored: set[str]) -> Document:
    data = document.data
    if not isinstance(data, Mapping) or not isinstance(data.get("Resources"), Mapping):
        return document
    writer = _SharedValueWriter(templates)
    resources = writer.written(data["Resources"])
    own = declared(data)
    kept = {name: {"Type": "String"} if name in stored else row for name, row in own.items()}
    if not writer.made and kept == own:
        return document
    parameters = {**kept, **{name: {"Type": "String"} for name in writer.made}}
    return replace(document, data={**data, "Resources": resources, "Parameters": parameters})


class _SharedValueWriter:
    """Writes values that only a deployment knows as references to parameters."""

    def __init__(self, templates: Collection[Any]) -> None:
        self.templates = templates
        self.made: dict[str, None] = {}

    def written(self, data: Any) -> Any:
        if isinstance(data, str):
            return self._text(data)
        if isinstance(data, list):
            return [self.written(item) for item in data]
        if not isinstance(data, Mapping):
            return data
        if len(data) == 1:
            ((key, argument),) = data.items()
            if key == "Fn::ImportValue" and self._is_fixed(argument):
                return self._reference(f"export {_name(argument)}")
            if key == "Fn::Sub":
                return {key: self._substituted(argument)}
            if key == "Fn::Select" and self._is_item(argument):
                return self._reference(f"item {argument[0]} of {argument[1][REFERENCE]}")
        return {key: self.written(value) for key, value in data.items()}

    def _reference(self, name: str) -> dict[str, str]:
        self.made[name] = None
        return {REFERENCE: name}

    def _text(self, text: str) -> Any:
        if not _DYNAMIC.search(text):
            return text
        if found := _DYNAMIC.fullmatch(text):
            return self._reference(found[0][2:-2])
        return {"Fn::Sub": self._dynamic(text.replace("${", "${!"))}

    def _dynamic(self, text: str) -> str:
        def reference(found: re.Match[str]) -> str:
            self.made[found[0][2:-2]] = None
            return f"${{{found[0][2:-2]}}}"

        return _DYNAMIC.sub(reference, text)

    def _substituted(self, argument: Any) -> Any:
        if isinstance(argument, str):
            return self._dynamic(argument)
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str):
            return [self._dynamic(argument[0]), self.written(argument[1])]
        return argument

    def _is_fixed(self, argument: Any) -> bool:
        """Return whether a value is the same in both templates, whatever the parameters are."""
        names = {name for template in self.templates for name in declared(template)}
        return not _chooses(argument) and not any(
            refers_to(argument, name) and not self._alike(name) for name in names
        )

    def _alike(self, name: str) -> bool:
        rows = [declared(template).get(name) for template in self.templates]
        return all(row == rows[0] for row in rows)

    def _is_item(self, argument: Any) -> bool:
        """Return whether Fn::Select takes an item of a list parameter without a value."""
        if not isinstance(argument, list) or len(argument) != 2:
            return False
        if not str(argument[0]).isascii() or not str(argument[0]).isdigit():
            return False
        name = argument[1].get(REFERENCE) if isinstance(argument[1], Mapping) else None
        rows = [declared(t)[name] for t in self.templates if name in declared(t)]
        return bool(rows) and all("Default" not in row or _is_stored(row) for row in rows)


def _chooses(data: Any) -> bool:
    """Return whether conditions or mappings, which can differ, decide a value."""
    if isinstance(data, list):
        return any(map(_chooses, data))
    return isinstance(data, Mapping) and (
        CHOICE in data or LOOKUP in data or any(map(_chooses, data.values()))
    )


def _is_stored(row: Mapping[str, Any]) -> bool:
    return str(row.get("Type")).startswith(_STORED)


def _name(argument: Any) -> str:
    return argument if isinstance(argument, str) else json.dumps(argument, sort_keys=True)
