"""Which properties of resource types concern access, and which hand a role over.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27): the properties of each type. Read 2026-11-28:
https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
and http-api-stages.stage-variables-reference.html (a variable of a stage can name credentials),
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html (which
keys may call which stages),
https://docs.aws.amazon.com/aws-backup/latest/devguide/multipartyapproval.html (a team lets other
accounts use a vault),
https://docs.aws.amazon.com/codeartifact/latest/ug/repos-upstream.html (who reads a repository reads
its upstreams through it),
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html
(whose client certificates are trusted),
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-connections.html and
aws-glue-api-catalog-tables.html (the role of a connection, and whose permissions a view has),
https://docs.aws.amazon.com/acm/latest/userguide/acm-exportable-certificates.html,
https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html (who can start builds),
https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-config.html (a configuration has
the instance profile of the instance that it is made from) and
https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html (whose images can be
pulled, with whose credentials).
"""

from __future__ import annotations

from influmojo_cfn.data.types_without_access import POLICY_ALONE

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
        | {"Description", "InstanceArn", "Name", "PermissionsBoundary", "RelayStateType"}
        | {"SessionDuration", "Tags"}
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

_OF_A_DOMAIN = frozenset(
    {"Domain/AccessAssociation", "Domain/MutualTlsAuthentication", "Domain/Policy"}
)
CONCERNS_ACCESS_WITHIN: dict[str, frozenset[str]] = {
    "AWS::Serverless::Api": _OF_A_DOMAIN,
    "AWS::Serverless::HttpApi": _OF_A_DOMAIN,
    "AWS::Serverless::WebSocketApi": _OF_A_DOMAIN,
}
"""What concerns access, and is not read, in properties of which all else concerns none.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
(read 2026-11-28).
"""

TAGS = frozenset(
    {"AccessPointTags", "BackupPlanTags", "BackupVaultTags", "BotTags", "FileSystemTags"}
    | {"FrameworkTags", "HealthCheckTags", "HostedZoneTags", "IdentityPoolTags", "PipelineTags"}
    | {"ReportPlanTags", "ResourceTags", "Tags", "UserPoolTags"}
)
"""What AWS's types call the tags of a resource, which give access where a policy compares them."""

_AUTHENTICATION = ("AuthenticateCognitoConfig", "AuthenticateOidcConfig", "JwtValidationConfig")

