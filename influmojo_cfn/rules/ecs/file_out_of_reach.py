"""E9703: environment files of a task that its execution role may not read."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9703",
    shortdesc="The execution role may not read the environment file",
    description="ECS reads environment files from S3 with the execution role: s3:GetObject and s3:GetBucketLocation.",
    why="The task stops before its container starts.",
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
                Action: s3:GetObject
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config/*
              - Effect: Allow
                Action: s3:GetBucketLocation
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: public.ecr.aws/nginx/nginx:1.27
          EnvironmentFiles:
            - Type: s3
              Value: !Sub arn:${AWS::Partition}:s3:::other-config/webapp.env # here
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
                Action: s3:GetObject
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config/*
              - Effect: Allow
                Action: s3:GetBucketLocation
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: public.ecr.aws/nginx/nginx:1.27
          EnvironmentFiles:
            - Type: s3
              Value: !Sub arn:${AWS::Partition}:s3:::app-config/webapp.env
""",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html",
    tags=("iam", "ecs"),
    scope="template",
)
def file_out_of_reach(model: Model) -> Iterator[Found]:
    """Find environment files of a task that its execution role may not read."""
    yield from out_of_reach(model, "file")
