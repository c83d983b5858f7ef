"""Which service a property gives a role to: the table against the data that names them."""

from __future__ import annotations

import re
from functools import reduce
from operator import getitem
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES, RoleProperty
from influmojo_cfn.iam.service_principals import service_principals
from influmojo_cfn.service_roles.api_gateway_calls import INTEGRATION_KEYS
from influmojo_cfn.service_roles.call_tables.connections import CONNECTIONS
from influmojo_cfn.service_roles.call_tables.keys import KEY_USERS
from influmojo_cfn.service_roles.call_tables.named import NAMED_CALLS
from influmojo_cfn.service_roles.field_calls import ROWS


def test_each_property_is_there_once() -> None:
    places = [(row.resource_type, row.path) for row in ROLE_PROPERTIES]
    assert len(places) == len(set(places))


def test_every_service_is_named_as_a_principal() -> None:
    wrong = [
        r for r in ROLE_PROPERTIES if not re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", r.service)
    ]
    assert wrong == []


def test_a_list_is_not_the_last_of_a_path_but_where_its_items_are_roles() -> None:
    ends = [row.resource_type for row in ROLE_PROPERTIES if row.path[-1] == "*"]
    assert ends == ["AWS::IAM::InstanceProfile", "AWS::Redshift::Cluster"]


NOT_OF_CLOUDFORMATION = ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
OF_TYPES = [row for row in ROLE_PROPERTIES if row.resource_type not in NOT_OF_CLOUDFORMATION]


@pytest.mark.parametrize("row", OF_TYPES, ids=lambda row: f"{row.resource_type}-{row.path}")
def test_every_property_is_one_of_its_type(row: RoleProperty) -> None:
    """A row that is misspelled would never be asked, and no rule would say so."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", row.resource_type).schema
    found: Any = schema
    is_open = row.resource_type == "AWS::SSM::Document" or row.path[0] == "Body"
    path = row.path[:1] if is_open else row.path
    for part in path:
        found = found["items"] if part == "*" else found["properties"][part]
        while "$ref" in found:
            keys = found["$ref"].removeprefix("#/").split("/")
            found = reduce(getitem, keys, schema)
    assert found


def test_every_service_of_a_table_is_a_known_principal() -> None:
    named = {row.service for row in ROLE_PROPERTIES} | {row.service for row in KEY_USERS}
    named |= {name for row in CONNECTIONS for name in (row.service, row.invokes_as) if name}
    assert named - service_principals() == set()


GIVEN = sorted(
    {(row.resource_type, row.role) for row in ROWS if not row.holder}
    | {(row.resource_type, (*row.place, *row.role)) for row in NAMED_CALLS}
    | {(row.resource_type, (*row.place, row.role)) for row in INTEGRATION_KEYS}
)


@pytest.mark.parametrize(("kind", "path"), GIVEN)
def test_a_role_that_a_table_gives_calls_is_trusted_by_its_service(
    kind: str, path: tuple[str, ...]
) -> None:
    """A row that is deleted here would leave the trust policy of the role unasked."""
    assert (kind, path) in {(row.resource_type, row.path) for row in ROLE_PROPERTIES}
