"""Which properties of resource types concern access, and which types grant nothing.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27): the properties of each type.
"""

from __future__ import annotations

READ: dict[str, frozenset[str]] = {
    "AWS::IAM::Role": frozenset(
        {"AssumeRolePolicyDocument", "ManagedPolicyArns", "PermissionsBoundary", "Policies"}
        | {"Description", "MaxSessionDuration", "Path", "RoleName", "Tags"}
    ),
    "AWS::IAM::User": frozenset(
        {"Groups", "ManagedPolicyArns", "PermissionsBoundary", "Policies"}
        | {"Path", "Tags", "UserName"}
    ),
    "AWS::IAM::Group": frozenset({"GroupName", "ManagedPolicyArns", "Path", "Policies"}),
    "AWS::IAM::ManagedPolicy": frozenset(
        {"Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument", "Roles", "Users"}
    ),
    "AWS::IAM::Policy": frozenset({"Groups", "PolicyDocument", "PolicyName", "Roles", "Users"}),
    "AWS::IAM::UserPolicy": frozenset({"PolicyDocument", "PolicyName", "UserName"}),
    "AWS::IAM::GroupPolicy": frozenset({"GroupName", "PolicyDocument", "PolicyName"}),
    "AWS::IAM::RolePolicy": frozenset({"PolicyDocument", "PolicyName", "RoleName"}),
    "AWS::IAM::UserToGroupAddition": frozenset({"GroupName", "Users"}),
    "AWS::SSO::PermissionSet": frozenset(
        {"CustomerManagedPolicyReferences", "InlinePolicy", "ManagedPolicies"}
        | {
            "Description",
            "PermissionsBoundary",
            "Name",
            "RelayStateType",
            "SessionDuration",
            "Tags",
        }
    ),
    "AWS::Lambda::Permission": frozenset(
        {"Action", "EventSourceToken", "FunctionName", "FunctionUrlAuthType"}
        | {"InvokedViaFunctionUrl", "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn"}
    ),
    "AWS::Lambda::LayerVersionPermission": frozenset(
        {"Action", "LayerVersionArn", "OrganizationId", "Principal"}
    ),
    "AWS::Lambda::Url": frozenset(
        {"AuthType", "Cors", "InvokeMode", "Qualifier", "TargetFunctionArn"}
    ),
    "AWS::Events::EventBusPolicy": frozenset(
        {"Action", "Condition", "EventBusName", "Principal", "Statement", "StatementId"}
    ),
    "AWS::Organizations::Policy": frozenset(
        {"Content", "Description", "Name", "Tags", "TargetIds", "Type"}
    ),
    "AWS::EC2::VPCEndpoint": frozenset(
        {"PolicyDocument", "ServiceName", "VpcId", "VpcEndpointType", "Tags", "RouteTableIds"}
        | {"SubnetIds", "SecurityGroupIds", "PrivateDnsEnabled", "IpAddressType", "DnsOptions"}
    ),
}
"""The properties of types that are read as access, or that concern none."""

_OF_STACKS = frozenset({"NotificationARNs", "Tags", "TimeoutInMinutes"})
WITHOUT_ACCESS_OF: dict[str, frozenset[str]] = {
    "AWS::CloudFormation::Stack": _OF_STACKS,
    "AWS::Serverless::Application": _OF_STACKS,
}
"""The properties of types that are not read, which concern no access; tags are asked for apart."""

_AUTHENTICATION = ("AuthenticateCognitoConfig", "AuthenticateOidcConfig", "JwtValidationConfig")

