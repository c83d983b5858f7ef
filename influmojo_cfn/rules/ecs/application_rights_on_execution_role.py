"""W9711: what the application should have, on the execution role."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.ecs.names import FOR_ECS, FOR_ECS_SERVICES
from influmojo_cfn.rules.model import Entity, matching
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.trust.guard import is_execution_role


@rule(
    id="W9711",
    shortdesc="The execution role has what the application should have",
    description="The execution role pulls images, reads configuration and writes logs; the rest is the task role's.",
    why="The application cannot use it, and ECS has what it does not need.",
    bad="""
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
                Action: sqs:SendMessage # here
                Resource: !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: public.ecr.aws/nginx/nginx:1.27
""",
    good="""
Resources:
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: {Service: ecs-tasks.amazonaws.com}
          Action: sts:AssumeRole
          Condition:
            StringEqualsIfExists: {aws:SourceAccount: !Ref AWS::AccountId}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/app:*
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: {Service: ecs-tasks.amazonaws.com}
          Action: sts:AssumeRole
          Condition:
            StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      TaskRoleArn: !GetAtt TaskRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: public.ecr.aws/nginx/nginx:1.27
""",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    tags=("iam", "ecs"),
    scope="entity",
)
def application_rights_on_execution_role(entity: Entity) -> Iterator[Found]:
    """Find what the application should have, on the execution role."""
    if entity.kind != "Role" or "task" in entity.uses or not is_execution_role(entity):
        return
    for statement in entity.statements:
        for value in statement.actions if statement.allows else ():
            names = [action.qualified_name.lower() for action in matching(value)]
            if names and not any(
                name in FOR_ECS or name.startswith(FOR_ECS_SERVICES) for name in names
            ):
                yield value.path, f"ECS never calls {value.text!r}: it belongs to the task role"
