"""Which service a role must trust, by the property that gives it to the service."""

from __future__ import annotations

from typing import NamedTuple


class RoleProperty(NamedTuple):
    """A property of a resource type that takes a role, and who assumes the role.

    ``path`` leads to it below Properties; ``*`` is each item of a list.
    """

    resource_type: str
    path: tuple[str, ...]
    service: str


_ECS = "ecs.amazonaws.com"
_EC2 = "ec2.amazonaws.com"
_FIREHOSE = "firehose.amazonaws.com"

ROLE_PROPERTIES = (
    RoleProperty("AWS::ApiGateway::Account", ("CloudWatchRoleArn",), "apigateway.amazonaws.com"),
    RoleProperty(
        "AWS::ApiGateway::Method", ("Integration", "Credentials"), "apigateway.amazonaws.com"
    ),
    RoleProperty("AWS::ApiGatewayV2::Integration", ("CredentialsArn",), "apigateway.amazonaws.com"),
    RoleProperty("AWS::AppSync::DataSource", ("ServiceRoleArn",), "appsync.amazonaws.com"),
    RoleProperty(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        ("RoleARN",),
        "application-autoscaling.amazonaws.com",
    ),
    RoleProperty(
        "AWS::AppRunner::Service",
        ("SourceConfiguration", "AuthenticationConfiguration", "AccessRoleArn"),
        "build.apprunner.amazonaws.com",
    ),
    RoleProperty(
        "AWS::AppRunner::Service",
        ("InstanceConfiguration", "InstanceRoleArn"),
        "tasks.apprunner.amazonaws.com",
    ),
    RoleProperty("AWS::AutoScaling::LifecycleHook", ("RoleARN",), "autoscaling.amazonaws.com"),
    RoleProperty(
        "AWS::Backup::BackupSelection", ("BackupSelection", "IamRoleArn"), "backup.amazonaws.com"
    ),
    RoleProperty(
        "AWS::Batch::JobDefinition",
        ("ContainerProperties", "ExecutionRoleArn"),
        "ecs-tasks.amazonaws.com",
    ),
    RoleProperty(
        "AWS::Batch::JobDefinition",
        ("ContainerProperties", "JobRoleArn"),
        "ecs-tasks.amazonaws.com",
    ),
    RoleProperty("AWS::Batch::ComputeEnvironment", ("ServiceRole",), "batch.amazonaws.com"),
    RoleProperty("AWS::CloudTrail::Trail", ("CloudWatchLogsRoleArn",), "cloudtrail.amazonaws.com"),
    RoleProperty(
        "AWS::CodeBuild::Project", ("BuildBatchConfig", "ServiceRole"), "codebuild.amazonaws.com"
    ),
    RoleProperty("AWS::CodeBuild::Project", ("ServiceRole",), "codebuild.amazonaws.com"),
    RoleProperty(
        "AWS::CodeDeploy::DeploymentGroup", ("ServiceRoleArn",), "codedeploy.amazonaws.com"
    ),
    RoleProperty("AWS::CodePipeline::Pipeline", ("RoleArn",), "codepipeline.amazonaws.com"),
    RoleProperty("AWS::Config::ConfigurationRecorder", ("RoleARN",), "config.amazonaws.com"),
    RoleProperty("AWS::EC2::FlowLog", ("DeliverLogsPermissionArn",), "vpc-flow-logs.amazonaws.com"),
    RoleProperty(
        "AWS::ECS::CapacityProvider", ("ManagedInstancesProvider", "InfrastructureRoleArn"), _ECS
    ),
    RoleProperty(
        "AWS::ECS::ExpressGatewayService", ("ExecutionRoleArn",), "ecs-tasks.amazonaws.com"
    ),
    RoleProperty("AWS::ECS::ExpressGatewayService", ("InfrastructureRoleArn",), _ECS),
    RoleProperty("AWS::ECS::ExpressGatewayService", ("TaskRoleArn",), "ecs-tasks.amazonaws.com"),
    RoleProperty(
        "AWS::ECS::Service", ("DeploymentConfiguration", "LifecycleHooks", "*", "RoleArn"), _ECS
    ),
    RoleProperty(
        "AWS::ECS::Service", ("LoadBalancers", "*", "AdvancedConfiguration", "RoleArn"), _ECS
    ),
    RoleProperty("AWS::ECS::Service", ("Role",), _ECS),
    RoleProperty(
        "AWS::ECS::Service",
        ("ServiceConnectConfiguration", "Services", "*", "Tls", "RoleArn"),
        _ECS,
    ),
    RoleProperty(
        "AWS::ECS::Service", ("VolumeConfigurations", "*", "ManagedEBSVolume", "RoleArn"), _ECS
    ),
    RoleProperty("AWS::ECS::Service", ("VpcLatticeConfigurations", "*", "RoleArn"), _ECS),
    RoleProperty("AWS::EKS::Cluster", ("RoleArn",), "eks.amazonaws.com"),
    RoleProperty("AWS::EKS::Nodegroup", ("NodeRole",), _EC2),
    RoleProperty("AWS::Events::Rule", ("RoleArn",), "events.amazonaws.com"),
    RoleProperty("AWS::Events::Rule", ("Targets", "*", "RoleArn"), "events.amazonaws.com"),
    RoleProperty("AWS::Glue::Crawler", ("Role",), "glue.amazonaws.com"),
    RoleProperty("AWS::Glue::Job", ("Role",), "glue.amazonaws.com"),
    RoleProperty("AWS::IAM::InstanceProfile", ("Roles", "*"), _EC2),
    RoleProperty(
        "AWS::KinesisFirehose::DeliveryStream",
        ("ExtendedS3DestinationConfiguration", "RoleARN"),
        _FIREHOSE,
    ),
    RoleProperty(
        "AWS::KinesisFirehose::DeliveryStream", ("S3DestinationConfiguration", "RoleARN"), _FIREHOSE
    ),
    RoleProperty("AWS::Lambda::Function", ("Role",), "lambda.amazonaws.com"),
    RoleProperty("AWS::Logs::Destination", ("RoleArn",), "logs.amazonaws.com"),
    RoleProperty("AWS::Logs::SubscriptionFilter", ("RoleArn",), "logs.amazonaws.com"),
    RoleProperty("AWS::Pipes::Pipe", ("RoleArn",), "pipes.amazonaws.com"),
    RoleProperty("AWS::RDS::DBCluster", ("MonitoringRoleArn",), "monitoring.rds.amazonaws.com"),
    RoleProperty("AWS::RDS::DBInstance", ("MonitoringRoleArn",), "monitoring.rds.amazonaws.com"),
    RoleProperty("AWS::RDS::DBProxy", ("RoleArn",), "rds.amazonaws.com"),
    RoleProperty("AWS::S3::Bucket", ("ReplicationConfiguration", "Role"), "s3.amazonaws.com"),
    RoleProperty("AWS::SNS::Subscription", ("SubscriptionRoleArn",), "sns.amazonaws.com"),
    RoleProperty("AWS::Scheduler::Schedule", ("Target", "RoleArn"), "scheduler.amazonaws.com"),
    RoleProperty("AWS::Serverless::Function", ("Role",), "lambda.amazonaws.com"),
    RoleProperty("AWS::Serverless::StateMachine", ("Role",), "states.amazonaws.com"),
    RoleProperty("AWS::StepFunctions::StateMachine", ("RoleArn",), "states.amazonaws.com"),
)
"""What CloudFormation hands to services. The roles of tasks are in the tables of ECS.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
and the page on the service's role that each property's description links to (read 2026-11-27).
"""
