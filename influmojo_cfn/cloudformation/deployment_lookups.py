"""What CloudFormation looks up when it deploys a template: Availability Zones, stored values.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
(read 2026-11-28).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import covered

ZONES = "zones"
"""The source of Fn::GetAZs."""

_REFERENCE = re.compile(r"\{\{resolve:([a-z-]+):((?:\$\{[^}]*\}|[^}])*)(\}?)")
_STORED = re.compile(r"AWS::SSM::Parameter::Value<.+>")


class Lookup(NamedTuple):
    """What is looked up: the source, a key in it as a pattern, and the place that asks for it.

    The source is that of a dynamic reference (ssm, ssm-secure, secretsmanager), or :data:`ZONES`.
    """

    source: str
    key: str
    place: str


def deployment_lookups(resolved: ResolvedTemplate) -> Iterator[Lookup]:
    """Yield what CloudFormation looks up for a template, once for each source and key."""
    for name, row in declared(resolved.template).items():
        if _STORED.fullmatch(str(row.get("Type"))):
            given = resolved.environment.parameters.get(name, row.get("Default"))
            yield Lookup("ssm", given if isinstance(given, str) else "*", f"Parameters.{name}")
    for source, text in dict.fromkeys(_written(resolved.template)):
        key = covered(resolved.value({"Fn::Sub": text}))
        yield Lookup(source, key, "Fn::GetAZs" if source == ZONES else f"{{{{resolve:{source}}}}}")


def _written(data: Any) -> Iterator[tuple[str, str]]:
    """Yield the source and the key of each lookup as it is written, anywhere in a template."""
    if isinstance(data, str):
        for found in _REFERENCE.finditer(data):
            # Where another string continues it, its end is not known.
            yield found[1], found[2] if found[3] else f"{found[2]}*"
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key == "Fn::GetAZs":
                yield ZONES, ""
            yield from _written(value)
    elif isinstance(data, list):
        for item in data:
            yield from _written(item)
