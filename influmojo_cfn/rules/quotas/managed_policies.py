"""AWS managed policies: which there are and under which path, and what those attached allow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.rules.model import Entity, Policy, Statement
from influmojo_cfn.rules.read import read_policy
from influmojo_cfn.rules.resolve import Value


@cache
def paths() -> Mapping[str, str]:
    """Return the path of each AWS managed policy by its name."""
    text = files("influmojo_cfn").joinpath("data/aws_managed_policy_paths.json").read_text("utf-8")
    return {name: path for path, names in json.loads(text)["paths"].items() for name in names}


def managed_path(value: Value) -> str:
    """Return path and name of the AWS managed policy that an ARN is of, or an empty text."""
    arn = parse_arn(value.text)
    if arn is None or arn.service != "iam" or arn.account != "aws":
        return ""
    return arn.resource.removeprefix("policy/") if arn.resource.startswith("policy/") else ""


@lru_cache(maxsize=256)
def managed_policy(path: str) -> Policy | None:
    """Return an AWS managed policy of the ``aws`` partition, or None where it is not known."""
    from influmojo_cfn.iam.managed_policies import aws_managed_document

    document = aws_managed_document(path) if path else None
    return read_policy(document).policies[0] if document else None


def aws_statements(entity: Entity) -> Iterator[tuple[Value, Statement]]:
    """Yield the statements of the AWS managed policies attached, each with the ARN it comes from."""
    for value in entity.managed_arns:
        policy = managed_policy(managed_path(value))
        for statement in policy.statements if policy else ():
            yield value, statement
