"""Statements for brokers and clusters, as AWS SAM's own translator writes them (1.115.0)."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_event_sources import source_statements
from influmojo_cfn.cloudformation.sam_role_additions import (
    FUNCTION,
    added_statements,
    is_source_read,
    unread_additions,
)

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-AbCdEf"
BASIC = {"Type": "BASIC_AUTH", "URI": SECRET}
CERTIFICATE = {"Type": "CLIENT_CERTIFICATE_TLS_AUTH", "URI": SECRET}
SUBNET = {"Type": "VPC_SUBNET", "URI": "subnet:a"}
GROUP = {"Type": "VPC_SECURITY_GROUP", "URI": "security_group:b"}


def event(kind: str, *rows: Any, **more: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": {"SourceAccessConfigurations": [*rows], **more}}


def actions(found: list[dict[str, Any]] | None) -> list[str]:
    assert found is not None
    return [each["Action"][0] for each in found]


READ = "secretsmanager:GetSecretValue"
DATABASE = [
    *(READ, "rds:DescribeDBClusterParameters", "rds:DescribeDBSubnetGroups"),
    *("rds:DescribeDBClusters", "ec2:CreateNetworkInterface"),
]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (event("MQ", BASIC, Broker="arn:b"), [READ, "mq:DescribeBroker"]),
        (
            event("MQ", BASIC, {"Type": "VIRTUAL_HOST", "URI": "/"}, SecretsManagerKmsKeyId="k"),
            [READ, "mq:DescribeBroker", "kms:Decrypt"],
        ),
        (event("DocumentDB", BASIC, Cluster="arn:c"), DATABASE),
        (event("SelfManagedKafka", BASIC), [READ]),
        (event("SelfManagedKafka", BASIC, SUBNET, GROUP), [READ, "ec2:CreateNetworkInterface"]),
        (
            event("SelfManagedKafka", {**BASIC, "Type": "SERVER_ROOT_CA_CERTIFICATE"}, BASIC),
            [READ, READ],
        ),
        (event("SelfManagedKafka", {"Type": "IAM_AUTH"}), []),
        (
            event("MSK", CERTIFICATE, {**CERTIFICATE, "URI": "b"}, SecretsManagerKmsKeyId="k"),
            [READ],
        ),
        (event("MSK", {"Type": "SASL_SCRAM_512_AUTH", "URI": SECRET}), []),
        ({"Type": "MSK", "Properties": {"Topics": ["t"]}}, []),
    ],
)
def test_what_is_written_for_an_event(given: dict[str, Any], expected: list[str]) -> None:
    assert actions(source_statements(given)) == expected
    properties = {"Events": {"A": given}}
    assert list(added_statements(FUNCTION, properties)) == source_statements(given)
    assert not list(unread_additions(FUNCTION, properties))
    assert is_source_read(given)


@pytest.mark.parametrize(
    "given",
    [
        event("MQ"),
        event("MQ", {"Fn::If": ["X", BASIC, BASIC]}),
        event("MQ", BASIC, SecretsManagerKmsKeyId={"Ref": "Key"}),
        event("SelfManagedKafka", BASIC, SchemaRegistryConfig={}),
        {"Type": "MQ", "Properties": {"SourceAccessConfigurations": {"Ref": "X"}}},
        {"Type": "DocumentDB", "Properties": {"Fn::If": ["X", {}, {}]}},
        {"Type": "MQ"},
    ],
)
def test_what_is_not_read_has_a_reason(given: dict[str, Any]) -> None:
    assert source_statements(given) is None
    assert list(unread_additions(FUNCTION, {"Events": {"A": given}}))
    assert not is_source_read(given)


def test_the_cluster_and_the_key_are_named() -> None:
    given = event("DocumentDB", BASIC, Cluster={"Ref": "C"}, SecretsManagerKmsKeyId="k")
    found = source_statements(given) or []
    assert {"Ref": "C"} in [each["Resource"] for each in found]
    assert found[-1]["Resource"]["Fn::Sub"].endswith(":key/k")


def test_a_broker_is_named() -> None:
    found = source_statements(event("MQ", BASIC, Broker={"Ref": "B"})) or []
    assert [each["Resource"] for each in found if each["Action"] == ["mq:DescribeBroker"]] == [
        {"Ref": "B"}
    ]
