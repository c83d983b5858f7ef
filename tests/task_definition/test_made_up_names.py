"""Roles and task definitions of one template, whose names CloudFormation makes up."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli import group

TEMPLATE = """
Parameters: {Tag: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: start
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Effect: Allow, Action: ecr:GetAuthorizationToken, Resource: '*'}
              - Effect: Allow
                Action: [ecr:Batch*, ecr:GetDownloadUrlForLayer]
                Resource: !GetAtt Repository.Arn
              - {Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref Secret}
              - {Effect: Allow, Action: 'logs:*', Resource: !GetAtt Group.Arn}
              STATEMENT
  Repository: {Type: AWS::ECR::Repository}
  Secret: {Type: AWS::SecretsManager::Secret}
  Group: {Type: AWS::Logs::LogGroup}
  Other: {Type: AWS::ECR::Repository}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: app
          Image: !Sub '${IMAGE.RepositoryUri}:${Tag}'
          Secrets: [{Name: A, ValueFrom: !Sub '${Secret}:password::'}]
          LogConfiguration:
            LogDriver: awslogs
            Options: {awslogs-group: !Ref Group, awslogs-region: !Ref AWS::Region}
"""


def verdicts(folder: Path, image: str = "Repository", statement: str = "") -> dict[str, str]:
    file = folder / "stack.yaml"
    file.write_text(TEMPLATE.replace("IMAGE", image).replace("STATEMENT", statement))
    command = ["preflight", str(file), "--task-definition", str(file)]
    output = CliRunner().invoke(group, command, standalone_mode=False).output
    rows = [line.split() for line in output.splitlines() if line.startswith(("  ✓", "  ✗", "  ?"))]
    return {row[3]: row[1] for row in rows}


CALLS = ["ecr:BatchGetImage", "secretsmanager:GetSecretValue", "logs:PutLogEvents"]


@pytest.mark.parametrize("action", CALLS)
def test_what_is_granted_by_the_same_reference_is_allowed(tmp_path: Path, action: str) -> None:
    assert verdicts(tmp_path)[action] == "allowed"


def test_another_resource_s_name_is_another(tmp_path: Path) -> None:
    assert verdicts(tmp_path, image="Other")["ecr:BatchGetImage"] == "unknown"


def test_a_deny_that_may_be_about_the_name_leaves_it_unknown(tmp_path: Path) -> None:
    deny = "- {Effect: Deny, Action: 'ecr:*', Resource: 'arn:aws:ecr:*:*:repository/stack-*'}"
    assert verdicts(tmp_path, statement=deny)["ecr:BatchGetImage"] == "unknown"


def test_nothing_that_stands_for_a_name_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(TEMPLATE.replace("IMAGE", "Repository").replace("STATEMENT", ""))
    command = ["preflight", str(file), "--task-definition", str(file), "--format", "json"]
    output = CliRunner().invoke(group, command, standalone_mode=False).output
    assert not any(0xE000 <= ord(character) <= 0xF8FF for character in output)
    assert "\\ue0" not in output
