"""What Ref and Fn::GetAtt give for resource types that policies name, once their name is known.

``name`` is the property that holds the name. In the patterns, ``{name}`` is that name, ``{path}``
the Path property, and ``{partition}``, ``{region}``, ``{account}``, ``{suffix}`` are the stack's.
A ``*`` or ``?`` represents what AWS chooses: such a value stays unknown, but has this shape.

Source: the Return values of each type in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
and the ARN formats of https://docs.aws.amazon.com/service-authorization/latest/reference/
(read 2026-11-23).
"""

from __future__ import annotations

_DYNAMODB = "arn:{partition}:dynamodb:{region}:{account}:table/{name}"
_EVENTS = "arn:{partition}:events:{region}:{account}"
_KAFKA = "arn:{partition}:kafka:{region}:{account}:cluster/{name}/*"
_BATCH = "arn:{partition}:batch:{region}:{account}"
_APIS = "arn:{partition}:appsync:{region}:{account}:apis"
_CONSUMER = "arn:{partition}:kinesis:{region}:{account}:stream/*/consumer/{name}:*"
_UUID = "????????-????-????-????-????????????"
_KEY_ID = "?" * len(_UUID)
"""A UUID, or mrk- and 32 digits where the key is a multi-Region key.

https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
(read 2026-11-27)
"""
_KEY = {
    "Ref": _KEY_ID,
    "KeyId": _KEY_ID,
    "Arn": f"arn:{{partition}}:kms:{{region}}:{{account}}:key/{_KEY_ID}",
}

