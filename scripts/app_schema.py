"""The JSON Schema (draft 2020-12) of app files, made from the catalog and the fields of an app.

``make generated`` writes ``data/app.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from influmojo_cfn.app.fields import AppField, fields_of
from influmojo_cfn.app.model import AppFields, GrantUse, Parameter, Role
from influmojo_cfn.app.names import GRANTING
from influmojo_cfn.app.selected_actions import is_own_action
from influmojo_cfn.config.reader import file_type
from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, Grant

_TYPES = {
    "string": "string",
    "boolean": "boolean",
    "number": "integer",
    "mapping": "object",
    "list": "array",
}
_TEXT_OR_PARAMETER = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/parameter"}]}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an app file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "influmojo-cfn app file",
        "description": "What the IAM roles of an application on Amazon ECS can do.",
        **_part(AppFields),
        "anyOf": [
            *({"required": [key]} for key in GRANTING),
            {
                "required": ["attach_execution_policy"],
                "properties": {"attach_execution_policy": {"const": False}},
            },
        ],
        "$defs": {
            "role": _part(Role),
            "parameter": _part(Parameter),
            "grant": {
                "type": "object",
                "required": ["grant"],
                "properties": {
                    "grant": {
                        "description": _properties(GrantUse)["grant"]["description"],
                        "enum": list(grant_names()),
                        # Not of JSON Schema: editors show it beside each name.
                        "enumDescriptions": [grant(name).purpose for name in grant_names()],
                    }
                },
                "allOf": [_when(grant(name)) for name in grant_names()],
            },
        },
    }


def _part(part: type) -> dict[str, Any]:
    """Return the schema of a part of an app, from the fields of its dataclass."""
    required = [
        field.file_key for field in fields_of(part) if field.is_required or field.key.filled
    ]
    found = _object(_properties(part), required)
    rest = next((field for field in fields_of(part) if field.key.rest), None)
    if rest is not None:
        texts = {"type": "array", "items": {"type": "string"}}
        found["additionalProperties"] = {"anyOf": [{"type": ["string", "boolean"]}, texts]}
        found["description"] = rest.key.words
    return found


def _properties(part: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields_of(part):
        if group := field.key.within:
            words = {"type": "object", "description": field.key.within_words}
            found.setdefault(group, words | _object({}, []))
            found[group]["properties"][field.file_key] = _property(field)
        elif not field.key.rest:
            found[field.file_key] = _property(field)
    return found


def _property(field: AppField) -> dict[str, Any]:
    words = {"description": field.key.words}
    if Parameter in field.kinds:
        return {**words, **_TEXT_OR_PARAMETER}
    if field.part and field.part not in _DEFINED:
        return {**_part(field.part), **words}
    if field.part:
        return {"$ref": f"#/$defs/{_DEFINED[field.part]}", **words}
    found: dict[str, Any] = {"type": _TYPES[file_type(field)], **words}
    if found["type"] == "array":
        found["items"] = _item(field.items)
    elif found["type"] == "object" and not field.key.free:
        found["additionalProperties"] = _item(field.items)
    if field.key.filled:
        found["minItems"] = 1
    if field.key.pattern:
        found["pattern"] = field.key.pattern
    if field.key.max_length is not None:
        found["maxLength"] = field.key.max_length
    return found


_DEFINED: Mapping[type, str] = {Role: "role", GrantUse: "grant", Parameter: "parameter"}
"""The parts of an app that several places name, in ``$defs``."""


def _item(kinds: tuple[type, ...]) -> dict[str, Any]:
    part = next((kind for kind in kinds if is_dataclass(kind)), None)
    if part is None:
        return {"type": "string"}
    if str in kinds:
        return dict(_TEXT_OR_PARAMETER)
    return {"$ref": f"#/$defs/{_DEFINED[part]}"} if part in _DEFINED else _part(part)


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _when(row: Grant) -> dict[str, Any]:
    """Return the arguments of one grant, where an entry names it."""
    properties = _properties(GrantUse)
    properties["grant"] = {"const": row.name, "description": row.purpose}
    properties["use"]["enum"] = [use.name for use in row.uses]
    if row.statements:
        properties["only"] |= {"minItems": 1, "items": {"enum": _actions(row)}}
    else:
        del properties["only"]
    properties |= {argument.name: _argument(argument) for argument in row.arguments}
    required = [each.name for each in row.arguments if each.required and each.default is None]
    found = _object(properties, ["grant", *required])
    if row.at_least_one:
        found["allOf"] = [
            {"anyOf": [{"required": [name]} for name in group]} for group in row.at_least_one
        ]
    return {
        "if": {"properties": {"grant": {"const": row.name}}, "required": ["grant"]},
        "then": found,
    }


def _actions(row: Grant) -> list[str]:
    """Return the actions of its own service that a grant can have."""
    found = (each.JSONrepr() for statement in row.statements for each in statement.actions)
    return sorted({action for action in found if is_own_action(row, action)})


def _argument(argument: Argument) -> dict[str, Any]:
    kind = ARGUMENT_TYPES[argument.kind]
    if kind.name == "boolean":
        return {"type": "boolean", "description": argument.description}
    if kind.structured:
        return {"type": "object", "description": f"{argument.description} {kind.constraint}"}
    text: dict[str, Any] = {
        "type": "string",
        "maxLength": kind.max_length,
        "examples": [kind.example],
    }
    if not kind.implied_prefix:
        text |= {"minLength": 0 if argument.may_be_empty else kind.min_length}
        text |= {"pattern": f"^$|{kind.pattern}" if argument.may_be_empty else kind.pattern}
    one: list[dict[str, Any]] = [text] if kind.fixed else [text, {"$ref": "#/$defs/parameter"}]
    if argument.repeated:
        one = [*one, {"type": "array", "minItems": 1, "items": {"anyOf": list(one)}}]
    return {"description": f"{argument.description} ({kind.constraint})", "anyOf": one}


def text() -> str:
    """Return the text of ``data/app.schema.json``."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
