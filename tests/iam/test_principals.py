"""What names a principal."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.principals import is_provider, principal_problem

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNT,
        f"arn:aws:iam::{ACCOUNT}:root",
        f"arn:aws-cn:iam::{ACCOUNT}:role/a/b",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/a/session",
        f"arn:aws:sts::{ACCOUNT}:self",
        "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
        "AIDACKCEVSQ6C2EXAMPLE",
    ],
)
def test_an_account_role_user_or_session_is_one(text: str) -> None:
    assert principal_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"arn:aws:iam::{ACCOUNT}:rol/a", "is not an account, role or user"),
        (
            str(int("1" * 11, 8)),
            f"is not an account: YAML reads 0{'1' * 11} as octal; quote the account number",
        ),
        ("11112222333", "is not an account, role or user"),
        ("9" * 5000, "is not an account, role or user"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/a", "is not an account, role or user"),
        (f"arn:aws:iam::{ACCOUNT}:group/a", "is not an account, role or user"),
        (f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs", "is not an account, role or user"),
        (f"arn:aws:iam::{ACCOUNT}:role/*", "holds a wildcard"),
        ("${aws:username}", "holds a policy variable, which no principal can"),
        ("ecs-tasks.amazonaws.com", "is a service: name it under Service"),
    ],
)
def test_nobody_else_is_one(text: str, why: str) -> None:
    assert principal_problem(text) == why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.com", True),
        (f"arn:aws:iam::{ACCOUNT}:saml-provider/a", True),
        (f"arn:aws:iam::{ACCOUNT}:oidc-provider/", False),
        (f"arn:aws:iam::{ACCOUNT}:role/a", False),
    ],
)
def test_an_identity_provider_is_told_by_its_arn(text: str, expected: bool) -> None:
    assert is_provider(text) is expected
