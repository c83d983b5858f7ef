"""How long a deploy-time parameter of a kind may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.argument_types.model import PARAMETER_MAX_LENGTH, ArgumentType


def kind(length: int) -> ArgumentType:
    return ArgumentType(name="a", constraint="a", example="a", length=(1, length))


@given(st.integers(min_value=1))
def test_a_parameter_is_never_longer_than_its_kind_or_than_a_policy_bears(length: int) -> None:
    assert kind(length).parameter_max_length <= min(length, PARAMETER_MAX_LENGTH)


@pytest.mark.parametrize(("length", "longest"), [(80, 80), (256, 256), (2048, 256)])
def test_the_longest_value_of_a_parameter(length: int, longest: int) -> None:
    assert kind(length).parameter_max_length == longest


def test_a_kind_admits_one_character_unless_it_says_otherwise() -> None:
    unsaid = ArgumentType(name="a", constraint="a", example="a")
    assert unsaid.min_length == kind(80).min_length == 1


def test_a_wildcard_takes_in_what_has_no_narrower_one() -> None:
    assert (kind(80).widest, kind(80).implied_prefix) == ("*", "")


def test_kinds_that_are_read_elsewhere_cannot_be_parameters() -> None:
    structured = [each for each in ARGUMENT_TYPES.values() if each.structured]
    assert {each.name for each in structured} >= {"conditions", "boolean"}
    assert not any(each.pattern for each in structured if each.name == "conditions")
