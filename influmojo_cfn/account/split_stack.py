"""A stack of a template that `build` splits: its root, the stacks of its parts, their bucket."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from shlex import quote
from typing import Any

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.stack import NEVER_CREATED, StackClient, parameter_values_of
from influmojo_cfn.account.stack_recovery import parent_of
from influmojo_cfn.account.stack_template import (
    StackTemplate,
    nested_in,
    own_template,
    stack_template,
)
from influmojo_cfn.cloudformation.attachments import MANAGED_POLICY, ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import AccountError

_PART = re.compile("Roles[A-Za-z0-9]+")
"""The logical ID of a nested stack in the root that `build` writes."""

_BUCKETS = (
    re.compile(r"https?://(?P<bucket>[a-z0-9.-]+)\.s3[.-][^/]+/"),
    re.compile(r"https?://[^/]+/(?P<bucket>[a-z0-9.-]+)/"),
)
"""An address by the bucket's host, and by its path.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html (read 2026-11-27)
"""


def stacks_of_parts(parts: Collection[str], connection: Connection) -> frozenset[str]:
    """Return the names of the stacks that nest these ones; a stack that none nests is its own."""
    client = connection.client("cloudformation")
    return frozenset(
        parent_of(StackClient(name=name, client=client).describe()) or name for name in parts
    )


def parts_of(
    name: str | None, described: Mapping[str, Any] | None, connection: Connection
) -> StackTemplate | None:
    """Return the stack of a split template with those of its parts, None where there is none.

    Raises:
        AccountError: the stack has more than the parts of the roles, or the roles themselves, or
            the account did not answer.
        TemplateError: a template cannot be read.
    """
    if not name:
        return None
    status = str((described or {}).get("StackStatus", ""))
    if status in NEVER_CREATED or not status.endswith("_COMPLETE"):
        return None
    stack = stack_template(connection, name)
    if not nested_in(stack.document):
        raise AccountError(
            f"stack {name}: contains the roles themselves, and the template of this app, now split "
            "into nested stacks, would create them again; set split_roles: false in the app file, "
            "and run verify again: it prints the deployment by a bucket"
        )
    if not is_of_parts(stack):
        inside = [each.environment.stack_name for each in _all(stack) if is_of_parts(each)]
        what = f"give --stack-name {quote(str(inside[0]))}" if inside else "give the roles' own"
        raise AccountError(f"stack {name}: contains more than the parts of the roles; {what}")
    return stack


def check_parts(stack: StackTemplate, parts: Mapping[str, str]) -> None:
    """Raise :class:`AccountError` if an update would move roles out of the stacks that have them.

    ``parts`` are the nested stacks of the resources by logical ID, none of a single template.
    """
    if not is_of_parts(stack):
        return
    now = "" if parts else "in a single template"
    for name, nested in stack.nested.items():
        for logical_id in nested.document.data.get("Resources", {}):
            if not now and parts.get(logical_id, name) != name:
                now = f"with {logical_id} in {parts[logical_id]}, not in {name}"
    if now:
        raise AccountError(
            f"stack {stack.environment.stack_name}: nests the stacks of the roles, and the template"
            f" of this app, now {now}, would create them again, which fails on their names; "
            "deploy it under another project, or add DeletionPolicy: Retain to the roles and "
            "policies as they are deployed, delete the stack, and import them: influmojo-cfn adopt"
        )


def is_of_parts(stack: StackTemplate) -> bool:
    """Return whether a stack nests the parts of a split template, and has nothing else."""
    resources = stack.document.data.get("Resources", {})
    parts = nested_in(stack.document)
    return bool(parts) and resources.keys() == parts.keys() and all(map(_PART.fullmatch, parts))


def names_of(stack: StackTemplate) -> frozenset[str | None]:
    """Return the name of a stack and those of the stacks that it nests."""
    return frozenset(each.environment.stack_name for each in _all(stack))


def deployed_template(name: str, connection: Connection) -> StackTemplate | None:
    """Return a stack's own template and parameters; None where nothing was deployed to it."""
    stack = StackClient(name=name, client=connection.client("cloudformation")).describe() or {}
    status = str(stack.get("StackStatus", ""))
    if status in NEVER_CREATED or not status.endswith("_COMPLETE"):
        return None
    environment = Environment(
        parameters=parameter_values_of(stack),
        account=connection.account(),
        region=connection.region_name,
        stack_name=name,
    )
    return StackTemplate(document=own_template(name, connection), environment=environment)


def physical_names(stack: StackTemplate) -> dict[str, str]:
    """Return the names of the roles and policies of a stack, by logical ID, as far as known."""
    found = {}
    for each in _all(stack):
        resolved = ResolvedTemplate(each.document.data, each.environment)
        for kind in (ROLE, MANAGED_POLICY):
            for logical_id in resolved.of_type(kind):
                name = resolved.name_of(logical_id, kind)
                if isinstance(name, str):
                    found[logical_id] = name
    return found


def resources_of(stack: StackTemplate) -> dict[str, Any]:
    """Return the resources of a stack and of those that it nests, by their logical IDs."""
    found: dict[str, Any] = {}
    for each in _all(stack):
        found |= each.document.data.get("Resources", {})
    return found


def existing_in(stack: StackTemplate) -> frozenset[str]:
    """Return the logical IDs of a stack that no condition omits, with those of nested stacks."""
    found: set[str] = set()
    for each in _all(stack):
        resolved = ResolvedTemplate(each.document.data, each.environment)
        found |= {name for name in resolved.resources if resolved.exists(name) is not False}
    return frozenset(found)


def bucket_of(stack: StackTemplate) -> str:
    """Return the bucket that the templates of the nested stacks are in, BUCKET where unknown."""
    for properties in nested_in(stack.document).values():
        for pattern in _BUCKETS:
            if found := pattern.match(str(properties.get("TemplateURL"))):
                return found["bucket"]
    return "BUCKET"


def _all(stack: StackTemplate) -> Iterator[StackTemplate]:
    yield stack
    for each in stack.nested.values():
        yield from _all(each)
