"""What services do as themselves with the keys of a template, by its key policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.encrypted_calls import KEYS, key_arn, key_of
from influmojo_cfn.service_roles.service_call import Delivery
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    properties_of,
    resource_named,
    text_at,
    values_at,
)

_CONTEXT = "kms:encryptioncontext:aws:"
_GROUP = arn_of("logs", "log-group:{}")
_TRAIL = arn_of("cloudtrail", "trail/{}")
_BUS = arn_of("events", "event-bus/{}")
_STORAGE = ("Configuration", "ManagedStorageConfiguration")


class KeyUser(NamedTuple):
    """A resource that a service encrypts as itself.

    Attributes:
        resource_type: the type of the resource.
        name: the property that holds its name.
        field: the path of its key.
        service: the principal that uses the key.
        actions: what it calls, each of which the key's policy must allow.
        context: condition keys (lower case) that the requests carry; ``{}`` is the name.
        page: the AWS page that asks for the permission.
    """

    resource_type: str
    name: str
    field: tuple[str, ...]
    service: str
    actions: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    page: str


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
"""Every service that uses a key of the template as itself. Read 2026-11-28."""


def key_deliveries(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what services do with the keys of what they send to, and of what they encrypt."""
    for each in deliveries(resolver):
        key = key_of(resolver, each.resource)
        owner = resource_named(resolver, key, *KEYS)
        if owner:
            needed = ("kms:GenerateDataKey", "kms:Decrypt")
            yield each._replace(actions=needed, receiver=owner, resource=key)
    for row in KEY_USERS:
        for logical_id in resolver.resources_of(row.resource_type):
            yield from _of_resource(resolver, row, logical_id)


def _of_resource(resolver: Resolver, row: KeyUser, logical_id: str) -> Iterator[Delivery]:
    properties = properties_of(resolver, logical_id)
    name = text_at(resolver, properties, row.name) or resolver.named(logical_id)
    context = tuple((key, value.format(name)) for key, value in row.context)
    for value in values_at(resolver, properties, row.field):
        key = key_arn(resolver, value.text)
        owner = resource_named(resolver, key, *KEYS)
        if owner:
            yield Delivery(
                logical_id, row.service, row.actions, owner, key, context, value.path, row.page
            )
