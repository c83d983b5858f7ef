"""Every field of a task definition that the ECS API knows, from botocore's model of it."""

from __future__ import annotations

from typing import Any

import botocore
import botocore.session

SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"

# Log drivers that older task definitions carry and ECS still describes.
MORE_VALUES = {"LogDriver": ["logentries", "none"]}


def describe(shape: Any, found: dict[str, Any]) -> None:
    """Add a shape, and those inside it, to ``found``."""
    if shape.name in found:
        return
    row: dict[str, Any] = {"type": shape.type_name}
    found[shape.name] = row
    if shape.type_name == "structure":
        row["required"] = sorted(shape.required_members)
        row["members"] = {name: member.name for name, member in shape.members.items()}
        inner = list(shape.members.values())
    elif shape.type_name in {"list", "map"}:
        member = shape.member if shape.type_name == "list" else shape.value
        row["of"] = member.name
        inner = [member]
    else:
        values = [*getattr(shape, "enum", []), *MORE_VALUES.get(shape.name, [])]
        if values:
            row["values"] = values
        inner = []
    for member in inner:
        describe(member, found)


def shapes() -> dict[str, Any]:
    """Return the table of shapes, one for what is registered and what is described."""
    model = botocore.session.get_session().get_service_model("ecs")
    found: dict[str, Any] = {}
    describe(model.operation_model("RegisterTaskDefinition").input_shape, found)
    describe(model.shape_for("TaskDefinition"), found)
    registered = found.pop("RegisterTaskDefinitionRequest")
    found["TaskDefinition"]["required"] = registered["required"]
    found["TaskDefinition"]["members"] |= registered["members"]
    return {
        "source": SOURCE,
        "made_with": f"botocore {botocore.__version__}",
        "shapes": dict(sorted(found.items())),
    }
