"""The order in which a reader expects the keys of a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.sections import with_parts

SECTIONS = (
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Resources",
    "Outputs",
)
_RESOURCE = (
    "Type",
    "Condition",
    "DependsOn",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "CreationPolicy",
    "UpdatePolicy",
    "Metadata",
    "Properties",
)
_PARAMETER = (
    "Type",
    "Description",
    "Default",
    "AllowedValues",
    "AllowedPattern",
    "MinLength",
    "MaxLength",
    "ConstraintDescription",
)
_OUTPUT = ("Description", "Condition", "Value", "Export")
_DOCUMENT = ("Version", "Id", "Statement")
_STATEMENT = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)


def arranged(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template with its keys in a reader's order; what has no place keeps its own."""
    found = _ordered(template, SECTIONS)
    for section, order in (
        ("Parameters", _PARAMETER),
        ("Resources", _RESOURCE),
        ("Outputs", _OUTPUT),
    ):
        if section in found:
            found[section] = {
                name: _ordered(value, order) for name, value in found[section].items()
            }
    for resource in found.get("Resources", {}).values():
        if "Properties" in resource:
            resource["Properties"] = arranged_policy(resource["Properties"])
    return found


def _ordered(data: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    known = {key: data[key] for key in order if key in data}
    return {**known, **{key: value for key, value in data.items() if key not in known}}


def arranged_policy(value: Any) -> Any:
    """Order every policy document and statement inside a property."""
    if isinstance(value, Mapping) and "Statement" in value:
        value = _ordered(value, _DOCUMENT)
    elif isinstance(value, Mapping) and "Effect" in value:
        value = _ordered(value, _STATEMENT)
    return with_parts(value, arranged_policy)
