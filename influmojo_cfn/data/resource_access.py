"""Which properties of resource types concern access, and which types grant nothing.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27): the properties of each type.
"""

from __future__ import annotations

ATTACHED_TO: dict[str, tuple[str, ...]] = {
    "AWS::EC2::VPCEndpoint": ("ServiceName", "VpcId"),
    "AWS::ECR::Repository": ("RepositoryName",),
    "AWS::ECR::PublicRepository": ("RepositoryName",),
    "AWS::ECR::RepositoryCreationTemplate": ("Prefix",),
    "AWS::Events::EventBusPolicy": ("EventBusName",),
    "AWS::Kinesis::ResourcePolicy": ("ResourceArn",),
    "AWS::Lambda::LayerVersionPermission": ("LayerVersionArn",),
    "AWS::Lambda::Permission": ("FunctionName",),
    "AWS::Lambda::Url": ("TargetFunctionArn", "Qualifier"),
    "AWS::Logs::Destination": ("DestinationName", "TargetArn"),
    "AWS::Logs::ResourcePolicy": ("PolicyName",),
    "AWS::Organizations::Policy": ("TargetIds", "Type"),
    "AWS::S3::AccessPoint": ("Bucket", "Name"),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::S3Express::BucketPolicy": ("Bucket",),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn",),
    "AWS::SNS::TopicPolicy": ("Topics",),
    "AWS::SQS::QueueInlinePolicy": ("Queue",),
    "AWS::SQS::QueuePolicy": ("Queues",),
    "AWS::SecretsManager::ResourcePolicy": ("SecretId",),
}
"""The properties that say what a policy of a resource is attached to."""

