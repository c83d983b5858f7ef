"""Quick answers about two patterns: against every short text, and against the automata."""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.iam import pattern_questions as exact
from influmojo_cfn.iam.patterns import (
    arn_pattern_of,
    covers,
    has_wildcard,
    literal_prefix,
    matches_partly_known,
    may_meet,
    pattern_of,
    type_pattern,
    widest,
)
from influmojo_cfn.iam.text import ACCOUNT, ANY, REGION, Reach
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES, Verdict


def words(alphabet: str, longest: int) -> list[str]:
    return ["".join(w) for n in range(longest + 1) for w in product(alphabet, repeat=n)]


PATTERNS = words("ab*?", 4)
LONGER = random.Random(7).sample(words("ab*?", 6), 200)
"""Of six characters, so that a ``*`` stands between two texts that could overlap: ab*ba."""
TEXTS = words("abc", 7)
"""With a letter that no pattern has, which stands for all others."""


@cache
def matched(pattern: str) -> int:
    """Return the texts that a pattern matches, as the bits of a number."""
    regex = re.compile(pattern.replace("*", ".*").replace("?", "."))
    return sum(1 << n for n, text in enumerate(TEXTS) if regex.fullmatch(text))


def of_length(length: int) -> list[str]:
    return [pattern for pattern in PATTERNS if len(pattern) == length]


@pytest.mark.parametrize("length", range(5))
def test_every_pair_of_short_patterns_is_compared_as_their_texts_are(length: int) -> None:
    missed = []
    for wide, narrow in product(of_length(length), PATTERNS):
        true = not matched(narrow) & ~matched(wide)
        said = covers(wide, narrow)
        assert true or not said, (wide, narrow)
        if true and not said:
            missed.append((wide, narrow))
    assert not missed


@pytest.mark.parametrize("length", range(5))
def test_every_pair_of_short_patterns_meets_where_a_text_matches_both(length: int) -> None:
    for one, other in product(of_length(length), PATTERNS):
        assert may_meet(one, other) is bool(matched(one) & matched(other)), (one, other)


@pytest.mark.parametrize("text", ["aba", "abba", "abcba", "ab", "ba"])
def test_texts_around_a_star_do_not_share_a_character(text: str) -> None:
    expected = len(text) > 3
    assert covers("ab*ba", text) is expected
    assert covers("ab*ba", text.replace("c", "*")) is expected
    assert may_meet("ab*ba", text) is expected
    assert may_meet(text, "ab*ba") is expected


def test_longer_patterns_are_compared_as_the_automata_do() -> None:
    for one, other in product(LONGER, repeat=2):
        first, second = exact.glob(one), exact.glob(other)
        if covers(one, other):
            assert exact.covers([first], [second]), (one, other)
    for one, other in product(LONGER[:60], repeat=2):
        met = exact.intersects([exact.glob(one)], [exact.glob(other)])
        assert may_meet(one, other) is met, (one, other)


RUN = st.text("*?", max_size=3)
WORD = st.sampled_from(["", "a", "b", "ab", "ba", ":", "aba", "a:b"])
LONG = st.lists(st.tuples(WORD, RUN), max_size=5).map(lambda parts: "".join(map("".join, parts)))


@settings(max_examples=400, deadline=None)
@given(LONG, LONG)
def test_long_patterns_are_compared_as_the_automata_do(one: str, other: str) -> None:
    first, second = [exact.glob(one)], [exact.glob(other)]
    assert may_meet(one, other) is exact.intersects(first, second)
    if covers(one, other):
        assert exact.covers(first, second)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("?**", "*:b"),
        ("?*", "*?"),
        ("*?", "?*"),
        ("*??*", "?*?"),
        ("a*?", "a?*b"),
        ("?*b", "a*b"),
        ("*?:*", "x*:"),
    ],
)
def test_a_run_of_wildcards_is_what_it_holds_in_any_order(wide: str, narrow: str) -> None:
    assert covers(wide, narrow)
    assert exact.covers([exact.glob(wide)], [exact.glob(narrow)])


