"""What CloudFormation calls for a resource of any type, and on what."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.resource_call import OPERATIONS, ResourceCall
from influmojo_cfn.account.resource_type_calls import handler_permissions, resource_calls
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_type_calls import (
    CALLED_FOR_PROPERTIES,
    PRINCIPAL_TYPES,
    SERVICE_LINKED,
)
from influmojo_cfn.iam import service_authorization

HERE = Environment(account="111122223333", region="eu-west-1")
ROLE = "arn:aws:iam::111122223333:role/app"


def calls(kind: str, **properties: Any) -> dict[str, ResourceCall]:
    rows = {"One": {"Type": kind, "Properties": properties}, "Other": {"Type": "AWS::S3::Bucket"}}
    found = resource_calls(ResolvedTemplate({"Resources": rows}, HERE), "One", "shop")
    assert found is not None
    return {call.action: call for call in found}


@pytest.mark.parametrize("kind", ["Custom::Thing", "AWS::No::Thing", "AWS::CloudFormation::Macro"])
def test_types_without_handlers_are_not_known(kind: str) -> None:
    assert handler_permissions(kind) is None
    template = ResolvedTemplate({"Resources": {"One": {"Type": kind}}}, HERE)
    assert resource_calls(template, "One", "shop") is None


def test_lists_of_resources_are_no_part_of_a_deployment() -> None:
    assert set(handler_permissions("AWS::IAM::Role") or {}) == {
        "create", "read", "update", "delete",
    }  # fmt: skip


ON: dict[str, tuple[str, dict[str, Any], str, tuple[str, ...]]] = {
    "a name": ("AWS::SQS::Queue", {"QueueName": "a"}, "sqs:CreateQueue", ("sqs:{}:a",)),
    "a name of CloudFormation": ("AWS::SQS::Queue", {}, "sqs:DeleteQueue", ("sqs:{}:shop-*",)),
    "a generated name without the stack's": (
        "AWS::StepFunctions::StateMachine", {}, "states:DeleteStateMachine",
        ("states:{}:stateMachine:*",),
    ),
    "what the type deletes": (
        "AWS::EC2::SecurityGroup", {}, "ec2:CreateTags", ("ec2:{}:security-group/*",),
    ),
    "a name too short for the stack's": (
        "AWS::ElasticLoadBalancingV2::TargetGroup", {}, "elasticloadbalancing:AddTags",
        ("elasticloadbalancing:{}:targetgroup/*/*",),
    ),
    "parts that properties give": (
        "AWS::ECS::Service", {"Cluster": "a", "ServiceName": "b"}, "ecs:UpdateService",
        ("ecs:{}:service/a/b",),
    ),
    "a revision": (
        "AWS::ECS::TaskDefinition", {"Family": "a"}, "ecs:TagResource",
        ("ecs:{}:task-definition/a:*",),
    ),
    "a log group with and without its end": (
        "AWS::Logs::LogGroup", {"LogGroupName": "a"}, "logs:DeleteLogGroup",
        ("logs:{}:log-group:a", "logs:{}:log-group:a:*"),
    ),
    "an ARN with several parts that AWS chooses": (
        "AWS::ElasticLoadBalancingV2::Listener", {}, "elasticloadbalancing:AddTags",
        ("elasticloadbalancing:{}:listener/???/*/*/*",),
    ),
    "what a property names, where it is optional": (
        "AWS::EC2::SecurityGroup", {"VpcId": "vpc-1"}, "ec2:CreateSecurityGroup",
        ("ec2:{}:security-group/*", "ec2:{}:vpc/vpc-1"),
    ),
    "what a property with another end names": (
        "AWS::RDS::DBInstance", {"DBInstanceIdentifier": "a", "DBSubnetGroupName": "b"},
        "rds:ModifyDBInstance", ("rds:{}:db:a", "rds:{}:subgrp:*"),
    ),
    "nothing more, where no property names it": (
        "AWS::RDS::DBInstance", {"DBInstanceIdentifier": "a"},
        "rds:ModifyDBInstance", ("rds:{}:db:a",),
    ),
    "nothing more of a call that only reads": (
        "AWS::ECS::Service", {"Cluster": "a", "ServiceName": "b", "TaskDefinition": "c"},
        "ecs:ListTagsForResource", ("ecs:{}:service/a/b",),
    ),
    "a name that is a path": (
        "AWS::SSM::Parameter", {"Name": "/shop/a"}, "ssm:PutParameter",
        ("ssm:{}:parameter/shop/a",),
    ),
    "what is named by the ARN of another account": (
        "AWS::Lambda::Function",
        {"FunctionName": "a", "Layers": ["arn:aws:lambda:eu-west-1:444455556666:layer:b:1"]},
        "lambda:GetLayerVersion",
        ("lambda:{}:layer:*:*", "lambda:eu-west-1:444455556666:layer:b:1"),
    ),
    "what is named by the ARN of this account": (
        "AWS::Lambda::Function",
        {"FunctionName": "a", "Layers": ["arn:aws:lambda:eu-west-1:111122223333:layer:b:1"]},
        "lambda:GetLayerVersion", ("lambda:{}:layer:*:*",),
    ),
    "another resource of the stack": (
        "AWS::S3::BucketPolicy", {"Bucket": {"Ref": "Other"}}, "s3:PutBucketPolicy",
        ("s3:::shop-*",),
    ),
    "a nested stack": (
        "AWS::CloudFormation::Stack", {}, "cloudformation:CreateStack",
        ("cloudformation:{}:stack/shop-One-*/*",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "properties", "action", "arns"), ON.values(), ids=ON)
def test_a_call_is_on_the_resource_itself(
    kind: str, properties: dict[str, Any], action: str, arns: tuple[str, ...]
) -> None:
    expected = tuple(f"arn:aws:{arn.format('eu-west-1:111122223333')}" for arn in arns)
    assert calls(kind, **properties)[action].resources == expected


def test_what_takes_no_resource_is_on_everything() -> None:
    assert calls("AWS::ECS::TaskDefinition", Family="a")[
        "ecs:DescribeTaskDefinition"
    ].resources == ("*",)


def test_the_roles_that_a_resource_names_are_passed_to_its_service() -> None:
    found = calls("AWS::ECS::TaskDefinition", Family="a", TaskRoleArn=ROLE)
    assert found["iam:PassRole"].resources == (ROLE,)
    assert found["iam:PassRole"].condition == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }
    assert found["iam:GetRole"].resources == (ROLE,)


def test_a_role_without_a_name_is_passed_by_how_its_name_begins() -> None:
    row = {"Role": {"Fn::GetAtt": ["Own", "Arn"]}, "FunctionName": "f"}
    template = {
        "Resources": {
            "Own": {"Type": "AWS::IAM::Role", "Properties": {}},
            "One": {"Type": "AWS::Lambda::Function", "Properties": row},
        }
    }
    found = resource_calls(ResolvedTemplate(template, HERE), "One", "shop") or ()
    (passed,) = [call for call in found if call.action == "iam:PassRole"]
    assert passed.resources == ("arn:aws:iam::111122223333:role/shop-*",)


def test_calls_of_other_services_are_not_on_the_resource() -> None:
    found = calls("AWS::DynamoDB::Table", TableName="orders")
    assert len({action.partition(":")[0] for action in found}) > 1
    for action, call in found.items():
        service = action.partition(":")[0]
        assert all(arn == "*" or arn.split(":")[2] == service for arn in call.resources), action


def test_nothing_is_passed_where_no_role_is_named() -> None:
    assert "iam:PassRole" not in calls("AWS::ECS::TaskDefinition", Family="a")
    # A role among the parameters of a nested stack is not passed by it.
    assert "iam:PassRole" not in calls("AWS::CloudFormation::Stack", Parameters={"Role": ROLE})


NAMED: dict[str, tuple[str, dict[str, Any], str, tuple[str, ...]]] = {
    "the roles of a policy": (
        "AWS::IAM::Policy", {"Roles": ["app"]}, "iam:PutRolePolicy", ("role/*/app", "role/app"),
    ),
    "the user of a policy": (
        "AWS::IAM::UserPolicy", {"UserName": "ada"}, "iam:PutUserPolicy",
        ("user/*/ada", "user/ada"),
    ),
    "the groups of a user": (
        "AWS::IAM::User", {"UserName": "ada", "Groups": ["team"]}, "iam:AddUserToGroup",
        ("group/*/team", "group/team"),
    ),
    "the role of a service": (
        "AWS::IAM::ServiceLinkedRole", {"AWSServiceName": "ecs.amazonaws.com"}, "iam:UpdateRole",
        ("role/aws-service-role/ecs.amazonaws.com/*",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "properties", "action", "names"), NAMED.values(), ids=NAMED)
def test_a_principal_is_changed_by_its_name(
    kind: str, properties: dict[str, Any], action: str, names: tuple[str, ...]
) -> None:
    expected = tuple(f"arn:aws:iam::111122223333:{name}" for name in names)
    assert calls(kind, **properties)[action].resources == expected


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("AWS::IAM::Policy", "iam:PutRolePolicy"),
        ("AWS::IAM::User", "iam:AttachUserPolicy"),
        ("AWS::IAM::User", "iam:AddUserToGroup"),
        ("AWS::IAM::Group", "iam:AttachGroupPolicy"),
    ],
)
def test_a_principal_that_is_not_named_is_not_changed(kind: str, action: str) -> None:
    assert action not in calls(kind)


def test_only_the_policies_that_a_user_names_are_attached() -> None:
    arns = [f"arn:aws:iam::aws:policy/{name}" for name in ("ReadOnlyAccess", "SecurityAudit")]
    for named, asked in (arns[:1], arns[0]), (arns, arns):
        call = calls("AWS::IAM::User", ManagedPolicyArns=named)["iam:AttachUserPolicy"]
        assert call.condition == {"ArnEquals": {"iam:PolicyARN": asked}}


@pytest.mark.parametrize("named", [{"Fn::ImportValue": "policies"}, [{"a": "b"}, "x"], 7])
def test_policies_that_are_no_list_of_strings_are_no_fault(named: Any) -> None:
    assert calls("AWS::IAM::User", ManagedPolicyArns=named)


def test_a_role_is_passed_to_each_service_that_assumes_one_of_the_type() -> None:
    found = calls("AWS::RDS::DBInstance", MonitoringRoleArn=ROLE)["iam:PassRole"]
    assert found.passed_to == ("monitoring.rds.amazonaws.com", "rds.amazonaws.com")
    assert found.condition == {"StringEquals": {"iam:PassedToService": list(found.passed_to)}}


def test_a_service_linked_role_is_of_one_service() -> None:
    call = calls("AWS::ECS::Cluster", ClusterName="a")["iam:CreateServiceLinkedRole"]
    assert call.resources == (
        "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*",
    )
    assert call.condition == {"StringLike": {"iam:AWSServiceName": "ecs.amazonaws.com"}}


def test_calls_for_properties_are_made_for_these() -> None:
    assert "logs:PutRetentionPolicy" not in calls("AWS::Logs::LogGroup")
    assert "logs:PutRetentionPolicy" in calls("AWS::Logs::LogGroup", RetentionInDays=1)
    kind = "AWS::ApplicationAutoScaling::ScalableTarget"
    action = "lambda:PutProvisionedConcurrencyConfig"
    assert action not in calls(kind, ServiceNamespace="ecs")
    assert action in calls(kind, ServiceNamespace="lambda")


def test_what_is_no_action_is_left_out() -> None:
    permissions = handler_permissions("AWS::Logs::LogGroup") or {}
    assert "s3:REST.PUT.OBJECT" in permissions["create"]
    found = calls("AWS::Logs::LogGroup", DataProtectionPolicy={"Name": "a"})
    assert "firehose:TagDeliveryStream" in found
    assert all(service_authorization.action(action) for action in found)


def test_each_operation_calls_what_its_handlers_call() -> None:
    found = calls("AWS::SQS::Queue", QueueName="a")
    assert found["sqs:CreateQueue"].operations == ("create", "replace", "rollback")
    assert found["sqs:DeleteQueue"].operations == ("replace", "rollback", "delete")
    assert found["sqs:GetQueueAttributes"].operations == tuple(OPERATIONS)


@pytest.mark.parametrize("table", [CALLED_FOR_PROPERTIES, SERVICE_LINKED, PRINCIPAL_TYPES])
def test_the_tables_name_types_that_aws_declares(table: Any) -> None:
    assert [kind for kind in table if handler_permissions(kind) is None] == []


@pytest.mark.parametrize("kind", CALLED_FOR_PROPERTIES)
def test_the_table_of_properties_names_what_handlers_call(kind: str) -> None:
    called = {each for row in (handler_permissions(kind) or {}).values() for each in row}
    assert set(CALLED_FOR_PROPERTIES[kind]) <= called
