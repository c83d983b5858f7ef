"""W9608: policies of resources that let everyone in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.written import Value, WrittenCondition
from influmojo_cfn.rules.conditions.keys import is_header
from influmojo_cfn.rules.conditions.owner_of_the_resource_itself import is_about_the_owner
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

CHOSEN_BY_CALLERS = (
    "aws:securetransport",
    "aws:tokenissuetime",
    "aws:referer",
    "aws:useragent",
    "aws:currenttime",
    "aws:epochtime",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:tagkeys",
    "events:detail",
    "events:source",
    "kms:viaservice",
    "s3:max-keys",
    "s3:x-amz-",
    "s3:prefix",
    "s3:tlsversion",
    "s3:delimiter",
    "s3:versionid",
    "secretsmanager:version",
    "sns:protocol",
)
"""Beginnings of the keys whose values a caller chooses, or that everyone fulfills.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-27)
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
)
def everyone_reaches_resource(model: Model) -> Findings:
    """Find policies of resources that let everyone in."""
    for policy in model.policies:
        if policy.kind == "resource" and not _is_open_by_nature(policy):
            for statement in policy.statements:
                if statement.allows and not _is_limited(statement):
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


def _is_limited(statement: PolicyStatement) -> bool:
    """Return whether not everyone passes, or another rule says why the condition limits nothing."""
    return any(is_header(c) or narrows(c) for c in statement.conditions) or denies_outsiders(
        statement.policy, statement
    )


def _is_open_by_nature(policy: TemplatePolicy) -> bool:
    return policy.resource_type in OPEN_BY_NATURE and not _is_private_api(policy)


def _is_private_api(policy: TemplatePolicy) -> bool:
    """Return whether a policy is of an API that only VPC endpoints lead to."""
    properties = policy.resolver.properties(policy.logical_id)
    endpoint = policy.resolver.whole(properties.get("EndpointConfiguration", {}))
    if isinstance(endpoint, Mapping):
        endpoint = endpoint.get("Types", endpoint.get("Type", ""))
    return bool(endpoint in ("PRIVATE", ["PRIVATE"]))


def narrows(condition: WrittenCondition) -> bool:
    """Return whether a condition says who calls, or from where, as far as a caller cannot choose."""
    if condition.negated or _is_chosen(condition) or is_about_the_owner(condition):
        return False
    if condition.if_exists and condition.key.lower() in MAY_BE_ABSENT:
        return False
    if condition.asks_presence:
        return condition.texts != {"true"}
    return not any(lets_everyone_pass(value.text) for value in condition.values)


MAY_BE_ABSENT = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
    }
)
"""Keys that requests of strangers do not carry: with IfExists they pass."""


def lets_everyone_pass(text: str) -> bool:
    """Return whether a value is a wildcard alone, every address, or an ARN of anyone."""
    if text.strip("*?") == "" or text in ("0.0.0.0/0", "::/0"):
        return text != ""
    arn = parse_arn(text)
    return arn is not None and arn.account.strip("*?") == "" and arn.resource.strip("*?/:") in _ANY


_ANY = frozenset({"", "root", "role", "user", "assumed-role"})
"""What is left of a resource part without wildcards, where it names no one."""


def denies_outsiders(policy: TemplatePolicy, allow: PolicyStatement) -> bool:
    """Return whether another statement denies an Allow to all but some callers or places.

    So a private API's policy is written: everyone is allowed, and denied outside a VPC endpoint.
    """
    for deny in policy.statements:
        if deny.denies and any(True for _ in everyone(deny)):
            if any(c.negated and not _is_chosen(c) for c in deny.conditions):
                if covers_each(allow.actions, deny.actions) and covers_each(
                    allow.resources, deny.resources
                ):
                    return True
    return False


def covers_each(narrow: Sequence[Value], wide: Sequence[Value]) -> bool:
    """Return whether each text is covered; nothing is covered by nothing."""
    texts = [value.text.lower() for value in wide]
    return all(any(covers(text, value.text.lower()) for text in texts) for value in narrow)


def _is_chosen(condition: WrittenCondition) -> bool:
    return condition.key.lower().startswith(CHOSEN_BY_CALLERS)


def everyone(statement: PolicyStatement) -> Iterator[Path]:
    """Yield the places at which a statement's Principal is everyone."""
    for principal in statement.principals:
        if principal.kind in ("*", "AWS") and principal.value.text == "*":
            if "Principal" in statement.raw:
                yield principal.value.path
