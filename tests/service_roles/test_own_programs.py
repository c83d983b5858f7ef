"""Programs of one's own run with roles that the table of role properties has."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES
from influmojo_cfn.service_roles.own_programs import OWN_PROGRAMS

PLACES = [(kind, path) for kind, paths in OWN_PROGRAMS.items() for path in paths]


@pytest.mark.parametrize(("kind", "path"), PLACES)
def test_each_place_takes_a_role(kind: str, path: str) -> None:
    """A row that is misspelled would leave the role of a program unknown."""
    assert (kind, path) in {(row.resource_type, ".".join(row.path)) for row in ROLE_PROPERTIES}
