"""The grant of the catalog that an application's code needs to call an action.

Written by hand from the catalog's rows, which name their sources, and from the parameters of the
operations in the API references of the services (read 2026-11-27). A test holds each row against
the catalog: the grant has the action, and the argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class GrantArgument(NamedTuple):
    """An argument of a grant, the SDK's arguments that give it, and how their text is read.

    ``form`` is arn, path or text. Of an ARN, name is the last part, and key that of a key; queue is
    the last part of a URL. Of an email address it is identity. Either a name or an ARN is secret,
    and a model or its inference profile is model.
    """

    name: str
    given_by: tuple[str, ...]
    form: str = "name"
    optional: bool = False
    otherwise: str = ""
    """What the service takes where the call gives nothing."""


class ActionGrant(NamedTuple):
    """A grant, its arguments, and what is fixed in it."""

    grant: str
    arguments: tuple[GrantArgument, ...] = ()
    use: str | None = None
    fixed: tuple[tuple[str, bool], ...] = ()


def _with_argument(
    grant: str, argument: str, *given_by: str, form: str = "name", use: str | None = None
) -> ActionGrant:
    return ActionGrant(grant, (GrantArgument(argument, given_by, form),), use)


def _of(rows: Mapping[tuple[str, ...], ActionGrant]) -> dict[str, ActionGrant]:
    return {action: row for actions, row in rows.items() for action in actions}


_TABLE = ("tablename", "tablearn")
_STREAM = ("streamname", "streamarn", "stream")
_POOL = ("userpoolid",)

GRANTS: Mapping[str, ActionGrant] = _of(
    {
        ("s3:GetObject",): _with_argument("s3.read_objects", "bucket", "bucket"),
        ("s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"): _with_argument(
            "s3.upload_objects", "bucket", "bucket"
        ),
        ("s3:DeleteObject",): _with_argument("s3.delete_objects", "bucket", "bucket"),
        ("s3:ListBucket",): _with_argument("s3.list_bucket", "bucket", "bucket"),
        ("sqs:SendMessage",): _with_argument(
            "sqs.send_messages", "queue", "queueurl", form="queue"
        ),
        ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"): _with_argument(
            "sqs.consume_messages", "queue", "queueurl", form="queue"
        ),
        ("sns:Publish",): _with_argument("sns.publish", "topic", "topicarn", "targetarn"),
        (
            "dynamodb:BatchGetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
        ): _with_argument("dynamodb.read_items", "table", *_TABLE),
        (
            "dynamodb:BatchWriteItem",
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        ): _with_argument("dynamodb.write_items", "table", *_TABLE),
        ("events:PutEvents",): ActionGrant(
            "events.put_events",
            (
                GrantArgument("bus", ("eventbusname",), otherwise="default"),
                GrantArgument("sources", ("source",), "text", optional=True),
            ),
        ),
        ("states:StartExecution",): _with_argument(
            "states.start_execution", "state_machine", "statemachinearn"
        ),
        ("states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"): (
            ActionGrant("states.complete_tasks")
        ),
        ("lambda:InvokeFunction",): _with_argument("lambda.invoke", "functions", "functionname"),
        (
            "lambda:SendDurableExecutionCallbackFailure",
            "lambda:SendDurableExecutionCallbackHeartbeat",
            "lambda:SendDurableExecutionCallbackSuccess",
        ): ActionGrant("lambda.complete_callbacks", (GrantArgument("functions", ()),)),
        ("execute-api:ManageConnections",): ActionGrant(
            "execute_api.manage_connections",
            (GrantArgument("api", (), "text"), GrantArgument("stage", (), "text")),
        ),
        (
            "sagemaker:InvokeEndpoint",
            "sagemaker:InvokeEndpointAsync",
            "sagemaker:InvokeEndpointWithResponseStream",
        ): _with_argument("sagemaker.invoke_endpoint", "endpoints", "endpointname"),
        ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"): _with_argument(
            "bedrock.invoke_model", "models", "modelid", form="model"
        ),
        ("kinesis:PutRecord", "kinesis:PutRecords"): _with_argument(
            "kinesis.put_records", "stream", *_STREAM
        ),
        (
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ): _with_argument("kinesis.read_records", "stream", *_STREAM),
        ("firehose:PutRecord", "firehose:PutRecordBatch"): _with_argument(
            "firehose.put_records", "stream", "deliverystreamname"
        ),
        ("secretsmanager:GetSecretValue",): _with_argument(
            "secretsmanager.read_secrets",
            "names",
            "secretid",
            "secretidlist",
            form="secret",
            use="code",
        ),
        ("ssm:GetParameter", "ssm:GetParameters"): _with_argument(
            "ssm.read_parameters", "names", "name", "names", form="path", use="code"
        ),
        ("ssm:GetParametersByPath",): _with_argument(
            "ssm.read_parameters", "path", "path", form="path", use="code"
        ),
        ("ses:SendEmail", "ses:SendRawEmail"): _with_argument(
            *("ses.send_email", "identities", "source", "fromemailaddress"), form="identity"
        ),
        ("cloudwatch:PutMetricData",): _with_argument(
            "cloudwatch.put_metrics", "namespaces", "namespace", form="text"
        ),
        (
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        ): ActionGrant("xray.write_traces"),
        ("logs:CreateLogStream", "logs:PutLogEvents"): _with_argument(
            "logs.write_logs", "groups", "loggroupname", form="text", use="code"
        ),
        ("logs:CreateLogGroup",): ActionGrant(
            "logs.write_logs",
            (GrantArgument("groups", ("loggroupname",), "text"),),
            "code",
            (("create_group", True),),
        ),
        ("kms:Encrypt", "kms:GenerateDataKey"): _with_argument(
            "kms.encrypt_data", "key", "keyid", form="key"
        ),
        ("kms:GetPublicKey", "kms:Sign"): _with_argument("kms.sign", "key", "keyid", form="key"),
        ("sts:AssumeRole",): _with_argument("sts.assume_role", "arns", "rolearn", form="arn"),
        ("rds-db:connect",): ActionGrant(
            "rds_db.connect",
            (
                GrantArgument("resource_id", (), "text"),
                GrantArgument("user", ("dbusername", "username", "user"), "text"),
            ),
        ),
        ("dsql:DbConnect",): ActionGrant(
            "dsql.connect", (GrantArgument("cluster", ("hostname",), "host"),)
        ),
        ("textract:AnalyzeDocument", "textract:DetectDocumentText"): ActionGrant(
            "textract.read_documents"
        ),
        (
            "textract:GetDocumentAnalysis",
            "textract:GetDocumentTextDetection",
            "textract:StartDocumentAnalysis",
            "textract:StartDocumentTextDetection",
        ): ActionGrant("textract.read_documents"),
        ("cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"): _with_argument(
            "cloudfront.create_invalidations", "distribution", "distributionid", form="text"
        ),
        (
            "cognito-idp:AdminInitiateAuth",
            "cognito-idp:AdminRespondToAuthChallenge",
        ): _with_argument("cognito_idp.sign_in_users", "user_pool", *_POOL, form="text"),
        (
            "cognito-idp:AdminGetUser",
            "cognito-idp:AdminListGroupsForUser",
            "cognito-idp:ListUsers",
            "cognito-idp:ListUsersInGroup",
        ): _with_argument("cognito_idp.read_users", "user_pool", *_POOL, form="text"),
        (
            "cognito-idp:AdminAddUserToGroup",
            "cognito-idp:AdminCreateUser",
            "cognito-idp:AdminDeleteUser",
            "cognito-idp:AdminDisableUser",
            "cognito-idp:AdminEnableUser",
            "cognito-idp:AdminRemoveUserFromGroup",
            "cognito-idp:AdminSetUserPassword",
            "cognito-idp:AdminUpdateUserAttributes",
            "cognito-idp:AdminUserGlobalSignOut",
        ): _with_argument("cognito_idp.manage_users", "user_pool", *_POOL, form="text"),
        ("ecs:RunTask",): ActionGrant(
            "ecs.run_task",
            (
                GrantArgument("task_definition", ("taskdefinition",), "family"),
                GrantArgument("cluster", ("cluster",), otherwise="default"),
                GrantArgument("roles", ()),
            ),
        ),
        ("scheduler:CreateSchedule", "scheduler:UpdateSchedule"): ActionGrant(
            "scheduler.create_schedules",
            (
                GrantArgument("group", ("groupname",), otherwise="default"),
                GrantArgument("role", ("rolearn",), "role"),
            ),
        ),
        ("appconfig:GetLatestConfiguration", "appconfig:StartConfigurationSession"): ActionGrant(
            "appconfig.read_configuration",
            (
                GrantArgument("application", ("applicationidentifier",), "text"),
                GrantArgument("environment", ("environmentidentifier",), "text"),
                GrantArgument("profile", ("configurationprofileidentifier",), "text"),
            ),
            "code",
        ),
    }
)

ALSO_IN: Mapping[str, tuple[str, ...]] = {
    "sqs:GetQueueAttributes": ("sqs.send_messages", "sqs.consume_messages"),
    "sqs:GetQueueUrl": ("sqs.send_messages", "sqs.consume_messages"),
    "kms:Decrypt": ("kms.encrypt_data",),
    "scheduler:DeleteSchedule": ("scheduler.create_schedules",),
    "scheduler:GetSchedule": ("scheduler.create_schedules",),
}
"""Actions that come with a grant, where the code needs that for the same resource; else alone."""
