"""Unknown values: what is known of them is never more than is true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.unknown import (
    MaybeStatement,
    Text,
    Unknown,
    as_pattern,
    covered,
    either,
    joined,
    made_up,
    standing_in,
)

BUCKET = Unknown("the bucket has no name", "*", "Bucket")
STAGE = Unknown("Stage has no default")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("logs", "logs", id="a text covers itself"),
        pytest.param(STAGE, "*", id="an unknown covers anything by default"),
        pytest.param(Unknown("why", "logs-*"), "logs-*", id="an unknown of a known shape"),
    ],
)
def test_what_a_text_covers(text: Text, expected: str) -> None:
    assert covered(text) == expected


@pytest.mark.parametrize(
    ("parts", "separator", "expected"),
    [
        pytest.param([], "-", "", id="nothing"),
        pytest.param(["a", "b"], "", "ab", id="known texts"),
        pytest.param(["a", "b"], "-", "a-b", id="known texts with a separator"),
        pytest.param(
            ["a", STAGE], "-", Unknown(STAGE.reason, "a-*"), id="unknown of the known shape"
        ),
        pytest.param([BUCKET], "", BUCKET, id="an unknown alone keeps what it identifies"),
        pytest.param(
            [BUCKET, "/*"],
            "",
            Unknown(BUCKET.reason, "*/*"),
            id="more than the identifier identifies nothing",
        ),
        pytest.param(
            [BUCKET, STAGE],
            "",
            Unknown("the bucket has no name; Stage has no default", "**"),
            id="every reason",
        ),
        pytest.param(
            [STAGE, STAGE], "/", Unknown(STAGE.reason, "*/*"), id="the same reason said once"
        ),
    ],
)
def test_joined(parts: list[Text], separator: str, expected: Text) -> None:
    assert joined(parts, separator) == expected


@pytest.mark.parametrize(
    ("one", "other", "covers"),
    [
        pytest.param("logs", "logs", "logs", id="the same"),
        pytest.param("dev-logs", "prod-logs", "*-logs", id="the end"),
        pytest.param("logs-dev", "logs-prod", "logs-*", id="the beginning"),
        pytest.param("a", "b", "*", id="nothing in common"),
        pytest.param("", "logs", "*", id="one is empty"),
        pytest.param("aa", "aaa", "aa*", id="a character is not counted for both ends"),
        pytest.param("aba", "aa", "a*a", id="one begins and ends as the other does"),
        pytest.param(Unknown("why", "logs-*"), "logs-1", "logs-*", id="an unknown one"),
    ],
)
def test_either(one: Text, other: Text, covers: str) -> None:
    assert either(one, other, "Stage decides") == Unknown("Stage decides", covers)


WORDS = st.text("ab:", max_size=6)


@given(WORDS, WORDS)
def test_what_is_known_of_either_covers_both(one: str, other: str) -> None:
    covers = either(one, other, "").covers
    assert [word for word in (one, other) if not matches(covers, word)] == []


@given(st.text("ab*?:", max_size=8))
def test_a_pattern_comes_back_from_what_stands_for_it(pattern: str) -> None:
    assert as_pattern(standing_in(pattern)) == pattern


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("a*", True, id="itself"),
        pytest.param("*", True, id="a wider one"),
        pytest.param("ab", False, id="a word that it covers"),
        pytest.param("a?", False, id="a narrower one"),
        pytest.param("ab*", False, id="a longer beginning"),
    ],
)
def test_only_a_wildcard_matches_what_stands_for_the_unknown(pattern: str, expected: bool) -> None:
    assert matches(pattern, standing_in("a*")) is expected


def test_names_that_cloudformation_makes_up_differ_by_resource() -> None:
    assert made_up("Queue") != made_up("Topic")


def test_no_name_that_could_be_written_is_a_made_up_one() -> None:
    assert not made_up("Queue").isascii()


def test_a_statement_that_may_be_there_keeps_what_it_says() -> None:
    assert MaybeStatement({"Effect": "Allow"}, "Stage decides") == {"Effect": "Allow"}


def test_a_statement_that_may_be_there_says_why() -> None:
    assert MaybeStatement({}, "Stage decides").reason == "Stage decides"
