"""What is counted, grouped and sorted of statements before anything is shown."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.report.explain.model import (
    EVERY_LEVEL,
    EVERY_SERVICE,
    NO_LEVEL,
    ActionShown,
    NeedShown,
    StatementShown,
    reference_page,
    title_of,
)
from tests.report.explain.shown import (
    GET,
    LIST,
    PUT,
    WHEN,
    action,
    policy,
    role,
    statement,
)

SEND = action("SendMessage", "sqs", "Write")
STAR = action("ListAllMyBuckets", level="List", only_takes_star=True)


@pytest.mark.parametrize(
    ("prefix", "page"),
    [
        ("s3", "list_amazons3.html"),
        ("ses", "list_amazonses.html"),
        ("iam", "list_awsidentityandaccessmanagementiam.html"),
        ("kms", "list_awskeymanagementservice.html"),
    ],
)
def test_a_service_has_its_page(prefix: str, page: str) -> None:
    assert reference_page(prefix).endswith(f"/reference/{page}")


def test_an_action_is_shown_as_the_reference_has_it() -> None:
    known = service_authorization.action("s3:GetObject")
    assert known is not None
    found = ActionShown.of(known)
    assert (found.name, found.service, found.level) == ("GetObject", "s3", "Read")
    assert found.page.endswith("list_amazons3.html#amazons3-GetObject")
    assert found.description
    assert not found.only_takes_star


def test_a_condition_names_its_key_first() -> None:
    assert str(WHEN) == "aws:RequestedRegion StringEquals a or b"


def need(name: str, reason: str = "", *, redundant: bool = False) -> NeedShown:
    return NeedShown(action=name, reason=reason, redundant=redundant)


NEEDS = statement(
    GET,
    needs=(
        need("s3:A", "a", redundant=True),
        need("s3:B", "a", redundant=True),
        need("s3:C", "b", redundant=True),
        need("s3:D", "c"),
        need("s3:E"),
        need("s3:F"),
    ),
)


def test_actions_that_could_go_are_grouped_by_the_reason() -> None:
    assert NEEDS.redundant_by_reason == {"a": ["s3:A", "s3:B"], "b": ["s3:C"]}
    assert [each.action for each in NEEDS.redundant] == ["s3:A", "s3:B", "s3:C"]


def test_actions_with_an_example_stand_for_themselves() -> None:
    assert [[each.action for each in found] for found in NEEDS.needs_by_reason.values()] == [
        ["s3:A", "s3:B"],
        ["s3:C"],
        ["s3:D"],
        ["s3:E"],
        ["s3:F"],
    ]


EVERYTHING: dict[str, tuple[StatementShown, bool, bool]] = {
    "an action on a resource": (statement(GET), False, False),
    "an action on every resource": (statement(GET, resources=("*",)), False, True),
    "every action on every resource": (
        statement(patterns=("*",), resources=("*",)),
        True,
        True,
    ),
    "every action on a resource": (statement(patterns=("*",)), True, False),
    "every action but one": (
        statement(GET, not_action=True, resources=("*",)),
        True,
        True,
    ),
    "every resource but one": (statement(GET, not_resource=True), False, True),
    "an action that takes no resource": (statement(STAR, resources=("*",)), False, False),
    "one that does and one that does not": (statement(STAR, GET, resources=("*",)), False, True),
}


@pytest.mark.parametrize(("of", "actions", "resources"), EVERYTHING.values(), ids=EVERYTHING)
def test_what_a_statement_is_about(of: StatementShown, actions: bool, resources: bool) -> None:
    assert (of.is_for_everything, of.on_everything) == (actions, resources)


def test_actions_are_grouped_by_service_and_level() -> None:
    found = statement(SEND, PUT, GET, action("DeleteObject", level="Write")).by_service
    assert {
        service: {level: [each.name for each in actions] for level, actions in levels.items()}
        for service, levels in found.items()
    } == {
        "s3": {"Write": ["PutObject", "DeleteObject"], "Read": ["GetObject"]},
        "sqs": {"Write": ["SendMessage"]},
    }


def test_marks_stand_in_the_order_of_the_levels() -> None:
    assert statement(SEND, PUT, GET, LIST).marks == [
        ("s3", "List"),
        ("s3", "Read"),
        ("s3", "Write"),
        ("sqs", "Write"),
    ]


LEVELS_OF = {
    "actions": (statement(GET, PUT), {"s3": {"Read": ("GetObject",), "Write": ("PutObject",)}}),
    "every action": (
        statement(patterns=("*",)),
        {EVERY_SERVICE: {EVERY_LEVEL: ("*",)}},
    ),
    "every action but some": (
        statement(patterns=("iam:*", "sts:*"), not_action=True),
        {EVERY_SERVICE: {EVERY_LEVEL: ("every action but iam:*, sts:*",)}},
    ),
    "actions that do not exist": (
        statement(GET, unmatched=("s3:Get", "s3:Put", "nothing")),
        {
            "s3": {"Read": ("GetObject",), NO_LEVEL: ("Get", "Put")},
            "nothing": {NO_LEVEL: ("nothing",)},
        },
    ),
}


@pytest.mark.parametrize(("of", "expected"), LEVELS_OF.values(), ids=LEVELS_OF)
def test_the_names_of_actions_by_level(of: StatementShown, expected: object) -> None:
    assert of.actions_by_level == expected


def test_a_table_is_sorted_by_service_and_level() -> None:
    strange = statement(PUT, GET, SEND, unmatched=("s3:Nothing",))
    every = statement(patterns=("*",))
    rows = role(policy(strange), policy(every)).access
    assert [(row.service, row.level) for row in rows] == [
        (EVERY_SERVICE, EVERY_LEVEL),
        ("s3", "Read"),
        ("s3", "Write"),
        ("s3", NO_LEVEL),
        ("sqs", "Write"),
    ]


def test_a_row_names_its_statement_and_policy() -> None:
    own = policy(statement(GET))
    (row,) = role(own).access
    assert (row.policy, row.statement) == (own, own.statements[0])


@pytest.mark.parametrize(
    ("service", "title"), [("*", "Every service"), ("s3", "Amazon S3"), ("nothing", "nothing")]
)
def test_a_service_has_a_title(service: str, title: str) -> None:
    assert title_of(service) == title
