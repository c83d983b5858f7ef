"""The whole catalog against the service authorization data, every argument given and left out."""

from __future__ import annotations

import ast
import re
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from awacs import ecr, iam, logs, rds_db, s3, secretsmanager, ses, sqs, ssm
from awacs.aws import Action

from influmojo_cfn.data.grant_index import INDEX
from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import ConditionRow, Grant, StatementRow
from tests.conftest import ROOT
from tests.grants.audit import choices, overlap, problems, render
from tests.nonempty import nonempty

CATALOG_FILES = [
    ROOT / "influmojo_cfn" / "grants" / f"{name}.py" for name in sorted(set(INDEX.values()))
]
LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.If,
    ast.IfExp,
    ast.For,
    ast.While,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.Try,
    ast.With,
)
TABLES = {"Argument", "ConditionRow", "Grant", "StatementRow"}


@pytest.mark.parametrize("path", CATALOG_FILES, ids=lambda path: path.stem)
def test_a_catalog_module_holds_no_logic(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert [node for node in ast.walk(tree) if isinstance(node, LOGIC)] == []
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert {call.id for call in calls if isinstance(call, ast.Name)} <= TABLES
    assert all(isinstance(call, ast.Name) for call in calls)


@pytest.mark.parametrize("name", grant_names())
def test_a_row_stands_up_to_the_authorization_data(name: str) -> None:
    assert problems(grant(name)) == []


@pytest.mark.parametrize("name", grant_names())
def test_a_row_tells_a_reviewer_what_it_is_for(name: str) -> None:
    row = grant(name)
    assert re.fullmatch(r"[A-Z][^.]*\.", row.purpose)
    assert row.source.startswith("https://docs.aws.amazon.com/")
    assert all(argument.description.endswith(".") for argument in row.arguments)
    assert all(note.endswith(".") for note in row.notes)
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]+", statement.sid) for statement in row.statements)


@pytest.mark.parametrize("name", [n for n in grant_names() if grant(n).statements])
def test_actions_stand_in_order(name: str) -> None:
    for statement in grant(name).statements:
        names = [f"{action.prefix}:{action.action}" for action in statement.actions]
        assert names == sorted(names)


def test_every_kind_of_value_is_used() -> None:
    used = {argument.kind for name in grant_names() for argument in grant(name).arguments}
    assert used | OF_THE_APP == set(ARGUMENT_TYPES)
    assert not used & OF_THE_APP


OF_THE_APP = {"namespace"}
"""Kinds of values of the app itself, which no grant takes."""


def test_a_statement_cannot_say_not_action() -> None:
    assert "not_actions" not in {field.name for field in fields(StatementRow)}


def of_keys(name: str) -> list[StatementRow]:
    return [
        statement
        for statement in grant(name).statements
        if any(action.prefix == "kms" for action in statement.actions)
    ]


@pytest.mark.parametrize("name", [n for n in grant_names() if of_keys(n)])
def test_a_key_is_used_through_a_service(name: str) -> None:
    direct = {"kms.encrypt_data", "kms.sign", "ssmmessages.execute_command"}
    for statement in of_keys(name):
        keys = {condition.key for condition in statement.conditions}
        assert ("kms:ViaService" in keys) == (name not in direct)


@pytest.mark.parametrize("name", [n for n in grant_names() if grant(n).argument("kms_key")])
def test_no_key_is_allowed_unless_it_is_named(name: str) -> None:
    row = grant(name)
    for role in nonempty(row.roles):
        for named in nonempty(choices(row)):
            prefixes = {a.prefix for s in render(row, role, named) for a in s.row.actions}
            assert ("kms" in prefixes) == ("kms_key" in named)


