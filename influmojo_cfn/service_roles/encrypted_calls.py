"""The calls of AWS KMS that go with others, where the template names the key of a resource.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html,
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html,
https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (read 2026-11-27)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.encryption_keys import KEY_PROPERTIES
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import ANYTHING
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    properties_of,
    resource_named,
    resources,
    service_of,
)

KEYS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")

ENCRYPTED: Mapping[str, str] = {
    "dynamodb": "AWS::DynamoDB::Table",
    "kinesis": "AWS::Kinesis::Stream",
    "s3": "AWS::S3::Bucket",
    "secretsmanager": "AWS::SecretsManager::Secret",
    "sns": "AWS::SNS::Topic",
    "sqs": "AWS::SQS::Queue",
}
"""By service, the type of what a key encrypts."""

_PARTS = {"AWS::DynamoDB::Table": 2, "AWS::S3::Bucket": 1}
"""How many parts, between slashes, of an ARN name the resource; behind them is what it holds."""

KEY_ACTIONS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "dynamodb:batchgetitem",
            "dynamodb:batchwriteitem",
            "dynamodb:deleteitem",
            "dynamodb:getitem",
            "dynamodb:getrecords",
            "dynamodb:putitem",
            "dynamodb:query",
            "dynamodb:scan",
            "dynamodb:updateitem",
        ),
        "kms:Decrypt",
    ),
    "kinesis:getrecords": "kms:Decrypt",
    "kinesis:putrecord": "kms:GenerateDataKey",
    "kinesis:putrecords": "kms:GenerateDataKey",
    "s3:getobject": "kms:Decrypt",
    "s3:putobject": "kms:GenerateDataKey",
    "secretsmanager:getsecretvalue": "kms:Decrypt",
    "sns:publish": "kms:GenerateDataKey",
    "sqs:receivemessage": "kms:Decrypt",
    "sqs:sendmessage": "kms:GenerateDataKey",
}
"""What an action (lower case) on an encrypted resource takes of its key."""


def key_arn_in(resolver: Resolver, text: str) -> str:
    """Return the ARN of the template's key that an ID, ARN or alias is of, or an empty string."""
    found = resource_named(resolver, text, *KEYS)
    if found:
        return resolver.get_att(found, "Arn")
    for alias in resources(resolver, "AWS::KMS::Alias"):
        name = alias.text("AliasName")
        names = (name, arn_of("kms", name), resolver.named(alias.logical_id))
        if text and text != t.ANY and text in names:
            key = alias.resource(alias.text("TargetKeyId"), *KEYS)
            return key.attribute("Arn") if key else ""
    return ""


def key_named(resolver: Resolver, text: str) -> str:
    """Return the ARN of the key that an ID, ARN or alias is of, :data:`ANYTHING` if not known.

    Empty for the alias of an AWS managed key: its own policy lets the account in.
    """
    found = key_arn_in(resolver, text)
    if found or (service_of(text) == "kms" and ":key/" in text):
        return found or text
    if text.rpartition(":")[2].startswith("alias/aws/"):
        return ""
    is_id = re.fullmatch(r"(?:mrk-)?[0-9a-f-]{32,36}", text)
    return arn_of("kms", f"key/{text}") if is_id else ANYTHING


def key_of(resolver: Resolver, arn: str) -> str:
    """Return the ARN of the template's key that encrypts a resource of it, or an empty string."""
    kind = ENCRYPTED.get(service_of(arn))
    if kind is None:
        return ""
    found = resource_named(resolver, "/".join(arn.split("/")[: _PARTS.get(kind)]), kind)
    return key_of_resource(resolver, found, kind) if found else ""


def encrypted(resolver: Resolver) -> Iterator[tuple[str, str]]:
    """Yield each encrypted resource's logical ID with its key's ARN."""
    for kind in ENCRYPTED.values():
        for logical_id in resolver.resources_of(kind):
            key = key_of_resource(resolver, logical_id, kind)
            if key:
                yield logical_id, key


def key_of_resource(resolver: Resolver, logical_id: str, kind: str) -> str:
    """Return the ARN of the template's key that encrypts a resource, or an empty string."""
    properties = properties_of(resolver, logical_id)
    return key_arn_in(resolver, properties.text(*KEY_PROPERTIES[kind]))
