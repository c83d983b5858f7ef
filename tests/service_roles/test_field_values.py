"""Names that fill templates in, and the keys that strings name."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart, covered, standing_in
from influmojo_cfn.service_roles.field_values import Home, fields_in, fill, key_arn

HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
PLACE = "eu-west-1:111122223333"
MADE_UP_ID = "?" * 36
KEY = f"arn:aws:kms:{PLACE}:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.mark.parametrize(
    ("text", "arn"),
    [
        (KEY, KEY),
        (KEY.rpartition("/")[2], KEY),
        ("mrk-" + "a" * 32, f"arn:aws:kms:{PLACE}:key/mrk-{'a' * 32}"),
        ("alias/own", "arn:aws:kms:eu-west-1:*:key/*"),
        (f"arn:aws:kms:{PLACE}:alias/own", "arn:aws:kms:eu-west-1:*:key/*"),
        (Unknown("why", "x*"), "x*"),
        (Unknown("made up", MADE_UP_ID), f"arn:aws:kms:{PLACE}:key/{MADE_UP_ID}"),
        (
            standing_in(MADE_UP_ID, "Key.Ref"),
            standing_in(f"arn:aws:kms:{PLACE}:key/{MADE_UP_ID}", "Key.Ref"),
        ),
    ],
)
def test_a_key_is_named_by_arn_id_or_alias(text: Text, arn: str) -> None:
    assert covered(key_arn(text, HOME)) == arn


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ({"a": "x", "b": "y"}, "x-y"),
        ({"a": "x", "b": Unknown("why", "y*")}, "x-y*"),
        ({"a": "{b}", "b": "y"}, "{b}-y"),
    ],
)
def test_a_template_is_filled_in(given: dict[str, Text], filled: str) -> None:
    assert covered(fill("{a}-{b}", given)) == filled


def test_what_fills_a_template_in_keeps_what_it_is() -> None:
    part = UnknownPart(("name", "Bucket"))
    found = fill("{a}/{b}", {"a": Unknown("why", parts=(part,)), "b": "y"})
    assert isinstance(found, Unknown)
    assert (found.reason, found.parts) == ("why", (part, "/", "y"))


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{a}", {})


def test_the_names_of_a_template_are_in_its_order() -> None:
    assert fields_in("{b}:{a}:{b}") == ["b", "a", "b"]
