"""W9608: policies of resources that let everyone in."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.sam_globals import with_globals
from influmojo_cfn.rules.conditions.keys import is_header
from influmojo_cfn.rules.danger.callers import denies_outsiders, everyone, narrows
from influmojo_cfn.rules.model import Model, PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule

OPEN_BY_NATURE = frozenset(
    {
        "AWS::ApiGateway::RestApi",
        "AWS::EC2::VPCEndpoint",
        "AWS::ECR::PublicRepository",
        "AWS::Serverless::Api",
    }
)
"""Types whose callers have other policies to pass, or that are there for everyone.

A private API is not: whoever has an endpoint in any account reaches it.
"""

_WITHOUT_DOCUMENT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "AWS::Events::EventBusPolicy": ("put events on the bus", ("Condition", "Statement")),
    "AWS::Lambda::LayerVersionPermission": ("use the layer", ("OrganizationId",)),
    "AWS::Lambda::Permission": (
        "invoke the function",
        ("PrincipalOrgID", "SourceArn", "SourceAccount"),
    ),
}
"""By type, what Principal lets others do, and the properties that narrow it, the best one first.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
(read 2026-11-28)
"""

_URLS: Mapping[str, tuple[str, ...]] = {
    "AWS::Lambda::Url": ("AuthType",),
    "AWS::Serverless::Function": ("FunctionUrlConfig", "AuthType"),
}
"""By type, where a function's URL says whether callers sign their requests."""


@rule(
    id="W9608",
    shortdesc="Everyone can reach the resource",
    description="A principal `*` in an Allow of a resource, without a condition on the caller or the network.",
    why="Any AWS account in the world, and often anybody without one, can use it.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    width=8,
)
def everyone_reaches_resource(model: Model) -> Findings:
    for policy in model.policies:
        if policy.kind == "resource" and not is_open_by_nature(policy):
            for statement in policy.statements:
                if statement.allows and not is_limited(statement):
                    for path in everyone(statement):
                        yield path, "everyone can reach the resource: name who, or add a condition"
    for kind, (act, narrowing) in _WITHOUT_DOCUMENT.items():
        for each in model.resources(kind):
            if each.data.get("Principal") == "*" and not each.data.keys() & {*narrowing}:
                yield (
                    (*each.path, "Principal"),
                    f"everyone can {act}: name who, or add {narrowing[0]}",
                )
    for kind, keys in _URLS.items():
        for each in model.resources(kind):
            if each.text(*keys) == "NONE":
                yield (*each.path, *keys), "everyone can invoke the function: AWS_IAM asks who"


def is_limited(statement: PolicyStatement) -> bool:
    """Return whether not everyone passes, or another rule says why the condition limits nothing."""
    return any(is_header(c) or narrows(c) for c in statement.conditions) or denies_outsiders(
        statement.policy, statement
    )


def is_open_by_nature(policy: TemplatePolicy) -> bool:
    """Return whether everyone can use a resource of the type where it has no policy."""
    return policy.resource_type in OPEN_BY_NATURE and not _is_private_api(policy)


def _is_private_api(policy: TemplatePolicy) -> bool:
    """Return whether a policy is of an API that only VPC endpoints lead to."""
    row = policy.resolver.resource(policy.logical_id)
    properties = with_globals(row, policy.resolver.template)
    endpoint = policy.resolver.whole(properties.get("EndpointConfiguration", {}))
    if isinstance(endpoint, Mapping):
        endpoint = endpoint.get("Types", endpoint.get("Type", ""))
    return bool(endpoint in ("PRIVATE", ["PRIVATE"]))
