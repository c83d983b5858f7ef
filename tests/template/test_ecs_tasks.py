"""What a service and a job have alike: log group, task definition, security group."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from influmojo_cfn.app import App, Job, Parameter, Service, parameter
from influmojo_cfn.app.model import Workload
from influmojo_cfn.template.ecs_containers import given, id_of
from influmojo_cfn.template.ecs_tasks import (
    log_group,
    resource_name,
    security_group,
    task_definition,
    why,
)
from influmojo_cfn.template.frame import CONTEXT

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"
SSM = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"


def service(**values: Any) -> Service:
    return Service(**{"name": "web-ui", "repository": "a-b", "port": 80, **values})


def job(**values: Any) -> Job:
    return Job(**{"name": "night", "repository": "a-b", "schedule": "rate(1 day)", **values})


def app(of: Workload) -> App:
    if isinstance(of, Job):
        return App(project="shop", jobs=[of])
    return App(project="shop", services=[of])


def definition(of: Workload) -> dict[str, Any]:
    return dict(task_definition(app(of), of).to_dict()["Properties"])


def container(of: Workload) -> dict[str, Any]:
    (found,) = definition(of)["ContainerDefinitions"]
    return dict(found)


def test_logical_ids_begin_with_the_name_in_camel_case() -> None:
    assert id_of(service()) == "WebUi"


def test_a_name_takes_the_environment_between_project_and_rest() -> None:
    assert resource_name(app(service()), "rest", "/ecs/").to_dict() == {
        "Fn::If": [
            "HasEnvironmentName",
            {"Fn::Sub": "/ecs/shop-${EnvironmentName}-rest"},
            "/ecs/shop-rest",
        ]
    }


def test_metadata_says_what_a_resource_is_for() -> None:
    assert why("A reason.", more=1) == {CONTEXT: {"why": "A reason.", "more": 1}}


@cases(st.dictionaries(st.sampled_from("abc"), st.sampled_from([0, 1, "", "a", None, []])))
def test_only_properties_that_have_a_value_are_given(values: dict[str, Any]) -> None:
    assert given(**values) == {key: value for key, value in values.items() if value}


def test_logs_go_with_the_stack_and_are_kept_for_thirty_days() -> None:
    found = log_group(app(service()), service()).to_dict()
    assert (found["DeletionPolicy"], found["UpdateReplacePolicy"]) == ("Delete", "Delete")
    assert found["Properties"]["RetentionInDays"] == 30
    assert found["Properties"]["LogGroupName"]["Fn::If"][2] == "/ecs/shop-web-ui"


IMAGES: list[tuple[str | Parameter, str]] = [
    ("team/web", "team/web"),
    (parameter("Repository", default="a-b"), "${Repository}"),
]


@pytest.mark.parametrize(("repository", "name"), IMAGES)
def test_an_image_is_of_the_own_account_with_a_tag_by_parameter(
    repository: str | Parameter, name: str
) -> None:
    assert container(service(repository=repository))["Image"] == {
        "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/"
        f"{name}:${{WebUiImageTag}}"
    }


SECRETS: dict[str, tuple[str | Parameter, Any]] = {
    "a parameter's name": ("/shop/url", {"Fn::Sub": f"{SSM}/shop/url"}),
    "a parameter's name by parameter": (
        parameter("Url", default="/shop/url"),
        {"Fn::Sub": f"{SSM}${{Url}}"},
    ),
    "a secret's ARN": (f"{ARN}:key::", f"{ARN}:key::"),
    "a secret's ARN by parameter": (parameter("Key", default=ARN), {"Ref": "Key"}),
}


@pytest.mark.parametrize(("value", "expected"), SECRETS.values(), ids=SECRETS)
def test_a_secret_is_read_from_where_it_is(value: str | Parameter, expected: Any) -> None:
    assert container(service(secrets={"URL": value}))["Secrets"] == [
        {"Name": "URL", "ValueFrom": expected}
    ]


def test_logs_go_to_the_own_group_and_region() -> None:
    assert container(service())["LogConfiguration"] == {
        "LogDriver": "awslogs",
        "Options": {
            "awslogs-group": {"Ref": "WebUiLogGroup"},
            "awslogs-region": {"Ref": "AWS::Region"},
            "awslogs-stream-prefix": "web-ui",
        },
    }


CONTAINERS: dict[str, tuple[Workload, str, Any]] = {
    "a port": (service(), "PortMappings", [{"ContainerPort": 80, "Protocol": "tcp"}]),
    "a service without a port": (service(port=None, paths=()), "PortMappings", None),
    "a job has no port": (job(), "PortMappings", None),
    "a command": (job(command=["a", "b"]), "Command", ["a", "b"]),
    "no command": (job(), "Command", None),
    "a service has no command": (service(), "Command", None),
    "variables": (
        service(environment={"A": "b"}),
        "Environment",
        [{"Name": "A", "Value": "b"}],
    ),
    "no variables": (service(), "Environment", None),
    "no secrets": (service(), "Secrets", None),
    "the task stops with it": (service(), "Essential", True),
}


@pytest.mark.parametrize(("of", "key", "value"), CONTAINERS.values(), ids=CONTAINERS)
def test_what_a_container_is_given(of: Workload, key: str, value: Any) -> None:
    assert container(of).get(key) == value


ROLES = [
    (service(), "TaskExecutionRoleArn", "TaskRoleArn"),
    (service(roles="own"), "WebUiTaskExecutionRoleArn", "WebUiTaskRoleArn"),
    (job(), "NightTaskExecutionRoleArn", "NightTaskRoleArn"),
]


@pytest.mark.parametrize(("of", "execution", "task"), ROLES)
def test_a_task_runs_with_its_two_roles(of: Workload, execution: str, task: str) -> None:
    found = definition(of)
    assert found["ExecutionRoleArn"] == {"Ref": execution}
    assert found["TaskRoleArn"] == {"Ref": task}


def test_a_task_is_of_the_size_that_the_app_says() -> None:
    found = definition(service(cpu=512, memory=1024))
    assert (found["Cpu"], found["Memory"]) == ("512", "1024")
    assert found["RequiresCompatibilities"] == ["FARGATE"]
    assert found["NetworkMode"] == "awsvpc"


def group(ingress: Any = None) -> dict[str, Any]:
    return dict(security_group(app(service()), service(), ingress).to_dict())


def test_nothing_reaches_a_task_that_is_given_no_ingress() -> None:
    found = group()
    assert "SecurityGroupIngress" not in found["Properties"]
    assert found["Metadata"][CONTEXT]["why"] == "Nothing reaches the web-ui."


def test_what_reaches_a_task_is_what_is_given() -> None:
    found = group([])
    assert "SecurityGroupIngress" not in found["Properties"]
    rules = [{"IpProtocol": "tcp", "CidrIp": "10.0.0.0/8"}]
    assert group(rules)["Properties"]["SecurityGroupIngress"] == rules


def test_a_task_reaches_everything() -> None:
    (rule,) = group()["Properties"]["SecurityGroupEgress"]
    assert (rule["IpProtocol"], rule["CidrIp"]) == ("-1", "0.0.0.0/0")
