"""Files at hand that a template includes: snippets of AWS::Include, and OpenAPI documents of APIs.

As ``aws cloudformation package`` takes them, a location without a scheme is a file beside the
template's. What is elsewhere stays, and is not read.

Source: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.source import document_beside
from influmojo_cfn.cloudformation.transforms import INCLUDE, snippets
from influmojo_cfn.data.trusted_services import OPENAPI_BODIES

OPENAPI_FILES = ("BodyS3Location", "DefinitionUri")
"""The properties of APIs that say in which file their OpenAPI document is."""


def with_included_files(document: Document) -> Document:
    """Return a template with what it includes from files that are at hand.

    Raises:
        TemplateError: such a file cannot be read.
    """
    if not isinstance(document.data, Mapping):
        return document
    if with_included_files not in document.memo:
        data = _with_snippets(document.data, document.source)
        resources = section(data, "Resources")
        rows = {name: _with_body(row, document.source) for name, row in resources.items()}
        data = data if rows == resources else {**data, "Resources": rows}
        document.memo[with_included_files] = data
    data = document.memo[with_included_files]
    return document if data == document.data else replace(document, data=data)


def _with_snippets(data: Any, source: str) -> Any:
    """Return data into which the snippets are put that are at hand; those in a snippet stay."""
    if isinstance(data, list):
        return [_with_snippets(item, source) for item in data]
    if not isinstance(data, Mapping):
        return data
    included: dict[str, Any] = {}
    for key, call in snippets(data).items():
        found = _snippet(call, source)
        if isinstance(found, Mapping):
            included[key] = found
    found = {key: _with_snippets(item, source) for key, item in data.items() if key not in included}
    for each in included.values():
        found |= {key: item for key, item in each.items() if key not in found}
    return found


def _snippet(call: Any, source: str) -> Any:
    """Return the data that a call of Fn::Transform includes; None where it is not at hand."""
    if not isinstance(call, Mapping) or call.get("Name") != INCLUDE:
        return None
    given = call.get("Parameters")
    return _at_hand(source, given.get("Location") if isinstance(given, Mapping) else None)


def _with_body(row: Any, source: str) -> Any:
    """Return a resource with the OpenAPI document that it names, where that is at hand."""
    body = OPENAPI_BODIES.get(str(row.get("Type"))) if isinstance(row, Mapping) else None
    properties = row.get("Properties") if body else None
    if not isinstance(properties, Mapping) or body in properties:
        return row
    for key in OPENAPI_FILES:
        found = _at_hand(source, properties.get(key))
        if isinstance(found, Mapping):
            others = {name: item for name, item in properties.items() if name != key}
            return {**row, "Properties": {**others, body: found}}
    return row


def _at_hand(source: str, location: Any) -> Any:
    found = document_beside(source, location) if isinstance(location, str) else None
    return found.data if found else None
