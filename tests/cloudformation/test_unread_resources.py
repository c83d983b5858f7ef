"""What may grant access and is not read is named; what hands a role over is no grant."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.unread_resources import (
    concerning,
    is_no_iam_policy,
    unread_of,
    unread_resources,
    unread_state,
)


def template(**resources: Any) -> ResolvedTemplate:
    return ResolvedTemplate({"Resources": resources, "Conditions": {"No": {"Fn::Equals": [1, 2]}}})


UNREAD = [
    "AWS::IoT::RoleAlias",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFormation::CustomResource",
    "Custom::Anything",
    "Acme::Roles::All::MODULE",
    "AWS::NotYet::Known",
    "AWS::ApiGatewayV2::Integration",
]
READ = [
    "AWS::ApiGateway::Method",
    "AWS::ApiGatewayV2::Route",
    "AWS::IAM::Role",
    "AWS::SQS::Queue",
    "AWS::S3::BucketPolicy",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::Logs::LogGroup",
    "AWS::IAM::InstanceProfile",
]


@pytest.mark.parametrize("kind", UNREAD)
def test_an_unread_type_is_named(kind: str) -> None:
    found = unread_resources(template(X={"Type": kind}))
    assert found == {"X": f"{kind} may grant access and is not read (X)"}


@pytest.mark.parametrize("kind", READ)
def test_a_type_that_is_read_or_grants_nothing_is_not_named(kind: str) -> None:
    properties = {"RoleArn": "arn:aws:iam::111122223333:role/r", "TaskRoleArn": "r", "Roles": ["r"]}
    row = {"Type": kind, "Properties": properties if kind != "AWS::IAM::Role" else {}}
    assert not unread_resources(template(X=row))


def test_a_permission_set_is_wholly_read() -> None:
    properties = {"InstanceArn": "arn:aws:sso:::instance/a", "Name": "Admin", "InlinePolicy": {}}
    row = {"Type": "AWS::SSO::PermissionSet", "Properties": properties}
    assert not unread_resources(template(X=row))


def test_a_property_that_is_not_read_is_named() -> None:
    assert unread_resources(template(X={"Type": "AWS::IAM::Role", "Properties": {"New": 1}}))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("AWS::AutoScaling::AutoScalingGroup", "LaunchTemplate"),
        ("AWS::DynamoDB::GlobalTable", "Replicas"),
        ("AWS::EC2::FlowLog", "DeliverLogsPermissionArn"),
        ("AWS::ECS::CapacityProvider", "ManagedInstancesProvider"),
        ("AWS::ECS::Service", "VolumeConfigurations"),
        ("AWS::RDS::DBInstance", "AssociatedRoles"),
        ("AWS::RDS::DBCluster", "EnableIAMDatabaseAuthentication"),
    ],
)
def test_a_change_of_what_hands_a_role_over_or_switches_access_on_counts(
    kind: str, name: str
) -> None:
    resolved = template(X={"Type": kind, "Properties": {name: "new", "Tags": []}})
    assert unread_state(resolved, "X") == {name: "new"}
    assert not unread_resources(resolved)


@pytest.mark.parametrize(
    ("kind", "properties", "is_unread"),
    [
        ("AWS::DynamoDB::GlobalTable", {"Replicas": [{"ResourcePolicy": {}}]}, True),
        ("AWS::DynamoDB::GlobalTable", {"Replicas": [{"Region": "us-east-1"}]}, False),
        ("AWS::DynamoDB::Table", {"StreamSpecification": {"ResourcePolicy": {}}}, True),
        ("AWS::DynamoDB::Table", {"ResourcePolicy": {}}, False),
    ],
)
def test_a_policy_that_is_not_read_grants_access(
    kind: str, properties: dict[str, Any], is_unread: bool
) -> None:
    resolved = template(X={"Type": kind, "Properties": properties})
    assert bool(unread_resources(resolved)) is is_unread
    left_out = template(X={"Type": kind, "Properties": properties, "Condition": "No"})
    assert not unread_resources(left_out)


@pytest.mark.parametrize("name", ["AccessAssociation", "MutualTlsAuthentication", "Policy"])
def test_the_domain_of_an_api_says_who_can_call_it(name: str) -> None:
    domain = {"DomainName": "example.com", "CertificateArn": "c", name: "new"}
    resolved = template(X={"Type": "AWS::Serverless::HttpApi", "Properties": {"Domain": domain}})
    assert unread_state(resolved, "X") == {f"Domain/{name}": ["new"]}


def test_what_a_condition_leaves_out_is_not_there() -> None:
    resolved = template(X={"Type": "AWS::IoT::RoleAlias", "Condition": "No"})
    assert unread_state(resolved, "X") is None
    assert not unread_resources(resolved)


def test_what_a_transform_may_change_is_named_first() -> None:
    resolved = ResolvedTemplate(
        {"Transform": "Mine", "Resources": {"X": {"Type": "AWS::IoT::RoleAlias"}}}
    )
    assert unread_of(resolved) == (
        "the transform Mine might change any resource",
        "AWS::IoT::RoleAlias may grant access and is not read (X)",
    )


@pytest.mark.parametrize(
    "reference",
    [
        {"Ref": "Role"},
        {"Fn::GetAtt": ["Role", "Arn"]},
        {"Fn::GetAtt": "Role.Arn"},
        {"Fn::Sub": "${Role}"},
        {"Fn::Sub": "x/${Role.Arn}"},
        {"Fn::Join": ["", [{"Ref": "Role"}]]},
    ],
)
def test_a_role_that_it_refers_to_may_have_more(reference: Any) -> None:
    unread = {"Type": "Custom::Attach", "Properties": {"Names": [reference]}}
    resolved = template(Role={"Type": "AWS::IAM::Role"}, X=unread)
    assert len(list(concerning(resolved, "Role"))) == 1
    assert not list(concerning(resolved, "Other"))


@pytest.mark.parametrize(
    ("kind", "properties", "concerns"),
    [
        pytest.param(
            "AWS::Serverless::Function",
            {"Role": {"Fn::GetAtt": "Role.Arn"}, "Connectors": {"C": {"Ref": "Role"}}},
            False,
            id="AWS SAM, which adds nothing to a role that is given",
        ),
        pytest.param(
            "Custom::Attach", {"Role": {"Fn::GetAtt": "Role.Arn"}}, True, id="a property Role"
        ),
        pytest.param(
            "AWS::Kendra::Index", {"RoleArn": {"Fn::GetAtt": "Role.Arn"}}, False, id="handed over"
        ),
        pytest.param(
            "AWS::Kendra::Index",
            {"RoleArn": {"Fn::GetAtt": "Role.Arn"}, "Tags": [{"Value": {"Ref": "Role"}}]},
            True,
            id="named elsewhere too",
        ),
        pytest.param(
            "AWS::RUM::AppMonitor", {"RoleArn": {"Ref": "Role"}}, True, id="no role of this type"
        ),
        pytest.param(
            "AWS::IoT::TopicRule",
            {"TopicRulePayload": {"Actions": [{"Sqs": {"RoleArn": {"Fn::GetAtt": "Role.Arn"}}}]}},
            False,
            id="handed over in a list",
        ),
        pytest.param(
            "AWS::ApiGatewayV2::Api",
            {
                "Body": {
                    "paths": {
                        "/a": {
                            "get": {
                                "x-amazon-apigateway-integration": {
                                    "credentials": {"Fn::Sub": "${Role.Arn}"}
                                }
                            }
                        }
                    }
                }
            },
            False,
            id="handed over in an OpenAPI document",
        ),
    ],
)
def test_a_role_that_is_handed_over_is_given_nothing(
    kind: str, properties: dict[str, Any], concerns: bool
) -> None:
    resolved = template(
        Role={"Type": "AWS::IAM::Role", "Properties": {}},
        User={"Type": kind, "Properties": properties},
    )
    assert bool([*concerning(resolved, "Role")]) is concerns


def test_an_organizations_policy_of_another_type_holds_no_iam_policy() -> None:
    def of(sort: Any) -> bool:
        row = {"Type": "AWS::Organizations::Policy", "Properties": {"Type": sort}}
        return is_no_iam_policy(template(P=row), "P")

    assert of("TAG_POLICY")
    assert not of("SERVICE_CONTROL_POLICY")
    assert not of({"Ref": "Elsewhere"})


@pytest.mark.parametrize(
    ("url", "unread"),
    [
        pytest.param({"AuthType": "NONE"}, [], id="read"),
        pytest.param({"Fn::Transform": {}}, ["FunctionUrlConfig"], id="not read"),
    ],
)
def test_the_url_of_a_function_of_sam_is_read(url: Any, unread: list[str]) -> None:
    row = {"Type": "AWS::Serverless::Function", "Properties": {"FunctionUrlConfig": url}}
    assert list(unread_state(template(F=row), "F") or ()) == unread
