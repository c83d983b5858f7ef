"""Write influmojo_cfn/data/ecs_task_definition.json: every field that the ECS API allows.

Run it when botocore has learned new fields: ``python scripts/task_definition_shape.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore
import botocore.session

TARGET = Path(__file__).parent.parent / "influmojo_cfn" / "data" / "ecs_task_definition.json"
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


def main() -> None:
    """Write the file."""
    model = botocore.session.get_session().get_service_model("ecs")
    shapes: dict[str, Any] = {}
    describe(model.operation_model("RegisterTaskDefinition").input_shape, shapes)
    describe(model.shape_for("TaskDefinition"), shapes)
    # One shape for what is registered and what is described.
    registered = shapes.pop("RegisterTaskDefinitionRequest")
    shapes["TaskDefinition"]["required"] = registered["required"]
    shapes["TaskDefinition"]["members"] |= registered["members"]
    data = {
        "source": SOURCE,
        "made_with": f"botocore {botocore.__version__}",
        "shapes": dict(sorted(shapes.items())),
    }
    TARGET.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
