"""The JSON Schema (draft 2020-12) of app files, made from the catalogue and the reader's tables.

``python -m influmojo_cfn.config.schema`` writes ``data/app.schema.json``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from influmojo_cfn.app.names import PROJECT, PROJECT_MAX
from influmojo_cfn.config.reader import (
    APP_KEYS,
    GRANT_KEYS,
    PARAMETER_KEYS,
    ROLE_KEYS,
    SERVICE_KEYS,
    SERVICE_REQUIRED,
    TASKS_KEYS,
)
from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, Grant

SCHEMA_FILE = Path(__file__).parent.parent / "data" / "app.schema.json"

_TYPES = {
    "text": "string",
    "boolean": "boolean",
    "number": "integer",
    "mapping": "object",
    "list": "array",
}
_WORDS = {
    "project": "Begins every name: lower-case letters, digits and hyphens.",
    "title": "How descriptions and tags call the application; made from project where left out.",
    "architecture": "One sentence for the template's Context metadata.",
    "attach_execution_policy": "Whether AmazonECSTaskExecutionRolePolicy is attached by default.",
    "tags": "Tags of both roles, beside Project and Purpose.",
    "grants": "What is granted; each grant lands on the role that it is meant for.",
    "execution_role": "What Amazon ECS itself uses to start containers.",
    "task_role": "What the application's code uses.",
    "services": "The Fargate services that run with the roles; their grants follow from them.",
    "name": "The service's name: lower-case letters, digits and hyphens.",
    "repository": "The ECR repository of its image, in the own account.",
    "port": "The container's port; needed unless paths are empty.",
    "cpu": "CPU units, 1,024 to the core.",
    "memory": "Memory in MiB.",
    "tasks": "How many tasks run.",
    "min": "The fewest tasks.",
    "max": "The most tasks.",
    "environment": "Environment variables.",
    "secrets": "Environment variable to Parameter Store name, or full ARN of a secret.",
    "health_check": "The path that the load balancer asks.",
    "paths": "The path patterns of the load balancer's rule; empty: no load balancer.",
    "priority": "The priority of the load balancer's rule.",
    "description": "The role's description in IAM.",
    "grant": "The grant's name: influmojo-cfn grants lists them.",
    "use": "Who uses what is granted, where the grant knows more than one user.",
    "why": "The reason, kept in the template beside the catalogue's own.",
    "sid": "The Sid of a custom.statement.",
    "parameter": "The name of the template's parameter: letters and digits.",
    "default": "The value when deployed without one; may be empty.",
    "label": "The words before the field in the CloudFormation console.",
    "allowed_pattern": "A regular expression in place of the argument's own.",
    "constraint_description": "What the console says where the pattern refuses a value.",
    "max_length": "The most characters.",
}
_PARAMETER_DESCRIPTION = {
    "type": "string",
    "description": "The words beside the field in the CloudFormation console.",
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an app file."""
    app = _properties(APP_KEYS)
    app["project"] |= {"pattern": f"^{PROJECT.pattern}$", "maxLength": PROJECT_MAX}
    app["tags"]["additionalProperties"] = {"type": "string"}
    grants = {"type": "array", "items": {"$ref": "#/$defs/grant"}}
    app["grants"] |= grants
    role = _object(_properties(ROLE_KEYS), ["grants"])
    role["properties"]["grants"] |= {**grants, "minItems": 1}
    app["execution_role"] = {"$ref": "#/$defs/role", "description": _WORDS["execution_role"]}
    app["task_role"] = {"$ref": "#/$defs/role", "description": _WORDS["task_role"]}
    app["services"] |= {"items": _service()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "influmojo-cfn app file",
        "description": "What the IAM roles of an application on Amazon ECS may do.",
        **_object(app, ["project"]),
        "anyOf": [
            *({"required": [key]} for key in ("grants", "execution_role", "task_role", "services")),
            {
                "required": ["attach_execution_policy"],
                "properties": {"attach_execution_policy": {"const": False}},
            },
        ],
        "$defs": {
            "role": role,
            "parameter": _object(
                {**_properties(PARAMETER_KEYS), "description": _PARAMETER_DESCRIPTION},
                ["parameter", "default"],
            ),
            "grant": {
                "type": "object",
                "required": ["grant"],
                "properties": {
                    "grant": {
                        "description": _WORDS["grant"],
                        "enum": list(grant_names()),
                        # Not of JSON Schema: editors show it beside each name.
                        "enumDescriptions": [grant(name).purpose for name in grant_names()],
                    }
                },
                "allOf": [_when(grant(name)) for name in grant_names()],
            },
        },
    }


def _service() -> dict[str, Any]:
    plain = {key: kind for key, kind in SERVICE_KEYS.items() if key != "repository"}
    properties = _properties(plain)
    value = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/parameter"}]}
    properties["environment"]["additionalProperties"] = {"type": "string"}
    properties["secrets"]["additionalProperties"] = value
    properties["paths"]["items"] = {"type": "string"}
    properties["tasks"] |= _object(_properties(TASKS_KEYS), [])
    properties["repository"] = {"description": _WORDS["repository"], **value}
    return _object(properties, list(SERVICE_REQUIRED))


def _properties(keys: Any) -> dict[str, Any]:
    return {
        name: {"type": _TYPES[kind], "description": _WORDS[name]} for name, kind in keys.items()
    }


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _when(row: Grant) -> dict[str, Any]:
    """Return the arguments of one grant, where an entry names it."""
    properties = _properties(GRANT_KEYS)
    properties["grant"] = {"const": row.name, "description": row.purpose}
    properties["use"]["enum"] = [use.name for use in row.uses]
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


if __name__ == "__main__":
    from influmojo_cfn.files import write_text

    write_text(SCHEMA_FILE, json.dumps(schema(), indent=1, ensure_ascii=False) + "\n")
