"""Patterns, in both readings."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.iam.pattern_questions import glob
from influmojo_cfn.iam.patterns import (
    Variable,
    action_matches,
    matcher,
    matches,
    resource_matches,
    tokenize,
)


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("s3:GetObject", "s3:GetObject", True),
        ("S3:getobject", "s3:GetObject", True),
        ("s3:Get*", "s3:GetObject", True),
        ("s3:Get*", "s3:Get", True),
        ("s3:*Object", "s3:ListObjects", False),
        ("s3:G?tObject", "s3:GetObject", True),
        ("s3:GetObjec?", "s3:GetObjec", False),
        ("*", "s3:GetObject", True),
        ("*:*", "s3:GetObject", True),
        ("s3", "s3:GetObject", False),
        ("s3:*", "s3-object-lambda:GetObject", False),
        ("iam:*AccessKey*", "iam:ListAccessKeys", True),
    ],
)
def test_actions_match_without_regard_to_case(pattern: str, action: str, expected: bool) -> None:
    assert action_matches(pattern, action) is expected


BOB = "arn:aws:iam::111122223333:user/Bob"


@pytest.mark.parametrize(
    ("pattern", "resource", "narrow", "wide"),
    [
        ("*", BOB, True, True),
        ("*", "*", True, True),
        (BOB, BOB, True, True),
        (BOB.lower(), BOB, False, False),
        ("arn:aws:iam::111122223333:user/*", BOB, True, True),
        ("arn:aws:iam::*:user/Bob", BOB, True, True),
        ("arn:aws:iam::*", BOB, True, True),
        ("arn:aws:iam:*", BOB, True, True),
        ("arn:*", BOB, True, True),
        ("arn:*:iam::1*", BOB, True, True),
        ("arn:*:111122223333:*", BOB, False, True),
        ("arn:aws:iam", BOB, True, True),
        ("arn:aws:iam::111122223333", BOB, True, True),
        ("arn:aws:iam::222", BOB, False, False),
        ("arn:aws:sqs", BOB, False, False),
        ("arn:aws:ia?", BOB, False, True),
        ("arn:aws:*", BOB, False, True),
        ("arn:aws:*:*:*:*", BOB, False, True),
        ("arn:aws:i*m::111122223333:user/Bob", BOB, False, True),
        ("arn:aws:i?m::111122223333:user/*", BOB, False, True),
        ("arn:aw?:iam::111122223333:user/*", BOB, True, True),
        ("aws:iam", BOB, False, False),
        ("arn:aws:sqs:*:1", "arn:aws:sqs:eu-west-1:1:jobs", True, True),
        ("arn:aws:sqs:*:jobs", "arn:aws:sqs:eu-west-1:111122223333:jobs", False, True),
        ("arn:aws:sqs:*:*:jobs", "arn:aws:sqs:eu-west-1:111122223333:jobs", True, True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a:c/d", True, True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/", True, True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False, False),
        (
            "arn:aws:logs:*:*:log-group:/a:*",
            "arn:aws:logs:r:1:log-group:/a:log-stream:x",
            True,
            True,
        ),
        ("arn:aws:s3:?::b", "arn:aws:s3::::b", False, True),
        ("arn:aws:s3:::b/*", "*", False, False),
    ],
)
def test_resources_match_in_two_readings(
    pattern: str, resource: str, narrow: bool, wide: bool
) -> None:
    assert resource_matches(pattern, resource) is narrow
    assert resource_matches(pattern, resource, wide=True) is wide


def test_a_pattern_full_of_wildcards_costs_no_backtracking() -> None:
    assert not matches("*a" * 200 + "b", "a" * 5000)


def test_a_variable_keeps_its_default_and_special_characters_are_themselves() -> None:
    tokens = tokenize("${aws:PrincipalTag/Team, 'none'}-${*}-${$}", variables=True)
    assert tokens[0] == Variable("aws:principaltag/team", "none", tokens[0].text)  # type: ignore[union-attr]
    assert "".join(str(token) for token in tokens[1:]) == "-*-$"


def test_a_version_without_variables_takes_them_as_text() -> None:
    assert tokenize("${aws:username}") == ("${aws:username}",)


def expression(pattern: str) -> re.Pattern[str]:
    return re.compile(
        "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), re.DOTALL
    )


def words(alphabet: str, longest: int) -> list[str]:
    return ["".join(w) for n in range(longest + 1) for w in product(alphabet, repeat=n)]


def test_every_short_pattern_matches_what_its_regular_expression_does() -> None:
    texts = words("ab", 6)
    for pattern in words("ab*?", 5):
        wanted, found = expression(pattern), matcher(pattern)
        for text in texts:
            assert found(text) is (wanted.fullmatch(text) is not None), (pattern, text)


@pytest.mark.parametrize("text", ["aba", "abba", "abcba", "ab", "ba"])
def test_texts_around_a_star_do_not_share_a_character(text: str) -> None:
    assert matches("ab*ba", text) is (len(text) > 3)
    assert action_matches("s3:AB*ba", f"s3:{text}") is (len(text) > 3)
    arn = "arn:aws:s3:::"
    assert resource_matches(f"{arn}ab*ba", arn + text) is (len(text) > 3)
    assert resource_matches(f"{arn}*/ab*ba", f"{arn}b/{text}") is (len(text) > 3)


WORD = st.sampled_from(["", "a", "b", "ab", "ba", ":", "aba", "a:b", "\n"])
RUN = st.text("*?", max_size=3)
LONG = st.lists(st.tuples(WORD, RUN), max_size=5).map(lambda parts: "".join(map("".join, parts)))
TEXT = st.lists(WORD, max_size=8).map("".join)
SMALL = st.text(alphabet="ab:*?", max_size=8)


@settings(max_examples=400, deadline=None)
@given(st.one_of(SMALL, LONG), TEXT)
def test_a_match_is_what_the_regular_expression_and_the_automaton_say(
    pattern: str, text: str
) -> None:
    matched = matches(pattern, text)
    assert matched is (expression(pattern).fullmatch(text) is not None)
    assert matched is glob(pattern).matches(text)


@settings(max_examples=300, deadline=None)
@given(SMALL, st.text(alphabet="ab:", max_size=10))
def test_the_wide_reading_holds_the_narrow_one(pattern: str, text: str) -> None:
    if resource_matches(pattern, text):
        assert resource_matches(pattern, text, wide=True)
