"""The roles of an app: names, descriptions, tags, and what is attached."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from troposphere import encode_to_dict

from influmojo_cfn.app import (
    App,
    Role,
    RoleProperties,
)
from influmojo_cfn.template import build
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.frame import CONTEXT
from influmojo_cfn.template.role_rows import DEPLOYMENT_ROLE, roles_of
from influmojo_cfn.template.roles import (
    name_of,
    outputs_of,
    policy_tags_of,
    role_of_row,
    tags_of,
)
from tests.template.shop import EXECUTION, GITHUB, JOB, OWN, QUEUE, TASK, WEB, app


def test_a_name_takes_the_environment_between_project_and_rest() -> None:
    assert encode_to_dict(name_of(app(), "rest", Conditions())) == {
        "Fn::If": [
            "HasEnvironmentName",
            {"Fn::Sub": "shop-${EnvironmentName}-rest"},
            "shop-rest",
        ]
    }


def properties(of: App, row: Any, *policies: Any) -> dict[str, Any]:
    made: dict[str, Any] = role_of_row(of, row, list(policies), Conditions()).to_dict()
    return dict(encode_to_dict(made)["Properties"])


def test_the_aws_managed_policy_stands_before_the_own_ones() -> None:
    attached = properties(app(), EXECUTION, "own")["ManagedPolicyArns"]
    assert attached[0]["Fn::If"][0] == "AttachesTaskExecutionRolePolicy"
    assert attached[0]["Fn::If"][1]["Fn::Sub"].endswith("/AmazonECSTaskExecutionRolePolicy")
    assert attached[1:] == ["own"]


def test_a_task_role_without_policies_names_none() -> None:
    assert "ManagedPolicyArns" not in properties(app(), TASK)


def test_a_boundary_is_put_together_from_the_parameter() -> None:
    condition, arn, otherwise = properties(app(), TASK)["PermissionsBoundary"]["Fn::If"]
    assert (condition, otherwise) == ("HasPermissionsBoundaryArn", {"Ref": "AWS::NoValue"})
    text, values = arn["Fn::Sub"]
    boundary = "arn:aws:iam::111122223333:policy/team/limits"
    filled = text.replace("${AWS::Partition}", "aws")
    for name, value in values.items():
        index, split = value["Fn::Select"]
        separator, of = split["Fn::Split"]
        assert of == {"Ref": "PermissionsBoundaryArn"}
        filled = filled.replace(f"${{{name}}}", boundary.split(separator)[index])
    assert filled == boundary


def test_a_role_is_described_as_the_app_says() -> None:
    described = app(task_role=Role(description="Of its own", grants=[QUEUE]))
    assert properties(described, TASK)["Description"] == "Of its own"


def test_a_role_is_described_by_the_title_where_the_app_says_nothing() -> None:
    assert properties(app(title="The shop"), TASK)["Description"] == (
        "ECS task role for The shop application permissions"
    )


def test_the_description_of_the_shared_role_is_not_that_of_a_services_own() -> None:
    described = app(task_role=Role(description="Of its own", grants=[QUEUE]), services=[WEB, OWN])
    row = next(row for row in roles_of(described) if row.logical_id == "AdminUiTaskRole")
    assert properties(described, row)["Description"].endswith("for the admin-ui of Shop")


MUST = {
    "a task role": (TASK, "stay strict"),
    "an execution role": (EXECUTION, "IfExists form"),
    "a pipeline's": (DEPLOYMENT_ROLE, "audience and subject"),
    "a schedule's": (roles_of(app(jobs=[JOB]))[-1], "schedule group"),
}


@pytest.mark.parametrize(("row", "words"), MUST.values(), ids=MUST)
def test_the_template_says_why_its_trust_must_stay(row: Any, words: str) -> None:
    of = app(services=[WEB], jobs=[JOB], deployment=GITHUB)
    made = encode_to_dict(role_of_row(of, row, [], Conditions()).to_dict())
    assert words in made["Metadata"][CONTEXT]["must"][0]


def test_tags_of_the_app_stand_beside_project_and_purpose() -> None:
    assert tags_of(app(tags={"Team": "a"}), TASK) == {
        "Project": "Shop",
        "Purpose": "ECS Task Application",
        "Team": "a",
    }


def test_a_tag_of_the_app_takes_the_place_of_one_of_the_template() -> None:
    assert tags_of(app(tags={"Project": "Other"}), TASK)["Project"] == "Other"


@pytest.mark.parametrize(
    ("row", "words", "use"),
    [
        (TASK, "task role", "taskRoleArn of a task definition"),
        (EXECUTION, "task execution role", "executionRoleArn of a task definition"),
        (DEPLOYMENT_ROLE, "deployment role", "role-to-assume of the pipeline"),
        (
            roles_of(app(jobs=[JOB]))[-1],
            "schedule role of the night",
            "RoleArn of the schedule's target",
        ),
    ],
)
def test_the_outputs_of_a_role_say_where_they_go(row: Any, words: str, use: str) -> None:
    found = {key: (text, encode_to_dict(value)) for key, (text, value) in outputs_of(row).items()}
    name = row.logical_id
    assert found == {
        f"{name}Arn": (f"ARN of the {words}: {use}", {"Fn::GetAtt": [name, "Arn"]}),
        f"{name}Name": (f"Name of the {words}", {"Ref": name}),
    }


STATED = RoleProperties(
    path="/team/",
    max_session_duration=7200,
    tags={"Owner": "me", "Purpose": "other"},
    policy_path="/policies/",
    policy_description="created manually",
    policy_tags={"Team": "a"},
)


def test_an_instance_profile_has_the_path_that_is_stated_with_its_role() -> None:
    stated = {"ContainerInstanceRole": RoleProperties(instance_profile_path="/a/")}
    plain = app(infrastructure=["container_instances"])
    (before, after) = (
        build(each)["Resources"] for each in (plain, replace(plain, role_properties=stated))
    )
    (changed,) = (name for name in after if after[name] != before[name])
    assert changed == "ContainerInstanceRoleProfile"
    assert after[changed]["Properties"]["Path"] == "/a/"


APPS = {
    "the shared task role": ("TaskRole", app()),
    "a service's own": ("AdminUiTaskRole", app(grants=[], services=[OWN])),
    "a job's": ("NightScheduleRole", app(services=[WEB], jobs=[JOB])),
    "the pipeline's": ("DeploymentRole", app(services=[WEB], deployment=GITHUB)),
    "AWS's own": ("VolumesRole", app(infrastructure=["volumes"])),
}


@pytest.mark.parametrize(("role", "plain"), APPS.values(), ids=APPS)
def test_what_an_app_states_of_any_role_is_in_its_template(role: str, plain: App) -> None:
    stated = replace(plain, role_properties={role: STATED})
    before, after = build(plain)["Resources"], build(stated)["Resources"]
    assert {name for name in after if after[name] != before[name]} >= {role}
    properties = after[role]["Properties"]
    assert (properties["Path"], properties["MaxSessionDuration"]) == ("/team/", 7200)
    tags = {tag["Key"]: tag["Value"] for tag in properties["Tags"]}
    assert (tags["Owner"], tags["Purpose"]) == ("me", "other")
    for name in (each["Ref"] for each in properties.get("ManagedPolicyArns", []) if "Ref" in each):
        policy = after[name]["Properties"]
        assert (policy["Path"], policy["Description"]) == ("/policies/", "created manually")


@pytest.mark.parametrize("role", ["NightTaskRole", "NightTaskExecutionRole"])
def test_a_role_is_passed_under_its_path(role: str) -> None:
    found = app(services=[WEB], jobs=[JOB], deployment=GITHUB, role_properties={role: STATED})
    name = "task-role" if role == "NightTaskRole" else "task-execution-role"
    template = json.dumps(build(found))
    # By the role of the job's schedule, and by the pipeline's.
    assert template.count(f":role/team/shop-${{EnvironmentPrefix}}night-{name}") == 2
    assert f":role/shop-${{EnvironmentPrefix}}night-{name}" not in template


def test_policies_have_tags_of_their_own() -> None:
    found = app(role_properties={"TaskRole": STATED})
    assert policy_tags_of(found, TASK, "TaskPolicy") == {**tags_of(found, TASK), "Team": "a"}
    assert policy_tags_of(found, EXECUTION, "TaskExecutionPolicy") == tags_of(found, EXECUTION)