ONE, OTHER = Reach.ANYTHING.character(0), Reach.ANYTHING.character(1)


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("*", ANY, True),
        (f"a{ONE}*", f"a{ONE}b", True),
        (f"a{ONE}", f"a{ONE}", True),
        (f"a{ONE}", f"a{OTHER}", False),
        ("a?", f"a{ONE}", False),
        ("a?*", f"a{ONE}", False),
        ("a?*", f"a{ONE}b", True),
        ("a?b?", f"a{ONE}bc", False),
        (f"a{REGION}?", f"a{REGION}b", True),
        (f"a{ANY}", f"a{ANY}", False),
        (f"a{ANY}*", f"a{ANY}", False),
        ("a*", f"a{ANY}", True),
        ("a/${aws:username}/*", "a/${aws:username}/b", True),
        ("a/${aws:username}", "a/${aws:userid}", False),
        ("a/?????", "a/${a:b}"[:-1], True),
        ("a/??????", "a/${a:b}", False),
        ("a/${*}", "a/${a:b}", False),
        ("a/$*", "a/${a:b}", False),
        ("a/*", "a/${a:b}", True),
        ("a/?*", "a/${aws:PrincipalTag/ä}", False),
    ],
)
def test_what_is_not_known_is_covered_by_itself_and_by_a_star(
    wide: str, narrow: str, expected: bool
) -> None:
    assert covers(wide, narrow) is expected


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


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (f"b{ONE}/*", f"b{ONE}/a", True),
        (f"b{ONE}/a", f"b{ONE}-x/a", False),
        (f"b{ONE}/*", f"b{ONE}-x/*", False),
        (f"*/a{ONE}", f"b/*-{ONE}", False),
        (f"b{ONE}/x", f"b{OTHER}/x", True),
        # It may be empty, and begin as the other text does.
        (f"b{ONE}*", f"bteam-{ONE}*", True),
        (f"a{ONE}", f"{ONE}a", True),
        (f"a{ANY}b", f"a{ANY}c", False),
        (f"{ANY}b", f"{ANY}ab", True),
        ("${a:b}x", "${a:b}y", False),
        ("${a:b}x", "${a:c}x", True),
        ("${*}x", "ax", True),
        # No Region holds a colon; a parameter, a wildcard and a policy variable may.
        (f"arn:{REGION}:s3:::{ONE}", "arn:aws:sqs:*", False),
        (f"arn:{REGION}:s3:::{ONE}", "arn:aws:s*", True),
        (f"arn:{ONE}:s3:::{ONE}", "arn:aws:sqs:*", True),
        (f"a?{REGION}:{ONE}c", "a:b:*", True),
        (f"a${{k:v}}{REGION}:{ONE}c", "a:b:*", True),
        (f"{REGION}:x", f"a:{ONE}", True),
    ],
)
def test_what_is_not_known_may_come_to_any_text(one: str, other: str, meet: bool) -> None:
    assert may_meet(one, other) is meet
    assert may_meet(other, one) is meet


PARTLY = st.lists(
    st.sampled_from(["a", "b", "ab", ":", "*", "?", ONE, OTHER, REGION, "${k:v}"]), max_size=6
).map("".join)
SEGMENT = st.sampled_from(["", "a", "b", "ab", "aa", "ba"])
VALUE = st.one_of(SEGMENT, st.sampled_from([":", "a:", ":b", "a:b"]))


@settings(max_examples=400, deadline=None)
@given(PARTLY, PARTLY, VALUE, VALUE, VALUE, SEGMENT)
def test_no_value_of_an_unknown_contradicts_what_is_said(
    one: str, other: str, first: str, second: str, third: str, region: str
) -> None:
    values = {ONE: first, OTHER: second, "${k:v}": third, REGION: region}
    filled = []
    for text in (one, other):
        for name, value in values.items():
            text = text.replace(name, value)
        filled.append([exact.glob(text)])
    if covers(one, other):
        assert exact.covers(*filled)
    if not may_meet(one, other):
        assert not exact.intersects(*filled)


NAME = Reach.NAME.character(0)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (f"a{ONE}b", "a*b"),
        (f"a{ONE}{OTHER}", "a*"),
        (f"a*{ONE}", "a*"),
        ("a${aws:username}/", "a*/"),
        ("a?b", "a?b"),
    ],
)
def test_what_is_not_known_is_a_star(text: str, pattern: str) -> None:
    assert pattern_of(text) == pattern


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (f"arn:aws:s3:::{NAME}/{ONE}", "arn:aws:s3:::x/*"),
        (f"arn:aws:sqs:{REGION}:{ACCOUNT}:q", "arn:aws:sqs:us-east-1:111122223333:q"),
    ],
)
def test_a_name_of_an_arn_is_letters(text: str, pattern: str) -> None:
    assert arn_pattern_of(text) == pattern


def test_a_type_has_a_star_for_each_name() -> None:
    arn = "arn:${Partition}:s3:::${Bucket}${Suffix}/${Key}"
    assert type_pattern(arn) == "arn:*:s3:::*/*"


@pytest.mark.parametrize(
    ("text", "wild"),
    [
        ("a*", True),
        ("a?", True),
        ("a", False),
        ("${*}a", False),
        ("${*}*", True),
        ("${?}", False),
        ("${*}", False),
        ("${*}?", True),
        ("${a}", False),
    ],
)
def test_a_wildcard_within_a_variable_is_none(text: str, wild: bool) -> None:
    assert has_wildcard(text) is wild


