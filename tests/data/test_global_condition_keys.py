"""The table of global condition keys is whole and well-formed."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.service_authorization import condition_key, global_condition_keys

TYPES = {"String", "ARN", "Bool", "Numeric", "Date", "IPAddress"}


def test_every_key_has_a_known_type() -> None:
    assert {key.type for key in global_condition_keys().values()} <= TYPES


@pytest.mark.parametrize("name", ["aws:sourcearn", "AWS:RequestTag/team", "aws:PrincipalOrgID"])
def test_a_key_is_found_in_any_case_and_shape(name: str) -> None:
    assert condition_key(name) is not None


@pytest.mark.parametrize("name", ["aws:RequestTag/", "aws:SourceARNs", "aws:PrincipalTag"])
def test_no_key_is_invented(name: str) -> None:
    assert condition_key(name) is None


def test_tag_keys_hold_many_values() -> None:
    key = condition_key("aws:TagKeys")
    assert key is not None
    assert key.multivalued
