"""What is said of an action that is never allowed is left out; so are weaker words of one cause."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_policy

ROLES = "arn:aws:iam::111122223333:role/*"
BUCKET = "arn:aws:s3:::influmojo-uploads"


def found(*statements: tuple[str, Any, str]) -> set[str]:
    listed = [dict(zip(("Effect", "Action", "Resource"), row, strict=True)) for row in statements]
    return {one.rule_id for one in check_policy({"Version": "2012-10-17", "Statement": listed})}


@pytest.mark.parametrize(
    ("rule", "action", "resource"),
    [
        ("W9601", "iam:PassRole", ROLES),
        ("W9603", "iam:CreateAccessKey", "*"),
        ("W9604", "s3:PutBucketPolicy", BUCKET),
        ("W9605", "sts:AssumeRole", ROLES),
        ("W9620", "iam:CreateServiceLinkedRole", "*"),
    ],
)
def test_nothing_is_said_of_what_another_statement_denies(
    rule: str, action: str, resource: str
) -> None:
    assert rule in found(("Allow", action, resource))
    assert rule in found(("Allow", action, resource), ("Deny", "ses:SendEmail", "*"))
    denied = found(("Allow", action, resource), ("Deny", action, "*"))
    assert "E9402" in denied
    assert rule not in denied


def test_nothing_is_said_of_an_action_that_takes_no_such_resource() -> None:
    everything = "arn:aws:ecs:eu-west-1:111122223333:*"
    dead = found(("Allow", "iam:PassRole", everything))
    assert "E9201" in dead
    assert "W9601" not in dead


def test_another_action_of_the_statement_does_not_silence() -> None:
    half = found(("Allow", ["iam:PassRole", "ecs:RunTask"], ROLES))
    assert {"E9201", "W9601"} <= half
    kept = found(
        ("Allow", ["s3:PutBucketPolicy", "s3:PutBucketAcl"], BUCKET),
        ("Deny", "s3:PutBucketAcl", "*"),
    )
    assert {"E9402", "W9604"} <= kept