KEY_ACTIONS = {
    # What the service calls AWS KMS for on the caller's behalf: the operation maps of
    # awslabs/iam-policy-autopilot, and for sending to SQS and SNS the services' own pages on
    # encryption at rest, which ask for kms:Decrypt as well (read 2026-11-23).
    "dynamodb.read_items": {"kms:Decrypt"},
    "dynamodb.write_items": {"kms:Decrypt"},
    # Producers of an encrypted stream:
    # https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html (2026-11-27).
    "kinesis.put_records": {"kms:GenerateDataKey"},
    # https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html (2026-11-27).
    "kinesis.read_records": {"kms:Decrypt"},
    "kms.decrypt": {"kms:Decrypt"},
    # Called by the code itself.
    "kms.encrypt_data": {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"},
    "kms.sign": {"kms:GetPublicKey", "kms:Sign"},
    "s3.read_env_files": {"kms:Decrypt"},
    "s3.read_objects": {"kms:Decrypt"},
    "s3.upload_objects": {"kms:Decrypt", "kms:GenerateDataKey"},
    "secretsmanager.read_secrets": {"kms:Decrypt"},
    "sns.publish": {"kms:Decrypt", "kms:GenerateDataKey"},
    "sqs.consume_messages": {"kms:Decrypt"},
    "sqs.send_messages": {"kms:Decrypt", "kms:GenerateDataKey"},
    "ssm.read_parameters": {"kms:Decrypt"},
    "ssmmessages.execute_command": {"kms:Decrypt"},
}


@pytest.mark.parametrize("name", grant_names())
def test_a_grant_uses_a_key_as_its_service_does(name: str) -> None:
    actions = {a.JSONrepr() for s in grant(name).statements for a in s.actions}
    assert {a for a in actions if a.startswith("kms:")} == KEY_ACTIONS.get(name, set())


def row_of(statement: StatementRow) -> Grant:
    return replace(grant("sns.publish_sms"), statements=(statement,))


def statement(action: Action, resource: str, **more: Any) -> StatementRow:
    row = StatementRow(sid="Planted", actions=(action,), resources=(resource,))
    return replace(row, **more)


PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/a/*"
IDENTITY = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/influmojo.com"
QUEUE = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:influmojo-jobs"
BUCKET = "arn:${AWS::Partition}:s3:::influmojo-uploads"
USER = "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:db-ABC/app"
SECRET = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:a-??????"

PLANTED = {
    "an awacs constant that IAM does not know": (
        statement(sqs.SendMessageBatch, QUEUE),
        "sqs:SendMessageBatch does not exist",
    ),
    "another": (statement(s3.HeadBucket, BUCKET), "s3:HeadBucket does not exist"),
    "a name that awacs does not know": (
        statement(s3.Action("CreateMultipartUpload"), f"{BUCKET}/*"),
        "s3:CreateMultipartUpload is no awacs constant",
    ),
    "an action that takes only *": (
        statement(ssm.DescribeParameters, PARAMETER),
        "ssm:DescribeParameters is dead on arn:aws:ssm:eu-west-1:444455556666:parameter/a/*",
    ),
    "another that takes only *": (
        statement(ses.GetSendQuota, IDENTITY),
        "ses:GetSendQuota is dead on arn:aws:ses:eu-west-1:444455556666:identity/influmojo.com",
    ),
    "an object action on the bucket": (
        statement(s3.GetObject, BUCKET),
        "s3:GetObject is dead on arn:aws:s3:::influmojo-uploads",
    ),
    "a bucket action on the objects": (
        statement(s3.ListBucket, f"{BUCKET}/*"),
        "s3:ListBucket is dead on arn:aws:s3:::influmojo-uploads/*",
    ),
    "* on a pull": (statement(ecr.BatchGetImage, "*"), "* is not forced for ecr:BatchGetImage"),
    "* on logs": (statement(logs.PutLogEvents, "*"), "* is not forced for logs:PutLogEvents"),
    "* on a role to pass": (statement(iam.PassRole, "*"), "* is not forced for iam:PassRole"),
    "* without its reason": (
        statement(ecr.GetAuthorizationToken, "*"),
        "does not say why ecr:GetAuthorizationToken has *",
    ),
    "a reason without *": (
        statement(sqs.SendMessage, QUEUE, forced_star="It must be."),
        "gives a reason for a * that is not there",
    ),
    "every account": (
        statement(sqs.SendMessage, QUEUE.replace("${AWS::AccountId}", "*")),
        "does not say why arn:aws:sqs:eu-west-1:*:influmojo-jobs reaches past Region or account",
    ),
    "a name in place of an ARN": (statement(sqs.SendMessage, "jobs"), "jobs is no ARN"),
    "an argument that is not declared": (
        statement(sqs.SendMessage, QUEUE + "{suffix}"),
        "names arguments that are not declared: ['suffix']",
    ),
    "a condition key that does not exist": (
        statement(
            rds_db.connect,
            USER,
            conditions=(
                ConditionRow(
                    operator="StringEquals", key="rds-db:db-instance-id", values=("influmojo",)
                ),
            ),
        ),
        "condition key rds-db:db-instance-id does not exist",
    ),
    "a condition key of another action": (
        statement(
            s3.GetObject,
            f"{BUCKET}/*",
            conditions=(ConditionRow(operator="StringLike", key="s3:prefix", values=("a*",)),),
        ),
        "s3:prefix is not available for s3:GetObject",
    ),
    "a wildcard that is none": (
        statement(
            secretsmanager.GetSecretValue,
            SECRET,
            conditions=(
                ConditionRow(
                    operator="StringEquals", key="secretsmanager:SecretId", values=("a*",)
                ),
            ),
        ),
        "StringEquals takes no wildcard",
    ),
}


@pytest.mark.parametrize(("planted", "found"), PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_found(planted: StatementRow, found: str) -> None:
    assert f"sns.publish_sms: Planted: {found}" in problems(row_of(planted))


@pytest.mark.parametrize(
    ("pattern", "type_arn", "expected"),
    [
        ("arn:aws:s3:::b/*", "arn:${Partition}:s3:::${BucketName}/${ObjectName}", True),
        ("arn:aws:s3:::b", "arn:${Partition}:s3:::${BucketName}/${ObjectName}", False),
        ("arn:aws:s3:::b/", "arn:${Partition}:s3:::${BucketName}/${ObjectName}", False),
        ("arn:aws:s3:::b*", "arn:${Partition}:s3:::${BucketName}/${ObjectName}", True),
        ("arn:aws:s3:::b/*", "arn:${Partition}:s3:::${BucketName}", False),
        ("arn:aws:s3:::?", "arn:${Partition}:s3:::${BucketName}", True),
        ("*", "arn:${Partition}:s3:::${BucketName}", True),
        ("arn:aws:sqs:::b", "arn:${Partition}:s3:::${BucketName}", False),
    ],
)
def test_whether_a_pattern_meets_a_resource_type(
    pattern: str, type_arn: str, expected: bool
) -> None:
    assert overlap(pattern, type_arn) is expected


@pytest.mark.parametrize("module", sorted(set(INDEX.values())))
def test_a_module_is_named_after_its_service_prefix(module: str) -> None:
    for row in nonempty(import_module(f"influmojo_cfn.grants.{module}").GRANTS):
        assert row.name.partition(".")[0] == module