CONCERNS_ACCESS: dict[str, frozenset[str]] = {
    "AWS::ApiGateway::Deployment": frozenset(
        {"DeploymentCanarySettings/StageVariableOverrides", "StageDescription/Variables"}
        | {"StageDescription/StageVariableOverrides"}
    ),
    "AWS::ApiGateway::Authorizer": frozenset({"AuthorizerCredentials"}),
    "AWS::ApiGateway::Method": frozenset({"Integration"}),
    "AWS::ApiGateway::Stage": frozenset({"CanarySetting/StageVariableOverrides", "Variables"}),
    "AWS::ApiGateway::UsagePlan": frozenset({"ApiStages"}),
    "AWS::ApiGateway::UsagePlanKey": frozenset({"KeyId", "UsagePlanId"}),
    "AWS::ApiGatewayV2::Authorizer": frozenset({"AuthorizerCredentialsArn"}),
    "AWS::ApiGatewayV2::Route": frozenset({"Target"}),
    "AWS::ApiGatewayV2::Stage": frozenset({"StageVariables"}),
    "AWS::Backup::LogicallyAirGappedBackupVault": frozenset({"MpaApprovalTeamArn"}),
    "AWS::AppRunner::Service": frozenset(
        {"InstanceConfiguration/InstanceRoleArn", "SourceConfiguration/AuthenticationConfiguration"}
    ),
    "AWS::Batch::ComputeEnvironment": frozenset(
        f"ComputeResources/{name}"
        for name in (
            *("Ec2KeyPair", "InstanceRole", "LaunchTemplate", "ManagedInstancesProvider"),
            *("SpotIamFleetRole",),
        )
    )
    | {"EksConfiguration", "ServiceRole"},
    "AWS::Batch::JobDefinition": frozenset(
        f"{properties}/{name}"
        for properties in ("ContainerProperties", "EcsProperties", "NodeProperties")
        for name in ("ExecutionRoleArn", "JobRoleArn", "TaskRoleArn")
    )
    | {"EksProperties/ServiceAccountName", "NodeProperties/ServiceAccountName"},
    "AWS::Batch::JobQueue": frozenset({"ComputeEnvironmentOrder", "ServiceEnvironmentOrder"}),
    "AWS::CertificateManager::Certificate": frozenset({"CertificateExport"}),
    "AWS::CloudFront::Distribution": frozenset(
        f"DistributionConfig/{name}"
        for name in (
            *("CacheBehaviors", "ConnectionFunctionAssociation", "ContinuousDeploymentPolicyId"),
            *("CustomOrigin", "DefaultCacheBehavior", "Enabled", "OriginGroups", "Origins"),
            *("S3Origin", "TenantConfig", "ViewerMtlsConfig"),
        )
    ),
    "AWS::CodeArtifact::Repository": frozenset({"Upstreams"}),
    "AWS::ElasticLoadBalancingV2::TrustStore": frozenset(
        {"CaCertificatesBundleS3Bucket", "CaCertificatesBundleS3Key"}
        | {"CaCertificatesBundleS3ObjectVersion"}
    ),
    "AWS::S3Outposts::AccessPoint": frozenset({"VpcConfiguration"}),
    "AWS::S3::Bucket": frozenset(
        {"AbacStatus", "AnalyticsConfigurations", "InventoryConfigurations"}
        | {"MetadataConfiguration/Role", "OwnershipControls", "ReplicationConfiguration"}
    ),
    "AWS::KMS::Key": frozenset({"BypassPolicyLockoutSafetyCheck"}),
    "AWS::SNS::Topic": frozenset({"DataProtectionPolicy", "DeliveryStatusLogging", "Subscription"}),
    "AWS::EFS::FileSystem": frozenset(
        {"BypassPolicyLockoutSafetyCheck", "ReplicationConfiguration"}
    ),
    "AWS::DynamoDB::GlobalTable": frozenset({"GlobalTableSourceArn", "Replicas"}),
    "AWS::DynamoDB::Table": frozenset({"StreamSpecification/ResourcePolicy"}),
    "AWS::Logs::Destination": frozenset({"RoleArn"}),
    "AWS::S3::AccessPoint": frozenset({"BucketAccountId", "VpcConfiguration"}),
    "AWS::ECR::RepositoryCreationTemplate": frozenset({"AppliedFor", "CustomRoleArn"}),
    "AWS::Lambda::Function": frozenset({"Role"}),
    "AWS::ECS::TaskDefinition": frozenset({"ExecutionRoleArn", "TaskRoleArn"}),
    "AWS::EC2::Instance": frozenset({"IamInstanceProfile", "LaunchTemplate"}),
    "AWS::EC2::LaunchTemplate": frozenset(
        {"LaunchTemplateData/IamInstanceProfile", "LaunchTemplateData/KeyName"}
    ),
    "AWS::EC2::VPCPeeringConnection": frozenset({"PeerRoleArn"}),
    "AWS::EKS::Addon": frozenset(
        {"ConfigurationValues", "PodIdentityAssociations", "ServiceAccountRoleArn"}
    ),
    "AWS::EKS::FargateProfile": frozenset({"PodExecutionRoleArn"}),
    "AWS::EKS::Nodegroup": frozenset({"LaunchTemplate", "NodeRole", "RemoteAccess"}),
    "AWS::StepFunctions::StateMachine": frozenset({"RoleArn"}),
    "AWS::AppConfig::ConfigurationProfile": frozenset({"RetrievalRoleArn"}),
    "AWS::AppConfig::Environment": frozenset({"Monitors/AlarmRoleArn"}),
    "AWS::ApplicationAutoScaling::ScalableTarget": frozenset({"RoleARN"}),
    "AWS::AutoScaling::AutoScalingGroup": frozenset(
        {"InstanceId", "LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy"}
        | {"LifecycleHookSpecificationList", "ServiceLinkedRoleARN"}
    ),
    "AWS::AutoScaling::LaunchConfiguration": frozenset({"IamInstanceProfile", "InstanceId"}),
    "AWS::AutoScaling::LifecycleHook": frozenset({"RoleARN"}),
    "AWS::EC2::FlowLog": frozenset({"DeliverCrossAccountRole", "DeliverLogsPermissionArn"}),
    "AWS::ECR::PullThroughCacheRule": frozenset(
        {"CredentialArn", "CustomRoleArn", "UpstreamRegistryUrl", "UpstreamRepositoryPrefix"}
    ),
    "AWS::ECS::CapacityProvider": frozenset({"ManagedInstancesProvider"}),
    "AWS::ECS::Service": frozenset(
        {"EnableExecuteCommand", "Role", "ServiceConnectConfiguration", "VolumeConfigurations"}
        | {"DeploymentConfiguration/RoleArn", "LoadBalancers/RoleArn", "VpcLatticeConfigurations"}
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
        | {"Triggers", "Visibility"}
    ),
    "AWS::CodeCommit::Repository": frozenset({"Triggers"}),
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
    "AWS::Glue::Connection": frozenset({"ConnectionInput/ROLE_ARN"}),
    "AWS::Glue::Crawler": frozenset({"LakeFormationConfiguration", "Role"}),
    "AWS::Glue::Database": frozenset({"DatabaseInput/CreateTableDefaultPermissions"}),
    "AWS::Glue::Job": frozenset({"Role"}),
    "AWS::Glue::Table": frozenset({"TableInput/ViewDefinition"}),
    "AWS::Logs::SubscriptionFilter": frozenset(
        {"DestinationArn", "FilterPattern", "LogGroupName", "RoleArn"}
    ),
    "AWS::MSK::Cluster": frozenset(
        {"BrokerNodeGroupInfo/PublicAccess", "BrokerNodeGroupInfo/VpcConnectivity"}
        | {"ClientAuthentication", "ConfigurationInfo"}
    ),
    "AWS::MediaStore::Container": frozenset({"CorsPolicy"}),
    "AWS::MemoryDB::Cluster": frozenset({"ACLName"}),
    "AWS::PaymentCryptography::Key": frozenset({"Enabled", "Exportable"}),
    "AWS::RDS::DBProxy": frozenset({"Auth", "DefaultAuthScheme", "RoleArn"}),
    "AWS::Scheduler::Schedule": frozenset({"Target"}),
    "AWS::SageMaker::EndpointConfig": frozenset(
        {"ExecutionRoleArn", "ProductionVariants/ModelName", "ShadowProductionVariants/ModelName"}
    ),
    "AWS::SageMaker::Model": frozenset({"ExecutionRoleArn"}),
    "AWS::SecretsManager::RotationSchedule": frozenset(
        {"ExternalSecretRotationRoleArn", "HostedRotationLambda", "RotationLambdaARN"}
    ),
    "AWS::Synthetics::Canary": frozenset({"ExecutionRoleArn"}),
    "AWS::Logs::LogGroup": frozenset({"BearerTokenAuthenticationEnabled", "DataProtectionPolicy"}),
    "AWS::MediaPackageV2::OriginEndpointPolicy": frozenset({"CdnAuthConfiguration"}),
    "AWS::Redshift::Cluster": frozenset({"IamRoles"}),
    "AWS::RedshiftServerless::Namespace": frozenset(
        {"DefaultIamRoleArn", "IamRoles", "RedshiftIdcApplicationArn"}
    ),
    "AWS::SQS::Queue": frozenset(),
    "AWS::S3Express::AccessPoint": frozenset({"BucketAccountId", "Scope", "VpcConfiguration"}),
    **dict.fromkeys(POLICY_ALONE, frozenset[str]()),
}
"""The properties of types that can give access and are not read; all others of them give none.

``Property/Name`` is everything called Name at any depth of the property.
"""

