"""Properties that limit who can use a resource in addition to its policies, and that change.

Reading what a customer managed key encrypts needs kms:Decrypt on that key as well. What decides who
can reach a resource over a network, such as PubliclyAccessible, is not a permission, and not
compared.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
(RedriveAllowPolicy: which queues can name this one),
https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html (a disabled key is no use),
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
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate


def _names_key(value: Any) -> bool:
    """Return whether encryption is with a key of AWS KMS, as far as is known."""
    text = json.dumps(value, default=str).lower()
    return value is not None and ("kms" in text or not isinstance(value, Mapping))


def _restricts_sources(value: Any) -> bool:
    text = json.dumps(value, default=str).lower()
    return value is not None and "allowall" not in text


def _is_there(value: Any) -> bool:
    return value is not None


def _is_off(value: Any) -> bool:
    return str(value).lower() != "true" and value is not None


def _is_on(value: Any) -> bool:
    return value is not None and str(value).lower() != "false"


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
    "AWS::DynamoDB::GlobalTable": (("SSESpecification", _names_key, "which key its callers need"),),
    "AWS::StepFunctions::StateMachine": (
        ("EncryptionConfiguration", _names_key, "which key its callers need"),
    ),
    "AWS::StepFunctions::Activity": (
        ("EncryptionConfiguration", _names_key, "which key its callers need"),
    ),
    "AWS::KMS::Key": (("Enabled", _is_off, "whether anybody can use it"),),
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
    for key, limits, what in LIMITS.get(kind, ()):
        before, after = (side.property(name, key) for side in (old, new))
        if before != after and limits(before):
            yield f"{key} decides {what}"
