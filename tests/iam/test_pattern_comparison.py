"""Patterns of names: whether some text matches both."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import may_meet

PATTERNS = st.text("ab*?", max_size=3)
TEXTS = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]


def matched(pattern: str) -> set[str]:
    regex = re.compile(pattern.replace("*", ".*").replace("?", "."))
    return {text for text in TEXTS if regex.fullmatch(text)}


@given(PATTERNS, PATTERNS)
def test_patterns_meet_where_some_text_matches_both(one: str, other: str) -> None:
    # Six letters suffice: the shortest text that both match is no longer than both together.
    assert may_meet(one, other) is bool(matched(one) & matched(other))


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("s3:Get*", "s3:*Object", True),
        ("s3:Get*", "s3:Put*", False),
        ("*:Get?bject", "s3:*Tagging", False),
        ("arn:aws:s3:::a*/b?", "arn:aws:s3:::a?*/bc", True),
        ("a?c", "*b*", True),
        ("a?c", "*bd*", False),
    ],
)
def test_wildcards_of_both_kinds_meet(one: str, other: str, meet: bool) -> None:
    assert may_meet(one, other) is meet
