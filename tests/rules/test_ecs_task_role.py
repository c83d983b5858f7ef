"""What FireLens and sidecars call with the task role, held against what that role allows."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

AGENT = "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:latest"
ARN = "arn:aws:{}:us-east-1:111122223333:{}"
ROUTER = {"Name": "router", "FirelensConfiguration": {"Type": "fluentbit"}}
DAEMON = {"Name": "xray", "Image": "public.ecr.aws/xray/aws-xray-daemon:3.x"}


def routed(name: str, **options: Any) -> dict[str, Any]:
    """Return a container whose log the router writes to an output plugin."""
    log = {"LogDriver": "awsfirelens", "Options": {"Name": name, "region": "us-east-1", **options}}
    return {"Name": "web", "LogConfiguration": log}


GROUP = routed("cloudwatch_logs", log_group_name="/ecs/web", log_stream_prefix="web")
CREATED = routed("cloudwatch_logs", log_group_name="/ecs/web", auto_create_group="true")


def allow(action: Any, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def rules_of(*containers: Any, statements: Any = (), **properties: Any) -> set[str]:
    """Return the rules that tell of what the task role of a task with containers lacks."""
    policy = {"Version": "2012-10-17", "Statement": [*statements, allow("s3:GetObject")]}
    rows = [{"PolicyName": "own", "PolicyDocument": policy}]
    task = {"TaskRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "ContainerDefinitions": [*containers]}
    task = {key: value for key, value in {**task, **properties}.items() if value is not None}
    found = check_template(
        {
            "Resources": {
                "Role": {
                    "Type": "AWS::IAM::Role",
                    "Properties": {"AssumeRolePolicyDocument": {}, "Policies": rows},
                },
                "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
            },
        }
    )
    return {each.rule_id for each in found} & {"E9744", "W9745", "E9748"}


@pytest.mark.parametrize(
    ("containers", "statements"),
    [
        pytest.param([ROUTER, GROUP], [], id="a log group that nothing allows"),
        pytest.param([ROUTER, GROUP], [allow("logs:PutLogEvents")], id="no log stream"),
        pytest.param(
            [ROUTER, GROUP],
            [allow("logs:*", ARN.format("logs", "log-group:/ecs/api:*"))],
            id="another log group",
        ),
        pytest.param(
            [ROUTER, routed("firehose", delivery_stream="web")],
            [allow("firehose:PutRecord")],
            id="single records of a delivery stream",
        ),
        pytest.param(
            [ROUTER, routed("kinesis_streams", stream="web")],
            [allow("kinesis:PutRecords", ARN.format("kinesis", "stream/api"))],
            id="another data stream",
        ),
        pytest.param(
            [ROUTER, routed("s3", bucket="web-logs")],
            [allow("s3:PutObject", "arn:aws:s3:::web-logs")],
            id="the bucket in place of its objects",
        ),
    ],
)
def test_a_destination_that_the_task_role_lacks(containers: Any, statements: Any) -> None:
    assert rules_of(*containers, statements=statements) == {"E9744"}


@pytest.mark.parametrize(
    ("containers", "statements"),
    [
        pytest.param(
            [ROUTER, GROUP],
            [
                allow(
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    ARN.format("logs", "log-group:/ecs/web:*"),
                )
            ],
            id="the log group",
        ),
        pytest.param(
            [ROUTER, CREATED],
            [allow(["logs:CreateLogStream", "logs:PutLogEvents"])],
            id="a log group that can exist already",
        ),
        pytest.param([ROUTER, routed("datadog", Host="example.com")], [], id="another company"),
        pytest.param(
            [ROUTER, GROUP],
            [allow("logs:*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})],
            id="under a condition",
        ),
        pytest.param([DAEMON], [allow("xray:*")], id="traces"),
        pytest.param(
            [{"Name": "agent", "Image": AGENT}],
            [allow(["cloudwatch:PutMetricData", "logs:*", "xray:*"])],
            id="the CloudWatch agent",
        ),
    ],
)
def test_what_the_task_role_allows(containers: Any, statements: Any) -> None:
    assert rules_of(*containers, statements=statements) == set()


def test_a_sidecar_that_the_task_role_lacks() -> None:
    assert rules_of(DAEMON, statements=[allow("xray:GetSamplingRules")]) == {"W9745"}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        pytest.param({"RequiresCompatibilities": ["FARGATE"]}, {"E9744"}, id="on Fargate"),
        pytest.param({"RequiresCompatibilities": ["EC2"]}, set(), id="with the instance's role"),
    ],
)
def test_a_log_router_without_a_task_role(properties: Any, expected: set[str]) -> None:
    assert rules_of(ROUTER, GROUP, TaskRoleArn=None, **properties) == expected


def test_a_role_that_the_template_does_not_hold() -> None:
    assert rules_of(ROUTER, GROUP, TaskRoleArn="arn:aws:iam::111122223333:role/web") == set()


AWSLOGS = {"LogDriver": "awslogs", "Options": {"awslogs-region": "us-east-1"}}
NOT_READ = {"Fn::GetAtt": ["Containers", "Router"]}
INCLUDE = {"Name": "AWS::Include", "Parameters": {"Location": "s3://influmojo-snippets/log.yaml"}}


@pytest.mark.parametrize(
    ("containers", "found"),
    [
        pytest.param([GROUP], {"E9744", "E9748"}, id="FireLens without a router"),
        pytest.param([GROUP, ROUTER], {"E9744"}, id="FireLens with a router"),
        pytest.param([GROUP, NOT_READ], {"E9744"}, id="FireLens with a container not read"),
        pytest.param(
            [GROUP, {"Fn::If": ["C", ROUTER, {"Ref": "AWS::NoValue"}]}],
            {"E9744"},
            id="FireLens with a router by a condition",
        ),
        pytest.param([{"Name": "a", "LogConfiguration": AWSLOGS}], {"E9748"}, id="no log group"),
        pytest.param(
            [{"Name": "a", "LogConfiguration": {**AWSLOGS, "Options": NOT_READ}}],
            set(),
            id="options not read",
        ),
        pytest.param(
            [{"Name": "a", "LogConfiguration": {**AWSLOGS, "Fn::Transform": INCLUDE}}],
            set(),
            id="options that a snippet adds",
        ),
        pytest.param(
            [{"Name": "a", "LogConfiguration": {"LogDriver": {"Ref": "Driver"}}}],
            set(),
            id="a driver by a parameter",
        ),
    ],
)
def test_a_log_driver_that_no_task_starts_with(containers: Any, found: set[str]) -> None:
    assert rules_of(*containers) == found


GELF = {"LogDriver": "gelf", "Options": {"gelf-address": "udp://logs.example.com:12201"}}
SERVICE = {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE"}


@pytest.mark.parametrize(
    ("launch_types", "service", "count"),
    [
        pytest.param(["FARGATE"], {}, 1, id="Fargate"),
        pytest.param(["EC2", "FARGATE"], {}, 1, id="both"),
        pytest.param(["EC2"], SERVICE, 0, id="EC2"),
        pytest.param(None, {}, 0, id="none"),
        pytest.param(None, SERVICE, 1, id="a service on Fargate"),
        pytest.param(None, {**SERVICE, "LaunchType": "EC2"}, 0, id="a service on EC2"),
        pytest.param(None, {**SERVICE, "TaskDefinition": "other"}, 0, id="another task's service"),
        pytest.param({"Ref": "Types"}, {}, 0, id="a parameter"),
    ],
)
def test_a_log_driver_that_fargate_has_not(
    launch_types: Any, service: dict[str, Any], count: int
) -> None:
    task = {"ContainerDefinitions": [{"Name": "a", "Image": "nginx", "LogConfiguration": GELF}]}
    own = {} if launch_types is None else {"RequiresCompatibilities": launch_types}
    template = {
        "Parameters": {"Types": {"Type": "CommaDelimitedList", "Default": "FARGATE"}},
        "Resources": {
            "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {**task, **own}},
            "Service": {"Type": "AWS::ECS::Service", "Properties": service},
        },
    }
    found = [each.message for each in check_template(template) if each.rule_id == "E9748"]
    assert len(found) == count
    assert all("Fargate has no log driver 'gelf'" in each for each in found)
