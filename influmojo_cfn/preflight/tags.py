"""The tags of resources that a template makes, for conditions on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS
from influmojo_cfn.iam.unknown import Text, Unknown, covered


def tags_of(resolved: ResolvedTemplate) -> Mapping[str, Mapping[str, Text]]:
    """Return the tags of each resource by its ARN, as far as both are known.

    Resources with tags of which a key is not known are omitted.

    Raises:
        TemplateError: the template is wrong.
    """
    found: dict[str, Mapping[str, Text]] = {}
    for name, resource in resolved.resources.items():
        kind = resource.get("Type") if isinstance(resource, Mapping) else None
        arn = _arn(resolved, name, str(kind), resolved.environment)
        tags = _tags(resolved.property(name, "Tags") or ()) if arn else None
        if tags is not None:
            found[arn] = tags
    return found


def _arn(resolved: ResolvedTemplate, name: str, kind: str, here: Environment) -> str:
    """Return the ARN of a resource, or nothing where it has none that is known."""
    if kind == "AWS::SSM::Parameter":
        own = covered(resolved.name_of(name, kind)).removeprefix("/")
        return f"arn:{here.known_partition}:ssm:{here.region}:{here.account}:parameter/{own}"
    attribute = "Arn" if "Arn" in IDENTIFIERS.get(kind, {}) else "Ref"
    if kind not in IDENTIFIERS:
        return ""
    text = covered(resolved.identifier(name, attribute))
    return text if text.startswith("arn:") else ""


def _tags(rows: Any) -> Mapping[str, Text] | None:
    """Return tags, from a list of keys and values or a mapping; None where not all are known."""
    if isinstance(rows, Mapping):
        rows = [{"Key": key, "Value": value} for key, value in rows.items()]
    if not isinstance(rows, (list, tuple)):
        return None
    found: dict[str, Text] = {}
    for row in rows:
        key = row.get("Key") if isinstance(row, Mapping) else None
        if not isinstance(key, str):
            return None
        value = row.get("Value")
        found[key] = value if isinstance(value, (str, Unknown)) else str(value)
    return found
