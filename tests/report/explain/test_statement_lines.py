"""Users, groups, permission sets, policies of resources and what is not read are explained too."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.api import Template
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.report.explain import data, html, markdown, text
from influmojo_cfn.report.explain.model import Explanation
from influmojo_cfn.report.explain.statement_lines import MOST_SHOWN, others

TEMPLATE = """
Resources:
  User:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Group]
      PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess
  Group:
    Type: AWS::IAM::Group
    Properties:
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              Effect: Allow
              NotAction: iam:*
              NotResource: arn:aws:s3:::secret/*
              Condition: {Bool: {"aws:SecureTransport": "true"}}
  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      InlinePolicy: '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
  Bucket:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: b
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*"}
          - {Effect: Deny, NotPrincipal: {AWS: "111122223333"}, Action: "s3:*", Resource: "*"}
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {PolicyDocument: !Ref Missing}
  Outside:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [elsewhere]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Action: "sqs:*", Resource: "*"}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [elsewhere]}}
  Thing: {Type: AWS::IoT::RoleAlias}
"""
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
ROLE: dict[str, Any] = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": STATEMENT}}],
    },
}


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    return Template(parse(TEMPLATE, "t.yaml").data).explain()


def test_each_has_a_line_for_each_statement(explanation: Explanation) -> None:
    found = dict(others(explanation))
    assert found["User (user)"] == [
        "inline policy: reads",
        "Allow: everything but iam:* on every resource but arn:aws:s3:::secret/*, only if"
        " aws:SecureTransport Bool true",
        "permissions boundary: ReadOnlyAccess",
    ]
    assert found["Set (permission set)"][1] == "Allow: s3:* on *"
    assert found["role elsewhere (role elsewhere)"][1] == "Allow: sqs:* on *"
    assert found["Bucket (AWS::S3::BucketPolicy)"] == [
        "Allow everyone: s3:GetObject on arn:aws:s3:::b/*",
        "Deny everyone but AWS 111122223333: s3:* on *",
    ]
    (doubt,) = found["Endpoint (AWS::EC2::VPCEndpoint, limits only)"]
    assert doubt.startswith("not known: Missing")


def test_who_is_given_a_role_is_said(explanation: Explanation) -> None:
    found = dict(others(explanation))
    assert found["Profile (AWS::IAM::InstanceProfile)"] == ["Roles: the role elsewhere"]
    (profile,) = data.document(explanation)["handovers"]
    assert profile["roles"] == {"Roles": "elsewhere"}


def test_all_formats_say_it_and_what_is_not_read(explanation: Explanation) -> None:
    unread = "AWS::IoT::RoleAlias may grant access and is not read (Thing)"
    assert explanation.unread == (unread,)
    shown = text.pretty(explanation)
    assert "Bucket (AWS::S3::BucketPolicy)" in shown
    assert f"unknown: {unread}" in shown
    assert "## `User` (user)" in markdown.render(explanation)
    assert f"- {markdown.plain(unread)}" in markdown.render(explanation)
    assert "<h3>Bucket (AWS::S3::BucketPolicy)</h3>" in html.render(explanation)
    document = data.document(explanation)
    assert [each["name"] for each in document["principals"]][:2] == ["User", "Group"]
    assert document["resourcePolicies"][0]["principals"][0] == ["everyone"]
    assert document["unread"] == [unread]


def test_a_user_that_is_asked_for_is_explained_alone() -> None:
    found = Template(parse(TEMPLATE).data).explain("User")
    assert [each.name for each in found.principals] == ["User"]
    assert (found.roles, found.resource_policies) == ((), ())


def test_what_conditions_omit_of_a_user_is_shown() -> None:
    template = """
Parameters: {Admin: {Type: String, Default: "no"}}
Conditions: {IsAdmin: !Equals [!Ref Admin, "yes"]}
Resources:
  User:
    Type: AWS::IAM::User
    Properties:
      Policies: !If
        - IsAdmin
        - - PolicyName: more
            PolicyDocument: {Statement: [{Effect: Allow, Action: s3:PutObject, Resource: "*"}]}
        - []
"""
    found = Template(parse(template).data).explain()
    assert dict(others(found))["User (user)"][1:] == [
        "omitted at these parameter values: s3:PutObject on *; included where Admin is yes"
    ]
    (user,) = data.document(found)["principals"]
    assert user["leftOut"][0]["when"] == "Admin is yes"


def test_a_role_that_is_asked_for_is_explained_alone() -> None:
    role = """
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}
"""
    found = Template(parse(TEMPLATE + role).data).explain("Role")
    assert not found.principals
    assert not found.resource_policies
    assert found.unread


def test_long_lists_are_cut() -> None:
    actions = ", ".join(f"sqs:Do{number}" for number in range(MOST_SHOWN + 3))
    found = Template(parse(TEMPLATE.replace('"sqs:*"', f"[{actions}]")).data).explain()
    line = dict(others(found))["role elsewhere (role elsewhere)"][1]
    assert line.endswith("sqs:Do11 and 3 more on *")


def test_many_roles_are_written_in_lines() -> None:
    def shown(count: int) -> str:
        rows = {f"Role{number}": ROLE for number in range(count)}
        return text.pretty(Template({"Resources": rows}).explain())

    assert "──" in shown(text.MOST_TABLES)
    many = shown(text.MOST_TABLES + 1)
    assert "    on arn:aws:s3:::b/*" in many
    assert "──" not in many


@pytest.mark.parametrize("kind", ["Role", "User"])
@pytest.mark.parametrize("boundary", ["arn:aws:iam::111122223333:policy/team", "!ImportValue team"])
def test_what_a_boundary_elsewhere_leaves_is_not_known(kind: str, boundary: str) -> None:
    trust = "AssumeRolePolicyDocument: {Statement: []}" if kind == "Role" else "Path: /"
    template = f"""
Resources:
  One:
    Type: AWS::IAM::{kind}
    Properties:
      {trust}
      PermissionsBoundary: {boundary}
      Policies:
        - PolicyName: reads
          PolicyDocument: {{Statement: {{Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}}
"""
    explained = Template(parse(template).data).explain()
    doubt = "ot known: what the permissions boundary leaves of this"
    assert doubt in text.pretty(explained)
    assert doubt in markdown.render(explained)
    assert "ot known" in html.render(explained)
    known = Template(
        parse(template.replace(boundary, "arn:aws:iam::aws:policy/IAMReadOnlyAccess")).data
    )
    assert doubt not in text.pretty(known.explain())
