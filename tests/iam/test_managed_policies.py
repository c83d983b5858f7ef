"""AWS managed policies: those of the package, and every one that AWS published."""

from __future__ import annotations

import pytest

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.request_context import task_context
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.managed_policies import (
    aws_managed_document,
    aws_managed_documents,
    aws_managed_policy,
    is_aws_managed,
    managed_policy_paths,
)

PATH = "arn:aws:iam::aws:policy/"
REQUESTS = [
    Request(
        action,
        resource,
        task_context(
            role_arn="arn:aws:iam::111122223333:role/r", account="111122223333", region="us-east-1"
        ),
    )
    for action, resource in [
        ("s3:GetObject", "arn:aws:s3:::reports/a"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/r"),
        ("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:a:log-stream:b"),
        ("ec2:DescribeInstances", "*"),
    ]
]


def answers(evaluator: Evaluator) -> set[str]:
    return {evaluator.decide(request).outcome for request in REQUESTS}


@pytest.mark.parametrize(
    ("name", "action", "outcome"),
    [
        ("service-role/AmazonECSTaskExecutionRolePolicy", "ecr:BatchGetImage", "allowed"),
        ("service-role/AmazonECSTaskExecutionRolePolicy", "ssm:GetParameters", "implicitDeny"),
        ("AmazonECSTaskExecutionRolePolicy", "ecr:BatchGetImage", "unknown"),
        ("AmazonS3ReadOnlyAccess", "s3:GetObject", "allowed"),
        ("AdministratorAccess", "iam:PassRole", "allowed"),
        ("NoSuchPolicy", "iam:PassRole", "unknown"),
    ],
)
def test_an_attached_policy_answers_by_its_path(name: str, action: str, outcome: str) -> None:
    decision = Evaluator([aws_managed_policy(PATH + name)]).decide(Request(action))
    assert decision.outcome == outcome


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (PATH + "x", True),
        ("arn:aws-cn:iam::aws:policy/service-role/x", True),
        ("arn:aws:iam::111122223333:policy/x", False),
        ("arn:aws:iam::aws:role/x", False),
        ("x", False),
    ],
)
def test_an_arn_tells_whose_policy_it_is(arn: str, expected: bool) -> None:
    assert is_aws_managed(arn) is expected


@pytest.mark.parametrize(
    ("arn", "unknown"),
    [
        pytest.param(f"{PATH}AmazonECS_FullAccess", False, id="its own partition"),
        pytest.param(
            "arn:aws-cn:iam::aws:policy/AmazonECS_FullAccess", True, id="ARNs of another partition"
        ),
        pytest.param("arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess", False, id="no ARNs"),
    ],
)
def test_a_document_that_names_arns_is_known_in_its_own_partition(arn: str, unknown: bool) -> None:
    assert bool(aws_managed_policy(arn).unknown) is unknown


def test_every_policy_of_the_package_loads_and_answers() -> None:
    documents = aws_managed_documents()
    assert len(documents) > 1_500
    for name in documents:
        assert answers(Evaluator([aws_managed_policy(PATH + name)])) <= {
            "allowed",
            "implicitDeny",
            "explicitDeny",
            "unknown",
        }


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        (f"{PATH}None", f"no AWS managed policy {PATH}None is in the data of this package"),
        ("None", "no AWS managed policy None is in the data of this package"),
        (
            f"{PATH}AmazonS3FulAccess",
            f"no AWS managed policy {PATH}AmazonS3FulAccess is in the data of this package"
            "; did you mean 'AmazonS3FullAccess'?",
        ),
        (
            "arn:aws-cn:iam::aws:policy/AmazonECS_FullAccess",
            "the document of arn:aws-cn:iam::aws:policy/AmazonECS_FullAccess is not known: "
            "only that of the aws partition is",
        ),
    ],
)
def test_why_a_document_is_not_known(arn: str, reason: str) -> None:
    found = aws_managed_policy(arn)
    assert (found.statements, found.name, found.unknown) == ((), arn, (reason,))


def test_a_document_by_its_path() -> None:
    ours = "service-role/AmazonECSTaskExecutionRolePolicy"
    documents = aws_managed_documents()
    assert list(documents) == sorted(documents)
    for path in (ours, "AmazonS3ReadOnlyAccess"):
        assert aws_managed_document(path) == documents[path]
        assert "Statement" in documents[path]
    assert aws_managed_document("None") is None
    assert aws_managed_policy(PATH + ours).name == PATH + ours


def test_the_path_of_a_policy_by_its_name() -> None:
    paths = managed_policy_paths()
    assert paths["AdministratorAccess"] == "/"
    assert paths["AmazonECSTaskExecutionRolePolicy"] == "/service-role/"


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:iam::aws:policy/x", True),
        ("arn:amazon:iam::aws:policy/x", False),
        ("arn:aws:s3::aws:policy/x", False),
        ("arn:aws:iam::aws:policies/x", False),
        ("arn:aws:iam::aws:x", False),
    ],
)
def test_each_part_of_an_arn_counts(arn: str, expected: bool) -> None:
    assert is_aws_managed(arn) is expected
