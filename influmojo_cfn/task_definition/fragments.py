"""Parts by themselves: a task definition's resource, its properties, a few resources, a container.

People keep them in files that a tool puts together, with the functions of CloudFormation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.intrinsics import INTRINSICS
from influmojo_cfn.errors import Path
from influmojo_cfn.task_definition.task_resources import TASK_DEFINITION

_NAME = "TaskDefinition"
_CONTAINERS = "ContainerDefinitions"


def as_template(document: Document) -> Document | None:
    """Return the template that a part of one represents, None for what is not part of one."""
    data = document.data
    if not isinstance(data, Mapping):
        return None
    properties = data.get("Properties")
    if isinstance(properties, Mapping) and _CONTAINERS in properties:
        typed = replace(document, data={**data, "Type": TASK_DEFINITION})
        return moved(typed, ("Resources", _NAME))
    if _CONTAINERS in data and _has_function(data):
        found = moved(document, ("Resources", _NAME, "Properties"))
        found.data["Resources"][_NAME]["Type"] = TASK_DEFINITION
        return found
    rows = [each for each in data.values() if isinstance(each, Mapping)]
    if any(each.get("Type") == TASK_DEFINITION for each in rows):
        return moved(document, ("Resources",))
    return None


def moved(document: Document, above: Path) -> Document:
    """Return the document with keys above it; every place is where it was."""
    data = document.data
    for key in reversed(above):
        data = [data] if key == 0 else {key: data}
    return replace(
        document,
        data=data,
        keys={(*above, *path): place for path, place in document.keys.items()},
        values={(*above, *path): place for path, place in document.values.items()},
    )


def below(document: Document, key: str) -> Document:
    """Return what is below a key of a document; every place is where it was."""
    return replace(
        document,
        data=document.data[key],
        keys={path[1:]: place for path, place in document.keys.items() if path[:1] == (key,)},
        values={path[1:]: place for path, place in document.values.items() if path[:1] == (key,)},
    )


def _has_function(data: Any) -> bool:
    if isinstance(data, Mapping):
        if len(data) == 1 and next(iter(data)) in INTRINSICS:
            return True
        return any(map(_has_function, data.values()))
    return isinstance(data, list) and any(map(_has_function, data))
