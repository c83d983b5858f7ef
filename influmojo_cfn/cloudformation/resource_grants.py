"""What the resources of a template themselves let callers do, read as the policies that they are.

Policies in properties, as JSON text too, and flat grants: a Lambda permission, an event bus policy,
a bucket's canned access control list.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html,
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html (read 2026-11-27).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.api_policies import api_policy
from influmojo_cfn.cloudformation.api_routes import (
    is_private,
    restricts_callers,
    route_statement,
)
from influmojo_cfn.cloudformation.attached_arns import attached_arns, target_arn
from influmojo_cfn.cloudformation.function_urls import URL, url_doubt, url_statement
from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.principals import readable
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.cloudformation.unread_resources import is_no_iam_policy
from influmojo_cfn.data.resource_policies import (
    API_OF,
    RESOURCE_CONTROL,
    RESOURCE_POLICIES,
    REST_API,
    SAM_API,
    ResourceTypePolicy,
)
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.arn import account_arn
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.unknown import Text, Unknown, covered, joined

_LISTS = ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads")
_WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion")
_GROUPS: dict[str, tuple[str, ...]] = {
    "PublicRead": _LISTS,
    "PublicReadWrite": (*_LISTS, *_WRITES),
    "AuthenticatedRead": _LISTS,
}
_OF_OWNER, _OF_LOGS = ("Private", "BucketOwnerRead", "BucketOwnerFullControl"), "LogDeliveryWrite"
_PERMISSION = "AWS::Lambda::Permission"
_CONDITIONS = (
    ("SourceArn", "ArnLike", "aws:SourceArn"),
    ("SourceAccount", "StringEquals", "aws:SourceAccount"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    ("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
    ("OrganizationId", "StringEquals", "aws:PrincipalOrgID"),
)


class ResourceGrant(NamedTuple):
    """A policy of a resource, and what it is attached to; ``limits`` if it only limits.

    ``is_alone`` if no other policy of its kind adds to it.
    """

    name: str
    policy: Policy
    attached: frozenset[str] = frozenset()
    limits: bool = False
    is_alone: bool = False


def resource_grants(document: Document, resolved: ResolvedTemplate) -> dict[str, ResourceGrant]:
    """Return the policies that tables know of a template's resources, by logical ID.

    Policies of principals are not among them.
    """
    found: dict[str, ResourceGrant] = {}
    for name, row in resolved.resources.items():
        kind = str(row.get("Type")) if isinstance(row, Mapping) else ""
        known = RESOURCE_POLICIES.get(kind)
        if known is None or resolved.exists(name) is False or is_no_iam_policy(resolved, name):
            continue
        data, path = _document(resolved, name, kind, known)
        if data is None and not known.only_limits:
            continue
        data = _everything() if data is None else data
        named = known.names_principals or resolved.property(name, "Type") == RESOURCE_CONTROL
        sort = "resource" if named else "identity"
        place: Path = ("Resources", name, "Properties", *path)
        policy = readable(document, resolved, name, place, _with_resource(data), sort)
        exists = resolved.exists(name)
        if kind == URL and (doubt := url_doubt(resolved, name)):
            policy = policy.in_doubt(doubt)
        if isinstance(exists, Unknown) and not known.only_limits:
            policy = policy.in_doubt(exists)
        elif isinstance(exists, Unknown):
            policy = Policy(
                (), name, unknown=(exists.reason,), origin=repr((exists, policy)), source=document
            )
        found[name] = ResourceGrant(
            name=name,
            policy=policy,
            attached=attached_to(resolved, name, kind),
            limits=known.only_limits,
            is_alone=known.is_alone,
        )
    return found


def default_grants(
    document: Document, resolved: ResolvedTemplate, *, at_least: bool = False
) -> dict[str, ResourceGrant]:
    """Return what holds of resources that have no policy, where that is more than nothing.

    An API whose endpoint is private lets no one in without one. One whose methods ask their callers
    for something lets in everyone at most, and ``at_least`` no one.
    """
    found: dict[str, ResourceGrant] = {}
    for name, row in resolved.resources.items():
        kind = str(row.get("Type")) if isinstance(row, Mapping) else ""
        known = RESOURCE_POLICIES.get(kind)
        if known is None or not known.without or resolved.exists(name) is False:
            continue
        if at_least and kind in (REST_API, SAM_API) and restricts_callers(resolved, name):
            continue
        if _document(resolved, name, kind, known)[0] is None and not is_private(resolved, name):
            here = resolved.environment
            account = account_arn(here.known_partition, here.account)
            row = {
                "Effect": "Allow",
                "Principal": "*" if known.is_open else {"AWS": account},
                "Action": list(known.without),
                "Resource": _whole(resolved, name, kind, known),
            }
            policy = readable(document, resolved, name, (), _statements(row), "resource")
            found[name] = ResourceGrant(
                name=name, policy=policy, attached=attached_to(resolved, name, kind)
            )
    return found


def _whole(
    resolved: ResolvedTemplate, name: str, kind: str, known: ResourceTypePolicy
) -> list[Text]:
    """Return the ARNs of all that a policy of a resource can be about."""
    arns = attached_arns(resolved, name, kind) if known.about else ()
    return [joined([arn, more]) for arn in arns for more in known.about] or ["*"]


def attached_to(resolved: ResolvedTemplate, name: str, kind: str) -> frozenset[str]:
    """Return strings, each of which is the same where a policy is attached to the same resource."""
    known = RESOURCE_POLICIES.get(kind)
    if known is None:
        return frozenset()
    values = [resolved.property(name, key) for key in known.attached_to]
    if kind == _PERMISSION:
        values = [target_arn(resolved, kind, value) for value in values]
    rows = [*product(*(value if isinstance(value, list) else [value] for value in values))]
    parts = [part for key in known.parts for part in items_of(resolved.property(name, key) or [])]
    rows += [(*row, part) for row in rows for part in parts]
    return frozenset(json.dumps([kind, *row], default=repr, sort_keys=True) for row in rows)


def _document(
    resolved: ResolvedTemplate, name: str, kind: str, known: ResourceTypePolicy
) -> tuple[Any, Path]:
    if kind == "AWS::S3::Bucket":
        return _canned(resolved, name), ("AccessControl",)
    if kind in (_PERMISSION, "AWS::Lambda::LayerVersionPermission"):
        return _permission(resolved, name, kind), ("Action",)
    if kind == "AWS::Events::EventBusPolicy" and resolved.property(name, "Statement") is None:
        return _bus(resolved, name), ("Action",)
    if kind == URL:
        row = url_statement(resolved, name)
        return (None if row is None else _statements(row)), ("AuthType",)
    if kind in API_OF:
        row = route_statement(resolved, name, kind)
        return (None if row is None else _statements(row)), ("AuthorizationType",)
    if kind in (REST_API, SAM_API):
        return api_policy(resolved, name, kind), known.keys[:2]
    if not known.keys:
        return None, ()
    data = _deep(resolved, name, known.keys)
    if known.holds_document or data is None:
        return data, known.keys
    rows = parsed_policy(data)
    return (rows if isinstance(rows, str) else _statements(rows)), known.keys


def _deep(resolved: ResolvedTemplate, name: str, keys: tuple[str, ...]) -> Any:
    value = resolved.property(name, keys[0])
    for key in keys[1:]:
        value = value.get(key) if isinstance(value, Mapping) else value
    return value


def _statements(rows: Any) -> Any:
    return rows if isinstance(rows, Unknown) else {"Version": "2012-10-17", "Statement": rows}


def _everything() -> dict[str, Any]:
    row = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": row}


def _with_resource(data: Any) -> Any:
    """Return a document each of whose statements has a resource: repositories' have none."""
    rows = data.get("Statement") if isinstance(data, Mapping) else None
    if rows is None:
        return data
    rows = items_of(rows)
    for row in rows:
        if isinstance(row, dict) and "Resource" not in row and "NotResource" not in row:
            row["Resource"] = "*"
    return {**data, "Statement": rows}