CONCERNS_ACCESS: dict[str, frozenset[str]] = {
    "AWS::S3::Bucket": frozenset(
        {"AbacStatus", "AnalyticsConfigurations", "InventoryConfigurations"}
        | {"MetadataConfiguration/Role", "OwnershipControls", "ReplicationConfiguration"}
    ),
    "AWS::KMS::Key": frozenset({"BypassPolicyLockoutSafetyCheck"}),
    "AWS::SNS::Topic": frozenset({"DataProtectionPolicy", "DeliveryStatusLogging", "Subscription"}),
    "AWS::EFS::FileSystem": frozenset(
        {"BypassPolicyLockoutSafetyCheck", "ReplicationConfiguration"}
    ),
    "AWS::DynamoDB::GlobalTable": frozenset({"Replicas"}),
    "AWS::DynamoDB::Table": frozenset({"StreamSpecification"}),
    "AWS::Logs::Destination": frozenset({"RoleArn"}),
    "AWS::S3::AccessPoint": frozenset({"BucketAccountId", "VpcConfiguration"}),
    "AWS::ECR::RepositoryCreationTemplate": frozenset({"CustomRoleArn"}),
    "AWS::Lambda::Function": frozenset({"Role"}),
    "AWS::ECS::TaskDefinition": frozenset({"ExecutionRoleArn", "TaskRoleArn"}),
    "AWS::EC2::Instance": frozenset({"IamInstanceProfile", "LaunchTemplate"}),
    "AWS::EC2::LaunchTemplate": frozenset({"LaunchTemplateData"}),
    "AWS::StepFunctions::StateMachine": frozenset({"RoleArn"}),
    "AWS::AppConfig::Environment": frozenset({"Monitors/AlarmRoleArn"}),
    "AWS::ApplicationAutoScaling::ScalableTarget": frozenset({"RoleARN"}),
    "AWS::AutoScaling::AutoScalingGroup": frozenset(
        {"InstanceId", "LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy"}
        | {"LifecycleHookSpecificationList"}
    ),
    "AWS::AutoScaling::LaunchConfiguration": frozenset({"IamInstanceProfile"}),
    "AWS::AutoScaling::LifecycleHook": frozenset({"RoleARN"}),
    "AWS::EC2::FlowLog": frozenset({"DeliverCrossAccountRole", "DeliverLogsPermissionArn"}),
    "AWS::ECR::PullThroughCacheRule": frozenset({"CustomRoleArn"}),
    "AWS::ECS::CapacityProvider": frozenset({"ManagedInstancesProvider"}),
    # The roles of LoadBalancers and DeploymentConfiguration only switch traffic between tasks.
    "AWS::ECS::Service": frozenset(
        {"EnableExecuteCommand", "Role", "ServiceConnectConfiguration", "VolumeConfigurations"}
        | {"VpcLatticeConfigurations"}
    ),
    "AWS::Neptune::DBCluster": frozenset({"AssociatedRoles", "IamAuthEnabled"}),
    "AWS::RDS::DBCluster": frozenset(
        {"AssociatedRoles", "EnableIAMDatabaseAuthentication", "MonitoringRoleArn"}
        | {"DomainIAMRoleName", "EnableHttpEndpoint", "MasterUserAuthenticationType"}
    ),
    "AWS::RDS::DBClusterParameterGroup": frozenset(
        {"Parameters/aurora_load_from_s3_role", "Parameters/aurora_select_into_s3_role"}
        | {"Parameters/aws_default_lambda_role", "Parameters/aws_default_s3_role"}
    ),
    "AWS::RDS::DBInstance": frozenset(
        {"AssociatedRoles", "CustomIAMInstanceProfile", "EnableIAMDatabaseAuthentication"}
        | {"DomainIAMRoleName", "MasterUserAuthenticationType", "MonitoringRoleArn"}
    ),
    "AWS::RDS::OptionGroup": frozenset({"OptionConfigurations"}),
    "AWS::CloudTrail::Trail": frozenset({"CloudWatchLogsRoleArn"}),
    "AWS::CodeBuild::Project": frozenset(
        {"BuildBatchConfig/ServiceRole", "ResourceAccessRole", "ServiceRole"}
        | {"Triggers/PullRequestBuildPolicy", "Visibility"}
    ),
    "AWS::CodeDeploy::DeploymentGroup": frozenset({"ServiceRoleArn"}),
    "AWS::CodePipeline::Pipeline": frozenset({"RoleArn", "Stages"}),
    "AWS::DLM::LifecyclePolicy": frozenset({"ExecutionRoleArn", "PolicyDetails/ShareRules"}),
    "AWS::ElastiCache::ReplicationGroup": frozenset({"AuthToken", "UserGroupIds"}),
    "AWS::ElastiCache::ServerlessCache": frozenset({"UserGroupId"}),
    "AWS::ElasticLoadBalancingV2::Listener": frozenset(
        f"DefaultActions/{name}" for name in _AUTHENTICATION
    )
    | {"MutualAuthentication"},
    "AWS::ElasticLoadBalancingV2::ListenerRule": frozenset(
        f"Actions/{name}" for name in _AUTHENTICATION
    ),
    "AWS::Events::Rule": frozenset({"EventBusName", "EventPattern", "RoleArn", "Targets"}),
    "AWS::Glue::Crawler": frozenset({"Role"}),
    "AWS::Glue::Database": frozenset({"DatabaseInput/CreateTableDefaultPermissions"}),
    "AWS::Glue::Job": frozenset({"Role"}),
    "AWS::Logs::SubscriptionFilter": frozenset({"DestinationArn", "RoleArn"}),
    "AWS::MediaStore::Container": frozenset({"CorsPolicy"}),
    "AWS::MemoryDB::Cluster": frozenset({"ACLName"}),
    "AWS::PaymentCryptography::Key": frozenset({"Enabled", "Exportable"}),
    "AWS::RDS::DBProxy": frozenset({"Auth", "DefaultAuthScheme", "RoleArn"}),
    "AWS::Scheduler::Schedule": frozenset({"Target"}),
    "AWS::Synthetics::Canary": frozenset({"ExecutionRoleArn"}),
    "AWS::Logs::LogGroup": frozenset({"BearerTokenAuthenticationEnabled", "DataProtectionPolicy"}),
    "AWS::MediaPackageV2::OriginEndpointPolicy": frozenset({"CdnAuthConfiguration"}),
    "AWS::Redshift::Cluster": frozenset({"IamRoles"}),
    "AWS::RedshiftServerless::Namespace": frozenset({"DefaultIamRoleArn", "IamRoles"}),
    "AWS::S3Express::AccessPoint": frozenset({"BucketAccountId", "Scope", "VpcConfiguration"}),
    **dict.fromkeys(
        (
            "AWS::APS::ResourcePolicy",
            "AWS::ApiGateway::DomainNameV2",
            "AWS::Backup::BackupVault",
            "AWS::Backup::LogicallyAirGappedBackupVault",
            "AWS::Bedrock::KnowledgeBasePolicy",
            "AWS::Bedrock::ResourcePolicy",
            "AWS::BedrockAgentCore::ResourcePolicy",
            "AWS::CloudTrail::ResourcePolicy",
            "AWS::CodeArtifact::Domain",
            "AWS::CodeArtifact::Repository",
            "AWS::ECR::PublicRepository",
            "AWS::ECR::RegistryPolicy",
            "AWS::ECR::Repository",
            "AWS::DSQL::Cluster",
            "AWS::EventSchemas::RegistryPolicy",
            "AWS::Events::EventBus",
            "AWS::EventsV2::ResourcePolicy",
            "AWS::IoT::Policy",
            "AWS::KMS::ReplicaKey",
            "AWS::Kinesis::ResourcePolicy",
            "AWS::Lambda::ResourcePolicy",
            "AWS::Lex::ResourcePolicy",
            "AWS::Logs::ResourcePolicy",
            "AWS::MSK::ClusterPolicy",
            "AWS::MediaPackageV2::ChannelPolicy",
            "AWS::MediaTailor::ChannelPolicy",
            "AWS::Oam::Sink",
            "AWS::Organizations::ResourcePolicy",
            "AWS::S3::BucketPolicy",
            "AWS::S3::MultiRegionAccessPointPolicy",
            "AWS::S3Express::BucketPolicy",
            "AWS::S3Files::FileSystemPolicy",
            "AWS::S3ObjectLambda::AccessPointPolicy",
            "AWS::S3Outposts::AccessPoint",
            "AWS::S3Outposts::BucketPolicy",
            "AWS::S3Tables::TableBucketPolicy",
            "AWS::S3Tables::TablePolicy",
            "AWS::S3Vectors::VectorBucketPolicy",
            "AWS::SMSVOICE::ResourcePolicy",
            "AWS::SNS::TopicInlinePolicy",
            "AWS::SNS::TopicPolicy",
            "AWS::SQS::Queue",
            "AWS::SQS::QueueInlinePolicy",
            "AWS::SQS::QueuePolicy",
            "AWS::SSM::ResourcePolicy",
            "AWS::SageMaker::ModelPackageGroup",
            "AWS::SecretsManager::ResourcePolicy",
            "AWS::VpcLattice::AuthPolicy",
            "AWS::VpcLattice::ResourcePolicy",
            "AWS::XRay::ResourcePolicy",
        ),
        frozenset[str](),
    ),
}
"""The properties of types that can give access and are not read; all others of them give none.

``Property/Name`` is everything called Name at any depth of the property.
"""

