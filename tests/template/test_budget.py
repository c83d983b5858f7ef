"""What each role and policy uses of its quotas, at the longest values."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.template.budget import budget_of, table
from influmojo_cfn.template.quotas import QuotaUse

QUEUE = grant("sqs.send_messages", queue="orders")


def used(*grants: Any, **values: Any) -> dict[str, tuple[int, int]]:
    app = App(**{"project": "shop", "grants": grants, **values})
    return {each.what: (each.used, each.allowed) for each in budget_of(app)}


USED = {
    "TaskExecutionRole name": (len("shop--ecs-task-execution-role") + 20, 64),
    "TaskExecutionRole policies attached": (1, 10),
    "TaskRole name": (len("shop--ecs-task-role") + 20, 64),
    "TaskRole policies attached": (1, 10),
    "TaskPolicy name": (len("shop--ecs-task-policy") + 20, 128),
}


@pytest.mark.parametrize(("what", "expected"), USED.items())
def test_what_is_used_of_a_quota(what: str, expected: tuple[int, int]) -> None:
    assert used(QUEUE)[what] == expected


def test_the_role_of_a_service_leaves_what_room_it_has_to_the_environment() -> None:
    service = Service(name="nightly-reports1", repository="a-b", paths=(), roles="own")
    found = used(services=[service], project="acme-12345-abc")
    assert found["NightlyReports1TaskExecutionRole name"] == (64, 64)


def test_the_document_of_a_policy_is_counted_at_the_longest_value() -> None:
    short, long = (
        used(grant("sns.publish", topic=parameter("Topic", default="a", max_length=length)))
        for length in (10, 110)
    )
    what = "TaskPolicy document"
    assert long[what][0] - short[what][0] == 100
    assert long[what][1] == 6144


def test_each_part_of_a_policy_is_counted_with_its_role() -> None:
    long = [grant("sqs.send_messages", queue=f"{n:03}{'q' * 70}") for n in range(60)]
    found = used(*long)
    parts = [what for what in found if what.startswith("TaskPolicy") and what.endswith("document")]
    assert len(parts) > 1
    assert found["TaskRole policies attached"] == (len(parts), 10)


def test_the_table_has_a_line_for_each_quota_in_columns() -> None:
    uses = [
        QuotaUse(what="A name", used=7, allowed=64, unit="characters"),
        QuotaUse(what="A document", used=1234, allowed=6144, unit="characters"),
    ]
    assert table(uses).splitlines()[1:] == [
        "A name           7 of     64 characters",
        "A document   1,234 of  6,144 characters",
    ]


def test_the_table_says_of_what_it_is() -> None:
    (use,) = [
        each
        for each in budget_of(App(project="shop", grants=(QUEUE,)))
        if each.what == "TaskRole name"
    ]
    assert use == QuotaUse(what="TaskRole name", used=39, allowed=64, unit="characters")
    assert table([use]) == (
        "At the longest parameter values:\nTaskRole name      39 of     64 characters"
    )


def test_the_rows_come_role_by_role() -> None:
    found = [(each.what, each.unit) for each in budget_of(App(project="shop", grants=(QUEUE,)))]
    assert found == [
        ("TaskExecutionRole name", "characters"),
        ("TaskExecutionRole policies attached", "policies"),
        ("TaskRole name", "characters"),
        ("TaskRole policies attached", "policies"),
        ("TaskPolicy document", "characters"),
        ("TaskPolicy name", "characters"),
    ]
