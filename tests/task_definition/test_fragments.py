"""Parts of templates by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.task_definition.fragments import as_template
from influmojo_cfn.task_definition.task_resources import TASK_DEFINITION

PROPERTIES = {"ContainerDefinitions": [{"Name": "a", "Image": {"Ref": "Image"}}]}


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"Type": TASK_DEFINITION, "Properties": PROPERTIES}, ["TaskDefinition"]),
        ({"Properties": PROPERTIES}, ["TaskDefinition"]),
        (PROPERTIES, ["TaskDefinition"]),
        ({"A": {"Type": TASK_DEFINITION}, "B": 7}, ["A", "B"]),
    ],
)
def test_a_part_stands_for_a_template(data: Any, names: list[str]) -> None:
    found = as_template(Document(data))
    assert found
    assert list(found.data["Resources"]) == names


@pytest.mark.parametrize(
    "data",
    [
        {"ContainerDefinitions": [{"Name": "a", "Image": "nginx"}]},
        {"Properties": {}},
        {"containerDefinitions": [{"image": {"Ref": "Image"}}]},
        [PROPERTIES],
        None,
        {},
    ],
)
def test_what_is_no_part_is_left(data: Any) -> None:
    assert as_template(Document(data)) is None


def test_every_line_is_where_it_was() -> None:
    found = as_template(parse("Properties:\n  ContainerDefinitions:\n    - Image: nginx\n"))
    assert found
    path = ("Resources", "TaskDefinition", "Properties", "ContainerDefinitions", 0, "Image")
    assert found.line(path) == 3