PASSED_ROLES: dict[str, tuple[str, ...]] = {
    "AWS::CodeBuild::Project": ("ServiceRole",),
    "AWS::CodeDeploy::DeploymentGroup": ("ServiceRoleArn",),
    "AWS::Cognito::IdentityPoolRoleAttachment": ("Roles",),
    "AWS::ECS::TaskDefinition": ("ExecutionRoleArn", "TaskRoleArn"),
    "AWS::Glue::Crawler": ("Role",),
    "AWS::Glue::Job": ("Role",),
    "AWS::IAM::InstanceProfile": ("Roles",),
    "AWS::Lambda::Function": ("Role",),
    "AWS::Serverless::Function": ("Role",),
    "AWS::Serverless::StateMachine": ("Role",),
    "AWS::StepFunctions::StateMachine": ("RoleArn",),
    "AWS::Synthetics::Canary": ("ExecutionRoleArn",),
}
"""The properties with which a type gives a service, or those who sign in, the roles that it names:
one role, a list of them, or a mapping such as ``authenticated`` to a role."""

HANDS_OVER = frozenset(
    f"AWS::{name}"
    for name in (
        "Cognito::IdentityPoolRoleAttachment",
        "IAM::AccessKey",
        "IAM::InstanceProfile",
        "IAM::OIDCProvider",
        "IAM::SAMLProvider",
        "IAM::ServerCertificate",
        "IAM::VirtualMFADevice",
        "SNS::Subscription",
        "Batch::ComputeEnvironment",
        "Batch::JobDefinition",
        "Config::ConfigurationRecorder",
        "KinesisFirehose::DeliveryStream",
        "Pipes::Pipe",
    )
)
"""Types that say who has what policies give, and give no permission that no policy has.

A change of one can give access. That there is one takes nothing from an answer about policies.
"""

