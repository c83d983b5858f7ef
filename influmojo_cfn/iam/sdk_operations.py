"""SDK services and operations, and the IAM actions that the operations need.

Names are compared by their letters and digits alone: ``put_object``, ``putObject`` and
``PutObject`` are one operation, ``client-s3``, ``S3`` and ``s3`` one service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from influmojo_cfn.data import table
from influmojo_cfn.data.sdk_operations import ACTIONS
from influmojo_cfn.iam.service_authorization import action, service

_OTHER_NAMES = {
    "cloudwatchevents": "events",
    "cognitoidentityprovider": "cognito-idp",
    "cognitoidentityserviceprovider": "cognito-idp",
    "cognitoidp": "cognito-idp",
    "databasemigration": "dms",
    "dynamodbv2": "dynamodb",
    "elasticloadbalancing": "elb",
    "elasticmapreduce": "emr",
    "elbv2": "elbv2",
    "identitymanagement": "iam",
    "kinesisfirehose": "firehose",
    "securitytoken": "sts",
    "securitytokenservice": "sts",
    "ses": "ses",
    "simpleemail": "ses",
    "simpleemailservice": "ses",
    "simpleemailservicev2": "sesv2",
    "simpleemailv2": "sesv2",
    "simplesystemsmanagement": "ssm",
    "stepfunctions": "stepfunctions",
    "transcribestreaming": "transcribe",
}
"""Names of services in older SDKs that are neither botocore's nor the service ID.

The packages and clients of version 1 of the SDK for Java are most, the aws-sdk integrations of
Step Functions some, and botocore lacks one service:
https://docs.aws.amazon.com/AWSJavaSDK/latest/javadoc/ and
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
(read 2026-11-27).
"""


def letters(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _services() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = table("sdk_services")["services"]
    return found


@cache
def _names() -> Mapping[str, str]:
    rows = _services()
    by_id = {row["id"]: name for name, row in rows.items()}
    return _OTHER_NAMES | by_id | {letters(name): name for name in rows}


def sdk_service(name: str) -> str | None:
    """Return botocore's name of a service that an SDK calls ``name``, or None."""
    plain = letters(name)
    for before in ("", "client", "amazon", "aws"):
        each = plain.removeprefix(before)
        if each in _names():
            return _names()[each]
    # A service that SDKs no longer have goes by its IAM prefix, such as elastictranscoder.
    return plain if plain and service(plain) else None


def _row(service_name: str) -> Mapping[str, Any]:
    return _services().get(service_name) or {"prefix": service_name}


def prefix_of(service_name: str) -> str:
    """Return the IAM prefix of a service, as botocore names it."""
    return str(_row(service_name)["prefix"])


@cache
def services_of_prefix(prefix: str) -> tuple[str, ...]:
    """Return botocore's names of the services of an IAM prefix, that of its own name first."""
    found = [name for name, row in _services().items() if row["prefix"] == prefix]
    return tuple(sorted(found, key=lambda name: (name != prefix, name)))


@cache
def _operations(service_name: str) -> Mapping[str, str]:
    row = _row(service_name)
    found = service(row["prefix"]) if row["prefix"] else None
    named = {each.name: each.name for each in found.actions.values()} if found else {}
    others = [*row.get("without_action", ()), *ACTIONS.get(service_name, ())]
    return {letters(name): name for name in [*named, *others]}


def operation_named(service_name: str, method: str) -> str | None:
    """Return the operation of a service that a method such as ``put_object`` calls, or None."""
    return _operations(service_name).get(letters(method))


def operation_of_waiter(service_name: str, waiter: str) -> str | None:
    """Return the operation that a waiter such as ``object_exists`` calls, or None."""
    waiters = _row(service_name).get("waiters", {})
    asked = letters(waiter)
    return next((operation for name, operation in waiters.items() if letters(name) == asked), None)


def actions_of(service_name: str, operation: str) -> tuple[str, ...] | None:
    """Return the IAM actions that an operation needs: () for none, None where that is not known."""
    exceptions = ACTIONS.get(service_name, {})
    if operation in exceptions:
        return exceptions[operation]
    found = action(f"{prefix_of(service_name)}:{operation}")
    return (found.qualified_name,) if found else None
