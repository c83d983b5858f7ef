"""Patterns, in both readings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import (
    Variable,
    action_matches,
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
        ("arn:aws:ia?", BOB, True, True),
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


SMALL = st.text(alphabet="ab:*?", max_size=8)


@settings(max_examples=500, deadline=None)
@given(SMALL, st.text(alphabet="ab:", max_size=10))
def test_a_match_is_what_the_regular_expression_says(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    assert matches(pattern, text) is (re.fullmatch(expression, text, re.DOTALL) is not None)


@settings(max_examples=300, deadline=None)
@given(SMALL, st.text(alphabet="ab:", max_size=10))
def test_the_wide_reading_holds_the_narrow_one(pattern: str, text: str) -> None:
    if resource_matches(pattern, text):
        assert resource_matches(pattern, text, wide=True)
