"""The template of a stack that stands in an account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from influmojo_cfn.deploy.connection import Connection, account_errors
from influmojo_cfn.errors import AccountError
from influmojo_cfn.yaml import Document, parse

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class StackTemplate:
    """A stack's template as it was given, and the values of its parameters."""

    document: Document
    parameters: Mapping[str, str]


def stack_template(
    name: str, *, profile: str | None = None, region: str | None = None, endpoint: str | None = None
) -> StackTemplate:
    """Read a stack's template and parameters; needs cloudformation:GetTemplate and DescribeStacks.

    Raises:
        AccountError: boto3 is not there, or the account did not answer.
        TemplateError: the template cannot be read.
    """
    connection = Connection(profile=profile, region=region, endpoint_url=endpoint)
    try:
        document = own_template(name, connection)
        with account_errors(connection):
            client = connection.client("cloudformation")
            rows: list[dict[str, Any]] = client.describe_stacks(StackName=name)["Stacks"]
    except AccountError as error:
        raise AccountError(f"the stack {name}: {error}") from error
    parameters = {
        row["ParameterKey"]: row["ParameterValue"]
        for row in (rows[0].get("Parameters", []) if rows else [])
        if row.get("ParameterValue") != "****"
    }
    return StackTemplate(document, parameters)


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