def _canned(resolved: ResolvedTemplate, name: str) -> Any:
    """Return what a canned access control list lets everyone do, unless it is blocked."""
    acl = resolved.property(name, "AccessControl")
    if acl is not None and acl not in (*_GROUPS, *_OF_OWNER, _OF_LOGS):
        return acl if isinstance(acl, Unknown) else Unknown(f"what the canned ACL {acl} gives")
    block = resolved.property(name, "PublicAccessBlockConfiguration")
    if acl is None:
        return None
    ignores = isinstance(block, Mapping) and str(block.get("IgnorePublicAcls")).lower() == "true"
    actions = _GROUPS.get(str(acl), ())
    if acl == _OF_LOGS:
        principal: Any = {"Service": "logging.s3.amazonaws.com"}
        actions = ("s3:PutObject",)
    elif not actions or ignores:
        return None
    else:
        principal = "*"
    arn = resolved.identifier(name, "Arn")
    return _statements(
        {
            "Effect": "Allow",
            "Principal": principal,
            "Action": list(actions),
            "Resource": [covered(arn), f"{covered(arn)}/*"],
        }
    )


def _principal(value: Any) -> Any:
    if isinstance(value, Unknown) or value == "*":
        return value
    text = str(value)
    is_account = text.isdigit() or text.startswith("arn:")
    return {"AWS" if is_account else "Service": text}


def _permission(resolved: ResolvedTemplate, name: str, kind: str) -> Any:
    layer = kind.endswith("LayerVersionPermission")
    target: Any = resolved.property(name, "LayerVersionArn" if layer else "FunctionName")
    if not layer and target is not None:
        target = target_arn(resolved, kind, target)
    conditions: dict[str, dict[str, Any]] = {}
    for key, operator, condition in _CONDITIONS:
        value = resolved.property(name, key)
        if value is not None:
            conditions.setdefault(operator, {})[condition] = value
    row = {
        "Effect": "Allow",
        "Principal": _principal(resolved.property(name, "Principal")),
        "Action": resolved.property(name, "Action"),
        "Resource": target or "*",
    }
    doubt = next((v for v in row.values() if isinstance(v, Unknown) and v is not target), None)
    return doubt or _statements({**row, **({"Condition": conditions} if conditions else {})})


def _bus(resolved: ResolvedTemplate, name: str) -> Any:
    here = resolved.environment
    bus = resolved.property(name, "EventBusName") or "default"
    start = f"arn:{here.known_partition}:events:{here.region}:{here.account}:event-bus/"
    target: Any = joined([start, bus if isinstance(bus, (str, Unknown)) else covered(bus)])
    row = {
        "Effect": "Allow",
        "Principal": _principal(resolved.property(name, "Principal")),
        "Action": resolved.property(name, "Action"),
        "Resource": target,
    }
    condition = resolved.property(name, "Condition")
    if isinstance(condition, Mapping):
        operator, key = condition.get("Type"), condition.get("Key")
        is_told = isinstance(operator, str) and isinstance(key, str)
        told = {operator: {key: condition.get("Value")}} if is_told else None
        row["Condition"] = told or Unknown("what the Condition of its permission compares")
    elif condition is not None:
        row["Condition"] = condition
    doubt = next((v for k, v in row.items() if isinstance(v, Unknown) and k != "Resource"), None)
    return doubt or _statements(row)
