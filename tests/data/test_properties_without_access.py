"""The properties that concern no access: each exists, and none names a role."""

from __future__ import annotations

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.properties_without_access import WITHOUT_ACCESS_OF
from influmojo_cfn.data.resource_access import READ
from influmojo_cfn.data.types_without_access import WITHOUT_ACCESS
from tests.data.test_resource_access import NAMES_ROLE, paths

OF_AWS = sorted(kind for kind in WITHOUT_ACCESS_OF if not kind.startswith("AWS::Serverless::"))


def known_paths(kind: str) -> list[str]:
    root = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    return [*paths(root, root, 6)]


def is_within(path: str, row: str) -> bool:
    """Return whether a property is what a row of the table names, or a part of it."""
    first, _, name = row.partition("/")
    keys = path.split("/")
    return keys[0] == first and (not name or name in keys[1:])


def is_free(row: str, known: list[str]) -> bool:
    """Return whether a property can hold anything."""
    return row.count("/") == 1 and not any(
        path.startswith(row.split("/")[0] + "/") for path in known
    )


@pytest.mark.parametrize("kind", OF_AWS)
def test_each_property_exists_and_names_no_role(kind: str) -> None:
    known = known_paths(kind)
    rows = WITHOUT_ACCESS_OF[kind]
    unknown = [row for row in rows if not any(is_within(path, row) for path in known)]
    assert [row for row in unknown if not is_free(row, known)] == []
    omitted = [path for path in known if any(is_within(path, row) for row in rows)]
    assert [path for path in omitted if NAMES_ROLE.search(path)] == []


def test_no_type_is_wholly_without_access_as_well() -> None:
    assert {*WITHOUT_ACCESS_OF} & (WITHOUT_ACCESS | {*READ}) == set()
