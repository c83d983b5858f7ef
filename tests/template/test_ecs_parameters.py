"""The parameters of the services' template: roles, network, values of the app, image tags."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, Job, Service, grant, parameter
from influmojo_cfn.config import load
from influmojo_cfn.errors import AppError
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.ecs_parameters import (
    is_balanced,
    role_arns,
    service_rows,
)
from influmojo_cfn.template.parameters import ParameterRow
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
WEB = Service(name="web", repository="a-b", port=80)
WORKER = Service(name="worker", repository="a-c", paths=())
OWN = Service(name="admin", repository="a-d", port=80, priority=101, roles="own")
JOB = Job(name="night-run", repository="a-e", schedule="rate(1 day)")
ROLES = ["TaskExecutionRoleArn", "TaskRoleArn"]
NETWORK = ["VpcId", "SubnetIds", "ListenerArn", "LoadBalancerSecurityGroupId", "AssignPublicIp"]


def app(**values: Any) -> App:
    return App(**{"project": "shop", **values})


def rows(**values: Any) -> dict[str, ParameterRow]:
    return {row.name: row for row in service_rows(app(**values))}


FORMS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a service behind a load balancer": (
        {"services": [WEB]},
        [*ROLES, *NETWORK, "WebImageTag", "ScalingEnabled"],
    ),
    "a service of its own": (
        {"services": [WORKER]},
        [*ROLES, "VpcId", "SubnetIds", "AssignPublicIp", "WorkerImageTag", "ScalingEnabled"],
    ),
    "a job": (
        {"jobs": [JOB]},
        [
            "NightRunTaskExecutionRoleArn",
            "NightRunTaskRoleArn",
            "NightRunScheduleRoleArn",
            "VpcId",
            "SubnetIds",
            "AssignPublicIp",
            "NightRunImageTag",
        ],
    ),
}


@pytest.mark.parametrize(("values", "names"), FORMS.values(), ids=FORMS)
def test_the_form_asks_for_what_is_needed_in_order(
    values: dict[str, Any], names: list[str]
) -> None:
    assert list(rows(**values)) == ["EnvironmentName", *names]


def test_roles_are_labelled_by_whose_they_are() -> None:
    assert role_arns(app(services=[WEB, OWN], jobs=[JOB])) == {
        "TaskExecutionRoleArn": "Execution role",
        "TaskRoleArn": "Task role",
        "AdminTaskExecutionRoleArn": "Admin execution role",
        "AdminTaskRoleArn": "Admin task role",
        "NightRunTaskExecutionRoleArn": "Night-run execution role",
        "NightRunTaskRoleArn": "Night-run task role",
        "NightRunScheduleRoleArn": "Night-run schedule role",
    }


@pytest.mark.parametrize(("service", "balanced"), [(WEB, True), (WORKER, False)])
def test_a_service_with_paths_can_be_behind_a_load_balancer(
    service: Service, balanced: bool
) -> None:
    assert is_balanced(app(services=[service])) == balanced


@pytest.mark.parametrize("name", ["VpcId", "ScalingEnabled", "WebImageTag", "TaskRoleArn"])
def test_a_parameter_named_as_one_of_the_template_is_refused(name: str) -> None:
    web = Service(name="web", repository=parameter(name, default="a-b"), port=80)
    with pytest.raises(AppError, match=f"parameter {name}: is the name of a parameter of the"):
        rows(services=[web])


def test_a_parameter_of_the_roles_template_alone_is_refused_too() -> None:
    topic = grant("sns.publish", topic=parameter("VpcId", default="orders"))
    with pytest.raises(AppError, match="parameter VpcId: "):
        rows(services=[WEB], grants=[topic])


def with_values(**more: Any) -> dict[str, ParameterRow]:
    return rows(
        services=[
            Service(
                name="web",
                repository=parameter("Image", **{"default": "a-b", **more}),
                port=80,
                secrets={"URL": parameter("Url", **{"default": "/url", **more})},
            )
        ]
    )


def test_the_repository_and_the_secrets_of_a_service_may_be_parameters() -> None:
    found = with_values()
    assert (found["Image"].group, found["Url"].group) == ("execution", "services")
    assert found["Url"].description == "What URL is read from."
    assert "the web image" in found["Image"].description


def test_what_the_app_says_of_a_parameter_is_kept() -> None:
    given = {
        "default": "",
        "label": "A label",
        "description": "A description",
        "allowed_pattern": "[a-z/-]*",
        "constraint_description": "a constraint",
        "max_length": 33,
    }
    image = with_values(**{**given, "default": "a-b"})["Image"]
    assert (image.label, image.allowed_pattern, image.constraint_description, image.max_length) == (
        "A label",
        "[a-z/-]*",
        "a constraint",
        33,
    )


def test_a_repositorys_own_words_are_about_the_permission_and_not_shown() -> None:
    found = with_values(description="Empty: no pulls.", allowed_pattern="[a-z/-]*")
    assert "Empty" not in found["Image"].description
    assert found["Url"].description == "Empty: no pulls."


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [("Image", "a-b", True), ("Image", "a", False), ("Image", "", False), ("Url", "", False)],
)
def test_a_service_needs_a_value(name: str, value: str, taken: bool) -> None:
    pattern = with_values()[name].allowed_pattern or ""
    assert (re.fullmatch(pattern, value) is not None) == taken


def test_a_parameter_of_two_services_is_there_once() -> None:
    image = parameter("Image", default="a-b")
    services = [
        Service(name=name, repository=image, port=80, priority=priority)
        for name, priority in (("web", 1), ("api", 2))
    ]
    assert "the web image" in rows(services=services)["Image"].description


VALUES: dict[str, tuple[str, str, bool]] = {
    "a role": ("TaskRoleArn", "arn:aws-cn:iam::111122223333:role/team/name", True),
    "a policy": ("TaskRoleArn", "arn:aws:iam::111122223333:policy/name", False),
    "no role": ("TaskRoleArn", "", False),
    "a listener": (
        "ListenerArn",
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/1/2",
        True,
    ),
    "a listener of a network load balancer": (
        "ListenerArn",
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/a/1/2",
        False,
    ),
    "no listener": ("ListenerArn", "", True),
    "a security group": ("LoadBalancerSecurityGroupId", "sg-0123456789abcdef0", True),
    "a short security group": ("LoadBalancerSecurityGroupId", "sg-0123456", False),
    "no security group": ("LoadBalancerSecurityGroupId", "", True),
    "a tag": ("WebImageTag", "v1.2_3-rc", True),
    "a tag that begins with a dot": ("WebImageTag", ".v1", False),
    "a tag that is too long": ("WebImageTag", "v" * 129, False),
    "the longest tag": ("WebImageTag", "v" * 128, True),
}


@pytest.mark.parametrize(("name", "value", "taken"), VALUES.values(), ids=VALUES)
def test_a_value_is_taken_or_refused(name: str, value: str, taken: bool) -> None:
    pattern = rows(services=[WEB])[name].allowed_pattern or ""
    assert (re.fullmatch(pattern, value) is not None) == taken


DEFAULTS = {
    "VpcId": None,
    "SubnetIds": None,
    "TaskRoleArn": None,
    "ListenerArn": "",
    "LoadBalancerSecurityGroupId": "",
    "AssignPublicIp": "DISABLED",
    "ScalingEnabled": "true",
    "WebImageTag": "latest",
}


@pytest.mark.parametrize(("name", "default"), DEFAULTS.items())
def test_the_default_of_a_parameter(name: str, default: str | None) -> None:
    assert rows(services=[WEB])[name].default == default


@pytest.mark.parametrize(
    ("name", "values"),
    [("AssignPublicIp", ("DISABLED", "ENABLED")), ("ScalingEnabled", ("true", "false"))],
)
def test_the_values_of_a_choice(name: str, values: tuple[str, str]) -> None:
    assert rows(services=[WEB])[name].allowed_values == values


@pytest.mark.parametrize(
    ("name", "type_"),
    [("VpcId", "AWS::EC2::VPC::Id"), ("SubnetIds", "List<AWS::EC2::Subnet::Id>")],
)
def test_the_console_offers_what_is_in_the_account(name: str, type_: str) -> None:
    assert rows(services=[WEB])[name].type == type_


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_labels_have_at_most_four_words(path: Path) -> None:
    app_of_file = load(path)
    forms = [build(app_of_file)]
    forms += [build_services(app_of_file)] if app_of_file.services or app_of_file.jobs else []
    labels = {
        row["default"]
        for form in forms
        for row in form["Metadata"]["AWS::CloudFormation::Interface"]["ParameterLabels"].values()
    }
    assert [label for label in labels if len(label.split()) > 4] == []


def test_a_parameter_of_a_service_is_labelled_by_its_name() -> None:
    named = app(services=[WEB], cluster=parameter("ClusterName", default="a"))
    labels = {row.name: row.label for row in service_rows(named)}
    assert labels["ClusterName"] == "Cluster name"
