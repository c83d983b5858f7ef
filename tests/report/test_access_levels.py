"""How bad an access is: the worst first."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.access import Excess
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.report.access_levels import ADMINISTRATOR, by_weight, is_administrator, levels_of
from tests.proof.policies import allow


def gained(*statements: dict[str, Any], old: tuple[dict[str, Any], ...] = ()) -> list[Excess]:
    before = {"Version": "2012-10-17", "Statement": list(old) or [allow("sqs:ListQueues")]}
    after = {"Version": "2012-10-17", "Statement": list(statements)}
    (change,) = compare_documents(Document(before), Document(after)).changes
    return list(change.gained.excesses)


def resource_policy(principal: Any, **more: Any) -> dict[str, Any]:
    return {**allow("s3:GetObject", "arn:aws:s3:::b/*"), "Principal": principal, **more}


TLS = {"Bool": {"aws:SecureTransport": "true"}}
LEVELS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an action": (allow("s3:GetObject"), ["Read"]),
    "a pattern": (allow("sqs:*"), ["Permissions management", "Write", "Tagging", "Read"]),
    "permissions": (
        allow(["iam:PutRolePolicy", "s3:PutObject"]),
        ["Permissions management", "Write"],
    ),
    "any role": (allow(["iam:PassRole", "ecs:RunTask"]), ["Passes any role", "Write"]),
    "every role of an account": (
        allow("iam:PassRole", "arn:aws:iam::111122223333:role/*"),
        ["Passes any role", "Write"],
    ),
    "one role": (allow("iam:PassRole", "arn:aws:iam::111122223333:role/app"), ["Write"]),
    "every action but some": (
        allow("*", NotAction=["iam:*"]),
        ["Permissions management", "Write", "Tagging", "Read", "List"],
    ),
    "everything on everything": (allow("*"), [ADMINISTRATOR]),
    "everything on a bucket": (
        allow("*", "arn:aws:s3:::b/*"),
        ["Permissions management", "Write", "Tagging", "Read", "List"],
    ),
    "everything under a condition": (
        allow("*", "*", TLS),
        ["Permissions management", "Write", "Tagging", "Read", "List"],
    ),
    "no action of today": (allow("s3:Frobnicate"), ["Unknown access level"]),
}  # fmt: skip


@pytest.mark.parametrize("about", LEVELS)
def test_the_levels_of_a_statement(about: str) -> None:
    statement, levels = LEVELS[about]
    (found,) = gained(statement)
    assert list(levels_of(found)) == levels
    assert is_administrator(found) == (levels == [ADMINISTRATOR])


@pytest.mark.parametrize(
    ("statement", "levels"),
    [
        (resource_policy("*"), ["Anyone", "Read"]),
        (resource_policy({"AWS": "*"}), ["Anyone", "Read"]),
        (resource_policy({"AWS": "444455556666"}), ["Read"]),
        (resource_policy("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), ["Read"]),
    ],
)
def test_a_statement_for_anyone_says_so(statement: dict[str, Any], levels: list[str]) -> None:
    (found,) = gained(statement, old=(resource_policy({"AWS": "111122223333"}),))
    assert list(levels_of(found)) == levels


def test_who_can_assume_a_role_is_no_mere_write() -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}
    old = {**trust, "Principal": {"AWS": "111122223333"}}
    (found,) = gained(trust, old=(old,))
    assert levels_of(found) == ("Trust",)


def test_the_worst_is_first_and_of_a_level_what_is_on_everything() -> None:
    found = gained(
        allow("s3:ListBucket", "arn:aws:s3:::b"),
        allow("s3:PutObject", "arn:aws:s3:::b/*"),
        allow("iam:PutUserPolicy", "arn:aws:iam::111122223333:user/x"),
        allow("sns:Publish", "*"),
    )
    ranked = [each.actions[0] for each in sorted(found, key=by_weight)]
    assert ranked == ["iam:PutUserPolicy", "sns:Publish", "s3:PutObject", "s3:ListBucket"]