POLICIES_NOT_READ: dict[str, frozenset[str]] = {
    "AWS::DynamoDB::GlobalTable": frozenset({"Replicas/ResourcePolicy"}),
    "AWS::DynamoDB::Table": frozenset({"StreamSpecification/ResourcePolicy"}),
    "AWS::Glue::Database": frozenset({"DatabaseInput/CreateTableDefaultPermissions"}),
}
"""Of what concerns access, that which grants it by itself as a policy does."""

SWITCHES: dict[str, frozenset[str]] = {
    "AWS::CertificateManager::Certificate": frozenset({"CertificateExport"}),
    "AWS::Cognito::IdentityPool": frozenset({"AllowClassicFlow", "AllowUnauthenticatedIdentities"}),
    "AWS::ECS::Service": frozenset({"EnableExecuteCommand"}),
    "AWS::IAM::AccessKey": frozenset({"Status"}),
    "AWS::Logs::LogGroup": frozenset({"BearerTokenAuthenticationEnabled"}),
    "AWS::PaymentCryptography::Key": frozenset({"Enabled", "Exportable"}),
    "AWS::Pipes::Pipe": frozenset({"DesiredState"}),
    "AWS::RDS::DBCluster": frozenset({"EnableHttpEndpoint", "EnableIAMDatabaseAuthentication"}),
    "AWS::RDS::DBInstance": frozenset({"EnableIAMDatabaseAuthentication"}),
}
"""The properties that give access where they are on, and give no one anything where they are off.

A key for payments is enabled where nothing is said, an access key is active, and a pipe runs.

Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html and
https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html (read
2026-11-28).
"""

