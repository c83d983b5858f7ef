"""Brokers, Kafka clusters and changes of DocumentDB are read from inside of their VPC."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.call_tables.brokers import NETWORK
from influmojo_cfn.service_roles.field_calls import field_calls
from tests.service_roles.templates import calls

BROKER = "arn:aws:mq:us-east-1:111122223333:broker:orders:b-1"
CLUSTER = "arn:aws:kafka:us-east-1:111122223333:cluster/orders/1"
CHANGES = "arn:aws:rds:us-east-1:111122223333:cluster:orders"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-a1b2c3"
ACCESS = f"SourceAccessConfigurations: [{{Type: BASIC_AUTH, URI: '{SECRET}'}}]"
REACH = {f"{action} ${{...}}" for action in NETWORK}
SIGN_IN = {f"secretsmanager:GetSecretValue {SECRET}"}
FIND_KAFKA = {
    f"kafka:DescribeCluster or kafka:DescribeClusterV2 {CLUSTER}",
    f"kafka:GetBootstrapBrokers {CLUSTER}",
}
DESCRIBE_GROUPS = {
    "rds:DescribeDBClusterParameters ${...}",
    "rds:DescribeDBSubnetGroups ${...}",
}
CONNECT = {f"kafka-cluster:Connect {CLUSTER}"}
MAPPING = """
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: "arn:aws:iam::111122223333:role/reader"}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Function, %s}
"""
PIPE = """
Resources:
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties: {RoleArn: "arn:aws:iam::111122223333:role/reader", %s}
"""
SERVERLESS = """
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/reader
      Events: {Read: {Type: A, Properties: {%s}}}
"""


@pytest.mark.parametrize(
    ("template", "source", "found"),
    [
        pytest.param(
            MAPPING,
            f"EventSourceArn: '{BROKER}', {ACCESS}",
            {f"mq:DescribeBroker {BROKER}"} | REACH | SIGN_IN,
            id="a broker of Amazon MQ",
        ),
        pytest.param(
            MAPPING,
            f"EventSourceArn: '{CLUSTER}'",
            FIND_KAFKA | REACH | CONNECT,
            id="a cluster of Amazon MSK",
        ),
        pytest.param(
            MAPPING,
            f"EventSourceArn: '{CHANGES}', {ACCESS}",
            {f"rds:DescribeDBClusters {CHANGES}"} | DESCRIBE_GROUPS | REACH | SIGN_IN,
            id="a cluster of Amazon DocumentDB",
        ),
        pytest.param(
            MAPPING,
            "SourceAccessConfigurations: [{Type: VPC_SUBNET, URI: 'subnet:subnet-1'}]",
            REACH,
            id="Kafka of one's own in a VPC",
        ),
        pytest.param(
            MAPPING,
            f"SelfManagedEventSource: {{Endpoints: {{}}}}, {ACCESS}",
            SIGN_IN,
            id="Kafka of one's own in the open",
        ),
        pytest.param(
            SERVERLESS,
            f"Broker: '{BROKER}', {ACCESS}",
            {f"mq:DescribeBroker {BROKER}"} | REACH | SIGN_IN,
            id="a broker that AWS SAM names",
        ),
        pytest.param(
            SERVERLESS,
            f"Stream: '{CLUSTER}'",
            FIND_KAFKA | REACH | CONNECT,
            id="a cluster that AWS SAM names",
        ),
        pytest.param(
            PIPE,
            f"Source: '{BROKER}', SourceParameters: {{RabbitMQBrokerParameters: "
            f"{{Credentials: {{BasicAuth: '{SECRET}'}}}}}}",
            {f"mq:DescribeBroker {BROKER}"} | REACH | SIGN_IN,
            id="a broker that a pipe reads",
        ),
        pytest.param(
            PIPE,
            "Source: 'smk://broker:9092', SourceParameters: {SelfManagedKafkaParameters: "
            f"{{Vpc: {{Subnets: [a]}}, Credentials: {{SaslScram256Auth: '{SECRET}'}}}}}}",
            REACH | SIGN_IN,
            id="Kafka of one's own that a pipe reads in a VPC",
        ),
    ],
)
def test_a_source_takes_what_its_service_asks_for(
    template: str, source: str, found: set[str]
) -> None:
    assert calls(field_calls, template % source) == found
