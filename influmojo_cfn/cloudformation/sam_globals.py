"""What the section Globals of AWS SAM gives to resources.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.sections import section

_SHARED = {
    f"AWS::Serverless::{name}": name
    for name in ("Api", "CapacityProvider", "Function", "HttpApi", "StateMachine", "WebSocketApi")
}
"""The types whose properties Globals can have, by its keys; others of them concern no access."""


def with_globals(row: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a resource, with what Globals gives those of AWS SAM."""
    shared = section(section(template, "Globals"), _SHARED.get(str(row.get("Type")), ""))
    own = row.get("Properties")
    merged = _merged(shared, {} if own is None else own)
    return dict(merged) if isinstance(merged, Mapping) else {}


def without_globals(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template without what Globals has given to its resources."""
    shared = template.get("Globals")
    if not isinstance(shared, Mapping):
        return dict(template)
    kept = {key: item for key, item in shared.items() if key not in _SHARED.values()}
    return {**template, "Globals": kept}


def _merged(shared: Any, own: Any) -> Any:
    """Return what AWS SAM makes of a value of Globals and one of the resource.

    Mappings are merged and lists are joined, with what Globals has first; of anything else the
    resource's own counts.
    """
    if isinstance(shared, list) and isinstance(own, list):
        return [*shared, *own]
    if not isinstance(shared, Mapping) or not isinstance(own, Mapping):
        return own
    if shared and own and (is_call(shared) or is_call(own)):
        return own
    return {
        **shared,
        **{key: _merged(shared[key], item) if key in shared else item for key, item in own.items()},
    }
