"""What an AWS SAM connector lets its source do with its destination, or the other way round.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
and samtranslator/model/connector_profiles/profiles.json of
https://github.com/aws/serverless-application-model (read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

READ, WRITE = "Read", "Write"
FUNCTION, MACHINE = "AWS::Lambda::Function", "AWS::StepFunctions::StateMachine"
REST_API, HTTP_API = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
BUCKET, TABLE = "AWS::S3::Bucket", "AWS::DynamoDB::Table"
QUEUE, TOPIC, BUS = "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Events::EventBus"
RULE, PLACE_INDEX = "AWS::Events::Rule", "AWS::Location::PlaceIndex"
GRAPHQL_API, DATA_SOURCE = "AWS::AppSync::GraphQLApi", "AWS::AppSync::DataSource"

OF_SAM = {
    "AWS::Serverless::Api": REST_API,
    "AWS::Serverless::Function": FUNCTION,
    "AWS::Serverless::HttpApi": HTTP_API,
    "AWS::Serverless::SimpleTable": TABLE,
    "AWS::Serverless::StateMachine": MACHINE,
}
"""The types of AWS SAM, each with the type of CloudFormation that it becomes."""


class ConnectorGrant(NamedTuple):
    """Actions, and the ARNs that they are allowed on."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("${DestinationArn}",)


class ConnectorProfile(NamedTuple):
    """What the permissions of a connector give, by their names.

    ``attached_to`` is where the policy goes. ``caller`` is the service that a policy of a resource
    lets in, for the ARN in ``on_behalf_of``. ``together`` are permissions that AWS SAM takes only
    with all others.
    """

    grants: Mapping[str, tuple[ConnectorGrant, ...]]
    attached_to: Literal["source role", "destination role", "destination"] = "source role"
    caller: str = ""
    on_behalf_of: str = "${SourceArn}"
    together: frozenset[str] = frozenset()


_ARN = MappingProxyType({"Arn": "Arn"})


class ConnectorEnd(NamedTuple):
    """How the values of a type are had: as attributes, or by a reference; and its role's property.

    ``attributes`` are the attributes by the values that they give.
    """

    attributes: Mapping[str, str] = _ARN
    referred: tuple[str, ...] = ()
    role: str = ""


IDENTITIES: dict[str, ConnectorEnd] = {
    BUCKET: ConnectorEnd(),
    BUS: ConnectorEnd(),
    DATA_SOURCE: ConnectorEnd({"Arn": "DataSourceArn"}, role="ServiceRoleArn"),
    FUNCTION: ConnectorEnd(role="Role"),
    GRAPHQL_API: ConnectorEnd({"Arn": "Arn", "ResourceId": "ApiId"}),
    HTTP_API: ConnectorEnd({}, ("ResourceId",)),
    MACHINE: ConnectorEnd({"Name": "Name"}, ("Arn",), "RoleArn"),
    PLACE_INDEX: ConnectorEnd(),
    QUEUE: ConnectorEnd(referred=("QueueUrl",)),
    REST_API: ConnectorEnd({}, ("ResourceId",)),
    RULE: ConnectorEnd(role="Targets"),
    TABLE: ConnectorEnd(),
    TOPIC: ConnectorEnd({}, ("Arn",)),
}

_PLACE = "${AWS::Region}:${AWS::AccountId}"
_WITH_ITEMS = ("${DestinationArn}", "${DestinationArn}/*")
_WITH_INDEXES = ("${DestinationArn}", "${DestinationArn}/index/*")
_EXECUTIONS = ("arn:${AWS::Partition}:states:" + _PLACE + ":execution:${DestinationName}:*",)
_MANAGED_RULE = (
    "arn:${AWS::Partition}:events:"
    + _PLACE
    + ":rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
)
_API_CALLS = (
    "arn:${AWS::Partition}:execute-api:" + _PLACE + ":${SourceResourceId}/${SourceQualifier}"
)
_INVOKE = ("lambda:InvokeAsync", "lambda:InvokeFunction")


def _actions(service: str, names: str) -> tuple[str, ...]:
    return tuple(f"{service}:{name}" for name in names.split())


def _write(*actions: str) -> ConnectorProfile:
    return ConnectorProfile({WRITE: (ConnectorGrant(actions),)})


