"""Environments of an app: their names, and the parameters that they give values to."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, AppEnvironment, Job, Service, grant, parameter
from influmojo_cfn.app.parameters import parameter_names
from influmojo_cfn.config import dump, load, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template.ecs_parameters import role_arns, service_rows
from influmojo_cfn.template.parameters import rows_of
from tests.conftest import ROOT

BUCKET = parameter("ReportsBucketName", default="acme-reports")
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
APPS = [
    APP,
    *map(load, EXAMPLES),
    App(project="a", jobs=[Job(name="night", schedule="rate(1 day)", repository="shop")]),
]


def app(**environments: dict[str, Any]) -> App:
    return App(
        project="acme",
        grants=[grant("s3.read_objects", bucket=BUCKET)],
        environments={name: AppEnvironment(values=each) for name, each in environments.items()},
    )


@pytest.mark.parametrize(
    "each", APPS, ids=["default", *(file.stem for file in EXAMPLES), "only a job"]
)
def test_the_parameters_of_the_templates_are_those_that_an_environment_can_give(each: App) -> None:
    rows = {row.name for row in rows_of(each)}
    if each.services or each.jobs:
        rows |= {row.name for row in service_rows(each)} - role_arns(each).keys()
    left = {"TemplatesUrl", "ListenerArn", "LoadBalancerSecurityGroupId"}
    assert rows <= set(parameter_names(each)) <= rows | left


@pytest.mark.parametrize(
    ("environments", "message"),
    [
        (
            {"staging": {"ReportBucketName": "x"}},
            "environments.staging.ReportBucketName: is not a parameter of the app; "
            "did you mean 'ReportsBucketName'?",
        ),
        (
            {"staging": {"VpcId": "vpc-0123456789abcdef0"}},
            "environments.staging.VpcId: is not a parameter of the app; the app has "
            "EnvironmentName, AttachTaskExecutionRolePolicy, PermissionsBoundaryArn, "
            "ReportsBucketName",
        ),
        (
            {"Staging": {}},
            "environments.Staging: 'Staging' must be 1 to 20 lowercase letters, digits and "
            "hyphens, beginning and ending with a letter or digit",
        ),
        (
            {"staging": {"ReportsBucketName": {"parameter": 1}}},
            "environments.staging.ReportsBucketName: must be a string, true or false, or a list of "
            "strings",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_key_path(
    environments: dict[str, Any], message: str
) -> None:
    with pytest.raises(AppError) as caught:
        app(**environments)
    assert str(caught.value) == message


def test_a_file_tells_the_line_of_a_wrong_parameter() -> None:
    text = dump(app(staging={})).replace("staging: {}", "staging:\n    ReportsBuckedName: a")
    with pytest.raises(AppError) as caught:
        loads(text, "orders.yaml")
    assert str(caught.value).startswith("orders.yaml:9 environments.staging.ReportsBuckedName:")


def test_a_number_is_refused_with_what_to_do() -> None:
    text = dump(app(staging={})).replace("staging: {}", "staging: {ReportsBucketName: 5}")
    with pytest.raises(AppError, match=r"unexpected number \(expected string\); put it in quotes"):
        loads(text)


def test_values_are_as_cloudformation_takes_them() -> None:
    values: dict[str, Any] = {
        "AttachTaskExecutionRolePolicy": True,
        "SubnetIds": ("subnet-1", "subnet-2"),
    }
    assert AppEnvironment(values=values).text_values("staging") == {
        "EnvironmentName": "staging",
        "AttachTaskExecutionRolePolicy": "true",
        "SubnetIds": "subnet-1,subnet-2",
    }


def test_an_app_with_environments_survives_its_file() -> None:
    service = Service(name="web", repository="shop", port=80)
    values: dict[str, Any] = {"SubnetIds": ("subnet-1", "subnet-2"), "ScalingEnabled": False}
    shop = App(
        project="shop",
        services=[service],
        environments={"staging": AppEnvironment(values=values), "production": AppEnvironment()},
    )
    assert loads(dump(shop)) == shop
