"""Which store a secret is in, what a grant names of it, and what is wrong with it."""

from __future__ import annotations

import pytest

from influmojo_cfn.app.granted import Parameter, parameter
from influmojo_cfn.app.secrets import granted_as, kind_of, problem_of

SECRET = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:acme/partner-AbCdEf"
STORED = "arn:aws-cn:ssm:cn-north-1:444455556666:parameter/acme/key"
KINDS: dict[str | Parameter, tuple[str, str | Parameter]] = {
    "/acme/key": ("parameter_name", "/acme/key"),
    STORED: ("parameter_arn", STORED),
    "secretsmanager:acme/partner": ("secret_name", "acme/partner"),
    "secretsmanager:acme/partner:key::": ("secret_name", "acme/partner"),
    SECRET: ("secret_arn", SECRET),
    f"{SECRET}:key:AWSCURRENT:": ("secret_arn", SECRET),
    parameter("Key", default="/acme/key"): (
        "parameter_name",
        parameter("Key", default="/acme/key"),
    ),
    parameter("Key", default=STORED): ("parameter_arn", parameter("Key", default=STORED)),
    parameter("Key", default=SECRET): ("secret_arn", parameter("Key", default=SECRET)),
}


@pytest.mark.parametrize(("secret", "expected"), KINDS.items(), ids=str)
def test_a_secret_is_of_its_store_and_granted_without_its_parts(
    secret: str | Parameter, expected: tuple[str, str | Parameter]
) -> None:
    assert (kind_of(secret), granted_as(secret)) == expected
    assert isinstance(secret, Parameter) or problem_of(secret) == ""


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("acme/key", "a Parameter Store name with its leading slash"),
        ("/acme//key", "a Parameter Store name with its leading slash"),
        (f"{STORED}:3", "the full ARN of a Parameter Store parameter"),
        (STORED.replace("444455556666", "4444"), "the full ARN of a Parameter Store parameter"),
        ("arn:aws:ssm:eu-west-1:444455556666:parameter", "the full ARN of a Parameter Store"),
        ("secretsmanager:acme/partner:key", "secretsmanager:NAME, with :JSON-KEY:STAGE:VERSION"),
        (SECRET.removesuffix("-AbCdEf"), "the full ARN of a Secrets Manager secret"),
        (f"{SECRET}:key", "and behind it :JSON-KEY:STAGE:VERSION or nothing"),
        ("arn:aws:s3:::bucket/key", "the full ARN of a Secrets Manager secret"),
    ],
)
def test_what_is_wrong_with_a_secret_is_said(secret: str, words: str) -> None:
    assert problem_of(secret).startswith(f"{secret!r} must be ")
    assert words in problem_of(secret)
