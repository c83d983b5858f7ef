"""Patterns of ARNs, in both readings of ``*``."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import (
    Token,
    Variable,
    Wildcard,
    compile_arn,
    completed,
    resource_matches,
    split_segments,
    tokenize,
    variables_of,
    with_replaced_variables,
)

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


@pytest.mark.parametrize("text", ["aba", "abba", "abcba", "ab", "ba"])
def test_texts_around_a_star_do_not_share_a_character(text: str) -> None:
    arn = "arn:aws:s3:::"
    assert resource_matches(f"{arn}ab*ba", arn + text) is (len(text) > 3)
    assert resource_matches(f"{arn}*/ab*ba", f"{arn}b/{text}") is (len(text) > 3)


SMALL = st.text(alphabet="ab:*?", max_size=8)


@settings(max_examples=300, deadline=None)
@given(SMALL, st.text(alphabet="ab:", max_size=10))
def test_the_wide_reading_holds_the_narrow_one(pattern: str, text: str) -> None:
    if resource_matches(pattern, text):
        assert resource_matches(pattern, text, wide=True)


@pytest.mark.parametrize(
    ("pattern", "arn", "named"),
    [
        ("arn:aws:s3:::b*", "arn:aws:s3:::b:c", True),
        ("arn:aws:s*:::b", "arn:aws:s3:::b", True),
        ("arn:*:s3:::b", "arn:aws:x:s3:::b", False),
        ("arn:aws:s3", "arn:aws:s3:::b", True),
        ("*", "arn:aws:s3:::b", True),
    ],
)
def test_within_segments_a_pattern_has_the_narrow_reading_alone(
    pattern: str, arn: str, named: bool
) -> None:
    compiled = compile_arn(tokenize(pattern), within_segments=True, any_service=True)
    assert (compiled.matches_narrowly(arn), compiled.matches_widely(arn)) == (named, named)


@pytest.mark.parametrize("any_service", [True, False])
def test_a_claim_names_services_by_a_wildcard_and_a_policy_does_not(any_service: bool) -> None:
    compiled = compile_arn(tokenize("arn:aws:s*:::b"), any_service=any_service)
    assert compiled.matches_narrowly("arn:aws:s3:::b") is any_service


@pytest.mark.parametrize(
    ("pattern", "whole"),
    [
        ("arn:aws:sqs", "arn:aws:sqs:*:*:*"),
        ("arn:aws:sqs:*", "arn:aws:sqs:*:*:*"),
        ("arn:aws:sqs:::q", "arn:aws:sqs:::q"),
        ("arn:aws:logs:::log-group:x:*", "arn:aws:logs:::log-group:x:*"),
        ("*", "*:*:*:*:*:*"),
        ("sqs", "sqs"),
        ("?x", "?x"),
        ("", ""),
    ],
)
def test_an_incomplete_arn_is_completed(pattern: str, whole: str) -> None:
    assert completed(pattern) == whole


@given(st.text("arn:*?", max_size=12))
def test_a_pattern_is_completed_once(pattern: str) -> None:
    assert completed(completed(pattern)) == completed(pattern)


ANY = Wildcard.ANY


@pytest.mark.parametrize(
    ("tokens", "segments"),
    [
        ([], [[]]),
        (["a:b"], [["a"], ["b"]]),
        (["a:", ANY, ":b"], [["a"], [ANY], ["b"]]),
        (["::"], [[], [], []]),
        (["1:2:3:4:5:6:7"], [["1"], ["2"], ["3"], ["4"], ["5"], ["6:7"]]),
        (["1:2:3:4:5:", "6:7"], [["1"], ["2"], ["3"], ["4"], ["5"], ["6:7"]]),
        ([Variable("a:b"), ":", ANY], [[Variable("a:b")], [ANY]]),
    ],
)
def test_a_pattern_is_split_at_its_first_five_colons(
    tokens: list[Token], segments: list[list[Token]]
) -> None:
    assert split_segments(tokens) == segments


@pytest.mark.parametrize(
    ("pattern", "differ"),
    [
        ("*", False),
        ("arn:aws:s3:::a*", False),
        ("arn:aws:s3:::a", False),
        ("arn:aws:s3::*:a", True),
        ("arn:a*:s3:::a", True),
        ("a*", True),
        ("a:b:c:d:e", False),
        ("a?", True),
        ("arn:aws", True),
    ],
)
def test_where_the_readings_can_differ(pattern: str, differ: bool) -> None:
    assert (compile_arn(tokenize(pattern)).narrow is not None) is differ


@pytest.mark.parametrize(
    ("pattern", "arn", "narrow", "wide"),
    [
        ("?", "x", True, True),
        ("a:?", "a:b", True, True),
        ("a?:b:c:d:e:f", "ax:b:c:d:e:f", True, True),
        ("a:b:c:d:?:f", "a:b:c:d:e:f", True, True),
        ("a:b:c:d:?:f", "a:b:c:d:::f", False, True),
    ],
)
def test_a_question_mark_in_a_segment(pattern: str, arn: str, narrow: bool, wide: bool) -> None:
    assert resource_matches(pattern, arn) is narrow
    assert resource_matches(pattern, arn, wide=True) is wide


@pytest.mark.parametrize(
    ("pattern", "replaced"),
    [
        ("arn:aws:s3:::${aws:username}/*", ["aws:username"]),
        ("arn:aws:sqs:${aws:userid}:1:${aws:username}", ["aws:username"]),
        ("${aws:username}", []),
        ("arn:aws:s3:::b", []),
        ("arn:aws:s3:::a:${aws:userid}:${aws:username, 'x'}", ["aws:userid", "aws:username"]),
    ],
)
def test_variables_are_replaced_after_the_fifth_colon_alone(
    pattern: str, replaced: list[str]
) -> None:
    found = with_replaced_variables(tokenize(pattern, variables=True))
    assert [each.key for each in variables_of(found)] == replaced
