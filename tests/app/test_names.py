"""What IAM refuses of names, tags and descriptions is told at its key."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app.limits import BOUNDARY_MAX, PROJECT_MAX
from influmojo_cfn.app.model import AppFields, Job, Role, Service, grant
from influmojo_cfn.app.names import GRANTING, problems_of_names

USE = grant("xray.write_traces")
BOUNDARY = "arn:aws:iam::111122223333:policy/"
DESCRIBED = Role(description="of its own", grants=[USE])


def places(**values: Any) -> list[str]:
    app = AppFields(**{"project": "shop", "grants": [USE], **values})
    return [problem.place for problem in problems_of_names(app)]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a project in capitals": ({"project": "Shop"}, "project"),
    "a project with two hyphens": ({"project": "a--b"}, "project"),
    "a project that is too long": ({"project": "p" * (PROJECT_MAX + 1)}, "project"),
    "a title of spaces": ({"title": "  "}, "title"),
    "a title that is no tag": ({"title": "Shop & Co"}, "title"),
    "a title that is too long": ({"title": "t" * 257}, "title"),
    "a title beyond Latin-1": ({"title": "Łódź"}, "title"),
    "a boundary that is a role": (
        {"permissions_boundary": "arn:aws:iam::111122223333:role/a"},
        "permissions_boundary",
    ),
    "a boundary that is too long": (
        {"permissions_boundary": BOUNDARY + "b" * (BOUNDARY_MAX - len(BOUNDARY) + 1)},
        "permissions_boundary",
    ),
    "more tags than a role takes": ({"tags": {f"t{n}": "" for n in range(49)}}, "tags"),
    "tags that differ in case": ({"tags": {"Team": "", "team": ""}}, "tags.team"),
    "a tag that differs from an own one in case": ({"tags": {"project": ""}}, "tags.project"),
    "an empty tag key": ({"tags": {"": "a"}}, "tags."),
    "a long tag key": ({"tags": {"k" * 129: "a"}}, f"tags.{'k' * 129}"),
    "a tag key of AWS": ({"tags": {"AWS:team": "a"}}, "tags.AWS:team"),
    "a tag value that is too long": ({"tags": {"Team": "v" * 257}}, "tags.Team"),
    "a tag value that is no tag": ({"tags": {"Team": "a&b"}}, "tags.Team"),
    "a role that grants nothing": (
        {"execution_role": Role(description="a")},
        "execution_role.grants",
    ),
    "a description that is too long": (
        {"task_role": Role(description="d" * 1001, grants=[USE])},
        "task_role.description",
    ),
    "a description beyond Latin-1": (
        {"task_role": Role(description="na\u2013me", grants=[USE])},
        "task_role.description",
    ),
    "a control character in a description": (
        {"task_role": Role(description="a\x07", grants=[USE])},
        "task_role.description",
    ),
    "no grant at all": ({"grants": []}, ""),
}


@pytest.mark.parametrize(("values", "place"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_told_at_its_key(values: dict[str, Any], place: str) -> None:
    assert places(**values) == [place]


ACCEPTED: dict[str, dict[str, Any]] = {
    "the longest project": {"project": "p" * PROJECT_MAX},
    "the longest title": {"title": "t" * 256},
    "a title with every sign": {"title": "Shop_.:/=+-@ 2"},
    "a title beyond Latin-1 that no description holds": {
        "title": "Łódź",
        "execution_role": DESCRIBED,
        "task_role": DESCRIBED,
    },
    "the longest boundary": {
        "permissions_boundary": BOUNDARY + "b" * (BOUNDARY_MAX - len(BOUNDARY))
    },
    "as many tags as a role takes": {"tags": {f"t{n}": "" for n in range(48)}},
    "an own tag with another value": {"tags": {"Project": "other"}},
    "the longest tag": {"tags": {"k" * 128: "v" * 256}},
    "the longest description": {"task_role": Role(description="d" * 1000, grants=[USE])},
    "a description of several lines in Latin-1": {
        "task_role": Role(description="a\tb\r\n\xe9", grants=[USE])
    },
    "nothing, where the managed policy is refused as well": {
        "grants": [],
        "attach_execution_policy": False,
    },
}


@pytest.mark.parametrize("values", ACCEPTED.values(), ids=ACCEPTED)
def test_what_iam_takes_is_told_nothing(values: dict[str, Any]) -> None:
    assert places(**values) == []


def test_a_title_is_described_where_one_role_has_no_description() -> None:
    assert places(title="Łódź", task_role=DESCRIBED) == ["title"]


def test_a_title_is_described_by_roles_of_a_services_own() -> None:
    own = Service(name="web", repository="a-b", port=80, roles="own")
    described = {"execution_role": DESCRIBED, "task_role": DESCRIBED}
    assert places(title="Łódź", services=[own], **described) == ["title"]


def test_the_problem_of_a_long_project_says_by_how_much() -> None:
    (problem,) = problems_of_names(AppFields(project="p" * (PROJECT_MAX + 3), grants=[USE]))
    assert "shorten the project by 3" in problem.message


SERVICE = Service(name="web", repository="a-b", port=80)
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")
GIVEN: dict[str, Any] = {
    "grants": [USE],
    "execution_role": Role(grants=[USE]),
    "task_role": Role(grants=[USE]),
    "services": [SERVICE],
    "jobs": [JOB],
    "infrastructure": ["volumes"],
}


@pytest.mark.parametrize("name", GRANTING)
def test_one_field_that_grants_is_enough(name: str) -> None:
    assert places(**{"grants": [], name: GIVEN[name]}) == []
