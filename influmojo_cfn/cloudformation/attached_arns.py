"""The ARNs of what a policy of a resource is attached to.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
(read 2026-11-27): the ARN formats of each service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS
from influmojo_cfn.data.resource_policies import (
    API_OF,
    METHOD,
    RESOURCE_POLICIES,
    REST_API,
    ROUTE,
    SAM_API,
)
from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart, joined

BY_NAME = {
    "AWS::Events::EventBusPolicy": "arn:{partition}:events:{region}:{account}:event-bus/{name}",
    "AWS::Lambda::Permission": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "AWS::Lambda::Url": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "AWS::S3::BucketPolicy": "arn:{partition}:s3:::{name}",
    "AWS::SecretsManager::ResourcePolicy": (
        "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-??????"
    ),
}
"""Types that name what their policy is attached to, and the ARN that such a name represents."""

OF_FUNCTIONS = ("AWS::Lambda::Permission", "AWS::Lambda::Url")
_FUNCTION = re.compile(r"(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+(?::[A-Za-z0-9$_-]+)?)")
_ROOT = "RootResourceId"
_PATH_PARAMETER = re.compile(r"{[^/]*}")
_PART_OF_PATH, _MOST_PARTS = "AWS::ApiGateway::Resource", 30
_QUEUE_URL = re.compile(r"https://sqs\.([a-z0-9-]+)\.[^/]+/(\d{12})/([^/*?]+)")


def attached_arns(resolved: ResolvedTemplate, name: str, kind: str) -> tuple[Text, ...]:
    """Return the ARNs, or patterns of them, that the policy of a resource is attached to.

    One that is not known at all is unknown; there is none where the policy is of the account.
    """
    if kind in (REST_API, SAM_API):
        return (api_arn(resolved, name),)
    if kind in API_OF:
        return (route_arn(resolved, name, kind),)
    if "Arn" in IDENTIFIERS.get(kind, {}):
        return (resolved.identifier(name, "Arn"),)
    known = RESOURCE_POLICIES.get(kind)
    return tuple(
        target_arn(resolved, kind, item)
        for key in (known.attached_to if known else ())
        for item in items_of(resolved.property(name, key))
    )


def api_arn(resolved: ResolvedTemplate, name: str) -> Text:
    """Return how the ARNs of all that is called of a REST API begin."""
    return _of_api(resolved, resolved.identifier(name, "Ref"))


def _of_api(resolved: ResolvedTemplate, api: Text) -> Text:
    here = resolved.environment
    start = f"arn:{here.known_partition}:execute-api:{here.region}:{here.account}:"
    return joined([start, api])


def route_arn(resolved: ResolvedTemplate, name: str, kind: str) -> Text:
    """Return the ARN of what is called by a method or a route, in each stage."""
    api = resolved.property(name, API_OF[kind])
    key = resolved.property(name, "RouteKey" if kind == ROUTE else "HttpMethod")
    method, _, path = str(key).partition(" ") if isinstance(key, str) else ("*", "", "*")
    end: Text = f"/{path}" if path == "*" else path
    if kind == METHOD:
        end = _path(resolved, resolved.property(name, "ResourceId"))
    start = _of_api(resolved, api if isinstance(api, (str, Unknown)) else "*")
    if isinstance(end, str):
        end = _PATH_PARAMETER.sub("*", end)
    return joined([start, f"/*/{'*' if method == 'ANY' else method}", end])


def _path(resolved: ResolvedTemplate, resource: Any, depth: int = 0) -> str:
    """Return the path of a method's resource; any where it is not known."""
    if isinstance(resource, str) and resource.startswith("/"):
        return resource
    of = resource.logical_id if isinstance(resource, Unknown) else ""
    kind = str(resolved.resource(of).get("Type")) if of else ""
    if kind == REST_API or _is_root(resource):
        return "/"
    part = resolved.property(of, "PathPart") if kind == _PART_OF_PATH else None
    if not isinstance(part, str) or depth > _MOST_PARTS:
        return "/*"
    above = _path(resolved, resolved.property(of, "ParentId"), depth + 1)
    return f"{above.rstrip('/')}/{part}"


def _is_root(resource: Any) -> bool:
    parts = resource.parts if isinstance(resource, Unknown) else ()
    return any(isinstance(each, UnknownPart) and _ROOT in each.identity for each in parts)


def target_arn(resolved: ResolvedTemplate, kind: str, value: Any) -> Text:
    """Return the ARN of what a policy of a type is attached to, however it is named."""
    here = resolved.environment
    place = {"partition": here.known_partition, "region": here.region, "account": here.account}
    if isinstance(value, Unknown):
        return _arn_of_unknown(resolved, kind, value, place)
    if not isinstance(value, str):
        return Unknown(f"{value!r} is not a string")
    if value.startswith("arn:"):
        return value
    url = _QUEUE_URL.fullmatch(value)
    if url is not None:
        region, account, queue = url.groups()
        return f"arn:{here.known_partition}:sqs:{region}:{account}:{queue}"
    function = _FUNCTION.fullmatch(value) if kind in OF_FUNCTIONS else None
    if function is not None:
        place["account"], value = function.group(1) or here.account, function.group(2)
    if kind in BY_NAME:
        return BY_NAME[kind].format(name=value, **place)
    return Unknown(f"what {value} names is not known")


_NEVER_AN_ARN = ("AWS::Events::EventBusPolicy", "AWS::S3::BucketPolicy")
"""The types of which what their policy is attached to is named by a name alone."""


def _arn_of_unknown(
    resolved: ResolvedTemplate, kind: str, value: Unknown, place: Mapping[str, str]
) -> Text:
    """Return the ARN of what is named by a value that is not known, as far as it is told."""
    if "Arn" in IDENTIFIERS.get(str(resolved.resource(value.logical_id).get("Type")), {}):
        return resolved.identifier(value.logical_id, "Arn")
    if kind in _NEVER_AN_ARN and value.parts:
        before, after = BY_NAME[kind].split("{name}")
        return joined([before.format(**place), value, after])
    return value
