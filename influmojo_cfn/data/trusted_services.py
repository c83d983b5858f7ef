"""Which service a role must trust, by the property that gives it to the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES, OPENAPI_ROLES


class RoleProperty(NamedTuple):
    """A property of a resource type that takes a role, and who assumes the role.

    ``path`` leads to it below Properties; ``*`` is each item of a list, ``{}`` each value of a
    mapping.
    """

    resource_type: str
    path: tuple[str, ...]
    service: str


_BY_SERVICE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "access-grants.s3": {"AWS::S3::AccessGrantsLocation": ("IamRoleArn",)},
    "airflow-env": {"AWS::MWAA::Environment": ("ExecutionRoleArn",)},
    "airflow-serverless": {"AWS::MWAAServerless::Workflow": ("RoleArn",)},
    "amplify": {
        "AWS::Amplify::App": ("ComputeRoleArn", "IAMServiceRole"),
        "AWS::Amplify::Branch": ("ComputeRoleArn",),
    },
    "apigateway": {
        "AWS::Serverless::Api": ("Auth.Authorizers.{}.FunctionInvokeRole",),
        "AWS::Serverless::HttpApi": ("Auth.Authorizers.{}.FunctionInvokeRole",),
        "AWS::ApiGateway::Account": ("CloudWatchRoleArn",),
        "AWS::ApiGateway::Authorizer": ("AuthorizerCredentials",),
        "AWS::ApiGateway::Method": ("Integration.Credentials",),
        "AWS::ApiGatewayV2::Authorizer": ("AuthorizerCredentialsArn",),
        "AWS::ApiGatewayV2::Integration": ("CredentialsArn",),
    },
    "appconfig": {
        "AWS::AppConfig::ConfigurationProfile": ("RetrievalRoleArn",),
        "AWS::AppConfig::Environment": ("Monitors.*.AlarmRoleArn",),
    },
    "application-autoscaling": {"AWS::ApplicationAutoScaling::ScalableTarget": ("RoleARN",)},
    "appsync": {
        "AWS::AppSync::Api": ("EventConfig.LogConfig.CloudWatchLogsRoleArn",),
        "AWS::AppSync::DataSource": ("ServiceRoleArn",),
        "AWS::AppSync::GraphQLApi": (
            "LogConfig.CloudWatchLogsRoleArn",
            "MergedApiExecutionRoleArn",
        ),
    },
    "athena": {"AWS::Athena::WorkGroup": ("WorkGroupConfiguration.ExecutionRole",)},
    "autoscaling": {
        "AWS::AutoScaling::AutoScalingGroup": ("LifecycleHookSpecificationList.*.RoleARN",),
        "AWS::AutoScaling::LifecycleHook": ("RoleARN",),
    },
    "backup": {
        "AWS::Backup::BackupSelection": ("BackupSelection.IamRoleArn",),
        "AWS::Backup::RestoreTestingSelection": ("IamRoleArn",),
    },
    "batch": {"AWS::Batch::ComputeEnvironment": ("ServiceRole",)},
    "bedrock-agentcore": {
        "AWS::BedrockAgentCore::BrowserCustom": ("ExecutionRoleArn",),
        "AWS::BedrockAgentCore::CodeInterpreterCustom": ("ExecutionRoleArn",),
        "AWS::BedrockAgentCore::Gateway": ("RoleArn",),
        "AWS::BedrockAgentCore::Memory": ("MemoryExecutionRoleArn",),
        "AWS::BedrockAgentCore::Runtime": ("RoleArn",),
    },
    "bedrock": {
        "AWS::Bedrock::Agent": ("AgentResourceRoleArn",),
        "AWS::Bedrock::Flow": ("ExecutionRoleArn",),
        "AWS::Bedrock::KnowledgeBase": ("RoleArn",),
    },
    "budgets": {"AWS::Budgets::BudgetsAction": ("ExecutionRoleArn",)},
    "build.apprunner": {
        "AWS::AppRunner::Service": (
            "SourceConfiguration.AuthenticationConfiguration.AccessRoleArn",
        )
    },
    "chatbot": {
        "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": ("IamRoleArn",),
        "AWS::Chatbot::SlackChannelConfiguration": ("IamRoleArn",),
    },
    "cloudformation": {"AWS::CloudFormation::StackSet": ("AdministrationRoleARN",)},
    "cloudfront": {
        "AWS::CloudFront::RealtimeLogConfig": ("EndPoints.*.KinesisStreamConfig.RoleArn",)
    },
    "cloudtrail": {"AWS::CloudTrail::Trail": ("CloudWatchLogsRoleArn",)},
    "codebuild": {
        "AWS::CodeBuild::Fleet": ("FleetServiceRole",),
        "AWS::CodeBuild::Project": ("BuildBatchConfig.ServiceRole", "ServiceRole"),
    },
    "codedeploy": {"AWS::CodeDeploy::DeploymentGroup": ("ServiceRoleArn",)},
    "codepipeline": {"AWS::CodePipeline::Pipeline": ("RoleArn",)},
    "cognito-idp": {"AWS::Cognito::UserPool": ("SmsConfiguration.SnsCallerArn",)},
    "cognito-sync": {"AWS::Cognito::IdentityPool": ("CognitoStreams.RoleArn", "PushSync.RoleArn")},
    "comprehend": {
        "AWS::Comprehend::DocumentClassifier": ("DataAccessRoleArn",),
        "AWS::Comprehend::Flywheel": ("DataAccessRoleArn",),
    },
    "config": {
        "AWS::Config::ConfigurationAggregator": ("OrganizationAggregationSource.RoleArn",),
        "AWS::Config::ConfigurationRecorder": ("RoleARN",),
    },
    "credentials.iot": {"AWS::IoT::RoleAlias": ("RoleArn",)},
    "databrew": {"AWS::DataBrew::Job": ("RoleArn",), "AWS::DataBrew::Project": ("RoleArn",)},
    "datasync": {
        "AWS::DataSync::LocationEFS": ("FileSystemAccessRoleArn",),
        "AWS::DataSync::LocationS3": ("S3Config.BucketAccessRoleArn",),
        "AWS::DataSync::Task": ("TaskReportConfig.Destination.S3.BucketAccessRoleArn",),
    },
    "dax": {"AWS::DAX::Cluster": ("IAMRoleARN",)},
    "dlm": {"AWS::DLM::LifecyclePolicy": ("ExecutionRoleArn",)},
    "dms": {
        "AWS::DMS::Endpoint": (
            "DynamoDbSettings.ServiceAccessRoleArn",
            "ElasticsearchSettings.ServiceAccessRoleArn",
            "KinesisSettings.ServiceAccessRoleArn",
            "NeptuneSettings.ServiceAccessRoleArn",
            "RedshiftSettings.ServiceAccessRoleArn",
            "S3Settings.ServiceAccessRoleArn",
        )
    },
    "ec2": {
        "AWS::EKS::Cluster": ("ComputeConfig.NodeRoleArn",),
        "AWS::EKS::Nodegroup": ("NodeRole",),
        "AWS::IAM::InstanceProfile": ("Roles.*",),
    },
    "ecr": {"AWS::ECR::RepositoryCreationTemplate": ("CustomRoleArn",)},
    "ecs-tasks": {
        "AWS::Batch::JobDefinition": (
            "ContainerProperties.ExecutionRoleArn",
            "ContainerProperties.JobRoleArn",
            "EcsProperties.TaskProperties.*.ExecutionRoleArn",
            "EcsProperties.TaskProperties.*.TaskRoleArn",
            "NodeProperties.NodeRangeProperties.*.Container.ExecutionRoleArn",
            "NodeProperties.NodeRangeProperties.*.Container.JobRoleArn",
        ),
        "AWS::ECS::ExpressGatewayService": ("ExecutionRoleArn", "TaskRoleArn"),
    },
    "ecs": {
        "AWS::ECS::CapacityProvider": ("ManagedInstancesProvider.InfrastructureRoleArn",),
        "AWS::ECS::ExpressGatewayService": ("InfrastructureRoleArn",),
        "AWS::ECS::Service": (
            "DeploymentConfiguration.LifecycleHooks.*.RoleArn",
            "LoadBalancers.*.AdvancedConfiguration.RoleArn",
            "Role",
            "ServiceConnectConfiguration.Services.*.Tls.RoleArn",
            "VolumeConfigurations.*.ManagedEBSVolume.RoleArn",
            "VpcLatticeConfigurations.*.RoleArn",
        ),
    },
    "eks-fargate-pods": {"AWS::EKS::FargateProfile": ("PodExecutionRoleArn",)},
    "eks": {"AWS::EKS::Cluster": ("RoleArn",)},
    "elasticfilesystem": {
        "AWS::EFS::FileSystem": ("ReplicationConfiguration.Destinations.*.RoleArn",)
    },
    "elasticmapreduce": {
        "AWS::EMR::Cluster": ("ServiceRole",),
        "AWS::EMR::Studio": ("ServiceRole",),
    },
    "events": {
        "AWS::Events::Endpoint": ("RoleArn",),
        "AWS::Events::Rule": ("RoleArn", "Targets.*.RoleArn"),
    },
    "firehose": {
        "AWS::KinesisFirehose::DeliveryStream": (
            "AmazonOpenSearchServerlessDestinationConfiguration.RoleARN",
            "AmazonOpenSearchServerlessDestinationConfiguration.S3Configuration.RoleARN",
            "AmazonopensearchserviceDestinationConfiguration.RoleARN",
            "AmazonopensearchserviceDestinationConfiguration.S3Configuration.RoleARN",
            "ElasticsearchDestinationConfiguration.RoleARN",
            "ElasticsearchDestinationConfiguration.S3Configuration.RoleARN",
            "ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.SchemaConfiguration.RoleARN",
            "ExtendedS3DestinationConfiguration.RoleARN",
            "ExtendedS3DestinationConfiguration.S3BackupConfiguration.RoleARN",
            "HttpEndpointDestinationConfiguration.RoleARN",
            "HttpEndpointDestinationConfiguration.S3Configuration.RoleARN",
            "IcebergDestinationConfiguration.RoleARN",
            "IcebergDestinationConfiguration.S3Configuration.RoleARN",
            "KinesisStreamSourceConfiguration.RoleARN",
            "MSKSourceConfiguration.AuthenticationConfiguration.RoleARN",
            "RedshiftDestinationConfiguration.RoleARN",
            "RedshiftDestinationConfiguration.S3BackupConfiguration.RoleARN",
            "RedshiftDestinationConfiguration.S3Configuration.RoleARN",
            "S3DestinationConfiguration.RoleARN",
            "SnowflakeDestinationConfiguration.RoleARN",
            "SnowflakeDestinationConfiguration.S3Configuration.RoleARN",
            "SplunkDestinationConfiguration.S3Configuration.RoleARN",
        )
    },
    "fis": {"AWS::FIS::ExperimentTemplate": ("RoleArn",)},
    "glue": {
        "AWS::Glue::Crawler": ("Role",),
        "AWS::Glue::DevEndpoint": ("RoleArn",),
        "AWS::Glue::Job": ("Role",),
        "AWS::Glue::MLTransform": ("Role",),
        "AWS::Glue::Session": ("Role",),
        "AWS::Glue::TableOptimizer": ("TableOptimizerConfiguration.RoleArn",),
    },
    "grafana": {"AWS::Grafana::Workspace": ("RoleArn",)},
    "imagebuilder": {
        "AWS::ImageBuilder::ImagePipeline": ("ExecutionRole",),
        "AWS::ImageBuilder::LifecyclePolicy": ("ExecutionRole",),
    },
    "iot": {
        "AWS::IoT::MitigationAction": ("RoleArn",),
        "AWS::IoT::ProvisioningTemplate": ("ProvisioningRoleArn",),
        "AWS::IoT::TopicRule": (
            "TopicRulePayload.Actions.*.CloudwatchAlarm.RoleArn",
            "TopicRulePayload.Actions.*.CloudwatchLogs.RoleArn",
            "TopicRulePayload.Actions.*.CloudwatchMetric.RoleArn",
            "TopicRulePayload.Actions.*.DynamoDB.RoleArn",
            "TopicRulePayload.Actions.*.DynamoDBv2.RoleArn",
            "TopicRulePayload.Actions.*.Firehose.RoleArn",
            "TopicRulePayload.Actions.*.IotAnalytics.RoleArn",
            "TopicRulePayload.Actions.*.IotEvents.RoleArn",
            "TopicRulePayload.Actions.*.Kinesis.RoleArn",
            "TopicRulePayload.Actions.*.OpenSearch.RoleArn",
            "TopicRulePayload.Actions.*.Republish.RoleArn",
            "TopicRulePayload.Actions.*.S3.RoleArn",
            "TopicRulePayload.Actions.*.Sns.RoleArn",
            "TopicRulePayload.Actions.*.Sqs.RoleArn",
            "TopicRulePayload.Actions.*.StepFunctions.RoleArn",
            "TopicRulePayload.Actions.*.Timestream.RoleArn",
            "TopicRulePayload.ErrorAction.CloudwatchAlarm.RoleArn",
            "TopicRulePayload.ErrorAction.CloudwatchLogs.RoleArn",
            "TopicRulePayload.ErrorAction.CloudwatchMetric.RoleArn",
            "TopicRulePayload.ErrorAction.DynamoDB.RoleArn",
            "TopicRulePayload.ErrorAction.DynamoDBv2.RoleArn",
            "TopicRulePayload.ErrorAction.Firehose.RoleArn",
            "TopicRulePayload.ErrorAction.IotAnalytics.RoleArn",
            "TopicRulePayload.ErrorAction.IotEvents.RoleArn",
            "TopicRulePayload.ErrorAction.Kinesis.RoleArn",
            "TopicRulePayload.ErrorAction.OpenSearch.RoleArn",
            "TopicRulePayload.ErrorAction.Republish.RoleArn",
            "TopicRulePayload.ErrorAction.S3.RoleArn",
            "TopicRulePayload.ErrorAction.Sns.RoleArn",
            "TopicRulePayload.ErrorAction.Sqs.RoleArn",
            "TopicRulePayload.ErrorAction.StepFunctions.RoleArn",
            "TopicRulePayload.ErrorAction.Timestream.RoleArn",
        ),
    },
    "kafka": {"AWS::MSK::Replicator": ("ServiceExecutionRoleArn",)},
    "kafkaconnect": {"AWS::KafkaConnect::Connector": ("ServiceExecutionRoleArn",)},
    "kendra": {
        "AWS::Kendra::DataSource": ("RoleArn",),
        "AWS::Kendra::Faq": ("RoleArn",),
        "AWS::Kendra::Index": ("RoleArn",),
    },
    "kinesisanalytics": {
        "AWS::KinesisAnalytics::Application": ("Inputs.*.KinesisStreamsInput.RoleARN",),
        "AWS::KinesisAnalytics::ApplicationOutput": ("Output.LambdaOutput.RoleARN",),
        "AWS::KinesisAnalyticsV2::Application": ("ServiceExecutionRole",),
    },
    "lakeformation": {"AWS::LakeFormation::Resource": ("RoleArn",)},
    "lambda": {
        "AWS::Lambda::Function": ("Role",),
        "AWS::Serverless::Function": ("Role",),
        "AWS::Synthetics::Canary": ("ExecutionRoleArn",),
    },
    "lexv2": {"AWS::Lex::Bot": ("RoleArn",)},
    "logs": {"AWS::Logs::Destination": ("RoleArn",), "AWS::Logs::SubscriptionFilter": ("RoleArn",)},
    "malware-protection-plan.guardduty": {"AWS::GuardDuty::MalwareProtectionPlan": ("Role",)},
    "monitoring.rds": {
        "AWS::RDS::DBCluster": ("MonitoringRoleArn",),
        "AWS::RDS::DBInstance": ("MonitoringRoleArn",),
    },
    "osis-pipelines": {"AWS::OSIS::Pipeline": ("PipelineRoleArn",)},
    "personalize": {"AWS::Personalize::DatasetGroup": ("RoleArn",)},
    "pipes": {"AWS::Pipes::Pipe": ("RoleArn",)},
    "pods.eks": {
        "AWS::EKS::Addon": ("PodIdentityAssociations.*.RoleArn",),
        "AWS::EKS::PodIdentityAssociation": ("RoleArn",),
    },
    "rds": {
        "AWS::Neptune::DBCluster": ("AssociatedRoles.*.RoleArn",),
        "AWS::RDS::DBCluster": ("AssociatedRoles.*.RoleArn",),
        "AWS::RDS::DBInstance": ("AssociatedRoles.*.RoleArn",),
        "AWS::RDS::DBProxy": ("RoleArn",),
    },
    "redshift": {"AWS::Redshift::Cluster": ("IamRoles.*",)},
    "rekognition": {"AWS::Rekognition::StreamProcessor": ("RoleArn",)},
    "s3": {"AWS::S3::Bucket": ("ReplicationConfiguration.Role",)},
    "sagemaker": {
        "AWS::SageMaker::Domain": ("DefaultUserSettings.ExecutionRole",),
        "AWS::SageMaker::FeatureGroup": ("RoleArn",),
        "AWS::SageMaker::Model": ("ExecutionRoleArn",),
        "AWS::SageMaker::NotebookInstance": ("RoleArn",),
        "AWS::SageMaker::Pipeline": ("RoleArn",),
        "AWS::SageMaker::UserProfile": ("UserSettings.ExecutionRole",),
    },
    "scheduler": {"AWS::Scheduler::Schedule": ("Target.RoleArn",)},
    "scheduler.redshift": {"AWS::Redshift::ScheduledAction": ("IamRole",)},
    "servicecatalog": {"AWS::ServiceCatalog::LaunchRoleConstraint": ("RoleArn",)},
    "ses": {
        "AWS::SES::ConfigurationSetEventDestination": (
            "EventDestination.KinesisFirehoseDestination.IAMRoleARN",
        ),
        "AWS::SES::ReceiptRule": ("Rule.Actions.*.S3Action.IamRoleArn",),
    },
    "sns": {
        "AWS::SNS::Subscription": ("SubscriptionRoleArn",),
        "AWS::SNS::Topic": (
            "DeliveryStatusLogging.*.FailureFeedbackRoleArn",
            "DeliveryStatusLogging.*.SuccessFeedbackRoleArn",
        ),
    },
    "spotfleet": {
        "AWS::Batch::ComputeEnvironment": ("ComputeResources.SpotIamFleetRole",),
        "AWS::EC2::SpotFleet": ("SpotFleetRequestConfigData.IamFleetRole",),
    },
    "ssm-incidents": {"AWS::SSMIncidents::ResponsePlan": ("Actions.*.SsmAutomation.RoleArn",)},
    "ssm": {
        "AWS::SSM::Document": ("Content.assumeRole",),
        "AWS::SSM::MaintenanceWindowTask": ("ServiceRoleArn",),
    },
    "states": {
        "AWS::Serverless::StateMachine": ("Role",),
        "AWS::StepFunctions::StateMachine": ("RoleArn",),
    },
    "storagegateway": {
        "AWS::StorageGateway::NFSFileShare": ("Role",),
        "AWS::StorageGateway::SMBFileShare": ("Role",),
    },
    "streams.metrics.cloudwatch": {"AWS::CloudWatch::MetricStream": ("RoleArn",)},
    "tasks.apprunner": {"AWS::AppRunner::Service": ("InstanceConfiguration.InstanceRoleArn",)},
    "timestream": {"AWS::Timestream::ScheduledQuery": ("ScheduledQueryExecutionRoleArn",)},
    "transfer": {
        "AWS::Transfer::Agreement": ("AccessRole",),
        "AWS::Transfer::Connector": ("AccessRole",),
        "AWS::Transfer::Server": (
            "IdentityProviderDetails.InvocationRole",
            "LoggingRole",
            "WorkflowDetails.OnUpload.*.ExecutionRole",
        ),
        "AWS::Transfer::User": ("Role",),
    },
    "vpc-flow-logs": {"AWS::EC2::FlowLog": ("DeliverLogsPermissionArn",)},
}
"""By the service principal without amazonaws.com, the properties of each type, with dots.

What CloudFormation hands to services; the roles of tasks are in the tables of ECS.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
and the page on the service's role that each property's description links to (read 2026-11-27).
"""

ROLE_PROPERTIES = tuple(
    sorted(
        (
            *(
                RoleProperty(kind, tuple(path.split(".")), f"{service}.amazonaws.com")
                for service, kinds in _BY_SERVICE.items()
                for kind, paths in kinds.items()
                for path in paths
            ),
            *(
                RoleProperty(kind, (body, *path), "apigateway.amazonaws.com")
                for kind, body in OPENAPI_BODIES.items()
                for path in OPENAPI_ROLES
            ),
        )
    )
)

HANDED_ON = (
    RoleProperty(
        "AWS::CodePipeline::Pipeline",
        ("Stages", "*", "Actions", "*", "Configuration", "RoleArn"),
        "cloudformation.amazonaws.com",
    ),
)
"""Roles that the service of the resource passes to another one, and not who deploys.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
(read 2026-11-28)
"""
