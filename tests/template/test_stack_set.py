"""The stack set's template, by its properties, both validators, and the calls it stands for.

No engine here makes stack sets through CloudFormation: moto answers the calls that CloudFormation
makes for such a resource, CreateStackSet and CreateStackInstances.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import AppError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.stack_set import LOGICAL_ID, build_stack_set

URL = "https://amzn-s3-demo-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
GIVEN = {
    "OrganizationalUnitIds": "ou-ab12-11111111,ou-ab12-22222222",
    "DeploymentRegion": "ap-south-1",
    "EnvironmentName": "staging",
}


def properties() -> Any:
    environment = Environment(parameters=GIVEN)
    resolved = ResolvedTemplate(build_stack_set(APP, URL), environment)
    names = build_stack_set(APP, URL)["Resources"][LOGICAL_ID]["Properties"]
    return {name: resolved.property(LOGICAL_ID, name) for name in names}


def test_no_validator_finds_anything(tmp_path: Path) -> None:
    path = tmp_path / "stack-set.yaml"
    path.write_text(dump(build_stack_set(APP, URL)), "utf-8")
    assert check([path]) == []


def test_it_fits_where_it_is_passed_inline() -> None:
    assert len(dump(build_stack_set(APP, URL)).encode()) < 51_200


def test_every_parameter_of_the_roles_is_passed_down() -> None:
    passed = [each["ParameterKey"] for each in properties()["Parameters"]]
    assert passed == list(build(APP)["Parameters"])


def test_a_parameter_of_the_roles_is_declared_as_there() -> None:
    declared = build_stack_set(APP, URL)["Parameters"]
    assert {n: declared[n] for n in build(APP)["Parameters"]} == build(APP)["Parameters"]


def test_the_console_form_shows_every_parameter() -> None:
    template = build_stack_set(APP, URL)
    form = template["Metadata"]["AWS::CloudFormation::Interface"]
    shown = [name for group in form["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(shown) == sorted(template["Parameters"]) == sorted(form["ParameterLabels"])


EXPECTED = [
    ("PermissionModel", "SERVICE_MANAGED"),
    ("Capabilities", ["CAPABILITY_NAMED_IAM"]),
    ("AutoDeployment", {"Enabled": True, "RetainStacksOnAccountRemoval": True}),
    ("TemplateURL", URL),
    (
        "StackInstancesGroup",
        [
            {
                "DeploymentTargets": {
                    "OrganizationalUnitIds": ["ou-ab12-11111111", "ou-ab12-22222222"]
                },
                "Regions": ["ap-south-1"],
            }
        ],
    ),
]


@pytest.mark.parametrize(("name", "value"), EXPECTED, ids=[name for name, _ in EXPECTED])
def test_a_property_is(name: str, value: object) -> None:
    assert properties()[name] == value


BAD_URLS = ["", "influmojo-ecs-iam.yaml", "http://example.com/x", "https://b/" + "x" * 5120]


@pytest.mark.parametrize("url", BAD_URLS, ids=range(len(BAD_URLS)))
def test_a_url_that_cloudformation_cannot_read_is_refused(url: str) -> None:
    with pytest.raises(AppError, match="is not the https URL of an object in Amazon S3"):
        build_stack_set(APP, url)


def test_the_calls_it_stands_for_are_accepted() -> None:
    import boto3
    from moto import mock_aws

    made = properties()
    preferences = made["OperationPreferences"]
    # CloudFormation hands a parameter of type Number over as the number that the API takes.
    numbers = {name: int(preferences[name]) for name in preferences if name.endswith("Percentage")}
    with mock_aws():
        client = boto3.client(
            "cloudformation",
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        own = ("StackSetName", "Description", "PermissionModel", "CallAs", "Capabilities")
        others = ("AutoDeployment", "ManagedExecution", "Parameters", "Tags")
        client.create_stack_set(
            **{name: made[name] for name in (*own, *others)}, TemplateBody=dump(build(APP))
        )
        for group in made["StackInstancesGroup"]:
            client.create_stack_instances(
                StackSetName=made["StackSetName"],
                CallAs=made["CallAs"],
                OperationPreferences={**preferences, **numbers},
                **group,
            )
        operations = client.list_stack_set_operations(StackSetName=made["StackSetName"])
    assert [each["Action"] for each in operations["Summaries"]] == ["CREATE"]


@pytest.mark.parametrize(
    ("value", "retained"), [({}, True), ({"RetainStacksOnAccountRemoval": "false"}, False)]
)
def test_an_account_that_leaves_keeps_its_roles_unless_told_otherwise(
    value: dict[str, str], retained: bool
) -> None:
    resolved = ResolvedTemplate(
        build_stack_set(APP, URL), Environment(parameters={**GIVEN, **value})
    )
    assert resolved.property(LOGICAL_ID, "AutoDeployment") == {
        "Enabled": True,
        "RetainStacksOnAccountRemoval": retained,
    }


def test_how_the_stacks_are_rolled_out() -> None:
    stack_set = build_stack_set(APP, URL)["Resources"][LOGICAL_ID]
    found = stack_set["Properties"]
    assert found["ManagedExecution"] == {"Active": True}
    assert found["OperationPreferences"] == {
        "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
        "FailureTolerancePercentage": {"Ref": "FailureTolerancePercentage"},
        "MaxConcurrentPercentage": {"Ref": "MaxConcurrentPercentage"},
    }
    assert {"Key": "Project", "Value": APP.display_title} in found["Tags"]
    assert stack_set["Metadata"]


def test_the_form_begins_with_where_the_roles_are_deployed() -> None:
    metadata = build_stack_set(APP, URL)["Metadata"]["AWS::CloudFormation::Interface"]
    group, *_ = metadata["ParameterGroups"]
    assert list(group) == ["Label", "Parameters"]
    assert list(group["Label"]) == ["default"]
    assert group["Parameters"] == list(metadata["ParameterLabels"])[: len(group["Parameters"])]


def test_the_output_is_the_id_of_the_stack_set() -> None:
    assert build_stack_set(APP, URL)["Outputs"] == {
        f"{LOGICAL_ID}Id": {"Description": "ID of the stack set", "Value": {"Ref": LOGICAL_ID}}
    }


def test_the_app_can_name_another_project_in_the_tags() -> None:
    template = build_stack_set(replace(APP, tags={"Project": "Other"}), URL)
    tags = template["Resources"][LOGICAL_ID]["Properties"]["Tags"]
    assert tags == [{"Key": "Project", "Value": "Other"}]
