"""Whether a text matches a pattern: by the regular expression, and by the automaton."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.iam.pattern_questions import glob
from influmojo_cfn.iam.patterns import action_matches, matcher, matches


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


def test_case_counts_where_nothing_else_is_said() -> None:
    assert not matches("A*", "ab")
    assert matches("A*", "ab", ignore_case=True)
    assert not matcher("A")("a")


def test_a_pattern_full_of_wildcards_costs_no_backtracking() -> None:
    assert not matches("*a" * 200 + "b", "a" * 5000)


def expression(pattern: str) -> re.Pattern[str]:
    return re.compile(
        "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), re.DOTALL
    )


def words(alphabet: str, longest: int) -> list[str]:
    return ["".join(w) for n in range(longest + 1) for w in product(alphabet, repeat=n)]


@pytest.mark.parametrize("length", range(6))
def test_every_short_pattern_matches_what_its_regular_expression_does(length: int) -> None:
    texts = words("ab", 6)
    for pattern in map("".join, product("ab*?", repeat=length)):
        wanted, found = expression(pattern), matcher(pattern)
        for text in texts:
            assert found(text) is (wanted.fullmatch(text) is not None), (pattern, text)


@pytest.mark.parametrize("text", ["aba", "abba", "abcba", "ab", "ba"])
def test_texts_around_a_star_do_not_share_a_character(text: str) -> None:
    assert matches("ab*ba", text) is (len(text) > 3)
    assert action_matches("s3:AB*ba", f"s3:{text}") is (len(text) > 3)


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
