"""The ways to deploy, and the table of the calls that each makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from influmojo_cfn.data import table

CDK, SERVICE_ROLE = "cdk", "service-role"
"""The ways to deploy in which someone else makes a part of the calls."""


@dataclass(frozen=True, kw_only=True)
class DeploymentMethod:
    """How a template is deployed.

    Attributes:
        route: the way to deploy, empty where it is unknown.
        bucket: where templates are uploaded.
        service_role: the role that the deployer gives CloudFormation for the stack, which then
            makes its calls with that role's permissions.
        only_through_cloudformation: whether the deployer is kept from making the IAM calls without
            CloudFormation, which marks its own calls by aws:CalledVia.
    """

    route: str = ""
    bucket: str = ""
    service_role: str = ""
    only_through_cloudformation: bool = False


UNKNOWN_METHOD = DeploymentMethod()


@cache
def deployment_table() -> Mapping[str, Any]:
    """Return the table: the names of the ways, and the calls."""
    found: Mapping[str, Any] = table("deployment_calls")
    return found


def route_names() -> tuple[str, ...]:
    """Return the names of the ways to deploy."""
    return tuple(deployment_table()["routes"])
