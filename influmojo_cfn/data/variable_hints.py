"""The grants that an environment variable of a container suggests, by its name and its value.

Written by hand (2026-11-28), as no page lists how applications name their variables. The values
look like AWS's ARNs, or like the endpoints of its services:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. Hints are shown, not granted.
"""

from __future__ import annotations

from typing import NamedTuple


class VariableHint(NamedTuple):
    """A regular expression of the name, one of the value, either empty, and the grants."""

    name: str
    value: str
    grants: str


VARIABLE_HINTS: tuple[VariableHint, ...] = (
    VariableHint(
        r"(^|_)BUCKET(_NAME)?$", "", "s3.read_objects, s3.upload_objects, s3.delete_objects"
    ),
    VariableHint(
        r"(^|_)QUEUE(_URL|_NAME)?$",
        r"https://sqs\.[a-z0-9-]+\.amazonaws\.com|^sqs://",
        "sqs.send_messages, sqs.consume_messages",
    ),
    VariableHint(r"(^|_)TOPIC(_ARN)?$", r"arn:[a-z-]+:sns:", "sns.publish"),
    VariableHint(
        r"(^|_)TABLE(_NAME)?$",
        r"arn:[a-z-]+:dynamodb:",
        "dynamodb.read_items, dynamodb.write_items",
    ),
    VariableHint(r"(^|_)EVENT_BUS(_NAME)?$", r"arn:[a-z-]+:events:", "events.put_events"),
    VariableHint(r"(^|_)STATE_MACHINE(_ARN)?$", r"arn:[a-z-]+:states:", "states.start_execution"),
    VariableHint(r"(^|_)(FUNCTION|LAMBDA)(_NAME|_ARN)?$", r"arn:[a-z-]+:lambda:", "lambda.invoke"),
    VariableHint(
        r"(^|_)TASK_DEFINITION(_ARN)?$", r"arn:[a-z-]+:ecs:.*:task-definition/", "ecs.run_task"
    ),
    VariableHint(r"(^|_)TASK_TOKEN$", "", "states.complete_tasks"),
    VariableHint(
        r"(^|_)ASSUME_ROLE(_ARN)?$|(^|_)ROLE_ARN$", r"arn:[a-z-]+:iam:.*:role/", "sts.assume_role"
    ),
    VariableHint(
        r"(^|_)SCHEDULE_GROUP(_NAME)?$", r"arn:[a-z-]+:scheduler:", "scheduler.create_schedules"
    ),
    VariableHint(
        r"(^|_)USER_?POOL(_ID)?$", "", "cognito_idp.sign_in_users, cognito_idp.read_users"
    ),
    VariableHint(
        r"^(KAFKA|MSK)_", r"\.kafka(-serverless)?\.[a-z0-9-]+\.amazonaws\.com", "kafka.connect"
    ),
    VariableHint(
        r"(^|_)STREAM(_NAME|_ARN)?$",
        r"arn:[a-z-]+:kinesis:",
        "kinesis.read_records, kinesis.put_records",
    ),
    VariableHint("", r"\.cache\.amazonaws\.com", "elasticache.connect"),
    VariableHint(r"(^|_)DISTRIBUTION(_ID)?$", "", "cloudfront.create_invalidations"),
    VariableHint(r"^APPCONFIG_", "", "appconfig.read_configuration"),
    VariableHint("", r"aps-workspaces\.[a-z0-9-]+\.amazonaws\.com", "aps.write_metrics"),
    VariableHint("", r"\.execute-api\.[a-z0-9-]+\.amazonaws\.com", "execute_api.invoke"),
    VariableHint("", r"\.dsql\.[a-z0-9-]+\.on\.aws", "dsql.connect"),
    VariableHint(r"(^|_)KMS_KEY(_ID|_ARN)?$", r"arn:[a-z-]+:kms:", "kms.encrypt_data, kms.sign"),
    VariableHint(
        r"(^|_)SECRET_ARN$",
        r"arn:[a-z-]+:secretsmanager:",
        "secretsmanager.read_secrets, use: code",
    ),
    VariableHint(
        r"^(DB|RDS|PG|POSTGRES|MYSQL)_?HOST(NAME)?$", r"\.rds\.amazonaws\.com", "rds_db.connect"
    ),
    VariableHint(r"^AWS_XRAY_|^OTEL_", "", "xray.write_traces"),
)
