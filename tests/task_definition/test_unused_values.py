"""What was given for task definitions, and has no place in them."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Error
from influmojo_cfn.task_definition.placeholders import Given
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.task_definition.unused_values import check_used

TASK = {"family": "shop", "containerDefinitions": [{"name": "web", "image": "${IMAGE}"}]}


def problems(given: Given) -> list[str]:
    try:
        check_used(given, task_definitions_of(Document(TASK), Environment(), given))
    except Error as error:
        return [*map(str, error.problems)]
    return []


@pytest.mark.parametrize(
    "given", [Given(), Given(values={"IMAGE": "nginx"}), Given(images={"web": "nginx"})]
)
def test_what_has_a_place_is_taken(given: Given) -> None:
    assert problems(given) == []


def test_each_value_without_a_place_is_named_with_the_nearest() -> None:
    assert problems(Given(values={"IMGE": "a", "IMAG": "b"}, images={"wb": "c"})) == [
        "values: no placeholder is named 'IMGE'; did you mean 'IMAGE'?",
        "values: no placeholder is named 'IMAG'; did you mean 'IMAGE'?",
        "images: no container is named 'wb'; did you mean 'web'?",
    ]
