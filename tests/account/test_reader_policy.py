"""The minimal policy for comparing an account with a template."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.account.reader_policy import reader_policy
from influmojo_cfn.account.verification import DesiredState
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build

WANTED = DesiredState(template=build(APP))


def statements(wanted: DesiredState, **more: Any) -> dict[str, dict[str, Any]]:
    policy = reader_policy(wanted, account="111122223333", region="cn-north-1", **more)
    return {each["Sid"]: each for each in policy["Statement"]}


@pytest.mark.parametrize(
    ("wanted", "more", "sids"),
    [
        (WANTED, {}, {"ReadRoles", "ReadPolicies", "FindPolicies"}),
        (WANTED, {"fix_tags": True}, {"ReadRoles", "ReadPolicies", "FindPolicies", "TagPolicies"}),
        (
            replace(WANTED, stack_name="shop"),
            {},
            {"ReadRoles", "ReadPolicies", "FindPolicies", "ReadStack"},
        ),
    ],
)
def test_only_what_is_asked_is_allowed(
    wanted: DesiredState, more: dict[str, Any], sids: set[str]
) -> None:
    assert statements(wanted, **more).keys() == sids


def test_roles_are_read_by_their_names_in_the_partition_of_the_region() -> None:
    assert statements(WANTED)["ReadRoles"]["Resource"] == [
        "arn:aws-cn:iam::111122223333:role/*/influmojo-ecs-task-execution-role",
        "arn:aws-cn:iam::111122223333:role/*/influmojo-ecs-task-role",
        "arn:aws-cn:iam::111122223333:role/influmojo-ecs-task-execution-role",
        "arn:aws-cn:iam::111122223333:role/influmojo-ecs-task-role",
    ]


def test_a_stack_is_read_by_its_name() -> None:
    assert statements(replace(WANTED, stack_name="shop"))["ReadStack"]["Resource"] == [
        "arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/shop/*"
    ]
