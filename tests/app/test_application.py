"""An App cannot be wrong: everything that is wrong with it is told when it is made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from influmojo_cfn.app.application import App
from influmojo_cfn.app.model import Role, grant
from influmojo_cfn.errors import AppError

TRACES = grant("xray.write_traces")


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(AppError) as caught:
        App(project="Shop", grants=[grant("s3.read_object")])
    assert [problem.place for problem in caught.value.problems] == ["project", "grants[0].grant"]


def test_a_copy_with_a_mistake_is_refused_too() -> None:
    app = App(project="shop", grants=[TRACES])
    with pytest.raises(AppError, match=r"^project: "):
        replace(app, project="-")


def test_an_app_cannot_be_changed() -> None:
    app = App(project="shop", grants=[TRACES])
    with pytest.raises(FrozenInstanceError):
        app.project = "other"  # type: ignore[misc]


def test_lists_are_kept_as_tuples_so_that_apps_are_compared_by_value() -> None:
    app = App(project="shop", task_role=Role(grants=[TRACES]), grants=[TRACES])
    assert app == App(project="shop", task_role=Role(grants=(TRACES,)), grants=(TRACES,))
