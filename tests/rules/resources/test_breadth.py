"""How wide a statement's resources are."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.read import read_policy
from influmojo_cfn.rules.resources.breadth import is_documented, nameable

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"


def statement(action: Any = "sqs:SendMessage", **changed: Any) -> PolicyStatement:
    """Return a statement on every resource, with elements changed."""
    written = {"Effect": "Allow", "Action": action, "Resource": "*", **changed}
    model = read_policy({"Version": "2012-10-17", "Statement": [written]})
    (found,) = model.statements
    return found


@pytest.mark.parametrize(
    ("changed", "is_nameable"),
    [
        pytest.param({}, True, id="every queue"),
        pytest.param({"Effect": "Deny"}, False, id="a Deny"),
        pytest.param({"Resource": KEY}, False, id="one resource"),
        pytest.param({"Resource": [KEY, "*"]}, True, id="one and all"),
        pytest.param({"Principal": "*"}, False, id="the policy of a resource"),
        pytest.param(
            {"Condition": {"StringEquals": {"aws:ResourceTag/app": "a"}}}, False, id="a tag"
        ),
        pytest.param(
            {"Condition": {"StringEquals": {"AWS:RESOURCEACCOUNT": "111122223333"}}},
            False,
            id="a key in capitals",
        ),
        pytest.param(
            {"Condition": {"StringEquals": {"aws:RequestTag/app": "a"}}}, True, id="another key"
        ),
    ],
)
def test_which_statements_could_name_resources(changed: Any, is_nameable: bool) -> None:
    assert bool(nameable(statement(**changed))) is is_nameable


@pytest.mark.parametrize(
    ("action", "level"),
    [
        pytest.param("sqs:SendMessage", "Write", id="one that must have a resource"),
        pytest.param("xray:PutTraceSegments", None, id="one that takes none"),
        pytest.param("cloudformation:DescribeStacks", None, id="one that may have one"),
        pytest.param("events:PutRule", "Write", id="one of several types"),
        pytest.param("rds:StartExportTask", None, id="one that may have one of several"),
        pytest.param("s3:ListAllMyBuckets", None, id="one that takes none where others do"),
        pytest.param("glue:DescribeEntity", "Permissions management", id="a name that misleads"),
        pytest.param("athena:GetPreparedStatement", "Read", id="a name that begins alike"),
        pytest.param("sqs:*", "Permissions management", id="all of a service"),
        pytest.param("sqs:*Queues", None, id="of two one that must have a resource"),
        pytest.param("sqs:Get*", "List", id="what tells of resources"),
        pytest.param("lambda:GetFunctionConfiguration", "List", id="what tells of configurations"),
        pytest.param("lambda:GetFunction", "Read", id="what has the code"),
        pytest.param("lambda:GetFunction*", "Read", id="that and what tells of resources"),
        pytest.param("logs:PutLogEvents", "List", id="what writes logs"),
        pytest.param("logs:DeleteLogGroup", "Write", id="what deletes logs"),
        pytest.param("s3:List*", "List", id="lists"),
        pytest.param("sqs:NoSuchAction", None, id="none of any service"),
        pytest.param("*", None, id="everything"),
    ],
)
def test_the_access_level_of_what_must_have_a_resource(action: str, level: str | None) -> None:
    assert nameable(statement(action)) == (() if level is None else ((action, level),))


@pytest.mark.parametrize(
    ("actions", "text", "expected"),
    [
        pytest.param(
            ["ec2:DescribeNetworkInterfaces", "ec2:CreateNetworkInterface"],
            "ec2:CreateNetworkInterface",
            True,
            id="for what the other shows",
        ),
        pytest.param(
            ["ec2:CreateNetworkInterface"], "ec2:CreateNetworkInterface", False, id="alone"
        ),
        pytest.param(
            ["ec2:DescribeNetworkInterfaces", "ec2:*NetworkInterface*"],
            "ec2:*NetworkInterface*",
            False,
            id="a wildcard that is wider",
        ),
        pytest.param(
            ["ec2:DescribeNetworkInterfaces"], "ec2:NoSuchAction", False, id="none of any service"
        ),
    ],
)
def test_what_pages_of_aws_allow_on_every_resource(
    actions: list[str], text: str, expected: bool
) -> None:
    assert is_documented(statement(actions), text) is expected
