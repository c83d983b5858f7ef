"""What resources let callers do: policies in properties, as text too, and flat grants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import (
    ResourceGrant,
    attached_to,
    default_grants,
    resource_grants,
)
from influmojo_cfn.iam.document import Statement

STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
DOCUMENT = {"Statement": STATEMENT}
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:"


def grants(kind: str, condition: str = "", **properties: Any) -> dict[str, ResourceGrant]:
    row: dict[str, Any] = {"Type": kind, "Properties": properties}
    row.update({"Condition": condition} if condition else {})
    template = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {
            "Maybe": {"Fn::Equals": [{"Ref": "P"}, "x"]},
            "Never": {"Fn::Equals": ["x", "y"]},
        },
        "Resources": {"R": row, "Text": "no resource"},
    }
    resolved = ResolvedTemplate(template, Environment(), missing_is_unknown=True)
    return resource_grants(Document(template), resolved)


def statement(kind: str, **properties: Any) -> Statement:
    (found,) = grants(kind, **properties)["R"].policy.statements
    return found


def unknown(kind: str, condition: str = "", **properties: Any) -> str:
    policy = grants(kind, condition, **properties)["R"].policy
    doubts = (why for each in policy.statements for why in each.unknown)
    return "; ".join((*policy.unknown, *doubts))


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::S3::BucketPolicy", {"PolicyDocument": DOCUMENT}),
        ("AWS::KMS::Key", {"KeyPolicy": DOCUMENT}),
        ("AWS::Logs::ResourcePolicy", {"PolicyDocument": json.dumps(DOCUMENT)}),
        ("AWS::DynamoDB::Table", {"ResourcePolicy": {"PolicyDocument": DOCUMENT}}),
        ("AWS::Events::EventBusPolicy", {"Statement": STATEMENT}),
        ("AWS::Events::EventBusPolicy", {"Statement": json.dumps(STATEMENT)}),
        (
            "AWS::Serverless::Api",
            {"Auth": {"ResourcePolicy": {"CustomStatements": [STATEMENT]}}},
        ),
    ],
)
def test_a_policy_is_read_wherever_its_type_has_it(kind: str, properties: dict[str, Any]) -> None:
    assert statement(kind, **properties).actions == ("s3:GetObject",)


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::S3::BucketPolicy", {}),
        ("AWS::S3::Bucket", {}),
        ("AWS::S3::Bucket", {"AccessControl": "Private"}),
        ("AWS::Serverless::Api", {}),
        ("AWS::SQS::Queue", {"PolicyDocument": DOCUMENT}),
        ("AWS::DynamoDB::Table", {}),
    ],
)
def test_a_resource_without_a_policy_grants_nothing(kind: str, properties: dict[str, Any]) -> None:
    assert grants(kind, **properties) == {}


def test_a_resource_that_is_not_there_grants_nothing() -> None:
    assert grants("AWS::S3::BucketPolicy", "Never", PolicyDocument=DOCUMENT) == {}


@pytest.mark.parametrize(
    ("kind", "condition", "properties", "why"),
    [
        ("AWS::S3::BucketPolicy", "Maybe", {"PolicyDocument": DOCUMENT}, "the parameter P has no"),
        ("AWS::S3::BucketPolicy", "", {"PolicyDocument": {"Ref": "P"}}, "the parameter P has no"),
        ("AWS::S3::BucketPolicy", "", {"PolicyDocument": "{"}, "its policy is not JSON"),
        ("AWS::Events::EventBusPolicy", "", {"Statement": "{"}, "its policy is not JSON"),
        ("AWS::Events::EventBusPolicy", "", {"Statement": "[" * 50_000}, "its policy is not JSON"),
        ("AWS::Events::EventBusPolicy", "", {"Statement": {"Ref": "P"}}, "the parameter P has no"),
        ("AWS::S3::Bucket", "", {"AccessControl": {"Ref": "P"}}, "the parameter P has no"),
        ("AWS::Lambda::Permission", "", {"Principal": {"Ref": "P"}}, "the parameter P has no"),
        ("AWS::Events::EventBusPolicy", "", {"Action": {"Ref": "P"}}, "the parameter P has no"),
        ("AWS::Events::EventBusPolicy", "", {"Condition": {"Ref": "P"}}, "the parameter P has no"),
        ("AWS::Events::EventBusPolicy", "", {"Condition": {"Type": {}}}, "what the Condition"),
    ],
)
def test_a_policy_that_cannot_be_read_is_unknown(
    kind: str, condition: str, properties: dict[str, Any], why: str
) -> None:
    assert why in unknown(kind, condition, **properties)


def test_policies_that_are_not_known_to_be_there_differ_as_their_statements_do() -> None:
    """So that a change of one under such a condition is not taken for none."""
    others = {"Statement": {**STATEMENT, "Action": "s3:*"}}
    same, again, other = (
        grants("AWS::S3::BucketPolicy", "Maybe", PolicyDocument=each)["R"].policy
        for each in (DOCUMENT, DOCUMENT, others)
    )
    assert same == again
    assert same != other


def test_what_only_limits_lets_everything_through_without_a_policy() -> None:
    found = grants("AWS::EC2::VPCEndpoint")["R"]
    assert (found.limits, found.policy.statements[0].actions) == (True, ("*",))
    assert not grants("AWS::S3::BucketPolicy", PolicyDocument=DOCUMENT)["R"].limits


def test_a_statement_without_a_resource_is_of_its_own() -> None:
    row = {key: value for key, value in STATEMENT.items() if key != "Resource"}
    kind = "AWS::ECR::Repository"
    found = statement(kind, RepositoryPolicyText={"Statement": [row]})
    assert found.resources == ("*",)


@pytest.mark.parametrize(
    ("acl", "actions", "principal"),
    [
        ("PublicRead", 3, {"AWS": ("*",)}),
        ("PublicReadWrite", 6, {"AWS": ("*",)}),
        ("AuthenticatedRead", 3, {"AWS": ("*",)}),
        ("LogDeliveryWrite", 1, {"Service": ("logging.s3.amazonaws.com",)}),
    ],
)
def test_a_canned_access_control_list_is_a_policy(
    acl: str, actions: int, principal: dict[str, tuple[str, ...]]
) -> None:
    found = statement("AWS::S3::Bucket", BucketName="b", AccessControl=acl)
    assert len(found.actions) == actions
    assert tuple(found.principals.values() if found.principals else ()) == tuple(principal.values())
    assert found.resources == ("arn:aws:s3:::b", "arn:aws:s3:::b/*")


@pytest.mark.parametrize(
    ("block", "granted"),
    [
        ({"IgnorePublicAcls": True}, False),
        ({"IgnorePublicAcls": "true"}, False),
        ({"IgnorePublicAcls": False}, True),
        ({"BlockPublicAcls": True}, True),
    ],
)
def test_a_block_ignores_a_public_list(block: dict[str, Any], granted: bool) -> None:
    found = grants(
        "AWS::S3::Bucket", AccessControl="PublicRead", PublicAccessBlockConfiguration=block
    )
    assert bool(found) is granted


INVOKE = {"Action": "lambda:InvokeFunction"}


@pytest.mark.parametrize(
    ("properties", "resource"),
    [
        ({"FunctionName": "f"}, f"{FUNCTION}f"),
        ({"FunctionName": f"{FUNCTION}f"}, f"{FUNCTION}f"),
        ({}, "*"),
    ],
)
def test_a_permission_is_of_its_function(properties: dict[str, Any], resource: str) -> None:
    found = statement("AWS::Lambda::Permission", Principal="*", **INVOKE, **properties)
    assert found.resources == (resource,)


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        ("sns.amazonaws.com", "Service"),
        ("111122223333", "AWS"),
        ("arn:aws:iam::111122223333:root", "AWS"),
    ],
)
def test_a_principal_is_an_account_or_a_service(principal: str, kind: str) -> None:
    found = statement("AWS::Lambda::Permission", Principal=principal, FunctionName="f", **INVOKE)
    assert dict(found.principals or {}) == {kind: (principal,)}


@pytest.mark.parametrize(
    ("key", "value", "operator", "condition"),
    [
        ("SourceArn", "arn:aws:s3:::b", "ArnLike", "aws:SourceArn"),
        ("SourceAccount", "111122223333", "StringEquals", "aws:SourceAccount"),
        ("PrincipalOrgID", "o-1", "StringEquals", "aws:PrincipalOrgID"),
        ("InvokedViaFunctionUrl", True, "Bool", "lambda:InvokedViaFunctionUrl"),
    ],
)
def test_a_permission_has_its_conditions(
    key: str, value: Any, operator: str, condition: str
) -> None:
    given = {"Principal": "s3.amazonaws.com", "FunctionName": "f", **INVOKE, key: value}
    (found,) = statement("AWS::Lambda::Permission", **given).conditions
    assert (found.operator, found.key) == (operator, condition)


def test_a_layer_is_permitted_by_its_version() -> None:
    layer = "arn:aws:lambda:us-east-1:111122223333:layer:l:1"
    found = statement(
        "AWS::Lambda::LayerVersionPermission",
        LayerVersionArn=layer,
        Principal="*",
        Action="lambda:GetLayerVersion",
    )
    assert found.resources == (layer,)


@pytest.mark.parametrize(("bus", "name"), [({}, "default"), ({"EventBusName": "b"}, "b")])
def test_a_bus_is_granted_flatly(bus: dict[str, str], name: str) -> None:
    condition = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"}
    found = statement(
        "AWS::Events::EventBusPolicy",
        **{"Principal": "*", "Action": "events:PutEvents", "Condition": condition, **bus},
    )
    assert found.resources == (f"arn:aws:events:us-east-1:111122223333:event-bus/{name}",)
    assert [each.key for each in found.conditions] == ["aws:PrincipalOrgID"]


@pytest.mark.parametrize(
    ("properties", "other", "same"),
    [
        ({"Bucket": "a"}, {"Bucket": "a"}, True),
        ({"Bucket": "a"}, {"Bucket": "b"}, False),
        ({"Bucket": "a"}, {}, False),
    ],
)
def test_what_a_policy_is_attached_to_is_told_apart(
    properties: dict[str, str], other: dict[str, str], same: bool
) -> None:
    kind = "AWS::S3::BucketPolicy"
    found = [grants(kind, PolicyDocument=DOCUMENT, **each)["R"] for each in (properties, other)]
    assert (found[0].attached == found[1].attached) is same


def test_a_type_that_is_not_in_the_table_is_attached_to_nothing() -> None:
    resolved = ResolvedTemplate({"Resources": {"R": {"Type": "AWS::SQS::Queue"}}})
    assert attached_to(resolved, "R", "AWS::SQS::Queue") == frozenset()


@pytest.mark.parametrize(
    ("sort", "principal", "found"),
    [
        ("SERVICE_CONTROL_POLICY", {}, True),
        ("RESOURCE_CONTROL_POLICY", {"Principal": "*"}, True),
        ("TAG_POLICY", {}, False),
        ("BACKUP_POLICY", {}, False),
    ],
)
def test_policies_of_an_organization(sort: str, principal: dict[str, str], found: bool) -> None:
    row = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", **principal}
    content = {"Statement": row} if found else {"tags": {}}
    grant = grants("AWS::Organizations::Policy", Type=sort, Content=content).get("R")
    assert (grant is not None and not grant.policy.unknown) == found


REST = "AWS::ApiGateway::RestApi"
PRIVATE = {"EndpointConfiguration": {"Types": ["PRIVATE"]}}


@pytest.mark.parametrize(
    ("kind", "properties", "principal"),
    [
        (REST, {}, ("*", "*")),
        (REST, {"Policy": DOCUMENT}, None),
        (REST, PRIVATE, None),
        (REST, {"EndpointConfiguration": {"Type": "PRIVATE"}}, None),
        (REST, {"EndpointConfiguration": {"Types": ["EDGE"]}}, ("*", "*")),
        ("AWS::EFS::FileSystem", {}, ("*", "*")),
        ("AWS::KMS::Key", {}, ("AWS", "arn:aws:iam::111122223333:root")),
        ("AWS::KMS::Key", {"KeyPolicy": DOCUMENT}, None),
        ("AWS::SQS::Queue", {}, None),
    ],
)
def test_what_holds_without_a_policy(
    kind: str, properties: dict[str, Any], principal: tuple[str, str] | None
) -> None:
    template = {"Resources": {"R": {"Type": kind, "Properties": properties}}}
    resolved = ResolvedTemplate(template, Environment(), missing_is_unknown=True)
    found = default_grants(Document(template), resolved)
    if principal is None:
        assert not found
    else:
        (statement,) = found["R"].policy.statements
        assert statement.principals == {principal[0]: (principal[1],)}


def test_a_canned_acl_that_gives_somebody_else_access_is_unknown() -> None:
    assert grants("AWS::S3::Bucket", AccessControl="AwsExecRead")["R"].policy.unknown
    assert not grants("AWS::S3::Bucket", AccessControl="BucketOwnerRead")


def test_a_list_is_attached_to_each_of_its_items() -> None:
    kind, rows = "AWS::SQS::QueuePolicy", (["a", "b"], ["b", "a"], ["b"])
    found = [grants(kind, PolicyDocument=DOCUMENT, Queues=row)["R"].attached for row in rows]
    assert found[0] == found[1] > found[2]


def test_an_endpoint_is_attached_to_each_of_its_route_tables() -> None:
    one, two = (
        grants("AWS::EC2::VPCEndpoint", ServiceName="s3", VpcId="v", RouteTableIds=tables)["R"]
        for tables in (["a"], ["a", "b"])
    )
    assert one.attached < two.attached


def test_a_canned_list_that_is_not_known_is_told_as_what_it_is() -> None:
    (found,) = grants("AWS::S3::Bucket", AccessControl={"Ref": "P"}).values()
    assert "P" in " ".join(found.policy.unknown)
    assert "canned" not in " ".join(found.policy.unknown)
    (odd,) = grants("AWS::S3::Bucket", AccessControl="Odd").values()
    assert "what the canned ACL Odd gives" in " ".join(odd.policy.unknown)
