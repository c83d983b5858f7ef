"""The policies that other accounts must set, as JSON for the owner of the resources."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from influmojo_cfn.account.resource_policies import ResourcePolicy

_WHEN = (
    "after the roles exist, and again after a role is created anew: the policy holds the role's "
    "unique ID, which a role of the same name does not have"
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"""

_REPLACES = "the existing policy: put its statements into policy.json as well"


def as_json(policies: Iterable[ResourcePolicy]) -> str:
    """Return a list of the policies, each with its owner, its command and when to run it."""
    return json.dumps([_plain(each) for each in policies], indent=2)


def _plain(policy: ResourcePolicy) -> dict[str, Any]:
    return {
        "account": policy.account,
        "resource": policy.resource,
        "policy": dict(policy.policy),
        "command": policy.command,
        "when": _WHEN,
        "replaces": _REPLACES,
        **({"note": policy.note} if policy.note else {}),
        "documentation": policy.source,
    }
