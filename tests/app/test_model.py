"""An app's values as they are written in Python."""

from __future__ import annotations

import pytest

from influmojo_cfn.app.model import (
    AppFields,
    Job,
    Role,
    Service,
    grant,
)

USE = grant("xray.write_traces")
SERVICE = {"name": "web", "repository": "a-b"}
LISTS = [
    (Role, {}, "grants"),
    (Service, SERVICE, "grants"),
    (Service, SERVICE, "paths"),
    (Job, {**SERVICE, "schedule": "rate(1 day)"}, "grants"),
    (Job, {**SERVICE, "schedule": "rate(1 day)"}, "command"),
    (AppFields, {"project": "shop"}, "grants"),
    (AppFields, {"project": "shop"}, "services"),
    (AppFields, {"project": "shop"}, "jobs"),
]


@pytest.mark.parametrize(("part", "values", "name"), LISTS)
def test_a_list_becomes_a_tuple(part: type, values: dict[str, object], name: str) -> None:
    assert getattr(part(**values, **{name: [USE]}), name) == (USE,)


@pytest.mark.parametrize(("part", "values", "name"), LISTS)
def test_what_is_no_list_is_left_for_who_tells_it(
    part: type, values: dict[str, object], name: str
) -> None:
    assert getattr(part(**values, **{name: "x"}), name) == "x"


@pytest.mark.parametrize(
    ("project", "title", "shown"),
    [("order-desk", None, "Order Desk"), ("shop", "The shop", "The shop"), ("a-1", "", "A 1")],
)
def test_the_title_is_made_from_the_project_where_none_is_given(
    project: str, title: str | None, shown: str
) -> None:
    assert AppFields(project=project, title=title).display_title == shown
