"""What conditions leave out at the values that parameters have."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.cloudformation import parse, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.proof.omitted_statements import OmittedStatement, omitted_statements
from influmojo_cfn.proof.parameter_variations import ParameterVariations, parameter_variations
from tests.conftest import ROOT

TEMPLATE = """
Parameters:
  Bucket: {Type: String, Default: ""}
  Topic: {Type: String, Default: news}
  Debug: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
Conditions:
  HasBucket: !Not [!Equals [!Ref Bucket, ""]]
  HasTopic: !Not [!Equals [!Ref Topic, ""]]
  Debugs: !Equals [!Ref Debug, "true"]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      ManagedPolicyArns: !If
        - Debugs
        - [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
        - !Ref AWS::NoValue
      Policies:
        - PolicyName: !Sub "own-${Topic}"
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: Read
                Effect: Allow
                Action: s3:GetObject
                Resource:
                  - arn:aws:s3:::fixed/*
                  - !If [HasBucket, !Sub "arn:aws:s3:::${Bucket}/*", !Ref AWS::NoValue]
              - !If
                - HasTopic
                - Sid: Publish
                  Effect: Allow
                  Action: sns:Publish
                  Resource: !Sub "arn:aws:sns:*:111122223333:${Topic}"
                - !Ref AWS::NoValue
              - !If
                - Debugs
                - {Sid: Debug, Effect: Allow, Action: "ssmmessages:*", Resource: "*"}
                - !Ref AWS::NoValue
"""


def found(**parameters: str) -> list[OmittedStatement]:
    return omitted_statements(parse(TEMPLATE, "t.yaml"), Environment(parameters=parameters))


def test_a_statement_is_named_with_what_would_bring_it() -> None:
    (debug,) = (each for each in found() if each.statement.sid == "Debug")
    assert (debug.role, debug.where) == ("Role", "where Debug is true")


def test_a_resource_that_a_statement_would_have_besides_is_named_alone() -> None:
    (read,) = (each for each in found() if each.statement.sid == "Read")
    assert (read.resources, read.where) == (
        ("arn:aws:s3:::${Bucket}/*",),
        "where Bucket is not empty",
    )


def test_what_only_takes_away_is_not_left_out() -> None:
    assert "Publish" not in {each.statement.sid for each in found()}


def test_a_policy_of_aws_is_left_out_as_well() -> None:
    assert {each.policy.name for each in found() if not each.policy.path} == {
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    }


@pytest.mark.parametrize("value", ["", "uploads"])
def test_a_parameter_that_is_given_stays_as_it_is(value: str) -> None:
    assert "Read" not in {each.statement.sid for each in found(Bucket=value)}


def test_users_and_groups_wait_for_a_parameter_too() -> None:
    template = parse(
        """
Parameters: {Admin: {Type: String, Default: "no"}}
Conditions: {IsAdmin: !Equals [!Ref Admin, "yes"]}
Resources:
  Alice: {Type: AWS::IAM::User, Properties: {Groups: [!Ref Team]}}
  Team: {Type: AWS::IAM::Group}
  More:
    Type: AWS::IAM::GroupPolicy
    Condition: IsAdmin
    Properties:
      GroupName: !Ref Team
      PolicyName: more
      PolicyDocument: {Statement: [{Effect: Allow, Action: s3:PutObject, Resource: "*"}]}
""",
        "t.yaml",
    )
    found = [(each.role, each.where) for each in omitted_statements(template, Environment())]
    assert sorted(found) == [("Alice", "where Admin is yes"), ("Team", "where Admin is yes")]


def test_the_database_of_influmojo_waits_for_its_id() -> None:
    template = read_document(ROOT / "templates" / "influmojo-ecs-iam.yaml")
    assert [
        (each.role, each.actions, each.where)
        for each in omitted_statements(template, Environment())
    ] == [("TaskRole", ("rds-db:connect",), "where DatabaseResourceId is not empty")]


def test_of_a_huge_template_only_so_many_cases_are_looked_at() -> None:
    data = parse(TEMPLATE, "t.yaml").data
    data = {
        **data,
        "Resources": {**data["Resources"], **{str(n): {} for n in range(20_000)}},
    }
    assert parameter_variations([data], (), ()) == ParameterVariations(
        (), ("Bucket", "Debug", "Topic")
    )


def test_what_was_worked_out_of_a_document_holds_while_its_nested_stacks_do(tmp_path: Path) -> None:
    nested = tmp_path / "nested.yaml"
    nested.write_text(TEMPLATE)
    whole = tmp_path / "whole.yaml"
    whole.write_text("""
Parameters: {Debug: {Type: String, Default: "false", AllowedValues: ["true", "false"]}}
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: nested.yaml, Parameters: {Debug: !Ref Debug}}
""")
    document = read_document(whole)

    def asked() -> set[str | None]:
        return {each.statement.sid for each in omitted_statements(document, Environment())}

    assert "Debug" in asked()
    nested.write_text(TEMPLATE.replace("Sid: Debug", "Sid: Other"))
    assert "Other" in asked()


def test_a_value_that_no_role_can_have_hides_no_other_value() -> None:
    text = TEMPLATE.replace("Debug: {", 'Account: {Type: String, Default: ""}\n  Debug: {')
    broken = text.replace(
        "- Sid: Read",
        "- !If [HasAccount, {Effect: Alow}, !Ref AWS::NoValue]\n              - Sid: Read",
    )
    broken = broken.replace(
        "Conditions:\n", 'Conditions:\n  HasAccount: !Not [!Equals [!Ref Account, ""]]\n', 1
    )
    names = [
        each.statement.sid for each in omitted_statements(parse(broken, "t.yaml"), Environment())
    ]
    assert names == [each.statement.sid for each in found()]
