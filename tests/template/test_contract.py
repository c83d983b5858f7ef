"""What the guide asks of the template, with every parameter at its default."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.arn import PARTITIONS
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.order import SECTIONS

TEMPLATE = build(APP)
RESOURCES = TEMPLATE["Resources"]


def resolved(partition: str = "aws", **parameters: str) -> dict[str, Any]:
    here = Environment(
        account="111122223333",
        region="ap-south-1",
        partition=partition,
        stack_name="s",
        parameters=parameters,
    )
    template = ResolvedTemplate(TEMPLATE, here)
    resources = {
        name: {"Properties": dict(template.value(row["Properties"]))}
        for name, row in template.resources.items()
        if template.exists(name)
    }
    return {"Resources": resources}


@pytest.mark.parametrize(
    ("logical_id", "key", "value"),
    [
        ("TaskExecutionRole", "RoleName", "influmojo-ecs-task-execution-role"),
        ("TaskRole", "RoleName", "influmojo-ecs-task-role"),
        ("TaskExecutionPolicy", "ManagedPolicyName", "influmojo-ecs-execution-policy"),
        ("TaskPolicy", "ManagedPolicyName", "influmojo-ecs-task-policy"),
        ("TaskExecutionRole", "Description", "ECS task execution role for Influmojo services"),
        ("TaskRole", "Description", "ECS task role for Influmojo application permissions"),
    ],
)
def test_names_and_descriptions_are_the_guides(logical_id: str, key: str, value: str) -> None:
    assert resolved()["Resources"][logical_id]["Properties"][key] == value


def test_an_environment_stands_between_the_project_and_the_rest() -> None:
    found = resolved(EnvironmentName="staging")["Resources"]
    assert found["TaskRole"]["Properties"]["RoleName"] == "influmojo-staging-ecs-task-role"


def test_the_execution_role_has_two_policies_and_the_task_role_one() -> None:
    found = resolved()["Resources"]
    attached = found["TaskExecutionRole"]["Properties"]["ManagedPolicyArns"]
    assert attached[0] == "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    assert len(attached) == 2
    assert len(found["TaskRole"]["Properties"]["ManagedPolicyArns"]) == 1


def test_awss_own_policy_can_be_left_out() -> None:
    found = resolved(AttachTaskExecutionRolePolicy="false")["Resources"]
    assert len(found["TaskExecutionRole"]["Properties"]["ManagedPolicyArns"]) == 1


def test_every_output_is_exported_under_the_stacks_name() -> None:
    assert list(TEMPLATE["Outputs"]) == [
        *("TaskExecutionRoleArn", "TaskExecutionRoleName", "TaskRoleArn", "TaskRoleName"),
        *("TaskExecutionPolicyArn", "TaskPolicyArn"),
    ]
    for key, output in TEMPLATE["Outputs"].items():
        assert output["Export"]["Name"] == {"Fn::Sub": f"${{AWS::StackName}}-{key}"}


def test_trust_is_strict_on_the_task_role_and_lenient_on_the_execution_role() -> None:
    def operators(logical_id: str) -> list[str]:
        document = RESOURCES[logical_id]["Properties"]["AssumeRolePolicyDocument"]
        (statement,) = document["Statement"]
        assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        return list(statement["Condition"])

    assert operators("TaskRole") == ["StringEquals", "ArnLike"]
    assert operators("TaskExecutionRole") == ["StringEqualsIfExists", "ArnLikeIfExists"]


def test_sections_and_keys_stand_in_a_readers_order() -> None:
    assert list(TEMPLATE) == [section for section in SECTIONS if section in TEMPLATE]
    assert all(next(iter(resource)) == "Type" for resource in RESOURCES.values())


@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_arn_is_of_the_partition_it_is_deployed_in(partition: str) -> None:
    text = json.dumps(resolved(partition)["Resources"], default=str)
    assert text.count('"arn:') == text.count(f'"arn:{partition}:')


@pytest.mark.parametrize("name", [n for n in TEMPLATE["Parameters"] if n.endswith("Name")])
def test_an_empty_value_is_accepted_and_drops_what_it_is_part_of(name: str) -> None:
    before, after = (json.dumps(resolved(**given), default=str) for given in ({}, {name: ""}))
    default = TEMPLATE["Parameters"][name]["Default"]
    if default and name != "DatabaseUserName":
        assert f"{default}" in before
        assert len(after) < len(before)


def test_with_nothing_left_the_task_policy_is_gone_and_the_role_stays() -> None:
    names = ("UploadsBucketName", "AssetsBucketName", "EmailIdentity", "NotificationsTopicName")
    found = resolved(**dict.fromkeys(names, ""))
    assert "TaskPolicy" not in found["Resources"]
    assert not found["Resources"]["TaskRole"]["Properties"].get("ManagedPolicyArns")


def test_setting_a_parameter_adds_just_its_statement() -> None:
    def sids(**given: str) -> set[str]:
        policy = resolved(**given)["Resources"]["TaskPolicy"]["Properties"]["PolicyDocument"]
        return {statement["Sid"] for statement in policy["Statement"]}

    added = sids(DatabaseResourceId="db-ABCDEFGHIJKL01234") - sids()
    assert added == {"ConnectToDatabaseResourceDatabaseUser"}


def test_the_boundary_is_on_both_roles_where_it_is_given() -> None:
    arn = "arn:aws:iam::111122223333:policy/team/boundary"
    found = resolved(PermissionsBoundaryArn=arn)["Resources"]
    assert found["TaskRole"]["Properties"]["PermissionsBoundary"] == arn
    assert found["TaskExecutionRole"]["Properties"]["PermissionsBoundary"] == arn
    assert "PermissionsBoundary" not in resolved()["Resources"]["TaskRole"]["Properties"]


def test_the_form_shows_every_parameter_once_with_a_label() -> None:
    form = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]
    shown = [name for group in form["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(shown) == sorted(TEMPLATE["Parameters"])
    assert set(form["ParameterLabels"]) == set(TEMPLATE["Parameters"])
