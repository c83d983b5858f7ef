"""E9710: secrets under a customer key without kms:Decrypt."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.ecs.permission import refused
from influmojo_cfn.rules.ecs.tasks import swapped, tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.text import ACCOUNT, ANY, PARTITION, REGION


@rule(
    id="E9710",
    shortdesc="The execution role may not use the secret's key",
    description="A secret under a customer managed key is decrypted with the caller's kms:Decrypt.",
    why="The task stops with ResourceInitializationError, naming KMS.",
    bad="""
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: app/database
      KmsKeyId: !GetAtt Key.Arn
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal:
            Service: ecs-tasks.amazonaws.com
          Action: sts:AssumeRole
          Condition:
            StringEqualsIfExists:
              aws:SourceAccount: !Ref AWS::AccountId
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: ecr:GetAuthorizationToken
                Resource: '*'
              - Effect: Allow
                Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability]
                Resource: !Sub arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/webapp
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/app:*
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource: !Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/*
              - Effect: Allow
                Action: ssm:GetParameters
                Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/app/*
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config/*
              - Effect: Allow
                Action: s3:GetBucketLocation
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config
              - Effect: Allow
                Action: logs:CreateLogGroup
                Resource: !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/app:*
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal:
            Service: ecs-tasks.amazonaws.com
          Action: sts:AssumeRole
          Condition:
            StringEqualsIfExists:
              aws:SourceAccount: !Ref AWS::AccountId
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: s3:PutObject
                Resource: !Sub arn:${AWS::Partition}:s3:::uploads/*
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      TaskRoleArn: !GetAtt TaskRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: !Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/webapp:1
          Secrets:
            - Name: DATABASE_URL
              ValueFrom: !Ref Secret # here
""",
    good="""
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: app/database
      KmsKeyId: !GetAtt Key.Arn
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal:
            Service: ecs-tasks.amazonaws.com
          Action: sts:AssumeRole
          Condition:
            StringEqualsIfExists:
              aws:SourceAccount: !Ref AWS::AccountId
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: ecr:GetAuthorizationToken
                Resource: '*'
              - Effect: Allow
                Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability]
                Resource: !Sub arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/webapp
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/app:*
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource: !Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/*
              - Effect: Allow
                Action: ssm:GetParameters
                Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/app/*
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config/*
              - Effect: Allow
                Action: s3:GetBucketLocation
                Resource: !Sub arn:${AWS::Partition}:s3:::app-config
              - Effect: Allow
                Action: logs:CreateLogGroup
                Resource: !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/app:*
              - Effect: Allow
                Action: kms:Decrypt
                Resource: !GetAtt Key.Arn
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal:
            Service: ecs-tasks.amazonaws.com
          Action: sts:AssumeRole
          Condition:
            StringEqualsIfExists:
              aws:SourceAccount: !Ref AWS::AccountId
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: s3:PutObject
                Resource: !Sub arn:${AWS::Partition}:s3:::uploads/*
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      TaskRoleArn: !GetAtt TaskRole.Arn
      ContainerDefinitions:
        - Name: webapp
          Image: !Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/webapp:1
          Secrets:
            - Name: DATABASE_URL
              ValueFrom: !Ref Secret
""",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
    tags=("iam", "ecs"),
    scope="template",
)
def key_without_decrypt(model: Model) -> Iterator[Found]:
    """Find secrets under a customer key without kms:Decrypt."""
    keys = {}
    for logical_id, properties in model.resources("AWS::SecretsManager::Secret"):
        if "KmsKeyId" in properties:
            arn = model.resolver.named(logical_id)
            keys[arn] = model.resolver.text(properties["KmsKeyId"])
    for task in tasks(model):
        if task.execution is None or swapped(task):
            continue
        for need in task.needs:
            key = keys.get(need.resource)
            if key is None or "alias/aws/" in key:
                continue
            resource = (
                key
                if key.startswith("arn:")
                else f"arn:{PARTITION}:kms:{REGION}:{ACCOUNT}:key/{key}"
            )
            if key.startswith("alias/"):
                resource = f"arn:{PARTITION}:kms:{REGION}:{ACCOUNT}:key/{ANY}"
            if refused(task.execution, "kms:decrypt", resource):
                yield (
                    need.path,
                    f"{task.execution.logical_id} may not kms:Decrypt with the key of this secret",
                )
