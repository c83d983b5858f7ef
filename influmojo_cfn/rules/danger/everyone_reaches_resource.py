"""W9608: policies of resources that let everybody in."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Found, rule

OPEN_BY_NATURE = frozenset(
    {
        "AWS::ApiGateway::RestApi",
        "AWS::EC2::VPCEndpoint",
        "AWS::ECR::PublicRepository",
        "AWS::Serverless::Api",
    }
)
"""Types whose callers have other policies to pass, or that are there for everybody."""

CHOSEN_BY_CALLERS = (
    "aws:securetransport",
    "aws:referer",
    "aws:useragent",
    "aws:currenttime",
    "aws:epochtime",
    "s3:x-amz-",
    "s3:prefix",
    "s3:tlsversion",
    "s3:delimiter",
)
"""Beginnings of the keys whose values a caller chooses, or that everybody fulfills.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-27)
"""
_NARROWED = frozenset({"PrincipalOrgID", "SourceArn", "SourceAccount", "FunctionUrlAuthType"})


@rule(
    id="W9608",
    shortdesc="Everyone can reach the resource",
    description="A principal `*` in an Allow of a resource, without a condition that says who or from where.",
    why="Any AWS account in the world, and often anybody without one, can use it.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    tags=("iam", "danger"),
    scope="template",
)
def everyone_reaches_resource(model: Model) -> Iterator[Found]:
    """Find policies of resources that let everybody in."""
    for policy in model.policies:
        if policy.kind != "resource" or policy.resource_type in OPEN_BY_NATURE:
            continue
        for statement in policy.statements:
            if statement.allows and not any(map(narrows, statement.conditions)):
                for path in _everyone(statement):
                    yield path, "everyone can reach the resource: name who, or add a condition"
    for logical_id, properties in model.resources("AWS::Lambda::Permission"):
        if properties.get("Principal") == "*" and not _NARROWED & properties.keys():
            place = ("Resources", logical_id, "Properties", "Principal")
            yield place, "everyone can invoke the function: name who, or add PrincipalOrgID"


def narrows(condition: WrittenCondition) -> bool:
    """Return whether a condition says who calls, or from where, as far as a caller cannot choose."""
    return not condition.negated and not condition.key.lower().startswith(CHOSEN_BY_CALLERS)


def _everyone(statement: PolicyStatement) -> Iterator[Path]:
    for principal in statement.principals:
        if principal.kind in ("*", "AWS") and principal.value.text == "*":
            if "Principal" in statement.raw:
                yield principal.value.path
