"""What Ref and Fn::GetAtt give for resource types that policies name, once their name is known.

``name`` is the property that holds the name. In the patterns, ``{name}`` is that name, ``{path}``
the Path property, and ``{partition}``, ``{region}``, ``{account}``, ``{suffix}`` are the stack's.
A ``*`` or ``?`` represents what AWS chooses: such a value stays unknown, but has this shape.

Source: the Return values of each type in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
and the ARN formats of https://docs.aws.amazon.com/service-authorization/latest/reference/
(read 2026-11-23; load balancers, certificates, vaults, alarms and user pools 2026-11-28).
"""

from __future__ import annotations

_UUID = "????????-????-????-????-????????????"
_KEY_ID = "?" * len(_UUID)
"""A UUID, or mrk- and 32 digits where the key is a multi-Region key.

https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
(read 2026-11-27)
"""


def _arn(service: str, resource: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}"


def _row(
    name: str | None, ref: str = "{name}", *, also: str = "", **attributes: str
) -> dict[str, str]:
    """Return a row; ``also`` is the attribute that gives what Ref gives."""
    row = {"Ref": ref, **({also: ref} if also else {}), **attributes}
    return {"name": name, **row} if name else row


_API_ID = "??????????"
"""Ten characters: https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html

(read 2026-11-28)
"""
_KEY = _row(None, _KEY_ID, also="KeyId", Arn=_arn("kms", f"key/{_KEY_ID}"))