_BUCKETS = ConnectorProfile(
    {
        READ: (
            ConnectorGrant(
                _actions(
                    "s3",
                    "GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent"
                    " GetObjectVersion GetObjectVersionAcl GetObjectVersionForReplication"
                    " GetObjectVersionTorrent ListBucket ListBucketMultipartUploads"
                    " ListBucketVersions ListMultipartUploadParts",
                ),
                _WITH_ITEMS,
            ),
        ),
        WRITE: (
            ConnectorGrant(
                _actions(
                    "s3",
                    "AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject"
                    " PutObjectLegalHold PutObjectRetention RestoreObject",
                ),
                _WITH_ITEMS,
            ),
        ),
    }
)
_TABLES = ConnectorProfile(
    {
        READ: (
            ConnectorGrant(
                _actions(
                    "dynamodb",
                    "GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect",
                ),
                _WITH_INDEXES,
            ),
        ),
        WRITE: (
            ConnectorGrant(
                _actions(
                    "dynamodb",
                    "PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert"
                    " PartiQLUpdate",
                ),
                _WITH_INDEXES,
            ),
        ),
    }
)
_QUEUES = ConnectorProfile(
    {
        READ: (ConnectorGrant(_actions("sqs", "ReceiveMessage GetQueueAttributes")),),
        WRITE: (
            ConnectorGrant(
                _actions("sqs", "DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue")
            ),
        ),
    }
)
_MACHINES = ConnectorProfile(
    {
        READ: (
            ConnectorGrant(_actions("states", "DescribeStateMachine ListExecutions")),
            ConnectorGrant(
                _actions(
                    "states",
                    "DescribeExecution DescribeStateMachineForExecution GetExecutionHistory",
                ),
                _EXECUTIONS,
            ),
        ),
        WRITE: (
            ConnectorGrant(_actions("states", "StartExecution StartSyncExecution")),
            ConnectorGrant(("states:StopExecution",), _EXECUTIONS),
        ),
    }
)
_NESTED_MACHINES = ConnectorProfile(
    {
        READ: (
            ConnectorGrant(("states:DescribeExecution",), _EXECUTIONS),
            ConnectorGrant(("events:DescribeRule",), _MANAGED_RULE),
        ),
        WRITE: (
            ConnectorGrant(("states:StartExecution",)),
            ConnectorGrant(("states:StopExecution",), _EXECUTIONS),
            ConnectorGrant(("events:PutTargets", "events:PutRule"), _MANAGED_RULE),
        ),
    },
    together=frozenset({WRITE}),
)
_TABLE_STREAMS = ConnectorProfile(
    {
        READ: (
            ConnectorGrant(
                _actions("dynamodb", "DescribeStream GetRecords GetShardIterator ListStreams"),
                ("${SourceArn}/stream/*",),
            ),
        )
    },
    attached_to="destination role",
)
_QUEUE_MESSAGES = ConnectorProfile(
    {
        READ: (
            ConnectorGrant(_actions("sqs", "ReceiveMessage GetQueueAttributes"), ("${SourceArn}",)),
        ),
        WRITE: (ConnectorGrant(("sqs:DeleteMessage",), ("${SourceArn}",)),),
    },
    attached_to="destination role",
    together=frozenset({READ, WRITE}),
)
_LOCATION = _actions(
    "geo",
    "DescribePlaceIndex GetPlace SearchPlaceIndexForPosition SearchPlaceIndexForSuggestions"
    " SearchPlaceIndexForText",
)


def _called(caller: str, action: str, on_behalf_of: str = "${SourceArn}") -> ConnectorProfile:
    """Return what lets a service call the destination."""
    grants = {WRITE: (ConnectorGrant((action,)),)}
    return ConnectorProfile(grants, "destination", f"{caller}.amazonaws.com", on_behalf_of)


_CALL = "lambda:InvokeFunction"
CONNECTIONS: dict[tuple[str, str], ConnectorProfile] = {
    (DATA_SOURCE, FUNCTION): ConnectorProfile(
        {WRITE: (ConnectorGrant(_INVOKE, ("${DestinationArn}", "${DestinationArn}:*")),)}
    ),
    (DATA_SOURCE, BUS): _write("events:PutEvents"),
    (DATA_SOURCE, TABLE): _TABLES,
    (FUNCTION, BUCKET): _BUCKETS,
    (FUNCTION, BUS): _write("events:PutEvents"),
    (FUNCTION, FUNCTION): _write(*_INVOKE),
    (FUNCTION, MACHINE): _MACHINES,
    (FUNCTION, PLACE_INDEX): ConnectorProfile({READ: (ConnectorGrant(_LOCATION),)}),
    (FUNCTION, QUEUE): _QUEUES,
    (FUNCTION, TABLE): _TABLES,
    (FUNCTION, TOPIC): _write("sns:Publish"),
    (MACHINE, BUCKET): _BUCKETS,
    (MACHINE, BUS): _write("events:PutEvents"),
    (MACHINE, FUNCTION): _write(*_INVOKE),
    (MACHINE, MACHINE): _NESTED_MACHINES,
    (MACHINE, QUEUE): _write("sqs:SendMessage"),
    (MACHINE, TABLE): _TABLES,
    (MACHINE, TOPIC): _write("sns:Publish"),
    (QUEUE, FUNCTION): _QUEUE_MESSAGES,
    (RULE, BUS): _write("events:PutEvents"),
    (RULE, MACHINE): _write("states:StartExecution"),
    (TABLE, FUNCTION): _TABLE_STREAMS,
    (BUCKET, FUNCTION): _called("s3", _CALL),
    (GRAPHQL_API, FUNCTION): _called(
        "appsync",
        _CALL,
        "arn:${AWS::Partition}:appsync:" + _PLACE + ":apis/${SourceResourceId}",
    ),
    (HTTP_API, FUNCTION): _called("apigateway", _CALL, _API_CALLS),
    (REST_API, FUNCTION): _called("apigateway", _CALL, _API_CALLS),
    (RULE, FUNCTION): _called("events", _CALL),
    (RULE, QUEUE): _called("events", "sqs:SendMessage"),
    (RULE, TOPIC): _called("events", "sns:Publish"),
    (TOPIC, FUNCTION): _called("sns", _CALL),
    (TOPIC, QUEUE): _called("sns", "sqs:SendMessage"),
}
"""By the types of the source and the destination."""
