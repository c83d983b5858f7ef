"""The types whose names hold no colon are types of the service authorization reference."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.names_without_colon import NAMES_WITHOUT_COLON
from influmojo_cfn.iam.service_authorization import service


@pytest.mark.parametrize("prefix", [row[0] for row in NAMES_WITHOUT_COLON])
def test_every_type_is_one_of_its_service(prefix: str) -> None:
    (kinds,) = (row[1] for row in NAMES_WITHOUT_COLON if row[0] == prefix)
    found = service(prefix)
    assert found is not None
    assert {each for each in kinds if each.lower() not in found.resource_types} == set()
