"""The documents of the AWS managed policies, and the paths of their names.

moto (Apache-2.0) carries what ``iam get-account-authorization-details --filter AWSManagedPolicy``
answered on the day of its release. The policies of ECS go to a small file, which is read on every
use; all others to a compressed one, read when a role attaches one of them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import Any

POLICY_LIST = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html"
ASKED: list[Any] = []
"""What an AWS account answered, once it was asked; it counts more than moto."""


def ask_account() -> None:
    """Ask AWS for the policies of today.

    Raises botocore.exceptions.BotoCoreError or ClientError as boto3 does.
    """
    import boto3

    pages = boto3.client("iam").get_paginator("get_account_authorization_details")
    policies = {}
    for page in pages.paginate(Filter=["AWSManagedPolicy"]):
        for row in page["Policies"]:
            document = next(
                each["Document"] for each in row["PolicyVersionList"] if each["IsDefaultVersion"]
            )
            key = f"{row['Path'].lstrip('/')}{row['PolicyName']}"
            policies[key] = {"version": row["DefaultVersionId"], "document": document}
    source = "iam get-account-authorization-details --filter AWSManagedPolicy"
    ASKED[:] = [(source, policies)]


@cache
def _moto() -> tuple[str, dict[str, Any]]:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = {
        f"{row['Path'].lstrip('/')}{name}": {
            "version": row["DefaultVersionId"],
            "document": row["Document"],
        }
        for name, row in json.loads(aws_managed_policies_data).items()
    }
    return f"moto {version('moto')}, moto/iam/aws_managed_policies.py", policies


def policies() -> tuple[str, dict[str, Any]]:
    """Return the source and every policy by path and name, in order."""
    source, found = ASKED[0] if ASKED else _moto()
    return source, {key: found[key] for key in sorted(found)}


def is_of_ecs(path: str) -> bool:
    """Return whether a policy is one of those that nearly every run reads."""
    return path.rpartition("/")[2].startswith("AmazonECS")


def ecs_policies() -> dict[str, Any]:
    """Return the table of the policies of ECS."""
    source, found = policies()
    return {"source": source, "policies": {k: row for k, row in found.items() if is_of_ecs(k)}}


def other_policies() -> dict[str, Any]:
    """Return the table of all others."""
    source, found = policies()
    return {"source": source, "policies": {k: row for k, row in found.items() if not is_of_ecs(k)}}


def paths() -> dict[str, Any]:
    """Return the table of names by path."""
    source, found = policies()
    names: dict[str, list[str]] = {}
    for key in found:
        path, slash, name = key.rpartition("/")
        names.setdefault(f"/{path}{slash}", []).append(name)
    return {
        "source": POLICY_LIST,
        "through": source.partition(",")[0],
        "paths": {path: sorted(names[path]) for path in sorted(names)},
    }
