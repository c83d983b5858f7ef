"""What roles used, what they never used, and what CloudTrail cannot tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.usage import statement_usage
from influmojo_cfn.usage.statement_usage import (
    PermissionUse,
    gather,
    names_in_records,
    not_logged,
    usage_of,
)
from tests.conftest import ROOT
from tests.usage.example_records import EXECUTION, TASK, record

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:influmojo/{}-??????"


def influmojo() -> dict[str, TemplateRole]:
    return roles_of(read_document(ROOT / "templates/influmojo-ecs-iam.yaml"))


def permissions(*records: dict[str, Any]) -> dict[tuple[str, str], PermissionUse]:
    """Return the permissions of the two roles that are no attached policy's."""
    roles = influmojo()
    usages = usage_of(roles, gather(records, roles))
    return {
        (usage.role.logical_id, each.action): each
        for usage in usages
        for each in usage.permissions
        if each.granted != ("*",)
    }


def test_used_unseen_and_not_logged() -> None:
    found = permissions(
        record("secretsmanager", "GetSecretValue", {"secretId": "influmojo/db"}, role=EXECUTION),
        record("s3", "PutObject", {"bucketName": "influmojo-uploads", "key": "a"}),
    )
    secret = found["TaskExecutionRole", "secretsmanager:GetSecretValue"]
    assert (secret.status, secret.count, secret.last) == ("used", 1, "2026-10-01T00:00:00Z")
    assert secret.narrower == (SECRET.format("db"),)
    assert found["TaskExecutionRole", "ssm:GetParameters"].status == "unseen"
    assert found["TaskRole", "s3:PutObject"].status == "used"
    assert found["TaskRole", "s3:PutObject"].narrower == ()
    assert found["TaskRole", "s3:GetObject"].status == "not logged"
    assert found["TaskRole", "sns:Publish"].what == "SNS publish"


def test_a_call_that_another_role_made_is_no_use() -> None:
    found = permissions(
        record("secretsmanager", "GetSecretValue", {"secretId": "influmojo/db"}, role=TASK),
        record("ssm", "GetParameters", {"names": ["/influmojo/a"]}, role="someone-else"),
    )
    assert found["TaskExecutionRole", "secretsmanager:GetSecretValue"].status == "unseen"
    assert found["TaskExecutionRole", "ssm:GetParameters"].status == "unseen"


def test_a_call_on_what_a_statement_does_not_name_is_no_use_of_it() -> None:
    other = record("ssm", "GetParameter", {"name": "/other/a"}, role=EXECUTION)
    assert permissions(other)["TaskExecutionRole", "ssm:GetParameters"].status == "unseen"
    unclear = record("ssm", "GetParameters", None, role=EXECUTION)
    assert permissions(unclear)["TaskExecutionRole", "ssm:GetParameters"].status == "used"


def test_a_refused_call_is_no_use() -> None:
    roles = influmojo()
    denied = record("sns", "Publish", {"topicArn": "x"}, error="AuthorizationError")
    usage = usage_of(roles, gather([denied, denied], roles))[1]
    assert [(action, seen.count) for action, _, seen in usage.denied] == [("sns:Publish", 2)]
    assert all(each.status != "used" for each in usage.permissions)


def test_the_window_is_that_of_all_records() -> None:
    others = [
        record("s3", "GetObject", role="other", time=f"2026-10-0{n}T00:00:00Z") for n in (3, 1, 2)
    ]
    found = gather(others, influmojo())
    assert (found.count, found.first[:10], found.last[:10]) == (3, "2026-10-01", "2026-10-03")
    assert found.others == {"other"}


@pytest.mark.parametrize(("count", "kept"), [(5, 5), (6, 0), (20, 0)])
def test_many_resources_take_bounded_memory(
    monkeypatch: pytest.MonkeyPatch, count: int, kept: int
) -> None:
    monkeypatch.setattr(statement_usage, "MOST_RESOURCES", 5)
    found = permissions(*(reads(f"influmojo/{n}") for n in range(count)))
    used = found["TaskExecutionRole", "secretsmanager:GetSecretValue"]
    assert (used.status, used.count) == ("used", count)
    assert len(used.resources) == len(used.narrower) == kept


def test_a_resource_that_was_not_kept_may_be_what_a_statement_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(statement_usage, "MOST_RESOURCES", 2)
    found = permissions(*map(reads, ("other/a", "other/b", "influmojo/a")))
    assert found["TaskExecutionRole", "secretsmanager:GetSecretValue"].status == "used"


def test_a_call_on_what_is_not_told_narrows_nothing() -> None:
    found = permissions(
        reads("influmojo/a"), record("secretsmanager", "GetSecretValue", role=EXECUTION)
    )
    used = found["TaskExecutionRole", "secretsmanager:GetSecretValue"]
    assert (used.count, used.resources, used.narrower) == (2, (), ())


def reads(secret: str) -> dict[str, Any]:
    return record("secretsmanager", "GetSecretValue", {"secretId": secret}, role=EXECUTION)


