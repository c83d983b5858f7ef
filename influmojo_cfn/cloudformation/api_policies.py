"""The resource policies of REST APIs: as a property, in the OpenAPI document, as AWS SAM writes it.

AWS SAM makes statements of its lists of who can call an API, and adds them to those of the
document.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
(read 2026-11-28).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.attached_arns import api_arn
from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES
from influmojo_cfn.data.resource_policies import OPENAPI_POLICY, SAM_API
from influmojo_cfn.iam.unknown import Text, Unknown, joined

_VERSION = "2012-10-17"
_SHORT = "execute-api:/"
_ALL = "execute-api:/*"
_VPC, _ENDPOINT = "aws:SourceVpc", "aws:SourceVpce"
_ADDRESSES = (("IpRangeWhitelist", "NotIpAddress"), ("IpRangeBlacklist", "IpAddress"))
_NETWORKS = (("Whitelist", "StringNotEquals"), ("Blacklist", "StringEquals"))
"""The lists, or their ends, and the operator by which their Deny applies."""


def api_policy(resolved: ResolvedTemplate, name: str, kind: str) -> Any:
    """Return the resource policy of a REST API, be it not known; None where it has none."""
    embedded = _embedded(resolved, name, kind)
    if kind == SAM_API:
        found = _of_sam(api_statements(resolved, name), embedded)
    else:
        found = parsed_policy(resolved.property(name, "Policy"))
        if found is None:
            found = embedded
        elif embedded is not None and found != embedded:
            found = Unknown(f"which of Policy and {OPENAPI_POLICY} counts", origin=repr(embedded))
    return _with_whole_arns(found, api_arn(resolved, name))


def _embedded(resolved: ResolvedTemplate, name: str, kind: str) -> Any:
    """Return the policy in an API's OpenAPI document."""
    body = resolved.property(name, OPENAPI_BODIES[kind])
    return parsed_policy(body.get(OPENAPI_POLICY)) if isinstance(body, Mapping) else body


def without_policy(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a REST API without the policies in its document and in Auth."""
    found = dict(properties)
    for key, policy in ((OPENAPI_BODIES[kind], OPENAPI_POLICY), ("Auth", "ResourcePolicy")):
        value = found.get(key)
        if isinstance(value, Mapping):
            found[key] = {name: item for name, item in value.items() if name != policy}
    return {key: value for key, value in found.items() if value != {}}


def _of_sam(rows: Any, embedded: Any) -> Any:
    """Return the document that AWS SAM makes of its own statements and those of the document."""
    if rows is None or isinstance(rows, Unknown):
        return embedded if rows is None else rows
    if isinstance(embedded, Mapping):
        return {**embedded, "Statement": [*items_of(embedded.get("Statement")), *rows]}
    return {"Version": _VERSION, "Statement": rows} if embedded is None else embedded


def _with_whole_arns(data: Any, arn: Text) -> Any:
    """Return a document with the ARNs that API Gateway makes of ``execute-api:/``."""
    if isinstance(data, list):
        return [_with_whole_arns(item, arn) for item in data]
    if isinstance(data, Mapping):
        names = ("Statement", "Resource", "NotResource")
        return {k: _with_whole_arns(v, arn) if k in names else v for k, v in data.items()}
    if isinstance(data, str) and data.startswith(_SHORT):
        return joined([arn, data.removeprefix(_SHORT[:-1])])
    return data


def api_statements(resolved: ResolvedTemplate, name: str) -> Any:
    """Return the statements of an API of AWS SAM by its own properties; None where it has none."""
    auth = resolved.property(name, "Auth")
    policy = auth.get("ResourcePolicy") if isinstance(auth, Mapping) else auth
    if policy is None or isinstance(policy, Unknown):
        return policy
    if not isinstance(policy, Mapping):
        return Unknown("its ResourcePolicy is not a mapping")
    custom = policy.get("CustomStatements")
    if isinstance(custom, str):
        try:
            custom = json.loads(custom)
        except (ValueError, RecursionError):
            return Unknown("its CustomStatements are not JSON")
    if isinstance(custom, Unknown):
        return custom
    return [*items_of(custom), *list_statements(policy, _ALL)]


def list_statements(policy: Mapping[str, Any], about: Any) -> Iterator[dict[str, Any]]:
    """Yield the statements that AWS SAM makes of lists of who can call what of an API.

    Args:
        policy: the lists by their names.
        about: the ARN, or the list of ARNs, of what can be called.
    """
    invoke = {"Action": "execute-api:Invoke", "Resource": about}
    for key, effect in (("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")):
        accounts = items_of(policy.get(key))
        if accounts:
            yield {"Effect": effect, "Principal": {"AWS": accounts}, **invoke}
    denied = [
        {operator: {"aws:SourceIp": texts}}
        for key, operator in _ADDRESSES
        if (texts := items_of(policy.get(key)))
    ]
    denied += [{op: found} for end, op in _NETWORKS if (found := _networks(policy, end))]
    if denied:
        yield {"Effect": "Allow", "Principal": "*", **invoke}
    for condition in denied:
        yield {"Effect": "Deny", "Principal": "*", **invoke, "Condition": condition}


def _networks(policy: Mapping[str, Any], end: str) -> dict[str, list[Any]]:
    """Return the VPCs and the endpoints of the lists of one kind, which are one condition.

    They are mixed in one of the lists, and told apart there by their IDs.
    """
    mixed = items_of(policy.get(f"SourceVpc{end}"))
    endpoints = [text for text in mixed if str(text).startswith("vpce-")]
    found = {
        _VPC: [text for text in mixed if text not in endpoints],
        _ENDPOINT: endpoints,
    }
    found[_VPC] += items_of(policy.get(f"IntrinsicVpc{end}"))
    found[_ENDPOINT] += items_of(policy.get(f"IntrinsicVpce{end}"))
    return {key: texts for key, texts in found.items() if texts}
