"""What is asked of a row of the catalog: its roles, arguments and uses."""

from __future__ import annotations

import pytest

from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.model import CODE, ENVIRONMENT, SIDECAR, START, Argument, Grant, Use

TOPIC = Argument(name="topic", kind="topic_name", description="The topic.")
KEY = Argument(name="kms_key", kind="kms_key_arn", description="The key.", required=False)


def row(*uses: Use) -> Grant:
    return Grant(
        name="a.b",
        purpose="A purpose.",
        uses=uses,
        source="https://docs.aws.amazon.com/",
        arguments=(TOPIC, KEY),
    )


@pytest.mark.parametrize(
    ("uses", "roles"),
    [
        ((CODE,), ("task",)),
        ((START, ENVIRONMENT), ("execution",)),
        ((ENVIRONMENT, CODE), ("execution", "task")),
        ((CODE, ENVIRONMENT, SIDECAR), ("task", "execution")),
    ],
)
def test_the_roles_of_a_grant_are_those_of_its_uses_once(
    uses: tuple[Use, ...], roles: tuple[str, ...]
) -> None:
    assert row(*uses).roles == roles


@pytest.mark.parametrize(
    ("name", "found"), [("topic", TOPIC), ("kms_key", KEY), ("topics", None), ("", None)]
)
def test_an_argument_is_found_by_its_name(name: str, found: Argument | None) -> None:
    assert row(CODE).argument(name) == found


@pytest.mark.parametrize(
    ("name", "found"), [("code", CODE), ("environment", ENVIRONMENT), ("start", None)]
)
def test_a_use_is_found_by_its_name(name: str, found: Use | None) -> None:
    assert row(CODE, ENVIRONMENT).use(name) == found


def test_an_argument_is_needed_and_single_unless_it_says_otherwise() -> None:
    assert (TOPIC.required, TOPIC.repeated, TOPIC.default, TOPIC.may_be_empty) == (
        True,
        False,
        None,
        False,
    )


@pytest.mark.parametrize("name", grant_names())
def test_every_grant_has_a_role(name: str) -> None:
    assert set(grant(name).roles) <= {"execution", "task"}
    assert grant(name).roles
