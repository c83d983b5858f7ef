"""Rules about ECS look at every value that a field may have by the template's conditions."""

from __future__ import annotations

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.rules.engine import check_template

TEMPLATE = """
Conditions: {IsProd: !Equals [!Ref AWS::Region, us-east-1]}
Resources:
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [ssm:GetParameters, logs:CreateLogStream, logs:PutLogEvents]
                Resource:
                  - !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/a/*
                  - !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/a:*
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
          Secrets:
            - {Name: A, ValueFrom: !If [IsProd, /a/one, /b/two]}
            - !If [IsProd, {Name: B, ValueFrom: /a/three}, {Name: B, ValueFrom: /b/four}]
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !If [IsProd, /a, /b]
              awslogs-region: !Ref AWS::Region
"""


def test_each_alternative_is_judged_at_its_own_place() -> None:
    found = [each for each in check_template(parse(TEMPLATE).data) if each.rule_id[:3] == "E97"]
    container = ("Resources", "Task", "Properties", "ContainerDefinitions", 0)
    assert [(each.rule_id, each.path) for each in found] == [
        ("E9701", (*container, "Secrets", 0, "ValueFrom", "Fn::If", 2)),
        ("E9701", (*container, "Secrets", 1, "Fn::If", 2, "ValueFrom")),
        (
            "E9704",
            (*container, "LogConfiguration", "Options", "awslogs-group", "Fn::If", 2),
        ),
    ]


def test_a_reference_to_a_group_of_several_names_is_each_of_them() -> None:
    text = TEMPLATE.replace("!If [IsProd, /a, /b]", "!Ref Group")
    group = "{Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !If [IsProd, /a, NAME]}}"
    wrong = f"{text}  Group: {group.replace('NAME', '/b')}\n"
    right = f"{text}  Group: {group.replace('NAME', '/a')}\n"
    assert "E9704" in {each.rule_id for each in check_template(parse(wrong).data)}
    assert "E9704" not in {each.rule_id for each in check_template(parse(right).data)}
