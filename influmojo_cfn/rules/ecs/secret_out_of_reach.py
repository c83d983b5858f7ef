"""E9701: secrets of a task that its execution role may not read."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9701",
    shortdesc="The execution role may not read the task's secret",
    description="ECS reads the secrets of a container with the execution role before the container starts.",
    why="The task stops with ResourceInitializationError: unable to pull secrets.",
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
                Action: ssm:GetParameters
                Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/app/*
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: public.ecr.aws/nginx/nginx:1.27
          Secrets:
            - Name: JWT_SECRET
              ValueFrom: /other/jwt-secret # here
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
                Action: ssm:GetParameters
                Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/app/*
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: public.ecr.aws/nginx/nginx:1.27
          Secrets:
            - Name: JWT_SECRET
              ValueFrom: /app/jwt-secret
""",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    tags=("iam", "ecs"),
    scope="template",
)
def secret_out_of_reach(model: Model) -> Iterator[Found]:
    """Find secrets of a task that its execution role may not read."""
    yield from out_of_reach(model, "secret")
