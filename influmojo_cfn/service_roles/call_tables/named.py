"""What AppSync, AWS IoT, authorizers and ECS call with the role next to what they act on.

https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html and
https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html (read 2026-11-27)
"""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.ecs.infrastructure_calls import ECS_NAMED
from influmojo_cfn.service_roles.service_call import Integration, NamedCall

_APPSYNC = "https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html"
_IOT = "https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html"
_AUTHORIZERS = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-lambdatokenauthorizer.html"
_TABLES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
_ROWS = tuple(
    f"dynamodb:{name}"
    for name in (
        "GetItem",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "Query",
        "Scan",
        "BatchGetItem",
        "BatchWriteItem",
        "ConditionCheckItem",
    )
)
_DATABASE = ("RelationalDatabaseConfig", "RdsHttpEndpointConfig")

_Row = tuple[tuple[str, ...], Integration, str, str]
"""The path of the name, the call, its purpose and what also fits behind the ARN."""

_SOURCES: tuple[_Row, ...] = (
    (
        ("DynamoDBConfig", "TableName"),
        Integration(_ROWS, _APPSYNC, "name", "table/{}", _TABLES),
        "read or write the table of the data source",
        "/index/*",
    ),
    (
        ("LambdaConfig", "LambdaFunctionArn"),
        Integration(("lambda:InvokeFunction",), _APPSYNC, "name"),
        "invoke the function of the data source",
        ":*",
    ),
    (
        ("EventBridgeConfig", "EventBusArn"),
        Integration(("events:PutEvents",), _APPSYNC, "name"),
        "put events on the bus of the data source",
        "",
    ),
    (
        (*_DATABASE, "AwsSecretStoreArn"),
        Integration(("secretsmanager:GetSecretValue",), _APPSYNC, "name"),
        "read the secret of the database",
        "",
    ),
    (
        (*_DATABASE, "DbClusterIdentifier"),
        Integration(
            ("rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"), _APPSYNC, "name"
        ),
        "query the database of the data source",
        "",
    ),
)

_ACTIONS: tuple[_Row, ...] = (
    (
        ("DynamoDB", "TableName"),
        Integration(_ROWS, _IOT, "name", "table/{}", _TABLES),
        "write the row",
        "",
    ),
    (
        ("DynamoDBv2", "PutItem", "TableName"),
        Integration(("dynamodb:PutItem",), _IOT, "name", "table/{}", _TABLES),
        "write the row",
        "",
    ),
    (
        ("Firehose", "DeliveryStreamName"),
        Integration(
            ("firehose:PutRecord", "firehose:PutRecordBatch"),
            _IOT,
            "name",
            "deliverystream/{}",
            ("AWS::KinesisFirehose::DeliveryStream",),
        ),
        "put the record",
        "",
    ),
    (
        ("Kinesis", "StreamName"),
        Integration(
            ("kinesis:PutRecord", "kinesis:PutRecords"),
            _IOT,
            "name",
            "stream/{}",
            ("AWS::Kinesis::Stream",),
        ),
        "put the record",
        "",
    ),
    (
        ("S3", "BucketName"),
        Integration(
            ("s3:PutObject",), _IOT, "name", f"arn:{t.PARTITION}:s3:::{{}}", ("AWS::S3::Bucket",)
        ),
        "write the object",
        "/*",
    ),
    (
        ("Sns", "TargetArn"),
        Integration(("sns:Publish",), _IOT, "name", "", ("AWS::SNS::Topic",)),
        "publish the message",
        "",
    ),
    (
        ("Sqs", "QueueUrl"),
        Integration(("sqs:SendMessage",), _IOT, "name", "", ("AWS::SQS::Queue",)),
        "send the message",
        "",
    ),
    (
        ("StepFunctions", "StateMachineName"),
        Integration(("states:StartExecution",), _IOT, "name", "stateMachine:{}"),
        "start the execution",
        "",
    ),
)


NAMED_CALLS: tuple[NamedCall, ...] = (
    *(
        NamedCall(
            kind,
            ("Auth", "Authorizers", "{}"),
            ("FunctionInvokeRole",),
            ("FunctionArn",),
            Integration(("lambda:InvokeFunction",), _AUTHORIZERS, "name"),
            "invoke the function of the authorizer",
        )
        for kind in ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
    ),
    *(NamedCall("AWS::AppSync::DataSource", (), ("ServiceRoleArn",), *row) for row in _SOURCES),
    *(
        NamedCall(
            "AWS::IoT::TopicRule",
            ("TopicRulePayload", *place, path[0]),
            ("RoleArn",),
            path[1:],
            call,
            purpose,
            within,
        )
        for place in (("Actions", "*"), ("ErrorAction",))
        for path, call, purpose, within in _ACTIONS
    ),
    *ECS_NAMED,
)
