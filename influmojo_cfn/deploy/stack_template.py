"""The template of a stack that stands in an account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise AccountError(
            "reading a stack needs boto3: pip install 'influmojo-cfn[aws]'"
        ) from error
    try:
        session = boto3.session.Session(profile_name=profile, region_name=region)
        client = session.client("cloudformation", endpoint_url=endpoint)
        body = client.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
        rows: list[dict[str, Any]] = client.describe_stacks(StackName=name)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        raise AccountError(f"the stack {name}: {error}") from error
    text = body if isinstance(body, str) else json.dumps(body)
    parameters = {
        row["ParameterKey"]: row["ParameterValue"]
        for row in (rows[0].get("Parameters", []) if rows else [])
        if row.get("ParameterValue") != "****"
    }
    return StackTemplate(parse(text, f"stack {name}"), parameters)
