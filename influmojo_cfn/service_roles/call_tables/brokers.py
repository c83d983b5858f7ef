"""What it takes to read a message broker, a Kafka cluster or the changes of a DocumentDB cluster.

Lambda reads them for a function and EventBridge Pipes for a pipe, from inside of their VPC.

https://docs.aws.amazon.com/lambda/latest/dg/with-mq-permissions.html,
https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html,
https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-permissions.html,
https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html and
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from influmojo_cfn.data import EACH_VALUE
from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls

NETWORK = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
"""What it takes to reach into the VPC of a source."""

DESCRIBED: Mapping[str, tuple[str, ...]] = {
    "kafka": ("kafka:DescribeCluster or kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"),
    "mq": ("mq:DescribeBroker",),
    "rds": ("rds:DescribeDBClusters",),
    "smk": (),
}
"""By the service of a source, what tells where it is; a Kafka cluster of one's own tells it."""

ON_EVERYTHING: Mapping[str, tuple[str, ...]] = {
    "kafka": NETWORK,
    "mq": NETWORK,
    "rds": (*NETWORK, "rds:DescribeDBClusterParameters", "rds:DescribeDBSubnetGroups"),
}
SIGN_IN: Mapping[str, tuple[str, ...]] = {"kafka": ("kafka-cluster:Connect",)}
"""What a Kafka cluster of AWS asks for that takes the role itself as its user."""

SECRET: Mapping[str, tuple[str, ...]] = {"secretsmanager": ("secretsmanager:GetSecretValue",)}


class _SourceReader(NamedTuple):
    """Where a type has a source that is read, its role, and the secrets that sign in."""

    resource_type: str
    role: tuple[str, ...]
    source: tuple[str, ...]
    secrets: tuple[tuple[str, ...], ...]
    page: str
    holder: tuple[str, ...] = ()


_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html"
_PIPES = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html"
_MAPPING = ("AWS::Lambda::EventSourceMapping", ("Role",))
_FUNCTION = ("AWS::Serverless::Function", ("Role",))
_PIPE = ("AWS::Pipes::Pipe", ("RoleArn",))
_EVENT = ("Events", EACH_VALUE, "Properties")
_CONFIGURATIONS = ("SourceAccessConfigurations", "*")
_OWN_KAFKA = ("SourceParameters", "SelfManagedKafkaParameters")
_CREDENTIALS: tuple[tuple[str, ...], ...] = tuple(
    ("SourceParameters", f"{broker}Parameters", "Credentials", key)
    for broker, keys in (
        ("ActiveMQBroker", ("BasicAuth",)),
        ("RabbitMQBroker", ("BasicAuth",)),
        ("ManagedStreamingKafka", ("ClientCertificateTlsAuth", "SaslScram512Auth")),
        (
            "SelfManagedKafka",
            ("BasicAuth", "ClientCertificateTlsAuth", "SaslScram256Auth", "SaslScram512Auth"),
        ),
    )
    for key in keys
)

_READERS = (
    _SourceReader(
        *_MAPPING, ("EventSourceArn",), ((*_CONFIGURATIONS, "URI"),), _LAMBDA, ("FunctionName",)
    ),
    *(
        _SourceReader(*_FUNCTION, (*_EVENT, field), ((*_EVENT, *_CONFIGURATIONS, "URI"),), _LAMBDA)
        for field in ("Broker", "Cluster", "Stream")
    ),
    _SourceReader(*_PIPE, ("Source",), _CREDENTIALS, _PIPES),
)


def _of_reader(reader: _SourceReader) -> Iterator[FieldCalls]:
    kind, role, source, secrets, page, holder = reader
    row = FieldCalls(kind, role, source, DESCRIBED, "find the source", page, "{}", holder=holder)
    yield row
    yield row._replace(
        actions=ON_EVERYTHING, purpose="reach the source in its VPC", resource=ANYTHING
    )
    yield row._replace(actions=SIGN_IN, purpose="sign in to the cluster", certain=False)
    for secret in secrets:
        yield row._replace(
            field=secret, actions=SECRET, purpose="sign in to the source", mixed=True
        )


_BY_NETWORK = (
    FieldCalls(
        *_MAPPING,
        (*_CONFIGURATIONS, "Type"),
        {"": NETWORK},
        "reach the source in its VPC",
        _LAMBDA,
        ANYTHING,
        equals="VPC_SUBNET",
        holder=("FunctionName",),
    ),
    FieldCalls(
        *_FUNCTION,
        (*_EVENT, *_CONFIGURATIONS, "Type"),
        {"": NETWORK},
        "reach the source in its VPC",
        _LAMBDA,
        ANYTHING,
        equals="VPC_SUBNET",
    ),
    FieldCalls(
        *_PIPE, (*_OWN_KAFKA, "Vpc"), {"": NETWORK}, "reach the source in its VPC", _PIPES, ANYTHING
    ),
)
"""Sources that are reached through a VPC because the reader names it."""

BROKERS: tuple[FieldCalls, ...] = (
    *(row for reader in _READERS for row in _of_reader(reader)),
    *_BY_NETWORK,
)
