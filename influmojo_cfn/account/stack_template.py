"""The template of a stack that stands in an account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from influmojo_cfn.account.connection import account_errors
from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.errors import AccountError
from influmojo_cfn.iam.arn import parse_arn

if TYPE_CHECKING:
    from influmojo_cfn.account.connection import Connection

_HIDDEN = "****"
"""What CloudFormation shows of a parameter with NoEcho."""


@dataclass(frozen=True)
class StackTemplate:
    """A stack's template as it was given, the values of its parameters, and where it stands."""

    document: Document
    parameters: Mapping[str, str]
    account: str
    region: str
    partition: str


def stack_template(connection: Connection, name: str) -> StackTemplate:
    """Read a stack's template and parameters; needs cloudformation:GetTemplate and DescribeStacks.

    Values that CloudFormation hides (NoEcho) are left out.

    Raises:
        AccountError: boto3 is not there, the account did not answer, or there is no such stack.
        TemplateError: the template cannot be read.
    """
    from botocore.exceptions import ClientError

    with account_errors(connection):
        client = connection.client("cloudformation")
        try:
            row: dict[str, Any] = client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                raise AccountError(
                    f"there is no stack {name!r} in {connection.region_name}; stacks are named"
                    " within a region, --region gives another"
                ) from error
            raise
    arn = parse_arn(row["StackId"])
    if arn is None:
        raise AccountError(f"the stack {name!r} has an ID that is no ARN: {row['StackId']}")
    parameters = {
        each["ParameterKey"]: each.get("ParameterValue", "")
        for each in row.get("Parameters", [])
        if each.get("ParameterValue") != _HIDDEN
    }
    document = own_template(name, connection)
    return StackTemplate(document, parameters, arn.account, arn.region, arn.partition)


def own_template(name: str, connection: Connection) -> Document:
    """Read a stack's template as it was given; needs cloudformation:GetTemplate.

    Raises:
        AccountError: see :func:`account_errors`.
        TemplateError: the template cannot be read.
    """
    with account_errors(connection):
        client = connection.client("cloudformation")
        body = client.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    return parse(body if isinstance(body, str) else json.dumps(body), f"stack {name}")
