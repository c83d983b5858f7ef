"""The roles of a template and every policy they have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import TemplateRole, find_role, principal_of, roles_of
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.principals import evaluator_of, principal_context
from influmojo_cfn.evaluation.request import Request

TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
}
EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def allow(action: str) -> dict[str, Any]:
    return {"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}


def resource(properties: dict[str, Any]) -> dict[str, Any]:
    trusted = {"AssumeRolePolicyDocument": TRUST, **properties}
    return {"Type": "AWS::IAM::Role", "Properties": trusted}


def role_with(resources: dict[str, Any] | None = None, **properties: Any) -> TemplateRole:
    role = resource(properties)
    template = {"Resources": {**(resources or {}), "Role": role}}
    return roles_of(Document(template))["Role"]


def outcome(role: TemplateRole, action: str) -> str:
    return evaluator_of(role).decide(Request(action)).outcome


def policy(kind: str, **properties: Any) -> dict[str, Any]:
    return {"P": {"Type": f"AWS::IAM::{kind}", "Properties": properties}}


INLINE = {"PolicyName": "p", "PolicyDocument": allow("s3:GetObject")}
MANAGED = {"ManagedPolicyName": "m", "PolicyDocument": allow("s3:GetObject")}


@pytest.mark.parametrize(
    ("resources", "properties"),
    [
        ({}, {"Policies": [INLINE]}),
        (policy("Policy", **INLINE, Roles=[{"Ref": "Role"}]), {}),
        (policy("Policy", **INLINE, Roles=["r"]), {"RoleName": "r"}),
        (policy("RolePolicy", **INLINE, RoleName={"Ref": "Role"}), {}),
        (policy("ManagedPolicy", **MANAGED, Roles=[{"Ref": "Role"}]), {}),
        (policy("ManagedPolicy", **MANAGED), {"ManagedPolicyArns": [{"Ref": "P"}]}),
        (
            policy("ManagedPolicy", PolicyDocument=allow("s3:GetObject")),
            {"ManagedPolicyArns": [{"Ref": "P"}]},
        ),
        (
            policy("ManagedPolicy", **MANAGED),
            {"ManagedPolicyArns": [{"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:policy/m"}]},
        ),
        ({}, {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]}),
    ],
    ids=[
        "inline",
        "AWS::IAM::Policy by Ref",
        "AWS::IAM::Policy by name",
        "AWS::IAM::RolePolicy",
        "the policy's Roles",
        "the role's ManagedPolicyArns",
        "an unnamed policy",
        "by ARN",
        "AWS managed",
    ],
)
def test_a_policy_reaches_its_role(resources: dict[str, Any], properties: dict[str, Any]) -> None:
    role = role_with(resources, **properties)
    assert outcome(role, "s3:GetObject") == "allowed"
    assert outcome(role, "sqs:SendMessage") == "implicitDeny"


def test_a_policy_of_another_role_does_not() -> None:
    other = {"O": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST}}}
    role = role_with({**other, **policy("Policy", **INLINE, Roles=[{"Ref": "O"}])})
    assert outcome(role, "s3:GetObject") == "implicitDeny"


def test_a_policy_attached_in_both_directions_counts_once() -> None:
    resources = policy("ManagedPolicy", **MANAGED, Roles=[{"Ref": "Role"}])
    assert len(role_with(resources, ManagedPolicyArns=[{"Ref": "P"}]).policies) == 1


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::111122223333:policy/elsewhere",
        "arn:aws:iam::aws:policy/NoSuchPolicy",
        {"Fn::ImportValue": "policy"},
    ],
)
def test_a_policy_that_is_not_there_leaves_the_answer_unknown(arn: Any) -> None:
    role = role_with(ManagedPolicyArns=[arn], Policies=[INLINE])
    assert outcome(role, "s3:GetObject") == "unknown"


def test_a_deny_stands_whatever_an_unknown_policy_says() -> None:
    deny = {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
    inline = {"PolicyName": "d", "PolicyDocument": deny}
    role = role_with(ManagedPolicyArns=[{"Fn::ImportValue": "x"}], Policies=[inline])
    assert outcome(role, "s3:GetObject") == "explicitDeny"


def test_the_boundary_limits() -> None:
    resources = policy("ManagedPolicy", ManagedPolicyName="b", PolicyDocument=allow("sqs:*"))
    role = role_with(resources, Policies=[INLINE], PermissionsBoundary={"Ref": "P"})
    decision = evaluator_of(role).decide(Request("s3:GetObject"))
    assert (decision.outcome, decision.limited_by) == ("implicitDeny", "permissions boundary")


def test_a_boundary_of_the_account_is_unknown() -> None:
    boundary = "arn:aws:iam::111122223333:policy/boundary"
    role = role_with(Policies=[INLINE], PermissionsBoundary=boundary)
    assert outcome(role, "s3:GetObject") == "unknown"
    assert outcome(role, "sqs:SendMessage") == "implicitDeny"


def test_an_aws_managed_policy_of_another_partition_is_known_where_it_names_no_arn() -> None:
    arn = {"Fn::Sub": EXECUTION.replace(":aws:", ":${AWS::Partition}:", 1)}
    role = resource({"ManagedPolicyArns": [arn]})
    document = Document({"Resources": {"Role": role}})
    found = roles_of(document, Environment(region="cn-north-1"))["Role"]
    assert outcome(found, "ecr:BatchGetImage") == "allowed"


def test_tags_of_the_role_are_tags_of_the_principal() -> None:
    role = role_with(Tags=[{"Key": "Team", "Value": "web"}])
    assert principal_context(role)["aws:principaltag/team"] == ("web",)


UNSURE = {"Fn::If": ["Undecided", {"Key": "Team", "Value": "web"}, {"Ref": "AWS::NoValue"}]}


@pytest.mark.parametrize(
    "tags",
    [[UNSURE], {"Fn::ImportValue": "tags"}, [{"Key": {"Fn::ImportValue": "key"}, "Value": "web"}]],
)
@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalTag/team": "web"}},
        {"StringNotEquals": {"aws:PrincipalTag/team": "web"}},
        {"Null": {"aws:PrincipalTag/team": "true"}},
        {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
    ],
)
def test_a_tag_that_may_be_there_leaves_the_answer_unknown(
    tags: Any, condition: dict[str, Any]
) -> None:
    statement = {**allow("s3:*")["Statement"], "Condition": condition}
    document = {"Version": "2012-10-17", "Statement": statement}
    role = role_with(Tags=tags, Policies=[{"PolicyName": "p", "PolicyDocument": document}])
    context = {**principal_context(role), "aws:resourcetag/team": ("web",)}
    decision = evaluator_of(role).decide(Request("s3:GetObject", "*", context))
    assert decision.outcome == "unknown"
    assert decision.unknown


def test_a_tag_that_is_given_decides_where_tags_are_not_known() -> None:
    role = role_with(Tags={"Fn::ImportValue": "tags"}, Policies=[INLINE])
    context = {**principal_context(role), "aws:principaltag/team": ("web",)}
    assert evaluator_of(role).decide(Request("s3:GetObject", "*", context)).outcome == "allowed"


def test_a_policy_may_be_a_text_of_json() -> None:
    text = {"Fn::Sub": json.dumps(allow("${Action}")).replace("${Action}", "s3:Get*")}
    role = role_with(
        AssumeRolePolicyDocument=json.dumps(TRUST),
        Policies=[{"PolicyName": "p", "PolicyDocument": text}],
    )
    assert outcome(role, "s3:GetObject") == "allowed"
    assert role.trust.statements


def test_a_parameter_without_a_value_is_unknown_where_it_matters_alone() -> None:
    bucket = {"Fn::Sub": "arn:aws:s3:::${Bucket}/*"}
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": bucket}
    inline = {"PolicyName": "p", "PolicyDocument": {"Statement": statement}}
    template = {
        "Parameters": {"Bucket": {"Type": "String"}, "Vpc": {"Type": "AWS::EC2::VPC::Id"}},
        "Resources": {"Role": resource({"Policies": [inline]})},
    }
    evaluator = evaluator_of(roles_of(Document(template))["Role"])
    asked = evaluator.decide(Request("s3:GetObject", "arn:aws:s3:::uploads/a"))
    assert asked.unknown == ("p: the parameter Bucket has no default and was not given",)
    assert evaluator.decide(Request("sqs:SendMessage", "*")).outcome == "implicitDeny"


OPTIONAL = """
Parameters: {Key: {Type: String}}
Conditions: {HasKey: !Not [!Equals [!Ref Key, '']]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:*'}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: ['s3:*', 'sqs:*'], Resource: '*'}
              - !If [HasKey, {Effect: Allow, Action: 'kms:*', Resource: '*'}, !Ref AWS::NoValue]
              - !If [HasKey, !Ref AWS::NoValue, {Effect: Deny, Action: 's3:Put*', Resource: '*'}]
"""


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("sqs:SendMessage", "allowed"),
        ("s3:GetObject", "allowed"),
        ("s3:PutObject", "unknown"),
        ("kms:Decrypt", "unknown"),
        ("sns:Publish", "implicitDeny"),
    ],
)
def test_a_statement_that_may_be_left_out_puts_in_doubt_what_it_is_about_alone(
    action: str, expected: str
) -> None:
    assert outcome(roles_of(parse(OPTIONAL, "t.yaml"))["Role"], action) == expected


def test_a_resource_whose_condition_is_no_name_may_be_there() -> None:
    resources = policy("ManagedPolicy", **MANAGED, Roles=[{"Ref": "Role"}])
    resources["P"]["Condition"] = False
    assert outcome(role_with(resources), "s3:GetObject") == "unknown"


def test_a_role_is_found_by_its_name_too() -> None:
    role = role_with(RoleName="influmojo-ecs-task-role")
    assert find_role({"Role": role}, "influmojo-ecs-task-role") is role


@pytest.mark.parametrize(
    ("roles", "name", "message"),
    [
        (
            ["TaskRole"],
            "TaskRol",
            "role 'TaskRol': is not in the template; did you mean 'TaskRole'?",
        ),
        (["A", "B"], "zzzz", "role 'zzzz': is not in the template; it has A, B"),
        ([], "A", "role 'A': is not in the template; it has no AWS::IAM::Role at all"),
    ],
)
def test_a_role_that_is_not_there_is_named(roles: list[str], name: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        find_role({each: role_with() for each in roles}, name)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(
            {"Type": "AWS::S3::Bucket"},
            "role 'A': is of type AWS::S3::Bucket, not AWS::IAM::Role",
            id="a bucket",
        ),
        pytest.param(
            {"Type": "AWS::Serverless::Function"},
            "role 'A': is of type AWS::Serverless::Function, not AWS::IAM::Role; give the role that"
            " it has: ARole",
            id="a function",
        ),
        pytest.param(
            {"Type": "AWS::IAM::User", "Condition": "Never"},
            "user 'A': its Condition omits it at these parameter values",
            id="a user that the stack has not",
        ),
        pytest.param(
            {**resource({}), "Condition": "Never"},
            "role 'A': its Condition omits it at these parameter values",
            id="a role that the stack has not",
        ),
    ],
)
def test_a_resource_that_is_no_role_here_is_told_why(row: dict[str, Any], message: str) -> None:
    never = {"Never": {"Fn::Equals": ["a", "b"]}}
    with pytest.raises(TemplateError) as caught:
        principal_of(Document({"Conditions": never, "Resources": {"A": row}}), "A")
    assert str(caught.value) == message


BROKEN = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - !If [Never, {PolicyName: a, PolicyDocument: {}}, !Ref AWS::NoValue]
        - PolicyName: b
          PolicyDocument:
            Statement:
              - Effect: Permit
                Action: s3:*
                Resource: "*"
Conditions:
  Never: !Equals [a, b]
"""


def test_wrong_policies_are_said_with_the_line_of_the_template() -> None:
    with pytest.raises(TemplateError) as caught:
        roles_of(parse(BROKEN, "t.yaml"))
    assert [str(problem) for problem in caught.value.problems] == [
        "t.yaml:10 Resources.Role.Properties.Policies[1].PolicyDocument.Statement[0].Effect: "
        "is 'Permit'; expected Allow or Deny",
        "t.yaml:4 Role: has no AssumeRolePolicyDocument",
    ]


def test_one_role_is_read_whatever_is_wrong_with_another() -> None:
    broken = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": []}]}}
    document = Document({"Resources": {"Broken": broken, "Role": resource({"RoleName": "r"})}})
    assert principal_of(document, "r").logical_id == "Role"
    with pytest.raises(TemplateError):
        principal_of(document, "Broken")


def test_a_document_that_is_asked_again_is_read_once_for_each_environment() -> None:
    role = resource({"RoleName": {"Fn::Sub": "${Name}-${AWS::Region}"}})
    row = {"Type": "String", "Default": "one"}
    document = Document({"Parameters": {"Name": row}, "Resources": {"Role": role}})
    first = roles_of(document)
    assert roles_of(document, Environment())["Role"] is first["Role"]
    there = Environment(parameters={"Name": "two"}, region="ap-south-1")
    assert roles_of(document, there)["Role"].name == "two-ap-south-1"
    assert roles_of(document)["Role"].name == "one-us-east-1"
    first.clear()
    assert list(roles_of(document)) == ["Role"]


def test_a_role_knows_what_of_its_template_is_not_read() -> None:
    trust = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
    row = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    template = {"Resources": {"R": row, "X": {"Type": "Custom::X"}}}
    (role,) = roles_of(Document(template)).values()
    assert role.unread == ("Custom::X may grant access and is not read (X)",)
