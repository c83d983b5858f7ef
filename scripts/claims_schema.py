"""The JSON Schema (draft 2020-12) of claims files, for editors.

``make generated`` writes ``data/claims.schema.json``. What only a template or AWS's lists can tell,
such as whether an action exists, is left to :func:`.parse_claims`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.iam.document_problems import PRINCIPAL_TYPES
from influmojo_cfn.proof.claims import KINDS

_KINDS: Mapping[str, str] = {
    "never": "No request of this shape is allowed, whatever else it carries.",
    "always": "Every request of this shape is allowed, for every value of the parameters.",
    "only-trusted-by": "Only these principals, under these conditions, can assume the role.",
    "no-wider-than": "The role can do nothing that another policy or template does not allow.",
    "nothing-beyond-the-app": "The role can do what the app file declares, no more and no less.",
}
_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_VALUE = {"type": ["string", "boolean", "number"]}
_VALUES = {"type": "object", "additionalProperties": {"type": "string"}}
_CONDITIONS = {
    "description": "IAM conditions: operator, key, value or list of values.",
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": {"anyOf": [_VALUE, {"type": "array", "items": _VALUE}]},
    },
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a claims file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "influmojo-cfn claims file",
        "description": "What the roles of a template can never, or must always, do.",
        **_object(
            {
                "for-every": _about(
                    _TEXTS, "Parameters that can have any value; the others are at their defaults."
                ),
                "environments": {
                    "description": "Values of parameters by environment; claims hold in each.",
                    "type": "object",
                    "additionalProperties": _VALUES,
                },
                "claims": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/claim"}},
            },
            "claims",
        ),
        "$defs": {"claim": _claim(), "requests": _requests()},
    }


def _claim() -> dict[str, Any]:
    requests = {"$ref": "#/$defs/requests"}
    kinds: dict[str, Any] = {
        "never": requests,
        "always": requests,
        "only-trusted-by": _trust(),
        "no-wider-than": {"type": "string", "minLength": 1},
        "nothing-beyond-the-app": {"anyOf": [{"const": True}, {"type": "string"}]},
    }
    properties: dict[str, Any] = {
        "claim": _about({"type": "string", "minLength": 1}, "The claim in a sentence."),
        "role": _about(_TEXTS, "The role, by logical ID or name; every role if omitted."),
        "roles": _about(_TEXTS, "The roles, by logical ID or name."),
        "parameters": _about(
            _VALUES, "The claim is about deployments in which parameters have these values."
        ),
        **{kind: _about(kinds[kind], _KINDS[kind]) for kind in KINDS},
    }
    return {
        **_object(properties, "claim"),
        "oneOf": [{"required": [kind]} for kind in KINDS],
        "not": {"required": ["role", "roles"]},
    }


def _requests() -> dict[str, Any]:
    names = {
        "actions": "The actions, such as s3:Get*; every action if omitted.",
        "not-actions": "Every action but these.",
        "resources": "The ARNs; every resource if omitted. ${Parameter} stands for its value.",
        "not-resources": "Every resource but these.",
    }
    properties = {name: _about(_TEXTS, text) for name, text in names.items()}
    pairs = (("actions", "not-actions"), ("resources", "not-resources"))
    return {
        **_object({**properties, "conditions": _CONDITIONS}),
        "minProperties": 1,
        "allOf": [{"not": {"required": list(pair)}} for pair in pairs],
    }


def _trust() -> dict[str, Any]:
    kinds = sorted(PRINCIPAL_TYPES)
    principals = {
        "description": "The principals, as in a trust policy.",
        "anyOf": [{"const": "*"}, _object(dict.fromkeys(kinds, _TEXTS))],
    }
    actions = _about(_TEXTS, "The actions; every action if omitted.")
    properties = {"principals": principals, "actions": actions, "conditions": _CONDITIONS}
    return _object(properties, "principals")


def _object(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
    }


def _about(shape: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {"description": text, **shape}


def text() -> str:
    """Return the text of ``data/claims.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