def test_a_role_without_a_name_is_known_by_its_logical_id() -> None:
    trust: dict[str, Any] = {"Statement": []}
    template = {
        "Resources": {
            "WorkerRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {"AssumeRolePolicyDocument": trust},
            }
        }
    }
    roles = roles_of(Document(template, "t.yaml"))
    assert names_in_records(roles) == ("-WorkerRole-",)
    found = gather([record("ssm", "GetParameter", role="stack-WorkerRole-1A2B3C")], roles)
    assert list(found.calls) == [("WorkerRole", "ssm:GetParameter")]


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("s3:GetObject", "S3 objects"),
        ("S3:getobject", "S3 objects"),
        ("s3:CreateBucket", ""),
        ("iam:PassRole", "passing a role, which is not a call"),
        ("rds-db:connect", "database connections"),
        ("ecs:*", ""),
        ("sqs:*", "SQS messages"),
        ("kms:Decrypt", ""),
    ],
)
def test_what_cloudtrail_does_not_log(pattern: str, what: str) -> None:
    assert not_logged(pattern) == what


def secret_read(**others: Any) -> dict[str, Any]:
    return reads("influmojo/a") | others


def test_records_of_other_roles_alone_tell_disuse() -> None:
    found = permissions(record("ssm", "GetParameters", role="someone-else"))
    assert found["TaskExecutionRole", "ssm:GetParameters"].status == "unseen"


def test_a_record_that_names_no_account_is_of_the_template_s() -> None:
    issuer = {"type": "Role", "userName": EXECUTION}
    found = permissions(secret_read(userIdentity={"sessionContext": {"sessionIssuer": issuer}}))
    assert found["TaskExecutionRole", "secretsmanager:GetSecretValue"].status == "used"


def test_without_a_record_nothing_is_disuse() -> None:
    assert permissions()["TaskExecutionRole", "ssm:GetParameters"].status == "not known"


def test_calls_of_another_account_are_of_another_role() -> None:
    identity = {
        **secret_read()["userIdentity"],
        "arn": f"arn:aws:sts::444455556666:assumed-role/{EXECUTION}/task",
    }
    foreign = secret_read(userIdentity=identity, recipientAccountId="444455556666")
    found = permissions(foreign)
    assert found["TaskExecutionRole", "secretsmanager:GetSecretValue"].status == "not known"
    assert found["TaskExecutionRole", "ssm:GetParameters"].status == "not known"
    gathered = gather([foreign, foreign], influmojo())
    assert gathered.elsewhere == {("444455556666", "us-east-1"): 2}
    assert permissions(foreign, secret_read())["TaskExecutionRole", "ssm:GetParameters"].status == (
        "unseen"
    )


def test_calls_in_another_region_alone_tell_no_disuse() -> None:
    there = secret_read(awsRegion="eu-west-1")
    found = permissions(there)
    assert found["TaskExecutionRole", "ssm:GetParameters"].status == "not known"
    assert gather([there], influmojo()).elsewhere == {("111122223333", "eu-west-1"): 1}
    assert permissions(there, secret_read())["TaskExecutionRole", "ssm:GetParameters"].status == (
        "unseen"
    )


@pytest.mark.parametrize("time", [5, None, "soon", ""])
def test_a_time_that_is_none_moves_no_window(time: Any) -> None:
    gathered = gather([secret_read(eventTime=time), secret_read()], influmojo())
    assert (gathered.count, gathered.first, gathered.last) == (
        *(2, "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z"),
    )


def test_calls_where_global_services_write_are_of_the_account() -> None:
    roles = {
        name: replace(role, environment=replace(role.environment, region="eu-west-1"))
        for name, role in influmojo().items()
    }
    gathered = gather([secret_read(awsRegion="us-east-1")], roles)
    assert (gathered.elsewhere, gathered.here, gathered.count) == ({}, 0, 1)
    gathered = gather([secret_read(awsRegion="eu-west-1")], roles)
    assert (gathered.elsewhere, gathered.here) == ({}, 1)


def role_of(action: str, *resources: str) -> dict[str, TemplateRole]:
    statement = {"Effect": "Allow", "Action": action, "Resource": list(resources)}
    policy = {"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}
    properties = {
        "RoleName": TASK,
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [policy],
    }
    role = {"Type": "AWS::IAM::Role", "Properties": properties}
    return roles_of(Document({"Resources": {"TaskRole": role}}))


TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/{}"
DOCUMENT = "arn:aws:ssm:us-east-1:111122223333:document/{}"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/*"


@pytest.mark.parametrize(
    ("action", "granted", "call", "narrower"),
    [
        (
            "dynamodb:DeleteTable",
            (TABLE.format("a"), TABLE.format("b")),
            record("dynamodb", "DeleteTable", {"tableName": "a"}),
            (TABLE.format("a"),),
        ),
        (
            "ssm:SendCommand",
            (DOCUMENT.format("a"), DOCUMENT.format("b"), INSTANCE),
            record("ssm", "SendCommand", {"documentName": "a"}),
            (DOCUMENT.format("a"), INSTANCE),
        ),
        (
            "ssm:SendCommand",
            (DOCUMENT.format("a"), INSTANCE),
            record("ssm", "SendCommand", {"documentName": "a"}),
            (),
        ),
    ],
    ids=["one of two names", "what a call needs in addition is kept", "nothing is excess"],
)
def test_only_the_resources_that_were_used_are_narrower(
    action: str, granted: tuple[str, ...], call: dict[str, Any], narrower: tuple[str, ...]
) -> None:
    roles = role_of(action, *granted)
    (usage,) = usage_of(roles, gather([call], roles))
    (permission,) = usage.permissions
    assert tuple(sorted(permission.narrower)) == tuple(sorted(narrower))
