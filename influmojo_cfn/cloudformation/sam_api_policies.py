"""The resource policy that AWS SAM writes for an API from its lists of who can call it.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
(read 2026-11-27).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown

API = "AWS::Serverless::Api"
_INVOKE = {"Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
_VPC, _ENDPOINT = "aws:SourceVpc", "aws:SourceVpce"
_LISTS = (
    ("IpRangeWhitelist", "NotIpAddress", "aws:SourceIp"),
    ("IpRangeBlacklist", "IpAddress", "aws:SourceIp"),
    ("SourceVpcWhitelist", "StringNotEquals", ""),
    ("SourceVpcBlacklist", "StringEquals", ""),
    ("IntrinsicVpcWhitelist", "StringNotEquals", _VPC),
    ("IntrinsicVpcBlacklist", "StringEquals", _VPC),
    ("IntrinsicVpceWhitelist", "StringNotEquals", _ENDPOINT),
    ("IntrinsicVpceBlacklist", "StringEquals", _ENDPOINT),
)
"""The lists, the operator by which their Deny applies, and the key; VPCs and endpoints are mixed in
two of them and told apart by their IDs."""


def api_statements(resolved: ResolvedTemplate, name: str) -> Any:
    """Return the statements of an API's resource policy; None where it has none."""
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
        except ValueError:
            return Unknown("its CustomStatements are not JSON")
    if isinstance(custom, Unknown):
        return custom
    own = custom if isinstance(custom, list) else [] if custom is None else [custom]
    return [*own, *_of_lists(policy)]


def _of_lists(policy: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key, effect in (("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")):
        accounts = _items(policy.get(key))
        if accounts:
            yield {"Effect": effect, "Principal": {"AWS": accounts}, **_INVOKE}
    denied = [
        (operator, condition, texts)
        for key, operator, own in _LISTS
        for condition, texts in _by_key(_items(policy.get(key)), own)
    ]
    if denied:
        yield {"Effect": "Allow", "Principal": "*", **_INVOKE}
    for operator, condition, texts in denied:
        row = {"Effect": "Deny", "Principal": "*", **_INVOKE}
        yield {**row, "Condition": {operator: {condition: texts}}}


def _by_key(texts: list[Any], key: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield the values by the condition key that they are of."""
    if key:
        rows = [(key, texts)]
    else:
        endpoints = [text for text in texts if str(text).startswith("vpce-")]
        rows = [(_VPC, [t for t in texts if t not in endpoints]), (_ENDPOINT, endpoints)]
    yield from (row for row in rows if row[1])


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
