"""The names by which policies can name one service as a principal."""

from __future__ import annotations

from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES
from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.service_roles.field_values import Home

_SUFFIX = "amazonaws.com"


def principal_names(service: str, home: Home) -> tuple[str, ...]:
    """Return the names of a service in a Region: its own, with the Region, and in China with .cn.

    ECS tasks have one name everywhere.

    Sources:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
    https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html and
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
    (read 2026-11-27).
    """
    if service == ECS_TASKS:
        return (service,)
    names = (service, f"{service.removesuffix(_SUFFIX)}{home.region}.{_SUFFIX}")
    return (*names, *(f"{name}.cn" for name in names)) if home.partition == "aws-cn" else names


def decide_for_service(
    evaluator: Evaluator, request: Request, service: str, home: Home
) -> Decision:
    """Decide a request that a service makes: a policy can name it by any of its names."""
    found = [
        evaluator.decide(request._replace(principal=Caller("Service", name)))
        for name in principal_names(service, home)
    ]
    order = ("explicitDeny", "allowed", "unknown", "implicitDeny")
    return min(found, key=lambda each: order.index(each.outcome))


def is_principal_of(name: str, service: str) -> bool:
    """Return whether a principal is a service's: in a Region, in China, or for a resource type."""
    plain = name.removesuffix(".cn")
    first, _, rest = service.partition(".")
    if plain == service:
        return True
    if plain in _SERVICES and not plain.startswith(f"{first}."):
        return False
    return plain.endswith(f".{rest}") and first in plain.split(".")


_OF_ONE_FEATURE = frozenset(
    {
        "batchoperations.s3.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "logging.s3.amazonaws.com",
        "monitoring.rds.amazonaws.com",
        "stacksets.cloudformation.amazonaws.com",
        "streams.metrics.cloudwatch.amazonaws.com",
    }
)
"""Principals of one feature, which are not the service whose name they have in theirs.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
(read 2026-11-28)
"""

_SERVICES = _OF_ONE_FEATURE | {row.service for row in ROLE_PROPERTIES}
