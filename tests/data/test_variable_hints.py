"""What the variables of a container suggest."""

from __future__ import annotations

from influmojo_cfn.data.variable_hints import VARIABLE_HINTS
from influmojo_cfn.grants import grant_names


def test_every_hint_names_grants_of_the_catalog() -> None:
    named = [part for hint in VARIABLE_HINTS for part in hint.grants.split(", ") if "." in part]
    assert set(named) <= set(grant_names())
