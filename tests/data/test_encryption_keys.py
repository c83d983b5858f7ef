"""The properties that name a key are properties of their types."""

from __future__ import annotations

from functools import reduce
from operator import getitem
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.encryption_keys import KEY_PROPERTIES


@pytest.mark.parametrize("kind", KEY_PROPERTIES)
def test_the_property_is_a_string_of_its_type(kind: str) -> None:
    schema: Any = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    found = schema
    for part in KEY_PROPERTIES[kind]:
        found = found["items"] if part == "*" else found["properties"][part]
        while "$ref" in found:
            found = reduce(getitem, found["$ref"].removeprefix("#/").split("/"), schema)
    assert "string" in found["type"]
