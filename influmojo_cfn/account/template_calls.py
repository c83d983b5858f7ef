"""The calls that CloudFormation makes for the parts of a template that are not resources.

It reads dynamic references, parameters of Parameter Store and Availability Zones with the
permissions of the deployer, who must also be allowed each transform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.account.resource_call import ResourceCall
from influmojo_cfn.cloudformation.deployment_lookups import deployment_lookups
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.transforms import INCLUDE, named_transforms
from influmojo_cfn.data import template_calls as rows
from influmojo_cfn.iam.unknown import covered

_OF_AWS = "AWS::"
_WHOLE_SECRET = re.compile(r".*(?:-[A-Za-z0-9]{6}|[*?])")
"""The ARN of a secret with its six random characters, which Secrets Manager finds without them."""


def template_calls(resolved: ResolvedTemplate) -> Iterator[ResourceCall]:
    """Yield the calls for the lookups and the transforms of a template."""
    reader = _TemplateCallReader(resolved)
    for found in deployment_lookups(resolved):
        for action in rows.LOOKUPS.get(found.source, ()):
            yield _call(found.place, action, *reader.looked_up(found.source, found.key))
    yield from reader.of_transforms()


def unknown_macros(template: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the macros of a template, each of which invokes a function that it doesn't name."""
    return tuple(name for name in named_transforms(template) if not name.startswith(_OF_AWS))


def _call(place: str, action: str, *resources: str) -> ResourceCall:
    return ResourceCall(
        logical_id=place,
        resource_type="",
        action=action,
        resources=resources,
        handlers=("create", "update"),
    )


class _TemplateCallReader:
    """Finds out what the calls for one template act on."""

    def __init__(self, resolved: ResolvedTemplate) -> None:
        self.resolved = resolved
        here = resolved.environment
        self.partition, self.region, self.account = here.known_partition, here.region, here.account

    def _arn(self, service: str, resource: str, account: str | None = None) -> str:
        owner = self.account if account is None else account
        return f"arn:{self.partition}:{service}:{self.region}:{owner}:{resource}"

    def of_transforms(self) -> Iterator[ResourceCall]:
        """Yield the calls for transforms and macros, and for what is included."""
        for name, locations in named_transforms(self.resolved.template).items():
            owner = "aws" if name.startswith(_OF_AWS) else None
            place = f"transform/{name.removeprefix(_OF_AWS)}"
            yield _call("Transform", rows.TRANSFORM, self._arn("cloudformation", place, owner))
            for location in locations if name == INCLUDE else ():
                address = covered(self.resolved.value(location)) if location else ""
                path = address.removeprefix("s3://") if address.startswith("s3://") else "*"
                yield _call("Transform", rows.INCLUDE, f"arn:{self.partition}:s3:::{path}")

    def looked_up(self, source: str, key: str) -> tuple[str, ...]:
        """Return what is looked up; AWS's own parameters have no account."""
        if source not in rows.STORES:
            return ("*",)
        if key.startswith("arn:"):
            arn = ":".join(key.split(":")[: rows.STORES[source]])
            is_whole = source != "secretsmanager" or _WHOLE_SECRET.fullmatch(arn)
            return (arn if is_whole else f"{arn}-??????",)
        name = key.partition(":")[0].removeprefix("/")
        if source == "secretsmanager":
            return (self._arn("secretsmanager", f"secret:{name}-??????"),)
        own = self._arn("ssm", f"parameter/{name}", "" if name.startswith("aws/") else None)
        return (own, self._arn("ssm", "parameter/aws/*", "")) if name.startswith("*") else (own,)
