"""Unknown values: what is known of them is never more than is true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.text import MADE_UP
from influmojo_cfn.iam.unknown import (
    MaybeStatement,
    Text,
    Unknown,
    UnknownPart,
    as_shown,
    covered,
    joined,
    piece_of,
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
    ("parts", "expected"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(["a", "b"], "ab", id="known texts"),
        pytest.param(["a", "-", STAGE], Unknown(STAGE.reason, "a-*"), id="of the known shape"),
        pytest.param([BUCKET], BUCKET, id="an unknown alone keeps what it identifies"),
        pytest.param(
            [BUCKET, "/*"],
            Unknown(BUCKET.reason, "*/*"),
            id="more than the identifier identifies nothing",
        ),
        pytest.param(
            [BUCKET, STAGE],
            Unknown("the bucket has no name; Stage has no default", "**"),
            id="every reason",
        ),
        pytest.param(
            [STAGE, "/", STAGE], Unknown(STAGE.reason, "*/*"), id="the same reason said once"
        ),
    ],
)
def test_joined(parts: list[Text], expected: Text) -> None:
    found = joined(parts)
    assert (replace(found, parts=()) if isinstance(found, Unknown) else found) == expected


def test_joined_texts_keep_what_their_parts_are() -> None:
    part = UnknownPart(("export", "e"), "*")
    found = joined(["a-", Unknown("why", parts=(part,)), STAGE])
    assert isinstance(found, Unknown)
    assert found.parts == ("a-", part, UnknownPart((), "*"))
    named = joined([Unknown("why", "b-*"), "/a"])
    assert isinstance(named, Unknown)
    assert named.parts == (UnknownPart((), "b-*"), "/a")


@given(st.text("ab*?:", max_size=8))
def test_what_stands_for_a_pattern_is_shown_as_it(pattern: str) -> None:
    assert as_shown(standing_in(pattern)) == pattern


@pytest.mark.parametrize("shape", ["fs-*", "????????????????????????????????????"])
def test_what_stands_for_one_id_is_not_what_stands_for_another(shape: str) -> None:
    found = standing_in(shape, "One.Ref")
    assert found == standing_in(shape, "One.Ref") != standing_in(shape, "Other.Ref")


def test_a_name_that_is_made_up_is_shown_by_its_resource() -> None:
    text = f"secret:{MADE_UP}Own{MADE_UP}-{standing_in('??', 'Own.Ref.0')}"
    assert as_shown(f"{text} {standing_in('fs-*', 'Data.Ref.0')}") == "secret:${Own}-?? fs-${Data}"


BUCKET_PART = UnknownPart(("name", "Bucket"))
STAGE_PART = UnknownPart(("given", "Stage"))
ALL_PARTS = ("arn:aws:s3:::", BUCKET_PART, "/", STAGE_PART, "/a")
WHOLE = Unknown("why", "arn:aws:s3:::*/*/a", parts=ALL_PARTS)


@pytest.mark.parametrize(
    ("piece", "parts"),
    [
        pytest.param("arn:aws:s3:::*/*/a", ALL_PARTS, id="all of it"),
        pytest.param("*/*/a", (BUCKET_PART, "/", STAGE_PART, "/a"), id="the end"),
        pytest.param("s3:::*/", ("s3:::", BUCKET_PART, "/"), id="the middle"),
        pytest.param("*", (), id="what occurs twice"),
        pytest.param("x*", (), id="what is no piece of it"),
    ],
)
def test_a_piece_of_an_unknown_value_keeps_its_parts(piece: str, parts: tuple[Any, ...]) -> None:
    found = piece_of(WHOLE, piece)
    assert (found.covers, found.parts) == (piece, parts)


def test_a_piece_that_ends_within_what_is_not_known_has_no_parts() -> None:
    key = Unknown("why", "key/????", parts=("key/", UnknownPart(("chosen", "Key"), "????")))
    assert piece_of(key, "key/??").parts == ()


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


def test_a_statement_that_may_be_there_keeps_what_it_says() -> None:
    assert MaybeStatement({"Effect": "Allow"}, "Stage decides") == {"Effect": "Allow"}


def test_a_statement_that_may_be_there_says_why() -> None:
    assert MaybeStatement({}, "Stage decides").reason == "Stage decides"


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        pytest.param(("name", "Bucket", "AWS::S3::Bucket"), "a-${Bucket}-b", id="a made-up name"),
        pytest.param(("given", "Bucket", "AWS::S3::Bucket"), "a-${Bucket}-b", id="a given name"),
        pytest.param(("parameter", "Stage"), "a-${Stage}-b", id="a parameter"),
        pytest.param(("chosen", "Key", "AWS::KMS::Key", "Ref", "0"), "a-${Key}-b", id="an ID"),
        pytest.param(
            ("attribute", "Api", "AWS::Api", "RootId"), "a-${Api.RootId}-b", id="an attribute"
        ),
        pytest.param(("export", "shared"), "a-????-b", id="an export"),
        pytest.param((), "a-????-b", id="nothing that is known"),
    ],
)
def test_a_part_is_shown_as_what_it_is_of(identity: tuple[str, ...], expected: str) -> None:
    part = UnknownPart(identity, "????")
    assert as_shown(Unknown("why", "a-????-b", parts=("a-", part, "-b"))) == expected


def test_what_has_no_parts_is_shown_as_its_pattern() -> None:
    assert (as_shown(Unknown("why", "key/*")), as_shown("key/1")) == ("key/*", "key/1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(("a-", UnknownPart(("x",))), ("a-", UnknownPart(("x",))), True, id="of one"),
        pytest.param((UnknownPart(("x",)),), (UnknownPart(("y",)),), False, id="of two"),
        pytest.param((UnknownPart(()),), (UnknownPart(()),), False, id="of nothing known"),
        pytest.param((), (), False, id="without parts"),
    ],
)
def test_whether_two_unknowns_are_surely_one(one: Any, other: Any, same: bool) -> None:
    assert Unknown("r", parts=one).is_same(Unknown("s", parts=other)) is same


def test_a_string_is_no_unknown() -> None:
    assert not Unknown("r", parts=("a",)).is_same("a")
