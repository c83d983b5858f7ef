"""Who assumes the roles of an app, and under which conditions."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import encode_to_dict

from influmojo_cfn.app import (
    DeploymentPipeline,
)
from influmojo_cfn.app.deployment import identity_of
from influmojo_cfn.template.trust import deployment_trust, provider_arn, started_trust, trust
from tests.template.shop import BITBUCKET, GITHUB, WEB, app


def statement(document: Any) -> dict[str, Any]:
    (found,) = encode_to_dict(document)["Statement"]
    return dict(found)


TRUST: dict[str, tuple[Any, dict[str, str], str, list[str]]] = {
    "task role": (
        trust(strict=True),
        {"Service": "ecs-tasks.amazonaws.com"},
        "sts:AssumeRole",
        ["StringEquals", "ArnLike"],
    ),
    "execution role": (
        trust(strict=False),
        {"Service": "ecs-tasks.amazonaws.com"},
        "sts:AssumeRole",
        ["StringEqualsIfExists", "ArnLikeIfExists"],
    ),
    "schedule": (
        started_trust("scheduler", "arn"),
        {"Service": "scheduler.amazonaws.com"},
        "sts:AssumeRole",
        ["StringEquals", "ArnEquals"],
    ),
}


@pytest.mark.parametrize(
    ("document", "principal", "action", "operators"), TRUST.values(), ids=TRUST
)
def test_who_assumes_a_role_and_under_which_operators(
    document: Any, principal: dict[str, str], action: str, operators: list[str]
) -> None:
    found = statement(document)
    assert found["Effect"] == "Allow"
    assert (found["Principal"], found["Action"]) == (principal, [action])
    assert list(found["Condition"]) == operators


def test_a_schedules_role_trusts_its_group() -> None:
    assert statement(started_trust("scheduler", "arn:group"))["Condition"]["ArnEquals"] == {
        "aws:SourceArn": "arn:group"
    }


@pytest.mark.parametrize(
    ("pipeline", "exactly", "alike"),
    [(GITHUB, ["aud", "sub"], []), (BITBUCKET, ["aud"], ["sub"])],
)
def test_a_pipelines_role_trusts_one_audience_and_subject(
    pipeline: DeploymentPipeline, exactly: list[str], alike: list[str]
) -> None:
    found = statement(deployment_trust(app(services=[WEB], deployment=pipeline)))["Condition"]
    names = {operator: [key.rpartition(":")[2] for key in keys] for operator, keys in found.items()}
    assert names == {"StringEquals": exactly, **({"StringLike": alike} if alike else {})}


def test_a_pipelines_role_is_assumed_with_a_token_of_its_provider() -> None:
    found = statement(deployment_trust(app(services=[WEB], deployment=GITHUB)))
    (pipeline,) = GITHUB.pipelines
    assert found["Principal"] == {"Federated": {"Fn::Sub": provider_arn(identity_of(pipeline))}}
    assert found["Action"] == ["sts:AssumeRoleWithWebIdentity"]