LETS_OTHERS_IN: dict[str, tuple[str, ...]] = {
    "AccessControl": ("PublicRead", "PublicReadWrite"),
    "AuthType": ("AWS_IAM", "NONE"),
    "AuthorizationType": ("AWS_IAM", "NONE"),
}
"""Properties of which AWS tells values apart by whom they let in, and the values that do.

Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html (read 2026-11-28).
"""

PASSED_ROLES: dict[str, tuple[str, ...]] = {
    "AWS::AutoScaling::LaunchConfiguration": ("IamInstanceProfile",),
    "AWS::CodeBuild::Project": ("ServiceRole",),
    "AWS::CodeDeploy::DeploymentGroup": ("ServiceRoleArn",),
    "AWS::Cognito::IdentityPoolRoleAttachment": ("Roles",),
    "AWS::EC2::Instance": ("IamInstanceProfile",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData/IamInstanceProfile",),
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
"""The properties with which a type gives a service, or those who sign in, the roles that it names.
A value is one role, a list of them, or a mapping such as ``authenticated`` to a role. It can be an
instance profile, which has the role."""

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
        "Config::ConfigurationRecorder",
        "KinesisFirehose::DeliveryStream",
        "Pipes::Pipe",
    )
)
"""Types that say who has what policies give, and give no permission that no policy has.

A change of one can give access. That there is one takes nothing from an answer about policies.
"""

_LIMITS_TOO = frozenset(
    {"AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Authorizer"}
    | {"AWS::ApiGatewayV2::Route", "AWS::ElasticLoadBalancingV2::Listener"}
    | {"AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TrustStore"}
    | {"AWS::MediaPackageV2::OriginEndpointPolicy"}
)
GIVES_ONLY = (
    HANDS_OVER
    | (CONCERNS_ACCESS.keys() - _LIMITS_TOO)
    | {"AWS::ApiGateway::ApiKey", "AWS::AppSync::ApiKey", "AWS::EKS::AccessEntry"}
    | {"AWS::EC2::VPCEndpointServicePermissions", "AWS::EKS::PodIdentityAssociation"}
    | {"AWS::IAM::ServiceLinkedRole", "AWS::LakeFormation::Permissions"}
    | {"AWS::LakeFormation::PrincipalPermissions", "AWS::RAM::ResourceShare"}
    | {"AWS::RolesAnywhere::Profile", "AWS::RolesAnywhere::TrustAnchor", "AWS::S3::AccessGrant"}
    | {"AWS::SSO::Assignment", "AWS::ServiceCatalog::PortfolioPrincipalAssociation"}
    | {"AWS::ServiceCatalog::PortfolioShare", "AWS::Transfer::User"}
)
"""The types whose resources give no one anything when they are removed, as none limits others.

A request for a method or a route that is removed can reach another one, and so can one for a rule.
"""
