"""Where tasks run: what was given, then what the task definition names, then the default."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.preflight.home import home_of, named_regions
from influmojo_cfn.service_roles.field_values import Home
from tests.preflight.shop import (
    HOME,
    ROLE,
    SECRET,
    definition_of,
    logs,
    secret,
)

HOMES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "111122223333", "us-east-1"),
    ({"taskRoleArn": "arn:aws:iam::444455556666:role/a"}, "444455556666", "us-east-1"),
    (
        {
            "containerDefinitions": [
                {
                    "name": "a",
                    "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a",
                    "logConfiguration": {
                        "logDriver": "awsfirelens",
                        "options": {"Name": "kinesis_streams", "region": "us-west-2"},
                    },
                }
            ]
        },
        "111122223333",
        "eu-west-1",
    ),
    (
        {
            "containerDefinitions": [
                {
                    "name": "a",
                    "image": "acme/a",
                    "repositoryCredentials": {"credentialsParameter": f"{SECRET}hub"},
                }
            ]
        },
        "111122223333",
        "ap-south-1",
    ),
    (
        {"taskDefinitionArn": "arn:aws:ecs:REGION:123456789:task-definition/f:1"},
        "111122223333",
        "us-east-1",
    ),
    (
        {
            "containerDefinitions": [
                {
                    "name": "a",
                    "image": "nginx",
                    "logConfiguration": {
                        "logDriver": "awsfirelens",
                        "options": {"Name": "kinesis_streams", "region": "${AWS_REGION}"},
                    },
                }
            ]
        },
        "111122223333",
        "us-east-1",
    ),
    (
        {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:444455556666:task-definition/f:1"},
        "444455556666",
        "eu-west-1",
    ),
    (
        {
            "containerDefinitions": [
                {"name": "a", "image": "777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn/a"}
            ]
        },
        "111122223333",
        "cn-north-1",
    ),
]


@pytest.mark.parametrize(("data", "account", "region"), HOMES)
def test_where_tasks_run_is_read_from_what_they_name(
    data: dict[str, Any], account: str, region: str
) -> None:
    definition = definition_of({"family": "f", "containerDefinitions": [], **data})
    otherwise = Home(partition="aws", account="111122223333", region="us-east-1")
    home = home_of(definition, account=None, region=None, otherwise=otherwise)
    assert (home.account, home.region) == (account, region)


@pytest.mark.parametrize("others", [1, 3])
def test_an_image_of_another_account_does_not_say_where_tasks_run(others: int) -> None:
    shared = {"name": "a", "image": "444455556666.dkr.ecr.eu-west-1.amazonaws.com/a"}
    own = {"name": "b", "secrets": [{"name": "A", "valueFrom": f"{SECRET}shop/db"}]}
    data = {"executionRoleArn": f"{ROLE}r", "containerDefinitions": [*[shared] * others, own]}
    definition = definition_of({"family": "f", **data})
    otherwise = Home(partition="aws", account="777788889999", region="us-east-1")
    home = home_of(definition, account=None, region=None, otherwise=otherwise)
    assert home == Home(partition="aws", account="111122223333", region="ap-south-1")


def test_regions_that_are_named_as_often_are_all_told() -> None:
    image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/a"
    secrets = [{"name": "A", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/a"}]
    container = {"name": "a", "image": image, "secrets": secrets}
    data = {"containerDefinitions": [container]}
    assert named_regions(definition_of(data), HOME.account) == ["eu-west-1", "us-west-2"]
    arn = "arn:aws:ecs:eu-west-3:111122223333:task-definition/a:1"
    assert named_regions(definition_of({**data, "taskDefinitionArn": arn}), HOME.account) == [
        "eu-west-3"
    ]


def test_where_tasks_run_can_be_given() -> None:
    definition = definition_of({"family": "f", "containerDefinitions": []})
    home = home_of(definition, account="1" * 12, region="us-gov-west-1", otherwise=HOME)
    assert home == Home(partition="aws-us-gov", account="1" * 12, region="us-gov-west-1")


def regions(**more: Any) -> str:
    definition = definition_of({"family": "f", **more})
    otherwise = Home(partition="aws", account="111122223333", region="us-east-1")
    return home_of(definition, account=None, region=None, otherwise=otherwise).region


@pytest.mark.parametrize(
    ("containers", "region"),
    [
        ([logs(**{"awslogs-region": "eu-west-1"})], "eu-west-1"),
        ([logs(**{"awslogs-region": "${REGION}"})], "us-east-1"),
        ([secret("arn:aws:ssm:eu-west-2:111122223333:parameter/a")], "eu-west-2"),
        ([secret("arn:aws:ssm:eu-west-2:444455556666:parameter/a")], "eu-west-2"),
        ([secret("/a")], "us-east-1"),
        ([{"image": "nginx"}], "us-east-1"),
        (
            [
                logs(**{"awslogs-region": "eu-west-1"}),
                secret("arn:aws:ssm:eu-west-2:111122223333:parameter/a"),
            ],
            "eu-west-1",
        ),
        (
            [
                logs(**{"awslogs-region": "eu-west-1"}),
                secret("arn:aws:ssm:eu-west-2:111122223333:parameter/a"),
                {"image": "111122223333.dkr.ecr.eu-west-2.amazonaws.com/a"},
            ],
            "eu-west-2",
        ),
    ],
)
def test_the_region_that_most_fields_name_is_taken(
    containers: list[dict[str, Any]], region: str
) -> None:
    rows = [{"name": f"c{n}", **container} for n, container in enumerate(containers)]
    assert regions(containerDefinitions=rows) == region
