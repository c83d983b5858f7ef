"""A task definition's fields, wherever they are, and what people call it."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.task_definition.model import Field, TaskDefinition

WHY = Unknown("why")
DATA: dict[str, Any] = {
    "family": "f",
    "cpu": 256,
    "empty": "",
    "containers": [{"image": "a", "secrets": [{"from": "x"}, {"from": "y"}]}, {"image": WHY}],
    "unknown": WHY,
    "volumes": [WHY],
}


def fields(name: str, below: Path = ()) -> list[tuple[Any, Path]]:
    definition = TaskDefinition(family="f", data=DATA, places={("family",): ("Family",)})
    return [(field.value, field.path) for field in definition.fields(name, below)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("family", [("f", ("Family",))]),
        ("cpu", [("256", ("cpu",))]),
        ("empty", [(Unknown("empty is empty"), ("empty",))]),
        ("empty.inner", []),
        ("empty[].inner", []),
        ("missing", []),
        ("missing.inner", []),
        (
            "containers[].image",
            [("a", ("containers", 0, "image")), (WHY, ("containers", 1, "image"))],
        ),
        (
            "containers[].secrets[].from",
            [
                ("x", ("containers", 0, "secrets", 0, "from")),
                ("y", ("containers", 0, "secrets", 1, "from")),
            ],
        ),
        ("unknown", [(WHY, ("unknown",))]),
        ("unknown[].inner", [(WHY, ("unknown",))]),
        ("volumes[].name", [(WHY, ("volumes", 0))]),
    ],
)
def test_a_field_is_found_with_its_place(name: str, found: list[tuple[Any, Path]]) -> None:
    assert fields(name) == found


@pytest.mark.parametrize(
    ("name", "below", "found"),
    [
        ("image", ("containers", 0), [("a", ("containers", 0, "image"))]),
        ("secrets[].from", ("containers", 1), []),
        ("image", ("unknown", 0), [(WHY, ("unknown", 0))]),
    ],
)
def test_a_field_is_found_below_a_place(
    name: str, below: Path, found: list[tuple[Any, Path]]
) -> None:
    assert fields(name, below) == found


@pytest.mark.parametrize(
    ("compatibilities", "ec2"),
    [((), True), (("EC2",), True), (("FARGATE",), False), (("FARGATE", "EC2"), True)],
)
def test_a_task_runs_on_ec2_unless_it_says_otherwise(
    compatibilities: tuple[str, ...], ec2: bool
) -> None:
    assert TaskDefinition(family="f", compatibilities=compatibilities).runs_on_ec2 is ec2


@pytest.mark.parametrize(
    ("family", "logical_id", "title"),
    [("f", "", "t.json: f"), ("f", "Task", "t.json: Task"), (WHY, "", "t.json: task definition")],
)
def test_a_task_definition_is_called_by_its_name(family: Any, logical_id: str, title: str) -> None:
    source = Document(None, "t.json")
    assert TaskDefinition(family=family, logical_id=logical_id, source=source).title == title


def test_a_field_has_no_place_of_its_own() -> None:
    assert Field(value="x").path == ()
