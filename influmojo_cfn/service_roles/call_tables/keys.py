"""What services encrypt as themselves with a key, which the key's policy must allow."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import KeyUser
from influmojo_cfn.service_roles.template_fields import arn_of

_CONTEXT = "kms:encryptioncontext:aws:"
_GROUP = arn_of("logs", "log-group:{}")
_TRAIL = arn_of("cloudtrail", "trail/{}")
_BUS = arn_of("events", "event-bus/{}")
_STORAGE = ("Configuration", "ManagedStorageConfiguration")

KEY_USERS: tuple[KeyUser, ...] = (
    KeyUser(
        "AWS::CloudTrail::Trail",
        "TrailName",
        ("KMSKeyId",),
        "cloudtrail.amazonaws.com",
        ("kms:GenerateDataKey",),
        (("aws:sourcearn", _TRAIL), (f"{_CONTEXT}cloudtrail:arn", _TRAIL)),
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
    ),
    KeyUser(
        "AWS::ECS::Cluster",
        "ClusterName",
        (*_STORAGE, "FargateEphemeralStorageKmsKeyId"),
        "fargate.amazonaws.com",
        ("kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"),
        (
            (f"{_CONTEXT}ecs:clusteraccount", t.ACCOUNT),
            (f"{_CONTEXT}ecs:clustername", "{}"),
            ("kms:grantoperations", "Decrypt"),
        ),
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-create-storage-key.html",
    ),
    KeyUser(
        "AWS::Events::EventBus",
        "Name",
        ("KmsKeyIdentifier",),
        "events.amazonaws.com",
        ("kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"),
        (
            ("aws:sourcearn", _BUS),
            ("aws:sourceaccount", t.ACCOUNT),
            (f"{_CONTEXT}events:event-bus:arn", _BUS),
        ),
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html",
    ),
    KeyUser(
        "AWS::Logs::LogGroup",
        "LogGroupName",
        ("KmsKeyId",),
        "logs.amazonaws.com",
        ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"),
        ((f"{_CONTEXT}logs:arn", _GROUP),),
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    ),
)
"""Every service that uses a key of the template as itself (read 2026-11-28)."""
