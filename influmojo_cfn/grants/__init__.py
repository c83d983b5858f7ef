"""The catalogue of grants: one module of tables per IAM service prefix, read when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from influmojo_cfn.errors import AppError, did_you_mean

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant

__all__ = ["grant", "grant_names"]

INDEX: dict[str, str] = {
    "ecr.pull_images": "ecr",
    "ecr.pull_through_cache": "ecr",
    "ssm.read_parameters": "ssm",
    "secretsmanager.read_secrets": "secretsmanager",
    "s3.read_env_files": "s3",
    "logs.write_logs": "logs",
    "kms.decrypt": "kms",
    "rds_db.connect": "rds_db",
    "s3.read_objects": "s3",
    "s3.upload_objects": "s3",
    "s3.delete_objects": "s3",
    "s3.list_bucket": "s3",
    "ses.send_email": "ses",
    "sns.publish": "sns",
    "sns.publish_sms": "sns",
    "sqs.send_messages": "sqs",
    "sqs.consume_messages": "sqs",
    "dynamodb.read_items": "dynamodb",
    "dynamodb.write_items": "dynamodb",
    "events.put_events": "events",
    "states.start_execution": "states",
    "bedrock.invoke_model": "bedrock",
    "elasticfilesystem.mount": "elasticfilesystem",
    "servicediscovery.discover_instances": "servicediscovery",
    "cloudwatch.put_metrics": "cloudwatch",
    "xray.write_traces": "xray",
    "ssmmessages.execute_command": "ssmmessages",
    "custom.statement": "custom",
}
"""Name of a grant to the module of this room that holds its row, in ``GRANTS``."""


def grant_names() -> tuple[str, ...]:
    """Return the name of every grant, in the catalogue's order, without reading any row."""
    return tuple(INDEX)


def grant(name: str) -> Grant:
    """Return the row of a grant.

    Raises:
        AppError: the catalogue has no grant of this name; the nearest one is named.
    """
    if name not in INDEX:
        raise AppError(f"unknown grant {name!r}{did_you_mean(name, INDEX)}")
    module = import_module(f"influmojo_cfn.grants.{INDEX[name]}")
    rows: tuple[Grant, ...] = module.GRANTS
    return next(row for row in rows if row.name == name)