LIMITS: dict[str, tuple[str, ...]] = {
    "AWS::EC2::VPCEndpoint": ("PolicyDocument",),
    "AWS::Organizations::Policy": ("Content",),
}
"""Types whose policy only limits: without one, everything goes."""

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
        | {"Description", "PermissionsBoundary", "Name", "Tags"}
    ),
    "AWS::Lambda::Permission": frozenset(
        {"Action", "EventSourceToken", "FunctionName", "FunctionUrlAuthType"}
        | {"InvokedViaFunctionUrl", "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn"}
    ),
    "AWS::Lambda::LayerVersionPermission": frozenset(
        {"Action", "LayerVersionArn", "OrganizationId", "Principal"}
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

CONCERNS_ACCESS: dict[str, frozenset[str]] = {
    "AWS::S3::Bucket": frozenset({"OwnershipControls", "ReplicationConfiguration"}),
    "AWS::KMS::Key": frozenset({"BypassPolicyLockoutSafetyCheck"}),
    "AWS::KMS::ReplicaKey": frozenset(),
    "AWS::SQS::Queue": frozenset(),
    "AWS::SNS::Topic": frozenset({"DataProtectionPolicy", "Subscription"}),
    "AWS::ECR::Repository": frozenset(),
    "AWS::ECR::PublicRepository": frozenset(),
    "AWS::EFS::FileSystem": frozenset(
        {"BypassPolicyLockoutSafetyCheck", "ReplicationConfiguration"}
    ),
    "AWS::Events::EventBus": frozenset(),
    "AWS::DynamoDB::Table": frozenset({"ReplicaSpecification", "Replicas"}),
    "AWS::Logs::ResourcePolicy": frozenset(),
    "AWS::Logs::Destination": frozenset({"RoleArn"}),
    "AWS::S3::BucketPolicy": frozenset(),
    "AWS::S3::AccessPoint": frozenset({"BucketAccountId", "VpcConfiguration"}),
    "AWS::S3Express::BucketPolicy": frozenset(),
    "AWS::SNS::TopicPolicy": frozenset(),
    "AWS::SNS::TopicInlinePolicy": frozenset(),
    "AWS::SQS::QueuePolicy": frozenset(),
    "AWS::SQS::QueueInlinePolicy": frozenset(),
    "AWS::SecretsManager::ResourcePolicy": frozenset(),
    "AWS::Kinesis::ResourcePolicy": frozenset(),
    "AWS::Backup::BackupVault": frozenset(),
    "AWS::CodeArtifact::Domain": frozenset(),
    "AWS::CodeArtifact::Repository": frozenset(),
    "AWS::ECR::RegistryPolicy": frozenset(),
    "AWS::ECR::RepositoryCreationTemplate": frozenset({"CustomRoleArn"}),
    "AWS::Lambda::Function": frozenset({"Role"}),
    "AWS::ECS::TaskDefinition": frozenset({"ExecutionRoleArn", "TaskRoleArn"}),
    "AWS::EC2::Instance": frozenset({"IamInstanceProfile"}),
    "AWS::EC2::LaunchTemplate": frozenset({"LaunchTemplateData"}),
    "AWS::StepFunctions::StateMachine": frozenset({"RoleArn"}),
}
"""The properties of types that may give access and are not read; all others of them give none."""

_WITHOUT_ACCESS = {
    "ApplicationAutoScaling": ("ScalableTarget", "ScalingPolicy"),
    "AutoScaling": ("AutoScalingGroup", "LifecycleHook", "ScalingPolicy", "ScheduledAction"),
    "Budgets": ("Budget",),
    "CertificateManager": ("Certificate",),
    "CloudFormation": ("WaitCondition", "WaitConditionHandle"),
    "CloudWatch": ("Alarm", "AnomalyDetector", "CompositeAlarm", "Dashboard"),
    "DynamoDB": (),
    "EC2": (
        *("DHCPOptions", "EIP", "EIPAssociation", "FlowLog", "InternetGateway", "NatGateway"),
        *("NetworkAcl", "NetworkAclEntry", "NetworkInterface", "PlacementGroup", "Route"),
        *("RouteTable", "SecurityGroup", "SecurityGroupEgress", "SecurityGroupIngress", "Subnet"),
        *("SubnetNetworkAclAssociation", "SubnetRouteTableAssociation", "VPC", "VPCCidrBlock"),
        *("VPCDHCPOptionsAssociation", "VPCGatewayAttachment", "Volume", "VolumeAttachment"),
    ),
    "ECR": ("PullThroughCacheRule",),
    "ECS": (
        *("CapacityProvider", "Cluster", "ClusterCapacityProviderAssociations"),
        *("PrimaryTaskSet", "Service", "TaskSet"),
    ),
    "EFS": ("AccessPoint", "MountTarget"),
    "ElastiCache": ("CacheCluster", "ParameterGroup", "ReplicationGroup", "SubnetGroup"),
    "ElasticLoadBalancing": ("LoadBalancer",),
    "ElasticLoadBalancingV2": (
        *("Listener", "ListenerCertificate", "ListenerRule", "LoadBalancer", "TargetGroup"),
    ),
    "KMS": ("Alias",),
    "Kinesis": ("Stream",),
    "Lambda": ("Alias", "EventSourceMapping", "LayerVersion", "Version"),
    "Logs": ("LogGroup", "LogStream", "MetricFilter", "QueryDefinition"),
    "RDS": (
        *("DBClusterParameterGroup", "DBParameterGroup", "DBSubnetGroup", "OptionGroup"),
        *("DBInstance", "DBCluster"),
    ),
    "Route53": ("HealthCheck", "HostedZone", "RecordSet", "RecordSetGroup"),
    "SES": ("ConfigurationSet", "EmailIdentity", "ReceiptRuleSet", "Template"),
    "SSM": ("Parameter",),
    "SecretsManager": ("Secret", "SecretTargetAttachment"),
    "ServiceDiscovery": (
        *("HttpNamespace", "Instance", "PrivateDnsNamespace", "PublicDnsNamespace", "Service"),
    ),
    "StepFunctions": ("Activity",),
}

WITHOUT_ACCESS = frozenset(
    f"AWS::{service}::{name}" for service, names in _WITHOUT_ACCESS.items() for name in names
) | {"AWS::CDK::Metadata"}
"""The types of which no property gives anybody access under IAM."""
