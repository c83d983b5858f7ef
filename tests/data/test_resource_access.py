"""The properties of types that concern access: none that names a role is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.resource_access import CONCERNS_ACCESS
from influmojo_cfn.data.types_without_access import WITHOUT_ACCESS

NAMES_ROLE = re.compile(r"(?:Role|RoleArn|RoleARN|Roles|InstanceProfile)$")
READ_ONLY = {
    ("AWS::RedshiftServerless::Namespace", "Namespace/DefaultIamRoleArn"),
    ("AWS::ElastiCache::GlobalReplicationGroup", "Members/Role"),
    ("AWS::RedshiftServerless::Namespace", "Namespace/IamRoles"),
}


def paths(schema: Mapping[str, Any], root: Mapping[str, Any], depth: int = 4) -> Iterator[str]:
    """Yield the paths of the properties of a schema, without the indexes of lists."""
    while "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rsplit("/", 1)[-1]]
    if "items" in schema:
        yield from paths(schema["items"], root, depth)
    for name, row in schema.get("properties", {}).items():
        yield name
        if depth:
            yield from (f"{name}/{below}" for below in paths(row, root, depth - 1))


def is_compared(kind: str, path: str) -> bool:
    for row in CONCERNS_ACCESS.get(kind, ()):
        first, _, below = row.partition("/")
        if path.split("/")[0] == first and (not below or below in path.split("/")):
            return True
    return False


def test_a_property_that_names_a_role_is_compared() -> None:
    found = set()
    for kind in WITHOUT_ACCESS | {*CONCERNS_ACCESS}:
        root = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
        named = {path for path in paths(root, root) if NAMES_ROLE.search(path)}
        found |= {(kind, path) for path in named if not is_compared(kind, path)}
    assert found == READ_ONLY
