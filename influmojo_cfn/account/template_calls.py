"""The calls that CloudFormation makes for the parts of a template that are not resources.

It reads dynamic references, parameters of Parameter Store and Availability Zones with the
permissions of the deployer, who must also be allowed each transform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.account.resource_type_calls import ResourceCall
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.transforms import INCLUDE, snippets, transforms_of
from influmojo_cfn.data import template_calls as rows
from influmojo_cfn.iam.unknown import covered

_REFERENCE = re.compile(r"\{\{resolve:([a-z-]+):((?:\$\{[^}]*\}|[^}])*)(\}?)")
_STORED = re.compile(r"AWS::SSM::Parameter::Value<.+>")
_OF_AWS = "AWS::"


def template_calls(resolved: ResolvedTemplate) -> Iterator[ResourceCall]:
    """Yield the calls for the functions, references, parameters and transforms of a template."""
    reader = _TemplateCallReader(resolved)
    yield from reader.of_parameters()
    yield from reader.of_transforms()
    yield from reader.of_values()


def unknown_macros(template: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the macros of a template, each of which invokes a function that it doesn't name."""
    return tuple(name for name in _transforms(template) if not name.startswith(_OF_AWS))


class _TemplateCallReader:
    """Finds out what the calls for one template act on."""

    def __init__(self, resolved: ResolvedTemplate) -> None:
        self.resolved = resolved
        here = resolved.environment
        self.partition, self.region = here.known_partition, here.region
        self.account = here.account

    def _call(self, place: str, action: str, *resources: str) -> ResourceCall:
        return ResourceCall(
            logical_id=place,
            resource_type="",
            action=action,
            resources=resources,
            handlers=("create", "update"),
        )

    def _arn(self, service: str, resource: str, account: str | None = None) -> str:
        owner = self.account if account is None else account
        return f"arn:{self.partition}:{service}:{self.region}:{owner}:{resource}"

    def of_parameters(self) -> Iterator[ResourceCall]:
        """Yield the calls that read the parameters of Parameter Store."""
        for name, row in declared(self.resolved.template).items():
            if _STORED.fullmatch(str(row.get("Type"))):
                given = self.resolved.environment.parameters.get(name, row.get("Default"))
                key = given if isinstance(given, str) else "*"
                yield self._call(f"Parameters.{name}", rows.STORED_PARAMETER, *self._stored(key))

    def of_transforms(self) -> Iterator[ResourceCall]:
        """Yield the calls for transforms and macros, and for what is included."""
        for name, locations in _transforms(self.resolved.template).items():
            owner = "aws" if name.startswith(_OF_AWS) else None
            place = f"transform/{name.removeprefix(_OF_AWS)}"
            yield self._call("Transform", rows.TRANSFORM, self._arn("cloudformation", place, owner))
            for location in locations if name == INCLUDE else ():
                address = covered(self.resolved.value(location)) if location else ""
                path = address.removeprefix("s3://") if address.startswith("s3://") else "*"
                yield self._call("Transform", rows.INCLUDE, f"arn:{self.partition}:s3:::{path}")

    def of_values(self) -> Iterator[ResourceCall]:
        """Yield the calls for functions and dynamic references anywhere in the template."""
        template = self.resolved.template
        found = dict.fromkeys(_values(template))
        for kind, text in found:
            if kind == "Fn::GetAZs":
                for action in rows.ZONES:
                    yield self._call(kind, action, "*")
            elif kind in rows.REFERENCES:
                key = covered(self.resolved.value({"Fn::Sub": text}))
                of = self._secret(key) if kind == "secretsmanager" else self._stored(key)
                yield self._call(kind, rows.REFERENCES[kind], *of)

    def _stored(self, key: str) -> tuple[str, ...]:
        """Return a parameter of Parameter Store; AWS's own have no account."""
        if key.startswith("arn:"):
            return (":".join(key.split(":")[:6]),)
        name = key.partition(":")[0].removeprefix("/")
        owner = "" if name.startswith("aws/") else None
        own = self._arn("ssm", f"parameter/{name}", owner)
        return (own, self._arn("ssm", "parameter/aws/*", "")) if name.startswith("*") else (own,)

    def _secret(self, key: str) -> tuple[str, ...]:
        if key.startswith("arn:"):
            return (":".join(key.split(":")[:7]),)
        return (self._arn("secretsmanager", f"secret:{key.partition(':')[0] or '*'}-??????"),)


def _transforms(template: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the transforms that a template names, each with the locations that it is given."""
    found: dict[str, list[Any]] = {
        name: [] for name in transforms_of(template) if isinstance(name, str)
    }
    for row in _includes(template):
        parameters = row.get("Parameters")
        given = parameters if isinstance(parameters, Mapping) else {}
        found.setdefault(str(row.get("Name")), []).append(given.get("Location"))
    return found


def _includes(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield what is given to each Fn::Transform."""
    if isinstance(data, Mapping):
        yield from (row for row in snippets(data).values() if isinstance(row, Mapping))
    for each in data.values() if isinstance(data, Mapping) else data:
        if isinstance(each, (Mapping, list)):
            yield from _includes(each)


def _values(data: Any) -> Iterator[tuple[str, str]]:
    """Yield each Fn::GetAZs, and the service and key of each dynamic reference."""
    if isinstance(data, str):
        for found in _REFERENCE.finditer(data):
            # Where another string continues it, its end is not known.
            yield found[1], found[2] if found[3] else f"{found[2]}*"
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key == "Fn::GetAZs":
                yield key, ""
            yield from _values(value)
    elif isinstance(data, list):
        for item in data:
            yield from _values(item)