@pytest.mark.parametrize(
    ("pattern", "prefix"), [("a*b", "a"), ("a?b*", "a"), ("*", ""), ("ab", "ab"), ("a*b?", "a")]
)
def test_a_prefix_ends_at_the_first_wildcard(pattern: str, prefix: str) -> None:
    assert literal_prefix(pattern) == prefix


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        (["a*", "ab", "b"], ("a*", "b")),
        (["ab", "a*"], ("a*",)),
        (["a", "a"], ("a",)),
        (["?*", "*?"], ("*?",)),
        ([], ()),
        (["b", "*", "a"], ("*",)),
    ],
)
def test_only_the_widest_are_kept(patterns: list[str], kept: tuple[str, ...]) -> None:
    assert widest(patterns) == kept


BUCKET, KEY = Reach.ANYTHING.character(0), Reach.ANYTHING.character(1)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("arn:aws:s3:::a/*", "arn:aws:s3:::a/b", YES, id="both known"),
        pytest.param("arn:aws:s3:::a/*", "arn:aws:s3:::b/b", NO, id="another bucket"),
        pytest.param("*", f"arn:aws:s3:::{BUCKET}/b", YES, id="everything"),
        pytest.param(f"arn:aws:s3:::{BUCKET}/*", f"arn:aws:s3:::{BUCKET}/b", YES, id="the same"),
        pytest.param(f"arn:aws:s3:::{BUCKET}/*", f"arn:aws:s3:::{KEY}/b", UNKNOWN, id="another"),
        pytest.param(f"arn:aws:s3:::{BUCKET}/*", "arn:aws:s3:::a/b", UNKNOWN, id="it may be a"),
        pytest.param("arn:aws:s3:::a/*", f"arn:aws:s3:::{BUCKET}/b", UNKNOWN, id="a may be it"),
        pytest.param(f"arn:aws:s3:::{BUCKET}/c", f"arn:aws:s3:::{BUCKET}/b", NO, id="other ends"),
        pytest.param(f"a-{ANY}", f"a-{ANY}", UNKNOWN, id="what equals nothing"),
        pytest.param("a-?", f"a-{KEY}", UNKNOWN, id="an unknown may be of one character"),
    ],
)
def test_a_pattern_and_a_text_of_which_parts_are_unknown(
    pattern: str, text: str, expected: Verdict
) -> None:
    assert matches_partly_known(pattern, text) == expected


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        pytest.param("*a?b*", "aabb", True, id="found at once"),
        pytest.param("*a?b*", "xaab*b", True, id="a character that is known"),
        pytest.param("*a?b*", "a*bxb", False, id="not one that a star may be"),
        pytest.param("*a?b*", "a*bacb", True, id="at a later place"),
        pytest.param("*a?b*", f"a{ONE}bacbx", True, id="past what is not known"),
        pytest.param("*a?b*", f"a{ONE}ba*b", False, id="nowhere"),
        pytest.param("a?*?b", "a*xyb", True, id="two characters between"),
        pytest.param("a?*?b", "a*xb", False, id="one between"),
        pytest.param("a?*?b", f"ax{ONE}yb", True, id="around what is not known"),
        pytest.param("?*", "*", False, id="at least one"),
        pytest.param("?*b?*", "abc", True, id="before and after"),
        pytest.param("?*b?*", "*bc", False, id="none before"),
        pytest.param("?*b?*", "ab*", False, id="none after"),
        pytest.param("*?b?", "abc", True, id="one before the end"),
        pytest.param("*a?", "ba*", False, id="a star at the end"),
        pytest.param("?a*b", "xa", False, id="too short for both ends"),
        pytest.param("?a", "xa", True, id="no star"),
        pytest.param("?a", "xab", False, id="a longer one"),
        pytest.param("?a?", "xa*", False, id="a star for one"),
    ],
)
def test_a_question_mark_takes_a_character_that_is_certain(
    wide: str, narrow: str, expected: bool
) -> None:
    assert covers(wide, narrow) is expected


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (f"a{ONE}bc", f"a{ONE}xc", False),
        (f"ab{ONE}", f"cb{ONE}", False),
        (f"{ONE}abc", f"{ONE}adc", False),
        (f"a{ONE}*d", f"a{ONE}c?", True),
        (f"x?{ONE}", f"xy{ONE}", True),
        (f"x{ONE}ab", f"x{ONE}cab", False),
        (f"{ONE}cba", f"x{ONE}ca", False),
    ],
)
def test_what_stands_around_what_both_hold_alike(one: str, other: str, meet: bool) -> None:
    assert may_meet(one, other) is meet
    assert may_meet(other, one) is meet
