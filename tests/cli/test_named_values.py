"""Values by name: what is no NAME=VALUE is told, all of it at once."""

from __future__ import annotations

import pytest

from influmojo_cfn.cli.named_values import named_values
from influmojo_cfn.errors import Error


def test_a_value_has_a_name_and_can_be_empty_or_have_an_equals_sign() -> None:
    assert named_values("--set", ["A=", "B=c=d", "A=last"]) == {"A": "last", "B": "c=d"}


def test_each_entry_that_is_none_is_told() -> None:
    with pytest.raises(Error) as caught:
        named_values("--image", ["web", "=uri", "api=uri"], "CONTAINER=URI")
    assert [str(each) for each in caught.value.problems] == [
        "--image: 'web' is not CONTAINER=URI",
        "--image: '=uri' is not CONTAINER=URI",
    ]
