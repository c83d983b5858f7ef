"""Parts of a template by themselves: a task definition's resource, its properties, a few resources.

People keep them in files that a tool puts together, with the functions of CloudFormation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.intrinsics import INTRINSICS
from influmojo_cfn.errors import Path

RESOURCE_TYPE = "AWS::ECS::TaskDefinition"
_NAME = "TaskDefinition"
_CONTAINERS = "ContainerDefinitions"


def as_template(document: Document) -> Document | None:
    """Return the template that a part of one stands for, None for what is no part of a template."""
    data = document.data
    if not isinstance(data, Mapping):
        return None
    properties = data.get("Properties")
    if isinstance(properties, Mapping) and _CONTAINERS in properties:
        return _within(document, {**data, "Type": RESOURCE_TYPE}, ("Resources", _NAME))
    if _CONTAINERS in data and _has_function(data):
        resource = {"Type": RESOURCE_TYPE, "Properties": data}
        return _within(document, resource, ("Resources", _NAME, "Properties"))
    rows = [each for each in data.values() if isinstance(each, Mapping)]
    if any(each.get("Type") == RESOURCE_TYPE for each in rows):
        return _within(document, None, ("Resources",))
    return None


def _within(document: Document, resource: Any, above: Path) -> Document:
    """Return the document with keys above it; every place is where it was."""
    resources = document.data if resource is None else {_NAME: resource}
    return replace(
        document,
        data={"Resources": resources},
        keys={(*above, *path): place for path, place in document.keys.items()},
        values={(*above, *path): place for path, place in document.values.items()},
    )


def _has_function(data: Any) -> bool:
    if isinstance(data, Mapping):
        if len(data) == 1 and next(iter(data)) in INTRINSICS:
            return True
        return any(map(_has_function, data.values()))
    return isinstance(data, list) and any(map(_has_function, data))