IDENTIFIERS: dict[str, dict[str, str]] = {
    "AWS::ACMPCA::CertificateAuthority": _row(
        None, _arn("acm-pca", f"certificate-authority/{_UUID}"), also="Arn"
    ),
    "AWS::AmazonMQ::Broker": _row("BrokerName", "b-*", Arn=_arn("mq", "broker:{name}:b-*")),
    "AWS::ApiGateway::RestApi": _row(None, _API_ID, also="RestApiId"),
    "AWS::ApiGatewayV2::Api": _row(None, "*", also="ApiId"),
    "AWS::AppSync::GraphQLApi": _row(
        None,
        _arn("appsync", "apis/*"),
        ApiId="*",
        GraphQLEndpointArn=_arn("appsync", "endpoints/graphql-api/*"),
        also="Arn",
    ),
    "AWS::Backup::BackupVault": _row(
        "BackupVaultName",
        also="BackupVaultName",
        BackupVaultArn=_arn("backup", "backup-vault:{name}"),
    ),
    "AWS::Batch::JobDefinition": _row(
        "JobDefinitionName", _arn("batch", "job-definition/{name}:*")
    ),
    "AWS::Batch::JobQueue": _row(
        "JobQueueName", _arn("batch", "job-queue/{name}"), also="JobQueueArn"
    ),
    "AWS::CertificateManager::Certificate": _row(None, _arn("acm", f"certificate/{_UUID}")),
    "AWS::CloudWatch::Alarm": _row("AlarmName", Arn=_arn("cloudwatch", "alarm:{name}")),
    "AWS::CodeBuild::Project": _row("Name", Arn=_arn("codebuild", "project/{name}")),
    "AWS::CodeDeploy::Application": _row("ApplicationName"),
    "AWS::CodeDeploy::DeploymentGroup": _row("DeploymentGroupName"),
    "AWS::CodePipeline::Pipeline": _row("Name"),
    "AWS::Cognito::UserPool": _row(
        None, "{region}_*", also="UserPoolId", Arn=_arn("cognito-idp", "userpool/{region}_*")
    ),
    "AWS::DynamoDB::GlobalTable": _row(
        "TableName",
        Arn=_arn("dynamodb", "table/{name}"),
        StreamArn=_arn("dynamodb", "table/{name}/stream/*"),
    ),
    "AWS::DynamoDB::Table": _row(
        "TableName",
        Arn=_arn("dynamodb", "table/{name}"),
        StreamArn=_arn("dynamodb", "table/{name}/stream/*"),
    ),
    "AWS::ECR::Repository": _row(
        "RepositoryName",
        Arn=_arn("ecr", "repository/{name}"),
        RepositoryUri="{account}.dkr.ecr.{region}.{suffix}/{name}",
    ),
    "AWS::ECS::Cluster": _row("ClusterName", Arn=_arn("ecs", "cluster/{name}")),
    "AWS::ECS::Service": _row("ServiceName", _arn("ecs", "service/*/{name}"), also="ServiceArn"),
    "AWS::ECS::TaskDefinition": _row(
        "Family", _arn("ecs", "task-definition/{name}:*"), also="TaskDefinitionArn"
    ),
    "AWS::EFS::AccessPoint": _row(
        None, "fsap-*", Arn=_arn("elasticfilesystem", "access-point/fsap-*"), also="AccessPointId"
    ),
    "AWS::EFS::FileSystem": _row(
        None, "fs-*", Arn=_arn("elasticfilesystem", "file-system/fs-*"), also="FileSystemId"
    ),
    "AWS::ElasticLoadBalancingV2::Listener": _row(
        None, _arn("elasticloadbalancing", "listener/???/*/*/*"), also="ListenerArn"
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": _row(
        None, _arn("elasticloadbalancing", "listener-rule/app/*/*/*/*"), also="RuleArn"
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _row(
        "Name", _arn("elasticloadbalancing", "loadbalancer/???/{name}/*"), also="LoadBalancerArn"
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _row(
        "Name", _arn("elasticloadbalancing", "targetgroup/{name}/*"), also="TargetGroupArn"
    ),
    "AWS::Events::ApiDestination": _row(
        "Name", Arn=_arn("events", f"api-destination/{{name}}/{_UUID}")
    ),
    "AWS::Events::Connection": _row("Name", Arn=_arn("events", f"connection/{{name}}/{_UUID}")),
    "AWS::Events::EventBus": _row("Name", Name="{name}", Arn=_arn("events", "event-bus/{name}")),
    "AWS::Events::Rule": _row("Name", "*{name}", Arn=_arn("events", "rule/*{name}")),
    "AWS::IAM::Group": _row("GroupName", Arn="arn:{partition}:iam::{account}:group{path}{name}"),
    "AWS::IAM::InstanceProfile": _row(
        "InstanceProfileName", Arn="arn:{partition}:iam::{account}:instance-profile{path}{name}"
    ),
    "AWS::IAM::ManagedPolicy": _row(
        "ManagedPolicyName", "arn:{partition}:iam::{account}:policy{path}{name}", also="PolicyArn"
    ),
    "AWS::IAM::Role": _row(
        "RoleName", Arn="arn:{partition}:iam::{account}:role{path}{name}", RoleId="AROA*"
    ),
    "AWS::IAM::User": _row("UserName", Arn="arn:{partition}:iam::{account}:user{path}{name}"),
    "AWS::KMS::Alias": _row("AliasName"),
    "AWS::Glue::Job": _row("Name"),
    "AWS::KMS::Key": _KEY,
    "AWS::KMS::ReplicaKey": _KEY,
    "AWS::Kinesis::Stream": _row("Name", Arn=_arn("kinesis", "stream/{name}")),
    "AWS::Kinesis::StreamConsumer": _row(
        "ConsumerName", _arn("kinesis", "stream/*/consumer/{name}:*"), also="ConsumerARN"
    ),
    "AWS::KinesisFirehose::DeliveryStream": _row(
        "DeliveryStreamName", Arn=_arn("firehose", "deliverystream/{name}")
    ),
    "AWS::Lambda::Function": _row("FunctionName", Arn=_arn("lambda", "function:{name}")),
    "AWS::Logs::LogGroup": _row("LogGroupName", Arn=_arn("logs", "log-group:{name}:*")),
    "AWS::RDS::DBCluster": _row(
        "DBClusterIdentifier",
        DBClusterArn=_arn("rds", "cluster:{name}"),
        DBClusterResourceId="cluster-*",
    ),
    "AWS::RDS::DBInstance": _row(
        "DBInstanceIdentifier", DBInstanceArn=_arn("rds", "db:{name}"), DbiResourceId="db-*"
    ),
    "AWS::MSK::Cluster": _row("ClusterName", _arn("kafka", "cluster/{name}/*"), also="Arn"),
    "AWS::MSK::ServerlessCluster": _row(
        "ClusterName", _arn("kafka", "cluster/{name}/*"), also="Arn"
    ),
    "AWS::S3::Bucket": _row("BucketName", Arn="arn:{partition}:s3:::{name}"),
    "AWS::SES::ConfigurationSet": _row("Name"),
    "AWS::SES::EmailIdentity": _row("EmailIdentity"),
    "AWS::S3::AccessPoint": _row("Name", Name="{name}", Arn=_arn("s3", "accesspoint/{name}")),
    "AWS::SNS::Topic": _row(
        "TopicName", _arn("sns", "{name}"), TopicName="{name}", also="TopicArn"
    ),
    "AWS::SQS::Queue": _row(
        "QueueName",
        "https://sqs.{region}.{suffix}/{account}/{name}",
        QueueName="{name}",
        Arn=_arn("sqs", "{name}"),
        also="QueueUrl",
    ),
    "AWS::SSM::Document": _row("Name"),
    "AWS::SSM::Parameter": _row("Name"),
    "AWS::Scheduler::Schedule": _row("Name", Arn=_arn("scheduler", "schedule/*/{name}")),
    "AWS::Scheduler::ScheduleGroup": _row("Name", Arn=_arn("scheduler", "schedule-group/{name}")),
    "AWS::SecretsManager::Secret": _row(
        "Name", _arn("secretsmanager", "secret:{name}-??????"), also="Id"
    ),
    "AWS::Serverless::Api": _row(None, _API_ID),
    "AWS::Serverless::HttpApi": _row(None, "*"),
    "AWS::Serverless::SimpleTable": _row("TableName", Arn=_arn("dynamodb", "table/{name}")),
    "AWS::Serverless::Function": _row("FunctionName", Arn=_arn("lambda", "function:{name}")),
    "AWS::Serverless::StateMachine": _row(
        "Name", _arn("states", "stateMachine:{name}"), Name="{name}", also="Arn"
    ),
    "AWS::StepFunctions::StateMachine": _row(
        "StateMachineName", _arn("states", "stateMachine:{name}"), Name="{name}", also="Arn"
    ),
    "AWS::VpcLattice::TargetGroup": _row(
        None, _arn("vpc-lattice", "targetgroup/tg-*"), also="Arn", Id="tg-*"
    ),
}

TRUE_STARS = frozenset({("AWS::Logs::LogGroup", "Arn")})
"""Patterns in which the star is part of the value itself."""

WITHOUT_STACK_NAME = frozenset(
    {
        "AWS::CodeBuild::Project",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Glue::Job",
        "AWS::SSM::Parameter",
        "AWS::SecretsManager::Secret",
        "AWS::Serverless::StateMachine",
        "AWS::StepFunctions::StateMachine",
    }
)
"""Types whose generated names do not begin with that of the stack.

Those of load balancing have at most 32 characters; the others begin with the logical ID or a word.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html
(read 2026-11-28)
"""

LOWERCASE = frozenset({"ecr", "rds", "s3"})
"""Services whose names have no capitals, so that a generated one has none of the stack's either.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html and
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
(read 2026-11-28)
"""

VALUE_STORES = ("AWS::SSM::Parameter", "AWS::SecretsManager::Secret")
"""The types of resources whose values dynamic references read, by their names.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html (read
2026-11-28)
"""

NEWEST_VERSIONS = {"AWS::EC2::LaunchTemplate": ("DefaultVersionNumber", "LatestVersionNumber")}
"""The attributes of types that are a version as which the resource is now.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html
(read 2026-11-28)
"""
