"""The statements that AWS SAM writes for the brokers and clusters that a function reads.

Source: samtranslator/model/eventsources/pull.py of
https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call

_PLACE = "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}"
_NETWORK = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeVpcs",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
)
_BASIC = "BASIC_AUTH"
_SECRETS_OF_KAFKA = (
    "SASL_SCRAM_256_AUTH",
    "SASL_SCRAM_512_AUTH",
    _BASIC,
    "CLIENT_CERTIFICATE_TLS_AUTH",
    "OAUTHBEARER_AUTH",
    "SERVER_ROOT_CA_CERTIFICATE",
)
_KEY = "SecretsManagerKmsKeyId"
_ACCESS = "SourceAccessConfigurations"
_SCHEMAS = "SchemaRegistryConfig"


def source_statements(event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the statements for an event, or None where they are not read."""
    given = event.get("Properties")
    write = WRITTEN_FOR.get(str(event.get("Type")))
    if write is None or not isinstance(given, Mapping) or is_call(given) or _SCHEMAS in given:
        return None
    configured = given.get(_ACCESS)
    rows = configured if isinstance(configured, list) else []
    is_needed = event["Type"] != "MSK" or configured is not None
    if is_needed and not (rows and all(isinstance(r, Mapping) and not is_call(r) for r in rows)):
        return None
    if not isinstance(given.get(_KEY, ""), str):
        return None
    return list(write(given, rows))


def _broker(given: Mapping[str, Any], rows: list[Any]) -> Iterator[dict[str, Any]]:
    yield from _secrets(rows, (_BASIC,))
    yield _allow(["mq:DescribeBroker"], given.get("Broker"))
    yield from _key(given)


def _document_cluster(given: Mapping[str, Any], rows: list[Any]) -> Iterator[dict[str, Any]]:
    yield from _secrets(rows, (_BASIC,))
    yield _allow(["rds:DescribeDBClusterParameters"], {"Fn::Sub": f"{_PLACE}:cluster-pg:*"})
    yield _allow(["rds:DescribeDBSubnetGroups"], {"Fn::Sub": f"{_PLACE}:subgrp:*"})
    yield _allow(["rds:DescribeDBClusters"], given.get("Cluster"))
    yield _allow([*_NETWORK], "*")
    yield from _key(given)


def _kafka(given: Mapping[str, Any], rows: list[Any]) -> Iterator[dict[str, Any]]:
    yield from _secrets(rows, _SECRETS_OF_KAFKA)
    if {"VPC_SUBNET", "VPC_SECURITY_GROUP"} <= {str(row.get("Type")) for row in rows}:
        yield _allow([*_NETWORK], "*")
    yield from _key(given)


def _managed_kafka(given: Mapping[str, Any], rows: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the statement for the first certificate; AWS SAM writes none for other secrets."""
    certificates = [row for row in rows if row.get("URI")]
    yield from [*_secrets(certificates, ("CLIENT_CERTIFICATE_TLS_AUTH",))][:1]


WRITTEN_FOR: Mapping[str, Callable[[Mapping[str, Any], list[Any]], Iterator[dict[str, Any]]]] = {
    "DocumentDB": _document_cluster,
    "MQ": _broker,
    "MSK": _managed_kafka,
    "SelfManagedKafka": _kafka,
}
"""The types of events for which AWS SAM writes statements by what they name."""


def _secrets(rows: list[Any], types: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row.get("Type") in types:
            yield _allow(["secretsmanager:GetSecretValue"], row.get("URI"))


def _key(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if given.get(_KEY):
        text = f"arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{given[_KEY]}"
        yield _allow(["kms:Decrypt"], {"Fn::Sub": text})


def _allow(actions: list[str], resource: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}
