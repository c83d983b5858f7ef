"""What limits the use of a resource beside its policies is compared as a limit."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.difference import compare_documents

QUEUE = "AWS::SQS::Queue"
BUCKET = "AWS::S3::Bucket"
FUNCTION, REPOSITORY = "AWS::Lambda::Function", "AWS::ECR::Repository"
GATEWAY, ACCEPT = "AWS::EC2::TransitGateway", "AutoAcceptSharedAttachments"
RULE = "AWS::Events::Rule"
SERVICE, ACCEPTED = "AWS::EC2::VPCEndpointService", "AcceptanceRequired"
DOMAIN = "AWS::ApiGateway::DomainName"
CERTIFIED = {"MutualTlsAuthentication": {"TruststoreUri": "s"}}
ACCESS_CONTROL = "AWS::CloudFront::OriginAccessControl"
DENIED, ALLOWED = ({"redrivePermission": each} for each in ("denyAll", "allowAll"))
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def encrypted(**by: str) -> dict[str, Any]:
    return {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": by}]}


def signing(behavior: str) -> dict[str, Any]:
    return {"OriginAccessControlConfig": {"SigningBehavior": behavior}}


def changed(kind: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    sides = [
        Document({"Resources": {"R": {"Type": kind, "Properties": properties}}})
        for properties in (old, new)
    ]
    found = compare_documents(*sides)
    assert found.may_be_wider == any(each.outcome == "unknown" for each in found.changes)
    return [reason for each in found.changes for reason in each.gained.unknown]


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        (
            QUEUE,
            {"RedriveAllowPolicy": DENIED},
            {"RedriveAllowPolicy": ALLOWED},
            "which queues may",
        ),
        (QUEUE, {"RedriveAllowPolicy": DENIED}, {}, "RedriveAllowPolicy decides which queues may"),
        (QUEUE, {"KmsMasterKeyId": "alias/a"}, {}, "KmsMasterKeyId decides which key its callers"),
        (QUEUE, {"KmsMasterKeyId": "alias/a"}, {"KmsMasterKeyId": "alias/b"}, "which key its"),
        (QUEUE, {"KmsMasterKeyId": {"Fn::ImportValue": "k"}}, {}, "which key its callers need"),
        (SERVICE, {}, {ACCEPTED: False}, "whether consumers wait to be accepted"),
        (DOMAIN, CERTIFIED, {}, "whose client certificates it takes"),
        (DOMAIN, {"EndpointAccessMode": "STRICT"}, {}, "through which endpoints"),
        ("AWS::SageMaker::Endpoint", {"EndpointConfigName": "a"}, {}, "which role its model has"),
        (ACCESS_CONTROL, signing("never"), signing("always"), "see CloudFront as the caller"),
        (
            *(BUCKET, {"BucketEncryption": encrypted(SSEAlgorithm="aws:kms", KMSMasterKeyID=KEY)}),
            *({}, "BucketEncryption decides which key its callers need"),
        ),
        (
            "AWS::KMS::Key",
            {"Enabled": False, "KeyPolicy": {}},
            {"KeyPolicy": {}},
            "whether anybody",
        ),
        (
            "AWS::KMS::Key",
            {"Enabled": "false", "KeyPolicy": {}},
            {"Enabled": "true", "KeyPolicy": {}},
            "whether anybody",
        ),
        (
            "AWS::KMS::Key",
            {"Enabled": {"Fn::ImportValue": "on"}, "KeyPolicy": {}},
            {"Enabled": True, "KeyPolicy": {}},
            "whether anybody",
        ),
        ("AWS::SecretsManager::Secret", {"KmsKeyId": KEY}, {}, "KmsKeyId decides which key"),
        (
            "AWS::SecretsManager::ResourcePolicy",
            {"SecretId": "s", "BlockPublicPolicy": True, "ResourcePolicy": {"Statement": []}},
            {"SecretId": "s", "ResourcePolicy": {"Statement": []}},
            "BlockPublicPolicy decides whether a policy may let everybody in",
        ),
        (BUCKET, {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}, {}, "how long"),
        (
            "AWS::KMS::ReplicaKey",
            {"Enabled": False, "KeyPolicy": {}},
            {"Enabled": True, "KeyPolicy": {}},
            "whether anybody",
        ),
        (FUNCTION, {"KmsKeyArn": KEY}, {}, "which key readers of its variables need"),
        ("AWS::Serverless::Function", {"CodeSigningConfigArn": "c"}, {}, "whose code it runs"),
        ("AWS::Serverless::Api", {"StageName": "a"}, {"StageName": "b"}, "by stage"),
        ("AWS::Lambda::CodeSigningConfig", {"AllowedPublishers": [1]}, {}, "whose code functions"),
        ("AWS::CloudTrail::Trail", {"KMSKeyId": KEY}, {}, "which key readers of its logs need"),
        (REPOSITORY, {"ImageTagMutability": "IMMUTABLE"}, {}, "whether images can be replaced"),
        ("AWS::ECS::Service", {"TaskDefinition": "a:1"}, {"TaskDefinition": "b:1"}, "which roles"),
        ("AWS::ApiGateway::Resource", {"PathPart": "a"}, {"PathPart": "b"}, "by path"),
        (RULE, {"State": "DISABLED"}, {}, "whether it runs"),
        (GATEWAY, {}, {ACCEPT: "enable"}, "whether other accounts wait to be accepted"),
        ("AWS::EC2::Instance", {}, {"KeyName": "k"}, "who can sign in to it"),
        (
            "AWS::EFS::AccessPoint",
            {"RootDirectory": {"Path": "/data"}},
            {"RootDirectory": {"Path": "/"}},
            "which directory its clients see",
        ),
    ],
)
def test_a_limit_that_changes_may_give_access(
    kind: str, old: dict[str, Any], new: dict[str, Any], words: str
) -> None:
    assert any(words in reason for reason in changed(kind, old, new))


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (QUEUE, {}, {"RedriveAllowPolicy": DENIED}),
        (QUEUE, {"RedriveAllowPolicy": ALLOWED}, {"RedriveAllowPolicy": DENIED}),
        (QUEUE, {}, {"KmsMasterKeyId": "alias/a"}),
        (QUEUE, {"KmsMasterKeyId": "alias/a", "DelaySeconds": 1}, {"KmsMasterKeyId": "alias/a"}),
        (BUCKET, {"BucketEncryption": encrypted(SSEAlgorithm="AES256")}, {}),
        (RULE, {}, {"State": "ENABLED"}),
        (RULE, {"State": "ENABLED"}, {"State": "DISABLED"}),
        (GATEWAY, {ACCEPT: "enable"}, {ACCEPT: "disable"}),
        (REPOSITORY, {}, {"ImageTagMutability": "IMMUTABLE"}),
        (FUNCTION, {}, {"KmsKeyArn": KEY}),
        (DOMAIN, {}, CERTIFIED),
        (SERVICE, {ACCEPTED: "false"}, {ACCEPTED: True}),
        ("AWS::RDS::DBInstance", {"PubliclyAccessible": False}, {"PubliclyAccessible": True}),
    ],
)
def test_a_limit_that_is_added_and_a_network_that_opens(
    kind: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert changed(kind, old, new) == []


def test_a_resource_that_is_new_had_no_limit() -> None:
    new = Document({"Resources": {"Q": {"Type": QUEUE, "Properties": {"KmsMasterKeyId": "k"}}}})
    assert not compare_documents(Document({"Resources": {}}), new).may_be_wider
