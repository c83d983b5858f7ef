"""Texts of a policy as patterns: each thing that is not known has one letter."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.automata import MOST_LETTERS
from influmojo_cfn.iam.budget import Exceeded
from influmojo_cfn.iam.patterns import Token, Variable, Wildcard
from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart
from influmojo_cfn.proof.letters import (
    Letters,
    has_opaque,
    is_one_thing,
    tokens_of,
)


def unknown(*parts: str | UnknownPart) -> Unknown:
    return Unknown("why", parts=parts)


EXPORT = UnknownPart(("export", "x"))
NAMELESS = UnknownPart(())


def tokens(text: Text, letters: Letters | None = None) -> list[Token]:
    found = tokens_of(text, letters or Letters(), variables=True)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("${aws:username}", "${AWS:UserName}", True),
        ("${aws:username}", "${aws:userid}", False),
        ("${aws:username, 'a'}", "${aws:username}", False),
        ("${aws:username, 'a'}", "${aws:username, 'a'}", True),
        (unknown(EXPORT), unknown(EXPORT), True),
        (unknown(EXPORT), unknown(UnknownPart(("export", "y"))), False),
        (unknown(NAMELESS), unknown(NAMELESS), False),
        (Unknown("why"), Unknown("why"), False),
        (unknown(UnknownPart(("a",), "*-*")), unknown(UnknownPart(("a",))), False),
    ],
)
def test_the_same_thing_has_the_same_letter(one: Text, other: Text, same: bool) -> None:
    letters = Letters()
    assert (tokens(one, letters) == tokens(other, letters)) is same


def test_each_wildcard_of_an_unknown_part_is_a_text_of_its_own() -> None:
    first, dash, second = tokens(unknown(UnknownPart(("a",), "*-*")))
    assert (first != second, dash) == (True, "-")


def test_what_is_known_of_a_text_stays() -> None:
    found = tokens(unknown("arn:", EXPORT, "/*"))
    assert (found[0], found[2:]) == ("arn:", ["/", Wildcard.ANY])


def test_a_text_without_parts_is_what_it_covers() -> None:
    found = tokens(Unknown("why", "a*"))
    assert found[0] == "a"
    assert has_opaque(found[1:])


def test_variables_of_an_old_version_are_texts() -> None:
    assert tokens_of("${aws:username}", Letters(), variables=False) == ["${aws:username}"]


def test_a_variable_that_is_known_is_its_text() -> None:
    assert tokens("a${aws:username}", Letters(lambda _: "me*")) == ["a", "me*"]


def test_a_variable_that_names_nothing_leaves_no_text() -> None:
    assert tokens_of("a${aws:username}", Letters(lambda _: None), variables=True) is None


def test_a_letter_means_its_variable() -> None:
    letters = Letters()
    (letter,) = tokens("${aws:username}", letters)
    assert letters.meaning == {letter: Variable("aws:username", None, "${aws:username}")}


def test_a_multivalued_key_is_no_variable() -> None:
    letters = Letters()
    tokens("${aws:TagKeys}", letters)
    (meaning,) = letters.meaning.values()
    assert meaning == "${aws:TagKeys}: AWS takes no multivalued key for a policy variable"


def test_more_may_be_known_of_the_same_letters() -> None:
    letters = Letters()
    one = tokens("${aws:userid}", letters)
    known = letters.given(lambda v: "me" if v.key == "aws:username" else v)
    assert tokens("${aws:userid}", known) == one
    assert tokens("${aws:username}", known) == ["me"]


def test_letters_end() -> None:
    letters = Letters()
    for number in range(MOST_LETTERS):
        letters.of(number, "")
    with pytest.raises(Exceeded, match="more than 5,000 texts"):
        letters.of("one more", "")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (unknown(EXPORT), True),
        (unknown("a", EXPORT), True),
        (unknown(EXPORT, NAMELESS), False),
        (Unknown("why"), False),
    ],
)
def test_a_text_is_one_thing_where_each_part_is(text: Unknown, whole: bool) -> None:
    assert is_one_thing(text) is whole
