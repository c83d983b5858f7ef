"""Properties that limit who can use a resource in addition to its policies, and that change.

Reading what a customer managed key encrypts needs kms:Decrypt on that key as well. What decides who
can reach a resource over a network, such as PubliclyAccessible, is not a permission, and not
compared.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
(RedriveAllowPolicy: which queues can name this one),
https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html (disabled keys do nothing),
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html,
https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html,
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
(BlockPublicPolicy),
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html,
https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html (its callers need
kms:Decrypt on the key of a state machine or an activity),
https://docs.aws.amazon.com/efs/latest/ug/enforce-identity-access-points.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html

Sources (read 2026-11-28):
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html (who reads the
variables of a function needs kms:Decrypt),
https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html,
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html (tasks
have the roles of their definition),
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
(policies name requests by path),
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html (who has the private key can
sign in to an instance),
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-rule.html (a disabled rule
invokes nothing),
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html,
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html (attachments from other
accounts wait to be accepted, unless that is automatic),
https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html (so do requests
to connect to an endpoint service),
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html (domains can
ask for a client certificate),
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
(whether CloudFront signs its requests) and
https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html (the role of a
model).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.api_routes import authorization, is_under_policy
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_policies import API_OF


def _names_key(value: Any) -> bool:
    """Return whether encryption is with a key of AWS KMS, as far as is known."""
    text = json.dumps(value, default=str).lower()
    return value is not None and ("kms" in text or not isinstance(value, Mapping))


def _restricts_sources(value: Any) -> bool:
    text = json.dumps(value, default=str).lower()
    return value is not None and "allowall" not in text


def _is_there(value: Any) -> bool:
    return value is not None


def _is_not_off(value: Any) -> bool:
    return str(value).lower() != "false"


def _is_off(value: Any) -> bool:
    return str(value).lower() != "true" and value is not None


def _is_on(value: Any) -> bool:
    return value is not None and str(value).lower() != "false"


def _always(_value: Any) -> bool:
    return True


def _is_disabled(value: Any) -> bool:
    return value is not None and str(value).lower() != "enabled"


def _waits(value: Any) -> bool:
    return str(value).lower() != "enable"


def _is_strict(value: Any) -> bool:
    return value is not None and str(value).lower() != "basic"


def _is_immutable(value: Any) -> bool:
    return value is not None and str(value).lower() != "mutable"


_STAGE = ("StageName", _is_there, "which requests policies name by stage")
_OF_FUNCTIONS = (
    ("KmsKeyArn", _names_key, "which key readers of its variables need"),
    ("CodeSigningConfigArn", _is_there, "whose code it runs"),
)
_CERTIFICATES = ("MutualTlsAuthentication", _is_there, "whose client certificates it takes")
_STATE = ("State", _is_disabled, "whether it runs")
_KEY_PAIR = ("KeyName", _always, "who can sign in to it, and have its role")
_DEFINITION = ("TaskDefinition", _is_there, "which roles its tasks have")

LIMITS: Mapping[str, tuple[tuple[str, Callable[[Any], bool], str], ...]] = {
    "AWS::SQS::Queue": (
        ("RedriveAllowPolicy", _restricts_sources, "which queues may name it"),
        ("KmsMasterKeyId", _names_key, "which key its callers need"),
    ),
    "AWS::SNS::Topic": (("KmsMasterKeyId", _names_key, "which key its callers need"),),
    "AWS::Kinesis::Stream": (("StreamEncryption", _names_key, "which key its callers need"),),
    "AWS::SecretsManager::Secret": (("KmsKeyId", _names_key, "which key its callers need"),),
    "AWS::SecretsManager::ResourcePolicy": (
        ("BlockPublicPolicy", _is_on, "whether a policy may let everybody in"),
    ),
    "AWS::DynamoDB::Table": (("SSESpecification", _names_key, "which key its callers need"),),
    "AWS::Serverless::SimpleTable": (
        ("SSESpecification", _names_key, "which key its callers need"),
    ),
    "AWS::DynamoDB::GlobalTable": (("SSESpecification", _names_key, "which key its callers need"),),
    "AWS::StepFunctions::StateMachine": (
        ("EncryptionConfiguration", _names_key, "which key its callers need"),
    ),
    "AWS::StepFunctions::Activity": (
        ("EncryptionConfiguration", _names_key, "which key its callers need"),
    ),
    "AWS::KMS::Key": (("Enabled", _is_off, "whether anybody can use it"),),
    "AWS::KMS::ReplicaKey": (("Enabled", _is_off, "whether anybody can use it"),),
    "AWS::Lambda::Function": _OF_FUNCTIONS,
    "AWS::Serverless::Function": _OF_FUNCTIONS,
    "AWS::Lambda::CodeSigningConfig": (
        ("AllowedPublishers", _is_there, "whose code functions run"),
        ("CodeSigningPolicies", _is_there, "whether functions run code that is not trusted"),
    ),
    "AWS::CloudTrail::Trail": (("KMSKeyId", _names_key, "which key readers of its logs need"),),
    "AWS::ECR::Repository": (
        ("ImageTagMutability", _is_immutable, "whether images can be replaced under a tag"),
        ("ImageTagMutabilityExclusionFilters", _is_there, "which tags are not protected"),
    ),
    "AWS::ECS::Service": (_DEFINITION,),
    "AWS::ECS::TaskSet": (_DEFINITION,),
    "AWS::SageMaker::Endpoint": (("EndpointConfigName", _is_there, "which role its model has"),),
    "AWS::ApiGateway::DomainName": (
        _CERTIFICATES,
        ("EndpointAccessMode", _is_strict, "through which endpoints it is called"),
    ),
    "AWS::ApiGatewayV2::DomainName": (_CERTIFICATES,),
    "AWS::CloudFront::OriginAccessControl": (
        ("OriginAccessControlConfig", _always, "whether origins see CloudFront as the caller"),
    ),
    "AWS::ApiGateway::Resource": (
        ("ParentId", _is_there, "which requests policies name by path"),
        ("PathPart", _is_there, "which requests policies name by path"),
    ),
    "AWS::AutoScaling::LaunchConfiguration": (_KEY_PAIR,),
    "AWS::EC2::Instance": (_KEY_PAIR,),
    "AWS::EC2::KeyPair": (("PublicKeyMaterial", _always, "who can sign in to instances"),),
    "AWS::ApiGateway::Stage": (_STAGE,),
    "AWS::ApiGatewayV2::Stage": (_STAGE,),
    "AWS::Serverless::Api": (_STAGE,),
    "AWS::Serverless::HttpApi": (_STAGE,),
    "AWS::Serverless::WebSocketApi": (_STAGE,),
    "AWS::Events::Rule": (_STATE,),
    "AWS::Scheduler::Schedule": (_STATE,),
    "AWS::EC2::TransitGateway": (
        ("AutoAcceptSharedAttachments", _waits, "whether other accounts wait to be accepted"),
    ),
    "AWS::EC2::VPCEndpointService": (
        ("AcceptanceRequired", _is_not_off, "whether consumers wait to be accepted"),
    ),
    "AWS::EFS::AccessPoint": (
        ("PosixUser", _is_there, "as which user of the file system its clients act"),
        ("RootDirectory", _is_there, "which directory its clients see"),
    ),
    "AWS::Backup::BackupVault": (
        ("LockConfiguration", _is_there, "how long nobody can delete from it"),
    ),
    "AWS::S3::Bucket": (
        ("BucketEncryption", _names_key, "which key its callers need"),
        ("ObjectLockConfiguration", _is_there, "how long nobody can delete from it"),
    ),
}
"""The properties that limit by the types of resources: when each does, and what it limits."""


def loosened_limits(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> Iterator[str]:
    """Yield which properties of a resource limited it and change, and what they limit."""
    rows = [side.resources.get(name) for side in (old, new)]
    if not all(isinstance(row, Mapping) for row in rows) or new.exists(name) is False:
        return
    kind = str(rows[1].get("Type"))  # type: ignore[union-attr]
    if kind in API_OF and is_under_policy(new, name, kind):
        asked, asks = (authorization(side, name) for side in (old, new))
        if asked != asks and asked:
            yield "its authorization decides whom of those that the policy lets in it lets in too"
    for key, limits, what in LIMITS.get(kind, ()):
        before, after = (side.property(name, key) for side in (old, new))
        if before != after and limits(before):
            yield f"{key} decides {what}"
