"""Placeholders without marks: a word where none can be, and no word that could be meant."""

from __future__ import annotations

import pytest

from influmojo_cfn.task_definition.bare_words import MARK, is_to_come, opened

REGION = "us-east-1"
ARN = "arn:aws:{}:us-east-1:111122223333:{}"


def words(text: str, key: str) -> tuple[str, tuple[str, ...]]:
    return opened(text, key, account=None, region=None)


@pytest.mark.parametrize(
    ("text", "covers", "found"),
    [
        ("IMAGE", "*", ("IMAGE",)),
        ("container-image-uri", "*", ("container-image-uri",)),
        ("image:1", "*:1", ("image",)),
        ("my-placeholder", "*", ("my-placeholder",)),
        ("Nginx", "*", ("Nginx",)),
        ("Nginx@sha256:a", "*@sha256:a", ("Nginx",)),
        ("ecr-repo-uri:1", "*:1", ("ecr-repo-uri",)),
        ("my-ecr-registry-url", "*", ("my-ecr-registry-url",)),
        ("repo-name:a", "*:a", ("repo-name",)),
        ("xxxx", "*", ("xxxx",)),
        ("...", "*", ("...",)),
        ("-", "*", ("-",)),
        (f"{MARK}/a", f"{MARK}/a", ()),
        (
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPO:1",
            "*.dkr.ecr.*.amazonaws.com/*:1",
            ("ACCOUNT", "REGION", "REPO"),
        ),
        (
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/your-repo/a",
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/*/a",
            ("your-repo",),
        ),
        (
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/xxx:1",
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/*:1",
            ("xxx",),
        ),
    ],
)
def test_an_image_to_come_is_open(text: str, covers: str, found: tuple[str, ...]) -> None:
    assert words(text, "image") == (covers, found)


@pytest.mark.parametrize(
    "text",
    [
        "nginx",
        "nginx:latest",
        "my-image",
        "registry:2",
        "xx",
        "a",
        "image-registry",
        "ghcr.io/a/b:1",
        "images",
        "a/b@sha256:0",
        "",
    ],
)
def test_an_image_that_can_be_is_left_alone(text: str) -> None:
    assert words(text, "image") == (text, ())


@pytest.mark.parametrize(
    ("text", "covers", "found"),
    [
        ("ROLE_ARN", "*", ("ROLE_ARN",)),
        ("changeme", "*", ("changeme",)),
        ("arn:aws:iam::ACCOUNT_ID:role/r", "arn:aws:iam::*:role/r", ("ACCOUNT_ID",)),
        ("arn:aws:ssm:REGION:1:parameter/p", "arn:aws:ssm:*:*:parameter/p", ("REGION", "1")),
        (ARN.format("ssm", "parameter/todo"), ARN.format("ssm", "parameter/*"), ("todo",)),
        (
            ARN.format("secretsmanager", "secret:DB_SECRET_NAME"),
            ARN.format("secretsmanager", "secret:*"),
            ("DB_SECRET_NAME",),
        ),
        ("PARAMETER_NAME", "*", ("PARAMETER_NAME",)),
        ("/prod/CHANGE_ME", "/prod/*", ("CHANGE_ME",)),
        ("/REPLACE_ME/url", "/*/url", ("REPLACE_ME",)),
        ("/xxxx/yyyy", "/*/*", ("xxxx", "yyyy")),
        (ARN.format("ssm", "parameter/..."), ARN.format("ssm", "parameter/*"), ("...",)),
        (
            ARN.format("secretsmanager", "secret:xxxxxx"),
            ARN.format("secretsmanager", "secret:*"),
            ("xxxxxx",),
        ),
        (
            ARN.format("secretsmanager", "secret:app/xxxxxx"),
            ARN.format("secretsmanager", "secret:app/*"),
            ("xxxxxx",),
        ),
        ("arn:PARTITION:s3:::b/k", "arn:*:s3:::b/k", ("PARTITION",)),
        ("credentialspec:arn:aws:s3:::B/k", "credentialspec:arn:aws:s3:::*/k", ("B",)),
        ("arn:aws:s3:::BUCKET/k", "arn:aws:s3:::*/k", ("BUCKET",)),
        ("arn:aws:s3:::your-bucket/k", "arn:aws:s3:::*/k", ("your-bucket",)),
        (
            ARN.format("secretsmanager", "secret:s-XXXXXX:k::"),
            ARN.format("secretsmanager", "secret:s-??????:k::"),
            ("-XXXXXX",),
        ),
        (
            ARN.format("secretsmanager", "secret:s-*"),
            ARN.format("secretsmanager", "secret:s-??????"),
            ("-*",),
        ),
    ],
)
def test_an_arn_is_open_where_something_is_to_come(
    text: str, covers: str, found: tuple[str, ...]
) -> None:
    assert words(text, "valueFrom") == (covers, found)


@pytest.mark.parametrize(
    "text",
    [
        "DB_URL",
        "/shop/url",
        "/shop/app-name",
        "/shop/todo",
        "/shop/xx/yours",
        "/example/exchange",
        ARN.format("ssm", "parameter/DB_URL"),
        ARN.format("ssm", "parameter/app/JWT_SECRET"),
        ARN.format("secretsmanager", "secret:s-AbCdEf"),
        "arn:aws:iam::aws:policy/p",
        "arn:aws:s3:::bucket/KEY",
        "arn:aws-us-gov:s3:::bucket/k",
        "credentialspec:arn:aws:s3:::bucket/k",
    ],
)
def test_a_name_that_can_be_is_left_alone(text: str) -> None:
    assert words(text, "valueFrom") == (text, ())


@pytest.mark.parametrize(
    ("key", "text", "covers"),
    [
        ("awslogs-region", "REGION", "*"),
        ("awslogs-region", "eu-west-1", "eu-west-1"),
        ("awslogs-region", "eu-wst-1", "*"),
        ("awslogs-region", "*", "*"),
        ("awslogs-group", "todo", "*"),
        ("awslogs-group", "/ecs/todo", "/ecs/todo"),
        ("awslogs-group", "/ecs/app-name", "/ecs/app-name"),
        ("awslogs-group", "/ecs/YOUR_APP", "/ecs/*"),
        ("awslogs-group", "/ecs/your-app-name", "/ecs/*"),
        ("awslogs-group", "LOGGROUP", "*"),
        ("awslogs-group", "AWS_LOG_GROUP_NAME", "*"),
        ("awslogs-group", "LOGS", "LOGS"),
        ("Region", "REGION", "*"),
        ("log_group_name", "LOG_GROUP", "*"),
        ("role_arn", "arn:aws:iam::ACCOUNT:role/r", "arn:aws:iam::*:role/r"),
        ("bucket", "logs", "logs"),
        ("fileSystemId", "fs-0123456789abcdef0", "fs-0123456789abcdef0"),
        ("fileSystemId", "FS_ID", "fs-*"),
        ("fileSystemId", MARK, MARK),
        ("accessPointId", "fsap-0123456789abcdef0", "fsap-0123456789abcdef0"),
        ("accessPointId", "x", "fsap-*"),
        ("command", "todo", "todo"),
        ("image", "ïmage", "ïmage"),
    ],
)
def test_a_field_is_read_as_what_it_holds(key: str, text: str, covers: str) -> None:
    assert words(text, key)[0] == covers


def test_what_is_given_fills_in_accounts_and_regions() -> None:
    found = opened(
        "arn:aws:ssm:REGION:ACCOUNT:parameter/p",
        "valueFrom",
        account="444455556666",
        region="eu-west-1",
    )
    assert found == ("arn:aws:ssm:eu-west-1:444455556666:parameter/p", ())


def test_a_word_is_named_once() -> None:
    assert words("arn:aws:ssm:X:X:parameter/p", "valueFrom")[1] == ("X",)


@pytest.mark.parametrize(
    ("name", "is_open"),
    [
        ("LOG_GROUP", True),
        ("your-bucket", True),
        ("group-name-here", True),
        ("/ecs/insert-name", True),
        ("/ecs/your-app", True),
        ("/ecs/web", False),
        ("/ecs/sphere", False),
    ],
)
def test_a_name_says_that_it_is_to_come(name: str, is_open: bool) -> None:
    assert is_to_come(name) is is_open
