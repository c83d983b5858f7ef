"""The policy that a resource of each type has itself: where it is, and what it is attached to.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27): the page of each type; of AWS::Serverless::Api
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
(read 2026-11-27); of REST APIs
https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html (read
2026-11-28); of AWS IoT
https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html (read 2026-11-28): it names
no principal, and those that it is attached to have it. What holds without a policy:
https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html#default-filesystempolicy,
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html and
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (read 2026-11-27).
"""

from __future__ import annotations

from typing import NamedTuple

REST_API, SAM_API = "AWS::ApiGateway::RestApi", "AWS::Serverless::Api"
METHOD, ROUTE = "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"
API_OF = {METHOD: "RestApiId", ROUTE: "ApiId"}
"""The property of a method or a route that names its API."""
OPENAPI_POLICY = "x-amazon-apigateway-policy"
"""The key of an OpenAPI document that holds the resource policy of a REST API."""
OF_ORGANIZATIONS = "AWS::Organizations::Policy"
SERVICE_CONTROL, RESOURCE_CONTROL = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
"""The types of an organization's policies that IAM evaluates; the latter's name principals."""
RESOURCE_CONTROLLED = frozenset({"kms", "s3", "secretsmanager", "sqs", "sts"})
"""The services whose resources surely have resource control policies; AWS adds others.

Source: https://docs.aws.amazon.com/controltower/latest/controlreference/rcp-controls.html
(read 2026-11-28).
"""


class ResourceTypePolicy(NamedTuple):
    """Where resources of one type have their policy.

    ``keys`` lead to it below Properties, be it a mapping or a string of JSON. There are none where
    several properties together grant access, such as those of a Lambda permission. ``attached_to``
    are the properties that say what it is attached to; without them it is the resource.
    """

    keys: tuple[str, ...]
    attached_to: tuple[str, ...] = ()
    holds_document: bool = True
    """Whether the property holds a document, and not statements without one around them."""
    only_limits: bool = False
    """Whether the policy only limits: without one, everything goes."""
    names_principals: bool = True
    """Whether its statements name principals."""
    is_alone: bool = False
    """Whether no other policy of the same kind lets through what this one does not."""
    without: tuple[str, ...] = ()
    """The actions that everyone, or else the account, can call where there is not a policy."""
    is_open: bool = True
    """Whether what ``without`` names is everyone's."""
    about: tuple[str, ...] = ()
    """How the ARNs of all that it can be about continue that of what it is attached to."""
    service: str = ""
    """The prefix of the only actions that it is about, where it is known."""
    parts: tuple[str, ...] = ()
    """The properties with the parts of what it is attached to that it is about."""


def service_of_policy(resource_type: str) -> str:
    """Return the service that the policy of a type is about, or an empty string."""
    row = RESOURCE_POLICIES.get(resource_type)
    return row.service if row else ""


_ITSELF, _WITH_PARTS = ("",), ("", "/?*")

