"""The condition keys that a role's requests may carry with values that no template tells.

Such a request doesn't carry any key that is neither listed here nor by AWS for the action. No
person with MFA makes it, no other service on behalf of somebody, and no identity provider.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from influmojo_cfn.evaluation.request import key_name
from influmojo_cfn.iam.service_authorization import (
    Action,
    action_condition_keys,
    actions_matching,
    key_has_shape,
)
from influmojo_cfn.iam.unknown import Unknown

_DEPENDS_ON: Mapping[str, tuple[str, ...]] = {
    "the network of the call": (
        "aws:SourceIp",
        "aws:SourceVpc",
        "aws:SourceVpcArn",
        "aws:SourceVpce",
        "aws:VpcSourceIp",
        "aws:VpceAccount",
        "aws:VpceOrgID",
        "aws:VpceOrgPaths",
    ),
    "the organization of the account": (
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
    ),
    "the program that makes the call": ("aws:UserAgent", "aws:referer"),
}
"""Global condition keys of such requests, by what their values depend on.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-28)
"""

_NOT_SENT = (
    "elasticfilesystem:accesspointarn",
    "s3:accessgrantsinstancearn",
    "s3:accesspointnetworkorigin",
    "s3:accesspointtag/",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:versionid",
)
"""Keys, or how they begin, of access points and object versions; a call with one names its own.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html and
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
(read 2026-11-28)
"""


def not_told(action: str, asked: Iterable[str]) -> dict[str, Unknown]:
    """Return the keys that a role's request may carry with values that are not known.

    Args:
        action: what is called.
        asked: the keys (lower case) that policies ask for.
    """
    return {**_OF_EVERY_REQUEST, **keys_of_action(action, asked)}


def keys_of_action(action: str, asked: Iterable[str]) -> dict[str, Unknown]:
    """Return the keys that a request of an action may carry, whoever makes it."""
    found: dict[str, Unknown] = {}
    rows = actions_matching(action)
    for key in asked:
        if ":resourcetag/" in key or key.startswith(_NOT_SENT):
            continue
        if key.startswith("aws:") and not key.startswith(_OF_NEW_TAGS):
            continue
        if any(_takes(row, key) for row in rows):
            found[key] = _unknown("the request", key)
    return found


_OF_NEW_TAGS = ("aws:requesttag/", "aws:tagkeys")
"""Global keys that come with the actions for which AWS lists them; a resource's tags are known."""


def _takes(row: Action, key: str) -> bool:
    return any(key_has_shape(key, shape) for shape in action_condition_keys(row))


def _unknown(what: str, key: str) -> Unknown:
    return Unknown(f"it depends on {what}, which --context {key_name(key)}=VALUE gives")


_OF_EVERY_REQUEST = {key: _unknown(what, key) for what, keys in _DEPENDS_ON.items() for key in keys}
