"""An app's values as they are written in Python."""

from __future__ import annotations

import pytest

from influmojo_cfn.app.model import (
    AppFields,
    GrantUse,
    Job,
    Parameter,
    Role,
    Service,
    grant,
    parameter,
)

USE = grant("xray.write_traces")


def test_a_list_of_an_argument_is_kept_as_a_tuple() -> None:
    assert grant("ecr.pull_images", repositories=["a-b"]).arguments == {"repositories": ("a-b",)}


def test_a_value_that_is_no_list_is_kept_as_it_is() -> None:
    conditions = {"Bool": {"aws:SecureTransport": "true"}}
    assert grant("custom.statement", conditions=conditions).arguments == {"conditions": conditions}


def test_the_name_of_a_grant_may_be_an_argument_too() -> None:
    assert grant("x.y", name="a") == GrantUse(grant="x.y", arguments={"name": "a"})


def test_what_is_said_of_a_grant_is_no_argument() -> None:
    assert grant("x.y", why="because", use="code", sid="Own") == GrantUse(
        grant="x.y", why="because", use="code", sid="Own"
    )


def test_a_parameter_has_every_value_that_is_given() -> None:
    given = {
        "default": "a",
        "description": "b",
        "label": "c",
        "allowed_pattern": "d",
        "constraint_description": "e",
        "max_length": 6,
    }
    assert vars(parameter("Name", **given)) == {"name": "Name", **given}  # type: ignore[arg-type]


def test_a_parameter_is_empty_unless_given() -> None:
    assert parameter("Name") == Parameter(name="Name", default="")


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


def test_a_service_is_as_small_as_fargate_allows_unless_given() -> None:
    service = Service(name="web", repository="a-b")
    assert (service.cpu, service.memory, service.min_tasks, service.max_tasks) == (256, 512, 1, 4)


def test_a_job_is_as_small_as_fargate_allows_unless_given() -> None:
    job = Job(name="night", repository="a-b", schedule="rate(1 day)")
    assert (job.cpu, job.memory) == (256, 512)
