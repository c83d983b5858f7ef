"""The documents of AWS managed policies, from data in the package."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from influmojo_cfn.data import table
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.arn import PARTITIONS, parse_arn
from influmojo_cfn.iam.document import Policy, parse_policy

_DATA = Path(__file__).parent.parent / "data"


def _ecs_policies() -> Mapping[str, Any]:
    policies: Mapping[str, Any] = table("aws_managed_policies")["policies"]
    return policies


@cache
def _other_policies() -> Mapping[str, Any]:
    with gzip.open(_DATA / "aws_managed_policies_others.json.gz") as stream:
        policies: Mapping[str, Any] = json.loads(stream.read())["policies"]
    return policies


def aws_managed_documents() -> dict[str, Any]:
    """Return the document of every AWS managed policy that is known, by path and name, in order."""
    rows = {**_other_policies(), **_ecs_policies()}
    return {path: rows[path]["document"] for path in sorted(rows)}


def is_aws_managed(arn: str) -> bool:
    """Return whether an ARN is of a policy that AWS manages."""
    parsed = parse_arn(arn)
    return (
        parsed is not None
        and parsed.partition in PARTITIONS
        and parsed.service == "iam"
        and parsed.account == "aws"
        and parsed.resource.startswith("policy/")
    )


def aws_managed_document(path: str) -> Any:
    """Return the document of an AWS managed policy by path and name; None where it is not known.

    It is the document of the ``aws`` partition. A ``path`` is what follows ``policy/`` in the ARN,
    such as ``service-role/AmazonECSTaskExecutionRolePolicy``.
    """
    row = _ecs_policies().get(path) or _other_policies().get(path)
    return row["document"] if row else None


@lru_cache(maxsize=256)
def aws_managed_policy(arn: str) -> Policy:
    """Return an AWS managed policy; one that cannot be known has statements that are unknown.

    The documents are those of the ``aws`` partition: in another partition a policy that names an
    ARN has another document, and is unknown here.
    """
    partition, _, path = arn.partition(":iam::aws:policy/")
    document = aws_managed_document(path)
    if document is None:
        hint = did_you_mean(path.rpartition("/")[2], managed_policy_paths())
        reason = f"no AWS managed policy {arn} is in the data of this package{hint}"
        return Policy.unread(arn, reason)
    if partition != "arn:aws" and "arn:aws:" in json.dumps(document):
        reason = f"the document of {arn} is not known: only that of the aws partition is"
        return Policy.unread(arn, reason)
    return parse_policy(document, name=arn)


@cache
def managed_policy_paths() -> Mapping[str, str]:
    """Return the path of each AWS managed policy by its name."""
    rows = table("aws_managed_policy_paths")["paths"]
    return {name: path for path, names in rows.items() for name in names}
