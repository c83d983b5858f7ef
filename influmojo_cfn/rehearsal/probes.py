"""Real calls that show whether a role may do something: a table, without logic.

A probe shows one or more actions on resources of one shape. In texts, ``{name}`` stands for a
part of the resource's ARN that ``arn`` names, for ``{account}``, ``{region}``, ``{partition}``,
``{endpoint}``, and for the condition keys of the request with ``:`` as ``_``
(``{ses_FromAddress}``), whose values are then the ones of the request.

Source of shapes: the resource types of the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/ (read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ProbeCall:
    """An operation of boto3's ``service`` client and its arguments."""

    service: str
    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How ``actions`` are shown on a resource.

    ``tail`` is what a ``*`` at the end of a granted pattern becomes, ``parts`` what the parts of
    a shape are where the grant names none, ``elsewhere`` the parts of a resource next to it.
    ``unknown`` holds patterns of parts that AWS makes up. ``prepare`` is done beforehand as the
    account's root, so that the call finds its resource. ``passed`` are errors that come after the
    caller was found to be allowed, and ``context`` the values of condition keys that the call
    carries when no condition of the grant names them.
    """

    actions: Mapping[str, ProbeCall]
    arn: str
    tail: str = "rehearsal"
    parts: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    prepare: tuple[ProbeCall, ...] = ()
    passed: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)


_DIGEST = "sha256:" + "0" * 64
_ITEM = {"id": {"S": "rehearsal"}}
_QUEUE = {"QueueUrl": "{endpoint}/{account}/{queue}"}
_OBJECT = {"Bucket": "{bucket}", "Key": "{key}"}
_UPLOAD = {**_OBJECT, "UploadId": "rehearsal"}
_TABLE = {"TableName": "{table}"}
_MAIL = {"Subject": {"Data": "Rehearsal"}, "Body": {"Text": {"Data": "Rehearsal"}}}
_RAW_MAIL = "From: {ses_FromAddress}\nTo: {ses_Recipients}\nSubject: Rehearsal\n\nRehearsal\n"
_STATES = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
_BUCKET = ProbeCall(
    service="s3",
    operation="create_bucket",
    arguments={
        "Bucket": "{bucket}",
        "CreateBucketConfiguration": {"LocationConstraint": "{region}"},
    },
)

PROBES: tuple[Probe, ...] = (
    Probe(
        arn="*",
        actions={
            "ecr:GetAuthorizationToken": ProbeCall(
                service="ecr", operation="get_authorization_token"
            ),
            "xray:PutTraceSegments": ProbeCall(
                service="xray",
                operation="put_trace_segments",
                arguments={"TraceSegmentDocuments": ["{{}}"]},
            ),
            "cloudwatch:PutMetricData": ProbeCall(
                service="cloudwatch",
                operation="put_metric_data",
                arguments={
                    "Namespace": "{cloudwatch_namespace}",
                    "MetricData": [{"MetricName": "Rehearsal", "Value": 1.0}],
                },
            ),
            "logs:DescribeLogGroups": ProbeCall(service="logs", operation="describe_log_groups"),
        },
        context={"cloudwatch:namespace": "Rehearsal"},
    ),
    Probe(
        arn="arn:{partition}:ecr:{region}:{account}:repository/{repository}",
        elsewhere={"repository": "another-repository"},
        prepare=(
            ProbeCall(
                service="ecr",
                operation="create_repository",
                arguments={"repositoryName": "{repository}"},
            ),
        ),
        actions={
            "ecr:BatchCheckLayerAvailability": ProbeCall(
                service="ecr",
                operation="batch_check_layer_availability",
                arguments={"repositoryName": "{repository}", "layerDigests": [_DIGEST]},
            ),
            "ecr:GetDownloadUrlForLayer": ProbeCall(
                service="ecr",
                operation="get_download_url_for_layer",
                arguments={"repositoryName": "{repository}", "layerDigest": _DIGEST},
            ),
            "ecr:BatchGetImage": ProbeCall(
                service="ecr",
                operation="batch_get_image",
                arguments={"repositoryName": "{repository}", "imageIds": [{"imageTag": "1"}]},
            ),
            "ecr:CreateRepository": ProbeCall(
                service="ecr",
                operation="create_repository",
                arguments={"repositoryName": "{repository}"},
            ),
        },
        passed=(
            "LayersNotFoundException",
            "LayerInaccessibleException",
            "RepositoryAlreadyExistsException",
        ),
    ),
    Probe(
        arn="arn:{partition}:ssm:{region}:{account}:parameter/{parameter}",
        elsewhere={"parameter": "other/x"},
        prepare=(
            ProbeCall(
                service="ssm",
                operation="put_parameter",
                arguments={"Name": "/{parameter}", "Value": "rehearsal", "Type": "String"},
            ),
        ),
        actions={
            "ssm:GetParameter": ProbeCall(
                service="ssm", operation="get_parameter", arguments={"Name": "/{parameter}"}
            ),
            "ssm:GetParameters": ProbeCall(
                service="ssm", operation="get_parameters", arguments={"Names": ["/{parameter}"]}
            ),
            "ssm:GetParametersByPath": ProbeCall(
                service="ssm",
                operation="get_parameters_by_path",
                arguments={"Path": "/{parameter}"},
            ),
        },
    ),
    Probe(
        arn="arn:{partition}:secretsmanager:{region}:{account}:secret:{secret}-{random}",
        tail="rehearsal-AbCdEf",
        elsewhere={"secret": "other/x", "random": "AbCdEf"},
        unknown={"random": "??????"},
        prepare=(
            ProbeCall(
                service="secretsmanager",
                operation="create_secret",
                arguments={"Name": "{secret}", "SecretString": "rehearsal"},
            ),
        ),
        actions={
            "secretsmanager:GetSecretValue": ProbeCall(
                service="secretsmanager",
                operation="get_secret_value",
                arguments={"SecretId": "{secret}"},
            ),
        },
    ),
    Probe(
        arn="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:{stream}",
        tail="log-stream:rehearsal",
        parts={"stream": "rehearsal"},
        elsewhere={"group": "/other/x", "stream": "rehearsal"},
        prepare=(
            ProbeCall(
                service="logs",
                operation="create_log_group",
                arguments={"logGroupName": "{group}"},
            ),
            ProbeCall(
                service="logs",
                operation="create_log_stream",
                arguments={"logGroupName": "{group}", "logStreamName": "{stream}"},
            ),
        ),
        actions={
            "logs:CreateLogStream": ProbeCall(
                service="logs",
                operation="create_log_stream",
                arguments={"logGroupName": "{group}", "logStreamName": "{stream}"},
            ),
            "logs:PutLogEvents": ProbeCall(
                service="logs",
                operation="put_log_events",
                arguments={
                    "logGroupName": "{group}",
                    "logStreamName": "{stream}",
                    "logEvents": [{"timestamp": 0, "message": "rehearsal"}],
                },
            ),
            "logs:CreateLogGroup": ProbeCall(
                service="logs",
                operation="create_log_group",
                arguments={"logGroupName": "{group}"},
            ),
            "logs:DescribeLogStreams": ProbeCall(
                service="logs",
                operation="describe_log_streams",
                arguments={"logGroupName": "{group}"},
            ),
        },
        passed=("ResourceAlreadyExistsException",),
    ),
    Probe(
        arn="arn:{partition}:s3:::{bucket}/{key}",
        tail="rehearsal.txt",
        parts={"bucket": "rehearsal-bucket"},
        elsewhere={"bucket": "another-bucket", "key": "rehearsal.txt"},
        prepare=(
            _BUCKET,
            ProbeCall(
                service="s3", operation="put_object", arguments={**_OBJECT, "Body": "rehearsal"}
            ),
        ),
        actions={
            "s3:PutObject": ProbeCall(
                service="s3", operation="put_object", arguments={**_OBJECT, "Body": "rehearsal"}
            ),
            "s3:GetObject": ProbeCall(service="s3", operation="get_object", arguments=_OBJECT),
            "s3:ListMultipartUploadParts": ProbeCall(
                service="s3", operation="list_parts", arguments=_UPLOAD
            ),
            "s3:AbortMultipartUpload": ProbeCall(
                service="s3", operation="abort_multipart_upload", arguments=_UPLOAD
            ),
            "s3:DeleteObject": ProbeCall(
                service="s3", operation="delete_object", arguments=_OBJECT
            ),
        },
        passed=("NoSuchUpload", "NoSuchKey"),
    ),
    Probe(
        arn="arn:{partition}:s3:::{bucket}",
        tail="rehearsal-bucket",
        elsewhere={"bucket": "another-bucket"},
        prepare=(_BUCKET,),
        actions={
            "s3:ListBucket": ProbeCall(
                service="s3",
                operation="list_objects_v2",
                arguments={"Bucket": "{bucket}", "Prefix": "{s3_prefix}"},
            ),
            "s3:GetBucketLocation": ProbeCall(
                service="s3", operation="get_bucket_location", arguments={"Bucket": "{bucket}"}
            ),
            "s3:GetEncryptionConfiguration": ProbeCall(
                service="s3", operation="get_bucket_encryption", arguments={"Bucket": "{bucket}"}
            ),
        },
        passed=("ServerSideEncryptionConfigurationNotFoundError",),
        context={"s3:prefix": "rehearsal"},
    ),
    Probe(
        arn="arn:{partition}:ses:{region}:{account}:identity/{identity}",
        tail="example.com",
        elsewhere={"identity": "another.example"},
        prepare=(
            ProbeCall(
                service="ses",
                operation="verify_domain_identity",
                arguments={"Domain": "{identity}"},
            ),
        ),
        actions={
            "ses:SendEmail": ProbeCall(
                service="ses",
                operation="send_email",
                arguments={
                    "Source": "{ses_FromAddress}",
                    "Destination": {"ToAddresses": ["{ses_Recipients}"]},
                    "Message": _MAIL,
                },
            ),
            "ses:SendRawEmail": ProbeCall(
                service="ses",
                operation="send_raw_email",
                arguments={
                    "Source": "{ses_FromAddress}",
                    "Destinations": ["{ses_Recipients}"],
                    "RawMessage": {"Data": _RAW_MAIL},
                },
            ),
        },
        context={
            "ses:FromAddress": "rehearsal@{identity}",
            "ses:Recipients": "somebody@example.com",
        },
    ),
    Probe(
        arn="arn:{partition}:sns:{region}:{account}:{topic}",
        elsewhere={"topic": "another-topic"},
        prepare=(
            ProbeCall(service="sns", operation="create_topic", arguments={"Name": "{topic}"}),
        ),
        actions={
            "sns:Publish": ProbeCall(
                service="sns",
                operation="publish",
                arguments={
                    "TopicArn": "arn:{partition}:sns:{region}:{account}:{topic}",
                    "Message": "rehearsal",
                },
            ),
        },
    ),
    Probe(
        arn="arn:{partition}:sqs:{region}:{account}:{queue}",
        elsewhere={"queue": "another-queue"},
        prepare=(
            ProbeCall(service="sqs", operation="create_queue", arguments={"QueueName": "{queue}"}),
        ),
        actions={
            "sqs:SendMessage": ProbeCall(
                service="sqs",
                operation="send_message",
                arguments={**_QUEUE, "MessageBody": "rehearsal"},
            ),
            "sqs:ReceiveMessage": ProbeCall(
                service="sqs", operation="receive_message", arguments=_QUEUE
            ),
            "sqs:DeleteMessage": ProbeCall(
                service="sqs",
                operation="delete_message",
                arguments={**_QUEUE, "ReceiptHandle": "rehearsal"},
            ),
            "sqs:ChangeMessageVisibility": ProbeCall(
                service="sqs",
                operation="change_message_visibility",
                arguments={**_QUEUE, "ReceiptHandle": "rehearsal", "VisibilityTimeout": 0},
            ),
            "sqs:GetQueueUrl": ProbeCall(
                service="sqs", operation="get_queue_url", arguments={"QueueName": "{queue}"}
            ),
            "sqs:GetQueueAttributes": ProbeCall(
                service="sqs", operation="get_queue_attributes", arguments=_QUEUE
            ),
        },
        # A FIFO queue then misses the message's group.
        passed=(
            *("ReceiptHandleIsInvalid", "InvalidParameterValue", "MessageNotInflight"),
            "MissingParameter",
        ),
    ),
    Probe(
        arn="arn:{partition}:dynamodb:{region}:{account}:table/{table}",
        elsewhere={"table": "another-table"},
        prepare=(
            ProbeCall(
                service="dynamodb",
                operation="create_table",
                arguments={
                    **_TABLE,
                    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                    "BillingMode": "PAY_PER_REQUEST",
                },
            ),
        ),
        actions={
            "dynamodb:PutItem": ProbeCall(
                service="dynamodb", operation="put_item", arguments={**_TABLE, "Item": _ITEM}
            ),
            "dynamodb:GetItem": ProbeCall(
                service="dynamodb", operation="get_item", arguments={**_TABLE, "Key": _ITEM}
            ),
            "dynamodb:UpdateItem": ProbeCall(
                service="dynamodb", operation="update_item", arguments={**_TABLE, "Key": _ITEM}
            ),
            "dynamodb:BatchGetItem": ProbeCall(
                service="dynamodb",
                operation="batch_get_item",
                arguments={"RequestItems": {"{table}": {"Keys": [_ITEM]}}},
            ),
            "dynamodb:BatchWriteItem": ProbeCall(
                service="dynamodb",
                operation="batch_write_item",
                arguments={"RequestItems": {"{table}": [{"PutRequest": {"Item": _ITEM}}]}},
            ),
            "dynamodb:Query": ProbeCall(
                service="dynamodb",
                operation="query",
                arguments={
                    **_TABLE,
                    "KeyConditionExpression": "id = :id",
                    "ExpressionAttributeValues": {":id": {"S": "rehearsal"}},
                },
            ),
            "dynamodb:Scan": ProbeCall(service="dynamodb", operation="scan", arguments=_TABLE),
            "dynamodb:ConditionCheckItem": ProbeCall(
                service="dynamodb",
                operation="transact_write_items",
                arguments={
                    "TransactItems": [
                        {
                            "ConditionCheck": {
                                **_TABLE,
                                "Key": _ITEM,
                                "ConditionExpression": "attribute_exists(id)",
                            }
                        }
                    ]
                },
            ),
            "dynamodb:DeleteItem": ProbeCall(
                service="dynamodb", operation="delete_item", arguments={**_TABLE, "Key": _ITEM}
            ),
        },
        passed=("TransactionCanceledException",),
    ),
    Probe(
        arn="arn:{partition}:events:{region}:{account}:event-bus/{bus}",
        tail="default",
        elsewhere={"bus": "another-bus"},
        prepare=(
            ProbeCall(service="events", operation="create_event_bus", arguments={"Name": "{bus}"}),
        ),
        actions={
            "events:PutEvents": ProbeCall(
                service="events",
                operation="put_events",
                arguments={
                    "Entries": [
                        {
                            "EventBusName": "{bus}",
                            "Source": "{events_source}",
                            "DetailType": "Rehearsal",
                            "Detail": "{{}}",
                        }
                    ]
                },
            ),
        },
        context={"events:source": "rehearsal"},
    ),
    Probe(
        arn="arn:{partition}:states:{region}:{account}:stateMachine:{machine}",
        elsewhere={"machine": "another-machine"},
        prepare=(
            ProbeCall(
                service="stepfunctions",
                operation="create_state_machine",
                arguments={
                    "name": "{machine}",
                    "definition": _STATES.replace("{", "{{").replace("}", "}}"),
                    "roleArn": "arn:{partition}:iam::{account}:role/states",
                },
            ),
        ),
        actions={
            "states:StartExecution": ProbeCall(
                service="stepfunctions",
                operation="start_execution",
                arguments={
                    "stateMachineArn": (
                        "arn:{partition}:states:{region}:{account}:stateMachine:{machine}"
                    )
                },
            ),
        },
    ),
)
