"""Templates read into the model: whose each policy is, where, and what is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.errors import Path
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.read import MOST_TEXT, read_template

STATEMENT = {"Sid": "S", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
DOCUMENT = {"Statement": STATEMENT}
INLINE = {"PolicyName": "p", "PolicyDocument": DOCUMENT}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def read(**resources: Any) -> Model:
    conditions = {"C": {"Fn::Equals": [{"Ref": "P"}, "x"]}}
    return read_template(
        {"Parameters": {"P": {"Type": "String"}}, "Conditions": conditions, "Resources": resources}
    )


def row(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def iam(kind: str, **properties: Any) -> dict[str, Any]:
    return row(f"AWS::IAM::{kind}", **properties)


def places(model: Model) -> list[Path]:
    return [statement.path for policy in model.policies for statement in policy.statements]


@pytest.mark.parametrize(
    ("resource", "kind", "place"),
    [
        (iam("Role", Policies=[INLINE]), "inline", ("Policies", 0, "PolicyDocument")),
        (iam("User", Policies=[INLINE]), "inline", ("Policies", 0, "PolicyDocument")),
        (iam("Group", Policies=INLINE), "inline", ("Policies", "PolicyDocument")),
        (
            iam("Role", AssumeRolePolicyDocument=DOCUMENT),
            "trust",
            ("AssumeRolePolicyDocument",),
        ),
        (iam("ManagedPolicy", PolicyDocument=DOCUMENT), "managed", ("PolicyDocument",)),
        (iam("Policy", **INLINE), "inline", ("PolicyDocument",)),
        (row("AWS::SSO::PermissionSet", InlinePolicy=DOCUMENT), "inline", ("InlinePolicy",)),
        (row("AWS::S3::BucketPolicy", PolicyDocument=DOCUMENT), "resource", ("PolicyDocument",)),
        (row("AWS::Serverless::Function", Policies=[DOCUMENT]), "inline", ("Policies", 0)),
        (
            row("AWS::Serverless::Function", AssumeRolePolicyDocument=DOCUMENT),
            "trust",
            ("AssumeRolePolicyDocument",),
        ),
        (
            row("AWS::Events::EventBusPolicy", Statement=[STATEMENT]),
            "resource",
            ("Statement", 0),
        ),
    ],
)
def test_a_policy_is_read_with_its_place(resource: Any, kind: str, place: Path) -> None:
    model = read(R=resource)
    assert [policy.kind for policy in model.policies] == [kind]
    (found,) = places(model)
    assert found[:3] == ("Resources", "R", "Properties")
    assert found[3 : 3 + len(place)] == place


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(DOCUMENT),
        {"Fn::Sub": json.dumps(DOCUMENT)},
        {"Fn::If": ["C", DOCUMENT, {"Ref": "AWS::NoValue"}]},
    ],
)
def test_a_document_is_read_through_functions_and_text(document: Any) -> None:
    model = read(R=iam("ManagedPolicy", PolicyDocument=document))
    assert [each.sid for policy in model.policies for each in policy.statements] == ["S"]


@pytest.mark.parametrize(
    "document",
    ["text", "{", "[]", "{" * 50_000, json.dumps({**DOCUMENT, "x": "x" * MOST_TEXT}), 5, None, []],
)
def test_what_is_no_document_has_no_statements(document: Any) -> None:
    assert places(read(R=iam("ManagedPolicy", PolicyDocument=document))) == []


def test_each_branch_of_a_document_is_a_policy() -> None:
    other = {"Statement": {**STATEMENT, "Sid": "T"}}
    model = read(R=iam("ManagedPolicy", PolicyDocument={"Fn::If": ["C", DOCUMENT, other]}))
    branches = [policy.branch for policy in model.policies]
    assert len(branches) == len(set(branches)) == 2


def test_a_resource_is_under_its_condition() -> None:
    model = read(R={**iam("ManagedPolicy", PolicyDocument=DOCUMENT), "Condition": "C"})
    assert model.policies[0].branch


@pytest.mark.parametrize(
    ("kind", "key", "inline"),
    [
        ("Policy", "Roles", True),
        ("RolePolicy", "RoleName", True),
        ("ManagedPolicy", "Roles", False),
    ],
)
@pytest.mark.parametrize("named", [{"Ref": "R"}, "own"])
def test_a_policy_is_attached_to_who_it_names(
    kind: str, key: str, inline: bool, named: Any
) -> None:
    holders = named if key == "RoleName" else [named]
    model = read(R=iam("Role", RoleName="own"), P=iam(kind, **INLINE, **{key: holders}))
    entity = model.entities["R"]
    assert (len(entity.inline), len(entity.attached)) == ((1, 0) if inline else (0, 1))


def test_a_policy_of_nobody_here_is_attached_to_nobody() -> None:
    model = read(R=iam("Role"), P=iam("Policy", **INLINE, Roles=["other"]))
    assert model.entities["R"].policies == []


def test_a_role_names_policies_of_the_template_and_others() -> None:
    managed = iam("ManagedPolicy", PolicyDocument=DOCUMENT)
    model = read(R=iam("Role", ManagedPolicyArns=[{"Ref": "M"}, READ_ONLY]), M=managed)
    entity = model.entities["R"]
    assert [policy.logical_id for policy in entity.attached] == ["M"]
    assert [value.text for value in entity.managed_arns] == [READ_ONLY]
    assert len(entity.named_arns) == 2


def test_a_policy_that_is_attached_both_ways_is_attached_once() -> None:
    managed = iam("ManagedPolicy", PolicyDocument=DOCUMENT, Roles=[{"Ref": "R"}])
    model = read(R=iam("Role", ManagedPolicyArns=[{"Ref": "M"}]), M=managed)
    assert len(model.entities["R"].attached) == 1


@pytest.mark.parametrize(
    ("written", "arn"),
    [
        (READ_ONLY, READ_ONLY),
        ("ReadOnlyAccess", "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"),
        (
            "AWSLambdaBasicExecutionRole",
            "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        ),
    ],
)
def test_sam_takes_the_names_of_managed_policies(written: str, arn: str) -> None:
    model = read(F=row("AWS::Serverless::Function", Policies=[written]))
    assert [model.resolver.show(value.text) for value in model.entities["F"].managed_arns] == [arn]


@pytest.mark.parametrize(
    ("attached", "boundary"),
    [({}, True), ({"Roles": [{"Ref": "R"}]}, False)],
)
def test_a_policy_that_is_a_boundary_alone_grants_nothing(
    attached: dict[str, Any], boundary: bool
) -> None:
    managed = iam("ManagedPolicy", PolicyDocument=DOCUMENT, **attached)
    model = read(R=iam("Role", PermissionsBoundary={"Ref": "M"}), M=managed)
    assert model.policies[0].is_boundary is boundary


def test_a_policy_that_nobody_has_is_no_boundary() -> None:
    model = read(M=iam("ManagedPolicy", PolicyDocument=DOCUMENT), R=iam("Role"))
    assert not model.policies[0].is_boundary


def test_a_role_is_used_as_a_task_definition_names_it() -> None:
    task = row(
        "AWS::ECS::TaskDefinition",
        ExecutionRoleArn={"Fn::GetAtt": ["R", "Arn"]},
        TaskRoleArn="elsewhere",
    )
    assert read(R=iam("Role"), T=task).entities["R"].uses == {"execution"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [("AWS::ApiGateway::RestApi", "Body"), ("AWS::Serverless::Api", "DefinitionBody")],
)
def test_an_api_has_a_policy_in_its_openapi_document(kind: str, key: str) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invok"}
    body = {"x-amazon-apigateway-policy": {"Statement": [statement]}}
    (policy,) = read(A=row(kind, **{key: body})).policies
    assert (policy.kind, policy.resource_type) == ("resource", kind)
    (found,) = policy.statements
    assert found.path[3:5] == (key, "x-amazon-apigateway-policy")


def test_a_policy_of_a_resource_knows_its_type() -> None:
    model = read(R=row("AWS::S3::BucketPolicy", PolicyDocument=DOCUMENT))
    assert model.policies[0].resource_type == "AWS::S3::BucketPolicy"


@pytest.mark.parametrize(
    ("resource", "name", "literal"),
    [
        (iam("ManagedPolicy", ManagedPolicyName="n", PolicyDocument=DOCUMENT), "n", True),
        (iam("Policy", **{**INLINE, "PolicyName": {"Fn::Sub": "a-b"}}), "a-b", False),
    ],
)
def test_a_policy_has_its_name(resource: Any, name: str, literal: bool) -> None:
    found = read(R=resource).policies[0].name
    assert found is not None
    assert (found.text, found.literal) == (name, literal)


@pytest.mark.parametrize(
    "template",
    [
        None,
        [],
        {"Resources": []},
        {"Resources": {"R": "text", "S": {"Type": ["x"]}, 1: {"Type": "AWS::IAM::Role"}}},
        {"Resources": {"R": {"Type": "AWS::IAM::User", "Properties": "text"}}},
        {"Resources": {"R": iam("Role", Policies="text")}},
        {"Resources": {"R": iam("Role", Policies=["text"])}},
        {"Resources": {"R": iam("ManagedPolicy")}},
        {"Resources": {"R": row("AWS::S3::BucketPolicy")}},
    ],
)
def test_what_is_not_as_it_should_be_is_left_out(template: Any) -> None:
    assert read_template(template).policies == []


ARN = {"Fn::GetAtt": ["R", "Arn"]}


@pytest.mark.parametrize(
    ("kind", "properties", "expected"),
    [
        ("AWS::ECS::TaskDefinition", {"TaskRoleArn": ARN}, {"task"}),
        ("AWS::ECS::ExpressGatewayService", {"ExecutionRoleArn": ARN}, {"execution"}),
        ("AWS::Batch::JobDefinition", {"ContainerProperties": {"JobRoleArn": ARN}}, {"task"}),
        (
            "AWS::Batch::JobDefinition",
            {"EcsProperties": {"TaskProperties": [{"ExecutionRoleArn": ARN, "TaskRoleArn": ARN}]}},
            {"execution", "task"},
        ),
        ("AWS::Batch::JobDefinition", {"JobRoleArn": ARN}, set()),
    ],
)
def test_a_role_is_used_as_the_resource_that_runs_tasks_names_it(
    kind: str, properties: dict[str, Any], expected: set[str]
) -> None:
    assert read(R=iam("Role"), T=row(kind, **properties)).entities["R"].uses == expected