RESOURCE_POLICIES: dict[str, ResourceTypePolicy] = {
    "AWS::ApiGateway::DomainNameV2": ResourceTypePolicy(("Policy",)),
    "AWS::APS::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("WorkspaceArn",)),
    METHOD: ResourceTypePolicy((), ("RestApiId", "ResourceId", "HttpMethod")),
    ROUTE: ResourceTypePolicy((), ("ApiId", "RouteKey")),
    REST_API: ResourceTypePolicy(("Policy",), without=("execute-api:Invoke",), about=("/*",)),
    "AWS::Backup::BackupVault": ResourceTypePolicy(("AccessPolicy",)),
    "AWS::Backup::LogicallyAirGappedBackupVault": ResourceTypePolicy(
        ("AccessPolicy",), ("BackupVaultName",)
    ),
    "AWS::Bedrock::KnowledgeBasePolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("KnowledgeBaseId",)
    ),
    "AWS::Bedrock::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("ResourceArn",)),
    "AWS::BedrockAgentCore::ResourcePolicy": ResourceTypePolicy(("Policy",), ("ResourceArn",)),
    "AWS::CloudTrail::ResourcePolicy": ResourceTypePolicy(("ResourcePolicy",), ("ResourceArn",)),
    "AWS::CodeArtifact::Domain": ResourceTypePolicy(("PermissionsPolicyDocument",)),
    "AWS::CodeArtifact::Repository": ResourceTypePolicy(("PermissionsPolicyDocument",)),
    "AWS::DSQL::Cluster": ResourceTypePolicy(("PolicyDocument",), service="dsql"),
    "AWS::DynamoDB::Table": ResourceTypePolicy(
        ("ResourcePolicy", "PolicyDocument"), about=("", "/index/?*")
    ),
    "AWS::EC2::VPCEndpoint": ResourceTypePolicy(
        ("PolicyDocument",),
        ("ServiceName", "VpcId"),
        only_limits=True,
        is_alone=True,
        parts=("RouteTableIds",),
    ),
    "AWS::ECR::PublicRepository": ResourceTypePolicy(
        ("RepositoryPolicyText",), ("RepositoryName",), service="ecr-public"
    ),
    "AWS::ECR::RegistryPolicy": ResourceTypePolicy(("PolicyText",)),
    "AWS::ECR::Repository": ResourceTypePolicy(
        ("RepositoryPolicyText",), ("RepositoryName",), service="ecr"
    ),
    "AWS::ECR::RepositoryCreationTemplate": ResourceTypePolicy(("RepositoryPolicy",), ("Prefix",)),
    "AWS::EFS::FileSystem": ResourceTypePolicy(
        ("FileSystemPolicy",),
        without=(
            "elasticfilesystem:ClientMount",
            "elasticfilesystem:ClientRootAccess",
            "elasticfilesystem:ClientWrite",
        ),
        service="elasticfilesystem",
    ),
    "AWS::Elasticsearch::Domain": ResourceTypePolicy(("AccessPolicies",), about=_WITH_PARTS),
    "AWS::EventSchemas::RegistryPolicy": ResourceTypePolicy(("Policy",), ("RegistryName",)),
    "AWS::Events::EventBus": ResourceTypePolicy(("Policy",)),
    "AWS::Events::EventBusPolicy": ResourceTypePolicy(
        ("Statement",), ("EventBusName",), holds_document=False
    ),
    "AWS::EventsV2::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("EventBusArn",)),
    "AWS::IoT::Policy": ResourceTypePolicy(
        ("PolicyDocument",), ("PolicyName",), names_principals=False, service="iot"
    ),
    "AWS::KMS::Key": ResourceTypePolicy(
        ("KeyPolicy",), without=("kms:*",), is_open=False, service="kms"
    ),
    "AWS::KMS::ReplicaKey": ResourceTypePolicy(
        ("KeyPolicy",), ("PrimaryKeyArn",), without=("kms:*",), is_open=False, service="kms"
    ),
    "AWS::Kinesis::ResourcePolicy": ResourceTypePolicy(
        ("ResourcePolicy",), ("ResourceArn",), about=_ITSELF, service="kinesis"
    ),
    "AWS::Lambda::LayerVersionPermission": ResourceTypePolicy((), ("LayerVersionArn",)),
    "AWS::Lambda::Permission": ResourceTypePolicy((), ("FunctionName",), service="lambda"),
    "AWS::Lambda::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("ResourceArn",)),
    "AWS::Lambda::Url": ResourceTypePolicy((), ("TargetFunctionArn", "Qualifier")),
    "AWS::Lex::ResourcePolicy": ResourceTypePolicy(("Policy",), ("ResourceArn",)),
    "AWS::Logs::Destination": ResourceTypePolicy(
        ("DestinationPolicy",), ("DestinationName", "TargetArn")
    ),
    "AWS::Logs::LogGroup": ResourceTypePolicy(("ResourcePolicyDocument",), ("LogGroupName",)),
    "AWS::Logs::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("PolicyName",)),
    "AWS::MediaStore::Container": ResourceTypePolicy(
        ("Policy",), ("ContainerName",), service="mediastore"
    ),
    "AWS::MSK::ClusterPolicy": ResourceTypePolicy(("Policy",), ("ClusterArn",)),
    "AWS::MediaPackageV2::ChannelPolicy": ResourceTypePolicy(
        ("Policy",), ("ChannelGroupName", "ChannelName")
    ),
    "AWS::MediaPackageV2::OriginEndpointPolicy": ResourceTypePolicy(
        ("Policy",), ("ChannelGroupName", "ChannelName", "OriginEndpointName")
    ),
    "AWS::MediaTailor::ChannelPolicy": ResourceTypePolicy(("Policy",), ("ChannelName",)),
    "AWS::Oam::Sink": ResourceTypePolicy(("Policy",), ("Name",)),
    "AWS::OpenSearchService::Domain": ResourceTypePolicy(("AccessPolicies",), about=_WITH_PARTS),
    "AWS::Organizations::Policy": ResourceTypePolicy(
        ("Content",), ("TargetIds", "Type"), only_limits=True, names_principals=False
    ),
    "AWS::Organizations::ResourcePolicy": ResourceTypePolicy(("Content",), service="organizations"),
    "AWS::PaymentCryptography::Key": ResourceTypePolicy(
        ("Policy",), service="payment-cryptography"
    ),
    "AWS::Redshift::Cluster": ResourceTypePolicy(
        ("NamespaceResourcePolicy",), ("ClusterIdentifier",)
    ),
    "AWS::RedshiftServerless::Namespace": ResourceTypePolicy(
        ("NamespaceResourcePolicy",), ("NamespaceName",)
    ),
    "AWS::S3::AccessPoint": ResourceTypePolicy(
        ("Policy",), ("Bucket", "Name"), about=("", "/object/*")
    ),
    "AWS::S3::Bucket": ResourceTypePolicy((), ("BucketName",)),
    "AWS::S3::BucketPolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("Bucket",), about=_WITH_PARTS, service="s3"
    ),
    "AWS::S3::MultiRegionAccessPointPolicy": ResourceTypePolicy(("Policy",), ("MrapName",)),
    "AWS::S3Express::AccessPoint": ResourceTypePolicy(("Policy",), ("Bucket", "Name")),
    "AWS::S3Express::BucketPolicy": ResourceTypePolicy(("PolicyDocument",), ("Bucket",)),
    "AWS::S3Files::FileSystemPolicy": ResourceTypePolicy(("Policy",), ("FileSystemId",)),
    "AWS::S3ObjectLambda::AccessPointPolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("ObjectLambdaAccessPoint",)
    ),
    "AWS::S3Outposts::AccessPoint": ResourceTypePolicy(("Policy",), ("Bucket", "Name")),
    "AWS::S3Outposts::BucketPolicy": ResourceTypePolicy(("PolicyDocument",), ("Bucket",)),
    "AWS::S3Tables::TableBucketPolicy": ResourceTypePolicy(
        ("ResourcePolicy",), ("TableBucketARN",)
    ),
    "AWS::S3Tables::TablePolicy": ResourceTypePolicy(("ResourcePolicy",), ("TableARN",)),
    "AWS::S3Vectors::VectorBucketPolicy": ResourceTypePolicy(
        ("Policy",), ("VectorBucketArn", "VectorBucketName")
    ),
    "AWS::SMSVOICE::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("ResourceArn",)),
    "AWS::SNS::TopicInlinePolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("TopicArn",), about=_ITSELF, service="sns"
    ),
    "AWS::SNS::TopicPolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("Topics",), about=_ITSELF, service="sns"
    ),
    "AWS::SQS::QueueInlinePolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("Queue",), about=_ITSELF, service="sqs"
    ),
    "AWS::SQS::QueuePolicy": ResourceTypePolicy(
        ("PolicyDocument",), ("Queues",), about=_ITSELF, service="sqs"
    ),
    "AWS::SSM::ResourcePolicy": ResourceTypePolicy(("Policy",), ("ResourceArn",)),
    "AWS::SageMaker::ModelPackageGroup": ResourceTypePolicy(
        ("ModelPackageGroupPolicy",), ("ModelPackageGroupName",)
    ),
    "AWS::SecretsManager::ResourcePolicy": ResourceTypePolicy(
        ("ResourcePolicy",), ("SecretId",), about=_ITSELF, service="secretsmanager"
    ),
    SAM_API: ResourceTypePolicy(
        ("Auth", "ResourcePolicy", "CustomStatements"),
        holds_document=False,
        without=("execute-api:Invoke",),
        about=("/*",),
    ),
    "AWS::VpcLattice::AuthPolicy": ResourceTypePolicy(("Policy",), ("ResourceIdentifier",)),
    "AWS::VpcLattice::ResourcePolicy": ResourceTypePolicy(("Policy",), ("ResourceArn",)),
    "AWS::XRay::ResourcePolicy": ResourceTypePolicy(("PolicyDocument",), ("PolicyName",)),
}
