"""The names by which policies name a service."""

from __future__ import annotations

from typing import Literal

import pytest

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.principal_names import (
    decide_for_service,
    is_principal_of,
    principal_names,
)

HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
CHINA = Home(partition="aws-cn", account="111122223333", region="cn-north-1")


@pytest.mark.parametrize(
    ("service", "home", "expected"),
    [
        ("states.amazonaws.com", HOME, ("states.amazonaws.com", "states.eu-west-1.amazonaws.com")),
        ("ecs-tasks.amazonaws.com", CHINA, ("ecs-tasks.amazonaws.com",)),
        (
            "ec2.amazonaws.com",
            CHINA,
            (
                "ec2.amazonaws.com",
                "ec2.cn-north-1.amazonaws.com",
                "ec2.amazonaws.com.cn",
                "ec2.cn-north-1.amazonaws.com.cn",
            ),
        ),
    ],
)
def test_a_service_has_a_name_in_its_region_and_in_china(
    service: str, home: Home, expected: tuple[str, ...]
) -> None:
    assert principal_names(service, home) == expected


def _policy(effect: Literal["Allow", "Deny"], name: str) -> Policy:
    principals = {"Service": (name,)}
    return Policy((Statement(effect, ("sqs:*",), ("*",), principals=principals),))


ALLOW: Literal["Allow"] = "Allow"
DENY: Literal["Deny"] = "Deny"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([(ALLOW, "logs.amazonaws.com")], "allowed"),
        ([(ALLOW, "logs.eu-west-1.amazonaws.com")], "allowed"),
        ([(ALLOW, "logs.us-east-1.amazonaws.com")], "implicitDeny"),
        ([(ALLOW, "logs.amazonaws.com.cn")], "implicitDeny"),
        ([(ALLOW, "logs.amazonaws.com"), (DENY, "logs.eu-west-1.amazonaws.com")], "explicitDeny"),
    ],
)
def test_a_service_is_let_in_by_any_of_its_names(
    statements: list[tuple[Literal["Allow", "Deny"], str]], expected: str
) -> None:
    evaluator = Evaluator([_policy(*each) for each in statements], asked="resource policy")
    request = Request("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs")
    decision = decide_for_service(evaluator, request, "logs.amazonaws.com", HOME)
    assert decision.outcome == expected


@pytest.mark.parametrize(
    ("name", "service", "expected"),
    [
        ("s3.amazonaws.com", "s3.amazonaws.com", True),
        ("states.us-east-1.amazonaws.com", "states.amazonaws.com", True),
        ("ec2.amazonaws.com.cn", "ec2.amazonaws.com", True),
        ("edgelambda.lambda.amazonaws.com", "lambda.amazonaws.com", True),
        ("delivery.logs.amazonaws.com", "logs.amazonaws.com", False),
        ("tasks.apprunner.amazonaws.com", "build.apprunner.amazonaws.com", False),
        ("lambda.amazonaws.com", "events.amazonaws.com", False),
    ],
)
def test_a_principal_is_told_to_be_a_services(name: str, service: str, expected: bool) -> None:
    assert is_principal_of(name, service) is expected
