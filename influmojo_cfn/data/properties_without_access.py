"""The properties that give no one access, of types that can give access by others.

What decides who can reach a resource over a network is no permission.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27 and 2026-11-28): the properties of each type; of AWS SAM
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
and sam-resource-httpapi.html (read 2026-11-28). What caches decide is no permission:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html
and, of how often EventBridge tries again,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html (read
2026-11-28). Which requests CloudFront takes, from whom and for which origin, concerns access. What
commands and builds do is code, as that of functions is:
https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html
(read 2026-11-28).
"""

from __future__ import annotations


def _properties(own: str, **below: str) -> frozenset[str]:
    """Return properties of a type, and ``Property/Name`` for each name below a property."""
    within = (f"{key}/{name}" for key, names in below.items() for name in names.split())
    return frozenset((*own.split(), *within))


_OF_APIS = _properties("Description Domain FailOnWarnings Name PropagateTags StageName")
_OF_STACKS = _properties("NotificationARNs TimeoutInMinutes")
_OF_DOMAINS = _properties(
    "EBSOptions EncryptionAtRestOptions LogPublishingOptions NodeToNodeEncryptionOptions"
    " SnapshotOptions",
    DomainEndpointOptions="TLSSecurityPolicy",
)
_OF_BACKUPS = (
    "AutomaticBackupRetentionDays DailyAutomaticBackupStartTime WeeklyMaintenanceStartTime"
)
_OF_FILE_SYSTEMS = f"DiskIopsConfiguration ThroughputCapacity {_OF_BACKUPS}"
_OF_BUCKETS = "BufferingHints CloudWatchLoggingOptions CompressionFormat"
_OF_DELIVERY = f"{_OF_BUCKETS} RetryOptions"
_OF_PIPES = "MessageGroupId PlatformVersion TaskCount"
_OF_TARGETS = f"{_OF_PIPES} RetryPolicy"

