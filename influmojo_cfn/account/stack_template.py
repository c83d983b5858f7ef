"""The template of a stack that stands in an account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from influmojo_cfn.account.connection import account_errors
from influmojo_cfn.account.stack import HIDDEN, StackClient, parameter_values_of
from influmojo_cfn.account.stack_recovery import is_well
from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import AccountError
from influmojo_cfn.iam.arn import parse_arn

if TYPE_CHECKING:
    from influmojo_cfn.account.connection import Connection


NESTED = "AWS::CloudFormation::Stack"
_ROLLED_BACK = (
    *("IMPORT_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
)
"""States of a stack that has its former template again."""


@dataclass(frozen=True, kw_only=True)
class StackTemplate:
    """A stack's template as it was given, with the environment in which it is deployed.

    A parameter whose value CloudFormation hides (NoEcho) has no default in ``document``, because
    its value is not known. ``nested`` are the stacks of the template by logical ID.
    """

    document: Document
    environment: Environment
    nested: Mapping[str, StackTemplate] = field(default_factory=dict)


def stack_template(connection: Connection, name: str) -> StackTemplate:
    """Return a stack's template and parameters, and those of the stacks nested in it.

    Calls cloudformation:GetTemplate and DescribeStacks, and where stacks are nested
    ListStackResources.

    Raises:
        AccountError: boto3 is not there, the account did not answer, the stack doesn't exist, or it
            is in a state in which it does not contain what its template has.
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
                    f"stack {name!r} doesn't exist in {connection.region_name}; stacks are"
                    " named within a Region, and --region gives another"
                ) from error
            raise
    status = str(row.get("StackStatus", ""))
    if status and not (is_well(status) or status in _ROLLED_BACK):
        raise AccountError(
            f"stack {name!r} is {status} and does not contain what its template has; compare again "
            "once it is deployed"
        )
    arn = parse_arn(row["StackId"])
    if arn is None:
        raise AccountError(f"the stack {name!r} has an ID that isn't an ARN: {row['StackId']}")
    environment = Environment(
        parameters=parameter_values_of(row),
        account=arn.account,
        region=arn.region,
        partition=arn.partition,
        stack_name=row["StackName"],
    )
    document = _without_hidden(own_template(row["StackName"], connection), row)
    nested = {
        logical_id: stack_template(connection, stack)
        for logical_id, stack in _nested_stacks(document, name, connection).items()
    }
    return StackTemplate(document=document, environment=environment, nested=nested)


def nested_in(document: Document) -> dict[str, Mapping[str, Any]]:
    """Return the properties of the stacks that a template nests, by logical ID."""
    return {
        name: section(row, "Properties")
        for name, row in section(document.data, "Resources").items()
        if isinstance(row, Mapping) and row.get("Type") == NESTED
    }


def _nested_stacks(document: Document, name: str, connection: Connection) -> dict[str, str]:
    """Return the IDs of the nested stacks by logical ID."""
    if not nested_in(document):
        return {}
    with account_errors(connection):
        stack = StackClient(name=name, client=connection.client("cloudformation"))
        return {
            row["LogicalResourceId"]: row["PhysicalResourceId"]
            for row in stack.listed()
            if row["ResourceType"] == NESTED and row["ResourceStatus"] != "DELETE_COMPLETE"
        }


def _without_hidden(document: Document, row: Mapping[str, Any]) -> Document:
    """Return a template in which a parameter with a hidden value has no default."""
    hidden = {
        each["ParameterKey"]
        for each in row.get("Parameters", [])
        if each.get("ParameterValue") == HIDDEN
    }
    if not hidden:
        return document
    declared = {
        name: {key: value for key, value in parameter.items() if key != "Default"}
        if name in hidden
        else parameter
        for name, parameter in document.data["Parameters"].items()
    }
    return replace(document, data={**document.data, "Parameters": declared})


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