IDENTIFIERS: dict[str, dict[str, str]] = {
    "AWS::AmazonMQ::Broker": {
        "name": "BrokerName",
        "Ref": "b-*",
        "Arn": "arn:{partition}:mq:{region}:{account}:broker:{name}:b-*",
    },
    "AWS::AppSync::GraphQLApi": {
        "Ref": f"{_APIS}/*",
        "Arn": f"{_APIS}/*",
        "ApiId": "*",
        "GraphQLEndpointArn": "arn:{partition}:appsync:{region}:{account}:endpoints/graphql-api/*",
    },
    "AWS::Batch::JobDefinition": {
        "name": "JobDefinitionName",
        "Ref": f"{_BATCH}:job-definition/{{name}}:*",
    },
    "AWS::Batch::JobQueue": {
        "name": "JobQueueName",
        "Ref": f"{_BATCH}:job-queue/{{name}}",
        "JobQueueArn": f"{_BATCH}:job-queue/{{name}}",
    },
    "AWS::CodeBuild::Project": {
        "name": "Name",
        "Ref": "{name}",
        "Arn": "arn:{partition}:codebuild:{region}:{account}:project/{name}",
    },
    "AWS::CodeDeploy::Application": {"name": "ApplicationName", "Ref": "{name}"},
    "AWS::CodeDeploy::DeploymentGroup": {"name": "DeploymentGroupName", "Ref": "{name}"},
    "AWS::CodePipeline::Pipeline": {"name": "Name", "Ref": "{name}"},
    "AWS::DynamoDB::GlobalTable": {
        "name": "TableName",
        "Ref": "{name}",
        "Arn": _DYNAMODB,
        "StreamArn": f"{_DYNAMODB}/stream/*",
    },
    "AWS::DynamoDB::Table": {
        "name": "TableName",
        "Ref": "{name}",
        "Arn": _DYNAMODB,
        "StreamArn": f"{_DYNAMODB}/stream/*",
    },
    "AWS::ECR::Repository": {
        "name": "RepositoryName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:ecr:{region}:{account}:repository/{name}",
        "RepositoryUri": "{account}.dkr.ecr.{region}.{suffix}/{name}",
    },
    "AWS::ECS::Cluster": {
        "name": "ClusterName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:ecs:{region}:{account}:cluster/{name}",
    },
    "AWS::ECS::Service": {
        "name": "ServiceName",
        "Ref": "arn:{partition}:ecs:{region}:{account}:service/*/{name}",
        "ServiceArn": "arn:{partition}:ecs:{region}:{account}:service/*/{name}",
    },
    "AWS::ECS::TaskDefinition": {
        "name": "Family",
        "Ref": "arn:{partition}:ecs:{region}:{account}:task-definition/{name}:*",
        "TaskDefinitionArn": "arn:{partition}:ecs:{region}:{account}:task-definition/{name}:*",
    },
    "AWS::EFS::AccessPoint": {
        "Ref": "fsap-*",
        "AccessPointId": "fsap-*",
        "Arn": "arn:{partition}:elasticfilesystem:{region}:{account}:access-point/fsap-*",
    },
    "AWS::EFS::FileSystem": {
        "Ref": "fs-*",
        "FileSystemId": "fs-*",
        "Arn": "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/fs-*",
    },
    "AWS::Events::ApiDestination": {
        "name": "Name",
        "Ref": "{name}",
        "Arn": f"{_EVENTS}:api-destination/{{name}}/{_UUID}",
    },
    "AWS::Events::Connection": {
        "name": "Name",
        "Ref": "{name}",
        "Arn": f"{_EVENTS}:connection/{{name}}/{_UUID}",
    },
    "AWS::Events::EventBus": {
        "name": "Name",
        "Ref": "{name}",
        "Name": "{name}",
        "Arn": "arn:{partition}:events:{region}:{account}:event-bus/{name}",
    },
    "AWS::Events::Rule": {
        "name": "Name",
        "Ref": "*{name}",
        "Arn": "arn:{partition}:events:{region}:{account}:rule/*{name}",
    },
    "AWS::IAM::Group": {
        "name": "GroupName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:iam::{account}:group{path}{name}",
    },
    "AWS::IAM::InstanceProfile": {
        "name": "InstanceProfileName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:iam::{account}:instance-profile{path}{name}",
    },
    "AWS::IAM::ManagedPolicy": {
        "name": "ManagedPolicyName",
        "Ref": "arn:{partition}:iam::{account}:policy{path}{name}",
        "PolicyArn": "arn:{partition}:iam::{account}:policy{path}{name}",
    },
    "AWS::IAM::Role": {
        "name": "RoleName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:iam::{account}:role{path}{name}",
        "RoleId": "AROA*",
    },
    "AWS::IAM::User": {
        "name": "UserName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:iam::{account}:user{path}{name}",
    },
    "AWS::KMS::Alias": {"name": "AliasName", "Ref": "{name}"},
    "AWS::Glue::Job": {"name": "Name", "Ref": "{name}"},
    "AWS::KMS::Key": _KEY,
    "AWS::KMS::ReplicaKey": _KEY,
    "AWS::Kinesis::Stream": {
        "name": "Name",
        "Ref": "{name}",
        "Arn": "arn:{partition}:kinesis:{region}:{account}:stream/{name}",
    },
    "AWS::Kinesis::StreamConsumer": {
        "name": "ConsumerName",
        "Ref": _CONSUMER,
        "ConsumerARN": _CONSUMER,
    },
    "AWS::KinesisFirehose::DeliveryStream": {
        "name": "DeliveryStreamName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}",
    },
    "AWS::Lambda::Function": {
        "name": "FunctionName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    },
    "AWS::Logs::LogGroup": {
        "name": "LogGroupName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:logs:{region}:{account}:log-group:{name}:*",
    },
    "AWS::RDS::DBCluster": {
        "name": "DBClusterIdentifier",
        "Ref": "{name}",
        "DBClusterArn": "arn:{partition}:rds:{region}:{account}:cluster:{name}",
        "DBClusterResourceId": "cluster-*",
    },
    "AWS::RDS::DBInstance": {
        "name": "DBInstanceIdentifier",
        "Ref": "{name}",
        "DBInstanceArn": "arn:{partition}:rds:{region}:{account}:db:{name}",
        "DbiResourceId": "db-*",
    },
    "AWS::MSK::Cluster": {"name": "ClusterName", "Ref": _KAFKA, "Arn": _KAFKA},
    "AWS::MSK::ServerlessCluster": {"name": "ClusterName", "Ref": _KAFKA, "Arn": _KAFKA},
    "AWS::S3::Bucket": {
        "name": "BucketName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:s3:::{name}",
    },
    "AWS::SES::ConfigurationSet": {"name": "Name", "Ref": "{name}"},
    "AWS::SES::EmailIdentity": {"name": "EmailIdentity", "Ref": "{name}"},
    "AWS::S3::AccessPoint": {
        "name": "Name",
        "Ref": "{name}",
        "Name": "{name}",
        "Arn": "arn:{partition}:s3:{region}:{account}:accesspoint/{name}",
    },
    "AWS::SNS::Topic": {
        "name": "TopicName",
        "Ref": "arn:{partition}:sns:{region}:{account}:{name}",
        "TopicArn": "arn:{partition}:sns:{region}:{account}:{name}",
        "TopicName": "{name}",
    },
    "AWS::SQS::Queue": {
        "name": "QueueName",
        "Ref": "https://sqs.{region}.{suffix}/{account}/{name}",
        "QueueUrl": "https://sqs.{region}.{suffix}/{account}/{name}",
        "QueueName": "{name}",
        "Arn": "arn:{partition}:sqs:{region}:{account}:{name}",
    },
    "AWS::SSM::Document": {"name": "Name", "Ref": "{name}"},
    "AWS::SSM::Parameter": {"name": "Name", "Ref": "{name}"},
    "AWS::Scheduler::ScheduleGroup": {
        "name": "Name",
        "Ref": "{name}",
        "Arn": "arn:{partition}:scheduler:{region}:{account}:schedule-group/{name}",
    },
    "AWS::SecretsManager::Secret": {
        "name": "Name",
        "Ref": "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-??????",
        "Id": "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-??????",
    },
    "AWS::Serverless::Function": {
        "name": "FunctionName",
        "Ref": "{name}",
        "Arn": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    },
    "AWS::Serverless::StateMachine": {
        "name": "Name",
        "Ref": "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
        "Arn": "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
        "Name": "{name}",
    },
    "AWS::StepFunctions::StateMachine": {
        "name": "StateMachineName",
        "Ref": "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
        "Arn": "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
        "Name": "{name}",
    },
}

TRUE_STARS = frozenset({("AWS::Logs::LogGroup", "Arn")})
"""Patterns in which the star is part of the value itself."""
