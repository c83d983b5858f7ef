"""An app written in Python with values of wrong types: told with their key paths, no traceback."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Role, grant, parameter
from influmojo_cfn.errors import AppError

TRACES = grant("xray.write_traces")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"project": 5, "grants": [TRACES]}, "project: is of type int; expected str"),
        ({"grants": TRACES}, "grants: is of type GrantUse; expected a list"),
        ({"grants": ["s3.read_objects"]}, "grants[0]: is of type str; expected GrantUse"),
        ({"task_role": [TRACES]}, "task_role: is of type list; expected Role or None"),
        (
            {"task_role": Role(grants="x", description=3)},  # type: ignore[arg-type]
            "task_role.description: is of type int; expected str or None\n"
            "task_role.grants: is of type str; expected a list",
        ),
        ({"grants": [TRACES], "tags": {"a": 1}}, "tags.a: is of type int; expected str"),
        ({"grants": [TRACES], "tags": ["a"]}, "tags: is of type list; expected Mapping"),
        (
            {"grants": [TRACES], "attach_execution_policy": 1},
            "attach_execution_policy: is of type int; expected bool or None",
        ),
        (
            {"grants": [grant("sns.publish", topic=parameter("A", default=None))]},  # type: ignore[arg-type]
            "grants[0].topic.default: is of type NoneType; expected str",
        ),
        (
            {"grants": [grant("logs.write_logs", groups=[parameter("A", max_length=True)])]},
            "grants[0].groups[0].max_length: is of type bool; expected int or None",
        ),
    ],
)
def test_a_value_of_another_type_is_named(values: dict[str, Any], words: str) -> None:
    with pytest.raises(AppError) as caught:
        App(**{"project": "shop", **values})
    assert str(caught.value) == words


def test_a_parameter_may_not_take_the_name_of_a_policy_that_splitting_makes() -> None:
    with pytest.raises(AppError, match=r"'TaskPolicy2' is a logical ID of the template itself"):
        App(project="shop", grants=[grant("sns.publish", topic=parameter("TaskPolicy2"))])
