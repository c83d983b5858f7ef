"""Services use the keys of a template as themselves: for which resources, how and as whom."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.service_roles.call_tables.keys import KEY_USERS
from influmojo_cfn.service_roles.key_deliveries import key_deliveries
from tests.service_roles.templates import resolver_of

KEY = {"Ref": "Key"}
HOME = "${AWS::Region}:${AWS::AccountId}"
GROUP = f"arn:${{AWS::Partition}}:logs:{HOME}:log-group:web"
TRAIL = f"arn:${{AWS::Partition}}:cloudtrail:{HOME}:trail/web"
BUS = f"arn:${{AWS::Partition}}:events:{HOME}:event-bus/web"
STORAGE = {"ManagedStorageConfiguration": {"FargateEphemeralStorageKmsKeyId": KEY}}
ENCRYPTED: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "AWS::CloudTrail::Trail": (
        {"TrailName": "web", "KMSKeyId": KEY},
        "cloudtrail.amazonaws.com",
        {"aws:sourcearn": TRAIL, "kms:encryptioncontext:aws:cloudtrail:arn": TRAIL},
    ),
    "AWS::ECS::Cluster": (
        {"ClusterName": "web", "Configuration": STORAGE},
        "fargate.amazonaws.com",
        {
            "kms:encryptioncontext:aws:ecs:clusteraccount": "${AWS::AccountId}",
            "kms:encryptioncontext:aws:ecs:clustername": "web",
            "kms:grantoperations": "Decrypt",
        },
    ),
    "AWS::Events::EventBus": (
        {"Name": "web", "KmsKeyIdentifier": KEY},
        "events.amazonaws.com",
        {
            "aws:sourcearn": BUS,
            "aws:sourceaccount": "${AWS::AccountId}",
            "kms:encryptioncontext:aws:events:event-bus:arn": BUS,
        },
    ),
    "AWS::Logs::LogGroup": (
        {"LogGroupName": "web", "KmsKeyId": KEY},
        "logs.amazonaws.com",
        {"kms:encryptioncontext:aws:logs:arn": GROUP},
    ),
}


def template(kind: str, properties: dict[str, Any]) -> str:
    resources = {
        "Key": {"Type": "AWS::KMS::Key"},
        "User": {"Type": kind, "Properties": properties},
    }
    return json.dumps({"Resources": resources})


def test_every_row_has_a_case() -> None:
    assert ENCRYPTED.keys() == {row.resource_type for row in KEY_USERS}


@pytest.mark.parametrize("kind", ENCRYPTED)
def test_what_encrypts_uses_the_key_as_itself(kind: str) -> None:
    properties, service, context = ENCRYPTED[kind]
    resolver = resolver_of(template(kind, properties))
    (found,) = key_deliveries(resolver)
    sent = {key: resolver.show(value) for key, value in found.context}
    assert (found.receiver, found.service, sent) == ("Key", service, context)
    assert resolver.show(found.resource).endswith(":key/${Key}")


@pytest.mark.parametrize("kind", ENCRYPTED)
def test_the_key_of_another_stack_is_not_asked(kind: str) -> None:
    properties = json.loads(json.dumps(ENCRYPTED[kind][0]).replace('{"Ref": "Key"}', '"other"'))
    assert list(key_deliveries(resolver_of(template(kind, properties)))) == []


SENT = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Queue: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !Ref Key}}
  Rule: {Type: AWS::Events::Rule, Properties: {Targets: [{Arn: !GetAtt Queue.Arn}]}}
"""


def test_who_sends_to_what_is_encrypted_uses_its_key() -> None:
    (found,) = key_deliveries(resolver_of(SENT))
    assert (found.sender, found.service, found.receiver) == ("Rule", "events.amazonaws.com", "Key")
    assert found.actions == ("kms:GenerateDataKey", "kms:Decrypt")
    assert dict(found.context).keys() == {"aws:sourcearn", "aws:sourceaccount"}