WITHOUT_ACCESS_OF: dict[str, frozenset[str]] = {
    "AWS::AmazonMQ::Broker": _properties(
        "AutoMinorVersionUpgrade EngineVersion HostInstanceType Logs MaintenanceWindowStartTime"
        " SecurityGroups SubnetIds"
    ),
    "AWS::Amplify::App": _properties(
        "BuildSpec CacheConfig Description EnableBranchAutoDeletion EnvironmentVariables Name"
    ),
    "AWS::Amplify::Branch": _properties(
        "BuildSpec Description EnablePerformanceMode EnvironmentVariables Framework Stage"
    ),
    "AWS::ApiGateway::ApiKey": _properties("CustomerId Description"),
    "AWS::ApiGateway::Method": _properties(
        "",
        Integration="ContentHandling PassthroughBehavior ResponseParameters SelectionPattern"
        " StatusCode TimeoutInMillis",
    ),
    "AWS::ApiGateway::RestApi": _properties(
        "BinaryMediaTypes Description FailOnWarnings MinimumCompressionSize Name"
    ),
    "AWS::ApiGatewayV2::Api": _properties(
        "CorsConfiguration Description FailOnWarnings Name Version"
    ),
    "AWS::ApiGatewayV2::Integration": _properties(
        "Description PassthroughBehavior PayloadFormatVersion TimeoutInMillis"
    ),
    "AWS::AppSync::DataSource": _properties("Description MetricsConfig"),
    "AWS::AppSync::FunctionConfiguration": _properties("Description MaxBatchSize"),
    "AWS::AppSync::GraphQLApi": _properties(
        "EnhancedMetricsConfig Name OwnerContact QueryDepthLimit ResolverCountLimit XrayEnabled"
    ),
    "AWS::AppSync::Resolver": _properties("MaxBatchSize MetricsConfig"),
    "AWS::Athena::WorkGroup": _properties(
        "Description RecursiveDeleteOption",
        WorkGroupConfiguration="BytesScannedCutoffPerQuery EngineVersion"
        " PublishCloudWatchMetricsEnabled",
    ),
    "AWS::Backup::BackupPlan": _properties(
        "",
        BackupPlan="BackupPlanName CompletionWindowMinutes EnableContinuousBackup Lifecycle"
        " RuleName ScheduleExpression ScheduleExpressionTimezone StartWindowMinutes",
    ),
    "AWS::Bedrock::Agent": _properties(
        "AutoPrepare Description FoundationModel IdleSessionTTLInSeconds Instruction"
        " SkipResourceInUseCheckOnDelete"
    ),
    "AWS::Bedrock::KnowledgeBase": _properties("Description"),
    "AWS::Cloud9::EnvironmentEC2": _properties(
        "AutomaticStopTimeMinutes Description ImageId InstanceType Name SubnetId"
    ),
    "AWS::CloudFormation::Stack": _OF_STACKS,
    "AWS::CloudFormation::StackSet": _properties(
        "Description ManagedExecution OperationPreferences"
    ),
    "AWS::CloudFront::Distribution": _properties(
        "",
        DistributionConfig="CachePolicyId CachedMethods Compress ConnectionAttempts"
        " ConnectionTimeout DefaultTTL MaxTTL MinTTL OriginKeepaliveTimeout OriginReadTimeout"
        " OriginRequestPolicyId OriginShield RealtimeLogConfigArn ResponseCompletionTimeout"
        " ResponseHeadersPolicyId SmoothStreaming",
    ),
    "AWS::CodePipeline::Pipeline": _properties(
        "", Stages="OutputVariables RunOrder TimeoutInMinutes"
    ),
    "AWS::Cognito::IdentityPool": _properties("IdentityPoolName"),
    "AWS::Cognito::UserPool": _properties(
        "DeletionProtection EmailAuthenticationMessage EmailAuthenticationSubject"
        " EmailVerificationMessage EmailVerificationSubject EnabledMfas MfaConfiguration"
        " SmsAuthenticationMessage SmsVerificationMessage UserPoolName"
        " VerificationMessageTemplate",
        Policies="PasswordPolicy",
    ),
    "AWS::Cognito::UserPoolClient": _properties(
        "AccessTokenValidity AuthSessionValidity ClientName IdTokenValidity LogoutURLs"
        " PreventUserExistenceErrors RefreshTokenValidity TokenValidityUnits"
    ),
    "AWS::Cognito::UserPoolDomain": _properties("ManagedLoginVersion"),
    "AWS::Cognito::UserPoolGroup": _properties("Description"),
    "AWS::Cognito::UserPoolResourceServer": _properties("", Scopes="ScopeDescription"),
    "AWS::Config::ConfigurationRecorder": _properties("RecordingGroup RecordingMode"),
    "AWS::Config::DeliveryChannel": _properties("ConfigSnapshotDeliveryProperties"),
    "AWS::Config::RemediationConfiguration": _properties(
        "ExecutionControls MaximumAutomaticAttempts RetryAttemptSeconds"
    ),
    "AWS::DataSync::Task": _properties("Schedule"),
    "AWS::EC2::ClientVpnEndpoint": _properties(
        "ClientLoginBannerOptions Description DisconnectOnSessionTimeout DnsServers"
        " SessionTimeoutHours SplitTunnel TransportProtocol VpnPort"
    ),
    "AWS::EC2::SpotFleet": _properties(
        "",
        SpotFleetRequestConfigData="AllocationStrategy OnDemandTargetCapacity SpotPrice"
        " TargetCapacity WeightedCapacity",
    ),
    "AWS::EC2::VPCEndpointService": _properties(
        "AcceptanceRequired ContributorInsightsEnabled PayerResponsibility SupportedIpAddressTypes"
    ),
    "AWS::EKS::Cluster": _properties(
        "ControlPlaneScalingConfig DeletionProtection KubernetesNetworkConfig Logging"
        " UpgradePolicy Version ZonalShiftConfig"
    ),
    "AWS::EMR::Cluster": _properties(
        "AutoTerminationPolicy EbsRootVolumeIops EbsRootVolumeSize EbsRootVolumeThroughput"
        " ManagedScalingPolicy Name OSReleaseLabel ReleaseLabel"
        " ScaleDownBehavior StepConcurrencyLevel",
        Instances="AutoScalingPolicy BidPrice BidPriceAsPercentageOfOnDemandPrice"
        " EbsConfiguration InstanceCount InstanceType KeepJobFlowAliveWhenNoSteps Market"
        " ResizeSpecifications TargetOnDemandCapacity TargetSpotCapacity TerminationProtected"
        " UnhealthyNodeReplacement WeightedCapacity",
    ),
    "AWS::EMRServerless::Application": _properties(
        "Architecture AutoStartConfiguration AutoStopConfiguration InitialCapacity"
        " MaximumCapacity Name NetworkConfiguration ReleaseLabel"
    ),
    "AWS::ElasticBeanstalk::Environment": _properties("Description SolutionStackName VersionLabel"),
    "AWS::Elasticsearch::Domain": _OF_DOMAINS
    | {"ElasticsearchClusterConfig", "ElasticsearchVersion"},
    "AWS::Events::Rule": _properties("", Targets=f"Id PartitionKeyPath {_OF_TARGETS}"),
    "AWS::FSx::FileSystem": _properties(
        "SecurityGroupIds StorageCapacity StorageType SubnetIds",
        LustreConfiguration=f"PerUnitStorageThroughput {_OF_BACKUPS}",
        OntapConfiguration=_OF_FILE_SYSTEMS,
        OpenZFSConfiguration=_OF_FILE_SYSTEMS,
        WindowsConfiguration=_OF_FILE_SYSTEMS,
    ),
    "AWS::IAM::InstanceProfile": _properties("InstanceProfileName Path"),
    "AWS::ImageBuilder::DistributionConfiguration": _properties("Description"),
    "AWS::ImageBuilder::ImagePipeline": _properties(
        "Description EnhancedImageMetadataEnabled ImageScanningConfiguration"
        " ImageTestsConfiguration Schedule"
    ),
    "AWS::ImageBuilder::InfrastructureConfiguration": _properties(
        "Description InstanceTypes Placement SecurityGroupIds SubnetId TerminateInstanceOnFailure"
    ),
    "AWS::IoT::TopicRule": _properties("", TopicRulePayload="Description"),
    "AWS::Kendra::DataSource": _properties("Description Schedule"),
    "AWS::Kendra::Index": _properties("CapacityUnits Description"),
    "AWS::KinesisAnalyticsV2::Application": _properties(
        "ApplicationDescription ApplicationMaintenanceConfiguration"
    ),
    "AWS::KinesisFirehose::DeliveryStream": _properties(
        "DeliveryStreamName",
        AmazonOpenSearchServerlessDestinationConfiguration=_OF_DELIVERY,
        AmazonopensearchserviceDestinationConfiguration=_OF_DELIVERY,
        ElasticsearchDestinationConfiguration=_OF_DELIVERY,
        ExtendedS3DestinationConfiguration=_OF_DELIVERY,
        HttpEndpointDestinationConfiguration=_OF_DELIVERY,
        IcebergDestinationConfiguration=_OF_DELIVERY,
        RedshiftDestinationConfiguration=_OF_DELIVERY,
        S3DestinationConfiguration=_OF_BUCKETS,
        SnowflakeDestinationConfiguration=_OF_DELIVERY,
        SplunkDestinationConfiguration=_OF_DELIVERY,
    ),
    "AWS::MWAA::Environment": _properties(
        "AirflowVersion EnvironmentClass LoggingConfiguration MaxWebservers MaxWorkers"
        " MinWebservers MinWorkers NetworkConfiguration Schedulers WeeklyMaintenanceWindowStart"
        " WorkerReplacementStrategy"
    ),
    "AWS::OpenSearchServerless::Collection": _properties("Description StandbyReplicas"),
    "AWS::OpenSearchService::Domain": _OF_DOMAINS
    | _properties(
        "AutomatedSnapshotPauseOptions ClusterConfig DeploymentStrategyOptions EngineVersion"
        " IPAddressType OffPeakWindowOptions SkipShardMigrationWait SoftwareUpdateOptions"
    ),
    "AWS::Pipes::Pipe": _properties(
        "Description Name",
        LogConfiguration="Level",
        SourceParameters="BatchSize MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds"
        " MaximumRetryAttempts OnPartialBatchItemFailure ParallelizationFactor",
        TargetParameters=f"PartitionKey {_OF_PIPES}",
    ),
    "AWS::SNS::Subscription": _properties("DeliveryPolicy RawMessageDelivery"),
    "AWS::SSM::Association": _properties(
        "ApplyOnlyAtCronInterval AssociationName CalendarNames ComplianceSeverity MaxConcurrency"
        " MaxErrors ScheduleExpression ScheduleOffset SyncCompliance WaitForSuccessTimeoutSeconds"
    ),
    "AWS::SSM::Document": _properties("", Content="commands description runCommand timeoutSeconds"),
    "AWS::SSM::MaintenanceWindowTask": _properties(
        "CutoffBehavior Description MaxConcurrency MaxErrors Name Priority"
    ),
    "AWS::SageMaker::NotebookInstance": _properties(
        "AcceleratorTypes InstanceType PlatformIdentifier SecurityGroupIds SubnetId VolumeSizeInGB"
    ),
    "AWS::Scheduler::Schedule": _properties("", Target=f"PartitionKey {_OF_TARGETS}"),
    "AWS::Serverless::Api": _OF_APIS
    | _properties(
        "AccessLogSetting AlwaysDeploy BinaryMediaTypes CacheClusterEnabled CacheClusterSize Cors"
        " GatewayResponses MethodSettings MinimumCompressionSize Models OpenApiVersion"
        " TracingEnabled"
    ),
    "AWS::Serverless::Application": _OF_STACKS,
    "AWS::Serverless::HttpApi": _OF_APIS
    | _properties("AccessLogSettings CorsConfiguration DefaultRouteSettings RouteSettings"),
    "AWS::Serverless::WebSocketApi": _OF_APIS
    | _properties(
        "AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings DisableSchemaValidation"
        " IpAddressType RouteSelectionExpression RouteSettings"
    ),
    "AWS::ServiceCatalog::CloudFormationProduct": _properties(
        "Description Distributor Owner SupportDescription SupportEmail SupportUrl"
    ),
    "AWS::Transfer::Server": _properties(
        "PostAuthenticationLoginBanner PreAuthenticationLoginBanner S3StorageOptions"
        " SecurityPolicyName"
    ),
    "AWS::WorkSpaces::Workspace": _properties("WorkspaceProperties"),
}
"""The properties of types that concern no access, or none but a limit that is compared as such.

``Property/Name`` is everything called Name at any depth of the property.
"""
