"""Files at hand that a template includes: snippets of AWS::Include, and OpenAPI documents of APIs.

As ``aws cloudformation package`` takes them, a location without a scheme is a file next to the
template's. What is elsewhere stays, and is not read.

Source: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.cloudformation.source import document_beside
from influmojo_cfn.cloudformation.transforms import INCLUDE, snippets
from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES

OPENAPI_FILES = ("BodyS3Location", "DefinitionUri")
"""The properties of APIs that say in which file their OpenAPI document is."""
_AtHand = Callable[[Any], Any]
"""What gives the data of a file at a location; None where it is not at hand."""


def with_included_files(document: Document) -> Document:
    """Return a template with what it includes from files that are at hand.

    Raises:
        TemplateError: such a file cannot be read.
    """
    if not isinstance(document.data, Mapping):
        return document
    if document.memo.get(with_included_files):
        return document
    asked: list[str] = []

    def at_hand(location: Any) -> Any:
        if not isinstance(location, str):
            return None
        asked.append(location)
        found = document_beside(document.source, location)
        return found.data if found else None

    data = _with_snippets(_with_sections(document.data, at_hand), at_hand)
    resources = section(data, "Resources")
    rows = {name: _with_body(row, at_hand) for name, row in resources.items()}
    data = data if rows == resources else {**data, "Resources": rows}
    # A template that names no file stays as it is; what a file contains can change.
    document.memo[with_included_files] = not asked
    return document if data == document.data else replace(document, data=data)


def _with_sections(template: Mapping[str, Any], at_hand: _AtHand) -> Mapping[str, Any]:
    """Return a template with the sections that its Transform, or a snippet at its top, includes."""
    named = [(row, _snippet(row, at_hand)) for row in items_of(template.get("Transform"))]
    called = [(key, _snippet(call, at_hand)) for key, call in snippets(template).items()]
    found = [each for _, each in (*named, *called) if isinstance(each, Mapping)]
    if not found:
        return template
    taken = {key for key, each in called if isinstance(each, Mapping)}
    data = {key: item for key, item in template.items() if key not in taken}
    if named:
        data["Transform"] = [row for row, each in named if not isinstance(each, Mapping)]
    for each in found:
        for name, rows in each.items():
            own = data.get(name, {})
            both = isinstance(own, Mapping) and isinstance(rows, Mapping)
            data[name] = {**rows, **own} if both else data.get(name, rows)
    return data


def _with_snippets(data: Any, at_hand: _AtHand) -> Any:
    """Return data into which the snippets are put that are at hand; those in a snippet stay."""
    if isinstance(data, list):
        return [_with_snippets(item, at_hand) for item in data]
    if not isinstance(data, Mapping):
        return data
    included: dict[str, Any] = {}
    for key, call in snippets(data).items():
        found = _snippet(call, at_hand)
        if isinstance(found, Mapping):
            included[key] = found
    found = {
        key: _with_snippets(item, at_hand) for key, item in data.items() if key not in included
    }
    for each in included.values():
        found |= {key: item for key, item in each.items() if key not in found}
    return found


def _snippet(call: Any, at_hand: _AtHand) -> Any:
    """Return the data that a call of Fn::Transform includes; None where it is not at hand."""
    if not isinstance(call, Mapping) or call.get("Name") != INCLUDE:
        return None
    given = call.get("Parameters")
    return at_hand(given.get("Location") if isinstance(given, Mapping) else None)


def _with_body(row: Any, at_hand: _AtHand) -> Any:
    """Return a resource with the OpenAPI document that it names, where that is at hand."""
    body = OPENAPI_BODIES.get(str(row.get("Type"))) if isinstance(row, Mapping) else None
    properties = row.get("Properties") if body else None
    if not isinstance(properties, Mapping) or body in properties:
        return row
    for key in OPENAPI_FILES:
        found = at_hand(properties.get(key))
        if isinstance(found, Mapping):
            others = {name: item for name, item in properties.items() if name != key}
            return {**row, "Properties": {**others, body: found}}
    return row