_WITHOUT_ACCESS = {
    "ApiGateway": (
        "BasePathMapping",
        "Deployment",
        "DocumentationPart",
        "DocumentationVersion",
        "Model",
        "GatewayResponse",
        "RequestValidator",
        "Resource",
        "Stage",
        "UsagePlan",
        "UsagePlanKey",
    ),
    "ApiGatewayV2": (
        "ApiMapping",
        "Deployment",
        "IntegrationResponse",
        "Model",
        "RouteResponse",
        "Stage",
        "VpcLink",
    ),
    "AppConfig": ("Application", "Deployment", "DeploymentStrategy"),
    "ApplicationAutoScaling": ("ScalingPolicy",),
    "AutoScaling": ("ScalingPolicy", "ScheduledAction", "WarmPool"),
    "Budgets": ("Budget",),
    "CE": ("AnomalyMonitor", "AnomalySubscription", "CostCategory"),
    "CertificateManager": ("Certificate",),
    "CloudFormation": ("WaitCondition", "WaitConditionHandle"),
    "CloudFront": (
        "CachePolicy",
        "ContinuousDeploymentPolicy",
        "Function",
        "KeyValueStore",
        "OriginRequestPolicy",
        "ResponseHeadersPolicy",
    ),
    "CloudWatch": (
        "Alarm",
        "AnomalyDetector",
        "CompositeAlarm",
        "Dashboard",
        "InsightRule",
    ),
    "CodeDeploy": ("Application", "DeploymentConfig"),
    "CodeStarNotifications": ("NotificationRule",),
    "DAX": ("ParameterGroup", "SubnetGroup"),
    "DocDB": ("DBCluster", "DBClusterParameterGroup", "DBInstance", "DBSubnetGroup"),
    "EC2": (
        "CarrierGateway",
        "CustomerGateway",
        "DHCPOptions",
        "EIP",
        "EIPAssociation",
        "EgressOnlyInternetGateway",
        "InternetGateway",
        "KeyPair",
        "NatGateway",
        "NetworkAcl",
        "NetworkAclEntry",
        "NetworkInterface",
        "NetworkInterfaceAttachment",
        "PlacementGroup",
        "PrefixList",
        "Route",
        "RouteTable",
        "SecurityGroup",
        "SecurityGroupEgress",
        "SecurityGroupIngress",
        "SecurityGroupVpcAssociation",
        "Subnet",
        "SubnetCidrBlock",
        "SubnetNetworkAclAssociation",
        "SubnetRouteTableAssociation",
        "TransitGateway",
        "TransitGatewayAttachment",
        "TransitGatewayRoute",
        "TransitGatewayRouteTable",
        "TransitGatewayRouteTableAssociation",
        "TransitGatewayRouteTablePropagation",
        "TransitGatewayVpcAttachment",
        "VPC",
        "VPCCidrBlock",
        "VPCDHCPOptionsAssociation",
        "VPCGatewayAttachment",
        "VPNConnection",
        "VPNConnectionRoute",
        "VPNGateway",
        "VPNGatewayRoutePropagation",
        "Volume",
        "VolumeAttachment",
    ),
    "ECR": ("RegistryScanningConfiguration",),
    "ECS": ("Cluster", "ClusterCapacityProviderAssociations", "PrimaryTaskSet", "TaskSet"),
    "EFS": ("AccessPoint", "MountTarget"),
    "ElastiCache": (
        "CacheCluster",
        "GlobalReplicationGroup",
        "ParameterGroup",
        "SubnetGroup",
    ),
    "ElasticLoadBalancing": ("LoadBalancer",),
    "ElasticLoadBalancingV2": (
        "ListenerCertificate",
        "LoadBalancer",
        "TargetGroup",
        "TrustStore",
    ),
    "Events": ("ApiDestination", "Archive", "Connection"),
    "Glue": ("Connection", "Partition", "SecurityConfiguration", "Table", "Trigger"),
    "KMS": ("Alias",),
    "Kinesis": ("Stream", "StreamConsumer"),
    "Lambda": (
        "Alias",
        "CodeSigningConfig",
        "EventInvokeConfig",
        "EventSourceMapping",
        "LayerVersion",
        "Version",
    ),
    "Logs": (
        "LogAnomalyDetector",
        "LogStream",
        "MetricFilter",
        "QueryDefinition",
    ),
    "MemoryDB": ("ParameterGroup", "SubnetGroup"),
    "Neptune": ("DBClusterParameterGroup", "DBInstance", "DBParameterGroup"),
    "RDS": (
        "DBParameterGroup",
        "DBSubnetGroup",
        "DBProxyTargetGroup",
        "EventSubscription",
        "GlobalCluster",
    ),
    "ResourceGroups": ("Group",),
    "Route53": ("HealthCheck", "HostedZone", "KeySigningKey", "RecordSet", "RecordSetGroup"),
    "Route53Resolver": ("ResolverEndpoint", "ResolverRule", "ResolverRuleAssociation"),
    "SES": (
        "ConfigurationSet",
        "ContactList",
        "DedicatedIpPool",
        "EmailIdentity",
        "ReceiptFilter",
        "ReceiptRuleSet",
        "Template",
    ),
    "SSM": ("MaintenanceWindow", "Parameter", "PatchBaseline"),
    "Scheduler": ("ScheduleGroup",),
    "SecretsManager": ("Secret", "SecretTargetAttachment"),
    "Serverless": ("LayerVersion", "SimpleTable"),
    "ServiceDiscovery": (
        "HttpNamespace",
        "Instance",
        "PrivateDnsNamespace",
        "PublicDnsNamespace",
        "Service",
    ),
    "StepFunctions": ("Activity", "StateMachineAlias", "StateMachineVersion"),
    "WAF": ("ByteMatchSet", "IPSet", "Rule", "WebACL"),
    "WAFRegional": ("IPSet", "Rule", "WebACL", "WebACLAssociation"),
    "WAFv2": (
        "IPSet",
        "LoggingConfiguration",
        "RegexPatternSet",
        "RuleGroup",
        "WebACL",
        "WebACLAssociation",
    ),
    "XRay": ("Group", "SamplingRule"),
}

WITHOUT_ACCESS = frozenset(
    f"AWS::{service}::{name}" for service, names in _WITHOUT_ACCESS.items() for name in names
) | {"AWS::CDK::Metadata"}
"""The types of which no property gives anyone access under IAM."""
