"""Patterns against exhaustive truth, and the questions that defeat a naive construction."""

from __future__ import annotations

import functools
import itertools
import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.automata import PLAIN_LETTERS, opaque
from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.pattern_questions import (
    ANYTHING,
    Pattern,
    arn,
    covers,
    glob,
    glob_within_segments,
    intersects,
    literal,
    pattern_of,
    segmented_pattern,
    shortest_text,
)
from influmojo_cfn.iam.patterns import Wildcard, resource_matches, tokenize

SHORT_PATTERNS = ["".join(p) for n in range(5) for p in itertools.product("ab*?", repeat=n)]
WORDS = ["".join(w) for n in range(8) for w in itertools.product("abc", repeat=n)]
"""Three letters: those of the patterns and one that stands for all others. Seven are enough: a
pattern of four tokens has at most five states after trimming, and two such meet within them."""


@functools.cache
def words_of(pattern: str) -> int:
    expression = re.compile("".join({"*": ".*", "?": "."}.get(c, c) for c in pattern))
    return sum(1 << i for i, word in enumerate(WORDS) if expression.fullmatch(word))


def test_every_pair_of_short_patterns_agrees_with_exhaustive_truth() -> None:
    truth = {pattern: words_of(pattern) for pattern in SHORT_PATTERNS}
    compiled = {pattern: glob(pattern) for pattern in SHORT_PATTERNS}
    pairs = 0
    for one, other in itertools.product(SHORT_PATTERNS, repeat=2):
        pairs += 1
        assert covers([compiled[one]], [compiled[other]]) == (not truth[other] & ~truth[one]), (
            one,
            other,
        )
    assert pairs >= 100_000


def test_unions_agree_with_exhaustive_truth() -> None:
    chosen = random.Random(6)
    truth = {pattern: words_of(pattern) for pattern in SHORT_PATTERNS}
    for _ in range(20_000):
        within = [chosen.sample(SHORT_PATTERNS, chosen.randint(1, 3)) for _ in range(2)]
        outside = chosen.sample(SHORT_PATTERNS, chosen.randint(0, 3))
        left = -1
        for union in within:
            left &= sum_of(truth, union)
        left &= ~sum_of(truth, outside)
        word = shortest_text([map(glob, union) for union in within], map(glob, outside))
        assert (word is None) == (left == 0), (within, outside, word)


def sum_of(truth: dict[str, int], union: list[str]) -> int:
    total = 0
    for pattern in union:
        total |= truth[pattern]
    return total


PATTERN = st.text(alphabet="abA:*?", max_size=8)


@given(st.lists(PATTERN, min_size=1, max_size=3), st.lists(PATTERN, max_size=3))
def test_a_witness_is_in_every_union_and_outside_what_is_excluded(
    within: list[str], outside: list[str]
) -> None:
    word = shortest_text([[glob(p) for p in within]], map(glob, outside))
    if word is not None:
        assert any(glob(p).matches(word) for p in within)
        assert not any(glob(p).matches(word) for p in outside)


FIRST = st.sampled_from(["", "", "arn:"])
SEGMENTS_WITH_STARS = st.lists(st.text(alphabet="ab*?", max_size=3), min_size=1, max_size=8)
SEGMENTS = st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=8)
ARN_PATTERN = st.builds(str.__add__, FIRST, SEGMENTS_WITH_STARS.map(":".join))
ARN = st.builds(str.__add__, FIRST, SEGMENTS.map(":".join))


@given(ARN_PATTERN, ARN, st.booleans())
def test_both_readings_are_the_evaluators(pattern: str, text: str, wide: bool) -> None:
    matched = any(each.matches(text) for each in arn(pattern, wide=wide))
    assert matched == resource_matches(pattern, text, wide=wide)


@given(ARN_PATTERN, ARN_PATTERN, ARN)
def test_inclusion_in_the_narrow_reading_is_never_contradicted(
    one: str, other: str, text: str
) -> None:
    wider, narrower = arn(one, wide=False), arn(other, wide=False)
    if covers(wider, narrower) and any(each.matches(text) for each in narrower):
        assert any(each.matches(text) for each in wider)


@given(ARN_PATTERN, ARN_PATTERN)
def test_a_witness_in_the_narrow_reading_is_the_evaluators(one: str, other: str) -> None:
    word = shortest_text([arn(one, wide=False)], arn(other, wide=False))
    if word is not None:
        assert resource_matches(one, word)
        assert not resource_matches(other, word)


HARD = [
    (["*a*b*c*"], ["*a*", "*b*"], True),
    (["*" + "a?" * 12], ["*a*" + "?" * 11], True),
    (["arn:aws:s3:::*/x/*"], ["arn:aws:s3:::*x*"], True),
    (["a*", "*b"], ["a*b"], False),
    (["?*"], ["*?"], True),
    (["?*?"], ["??*"], True),
    (["a*a"], ["a*", "*a"], True),
    (["*"], ["?*", ""], True),
    (["*"], ["?*"], False),
    (["aa*"], ["a?*", "b"], True),
    (["arn:aws:s3:::b/*"], ["arn:aws:s3:::b/?*"], False),
    (["*ab*"], ["*a*b*"], True),
    (["*a*b*"], ["*ab*", "*a?*b*"], True),
]


@pytest.mark.parametrize(("narrower", "wider", "expected"), HARD)
def test_hard_inclusions(narrower: list[str], wider: list[str], expected: bool) -> None:
    assert covers(map(glob, wider), map(glob, narrower)) is expected


def test_case_does_not_count_when_asked() -> None:
    assert covers([glob("S3:GET*", ignore_case=True)], [literal("s3:GetObject")])
    assert not covers([glob("S3:GET*")], [literal("s3:GetObject")])


def test_a_literal_has_no_wildcards() -> None:
    assert shortest_text([[literal("a*")]]) == "a*"
    assert not intersects([literal("a*")], [literal("ab")])


def test_the_empty_union_has_no_word() -> None:
    assert shortest_text([[]]) is None
    assert covers([], [])


def test_no_union_means_any_word() -> None:
    assert shortest_text([]) == ""
    assert shortest_text([], [literal("")]) is not None


class TestOpaqueLetters:
    """``home/$U`` where ``$U`` is a text that is not known."""

    user = opaque(0)

    def pattern(self, text: str) -> Pattern:
        return glob(text.replace("$U", self.user))

    def holds(self, narrower: str, wider: str) -> bool:
        return covers([self.pattern(wider)], [self.pattern(narrower)])

    def test_the_same_unknown_is_itself(self) -> None:
        assert self.holds("home/$U/*", "home/$U/*")
        assert self.holds("home/$U/*", "home/*")

    def test_what_is_excluded_is_not_widened(self) -> None:
        assert not self.holds("home/*", "home/$U*")
        assert not self.holds("home/$U", "home/?")

    def test_an_unknown_may_meet_any_text(self) -> None:
        assert intersects([self.pattern("home/$U")], [glob("home/admin")])
        assert intersects([self.pattern("$U/a")], [self.pattern("b/$U")])

    def test_an_unknown_cannot_leave_its_surroundings(self) -> None:
        assert not intersects([self.pattern("home/$U")], [glob("tmp/*")])

    def test_an_unknown_at_the_same_place_is_the_same_text(self) -> None:
        assert not intersects([self.pattern("home/$U/*")], [self.pattern("home/$U-old/*")])
        assert not intersects([self.pattern("home/$U/a/*")], [self.pattern("home/$U/b/*")])

    def test_what_is_empty_is_empty_for_every_text(self) -> None:
        chosen = random.Random(11)
        texts = ("", "a", "b", "a/", "/", "ba")
        words = ["".join(w) for n in range(6) for w in itertools.product("ab/", repeat=n)]
        letters = (opaque(0), opaque(1))

        def some() -> str:
            alphabet = "ab/*?" + letters[0] * 2 + letters[1]
            return "".join(chosen.choice(alphabet) for _ in range(chosen.randint(1, 5)))

        empties = 0
        for _ in range(400):
            start = chosen.choice(("", "a/", letters[0]))
            unions = [[start + some() for _ in range(chosen.randint(1, 2))] for _ in range(2)]
            outside = [some() for _ in range(chosen.randint(0, 2))]
            if (
                shortest_text([map(glob, union) for union in unions], map(glob, outside))
                is not None
            ):
                continue
            empties += 1
            for one, other in itertools.product(texts, repeat=2):

                def filled(pattern: str, one: str = one, other: str = other) -> Pattern:
                    return glob(pattern.replace(letters[0], one).replace(letters[1], other))

                inside = [list(map(filled, union)) for union in unions]
                barred = list(map(filled, outside))
                assert not any(
                    all(any(p.matches(word) for p in union) for union in inside)
                    and not any(p.matches(word) for p in barred)
                    for word in words
                ), (unions, outside, one, other)
        assert empties > 50


class TestPlainLetters:
    """``$E`` is a text that is not known but holds no colon and no slash, ``$U`` any text."""

    name, user = opaque(PLAIN_LETTERS), opaque(0)

    def pattern(self, text: str) -> Pattern:
        return glob_within_segments(text.replace("$E", self.name).replace("$U", self.user))

    def test_it_stays_in_its_part_of_a_path(self) -> None:
        assert not intersects([self.pattern("role/$E-task")], [self.pattern("role/*/*")])
        assert intersects([self.pattern("role/$E-task")], [self.pattern("role/admin*")])

    def test_it_stays_in_its_segment(self) -> None:
        assert covers([self.pattern("a:*:b")], [self.pattern("a:$E:b")])
        assert not covers([self.pattern("a:*:b")], [self.pattern("a:$U:b")])

    def test_what_is_empty_is_empty_for_every_text(self) -> None:
        chosen = random.Random(12)
        words = ["".join(w) for n in range(5) for w in itertools.product("ab/:", repeat=n)]

        def some() -> str:
            parts = (*"ab/:*?", *["$E"] * 3, "$U")
            return "".join(chosen.choice(parts) for _ in range(chosen.randint(1, 5)))

        empties = 0
        for _ in range(300):
            read = chosen.choice((glob, glob_within_segments))
            start = chosen.choice(("", "a/", "a:", "$E", "$E/"))
            unions = [[start + some() for _ in range(chosen.randint(1, 2))] for _ in range(2)]
            outside = [some() for _ in range(chosen.randint(0, 3))]

            def filled(
                text: str, name: str, user: str, read: Callable[[str], Pattern] = read
            ) -> Pattern:
                return read(text.replace("$E", name).replace("$U", user))

            open_unions = [[filled(t, self.name, self.user) for t in union] for union in unions]
            if (
                shortest_text(open_unions, [filled(t, self.name, self.user) for t in outside])
                is not None
            ):
                continue
            empties += 1
            for name, user in itertools.product(("", "a", "ba"), ("", "/", "b:")):
                inside = [[filled(text, name, user) for text in union] for union in unions]
                barred = [filled(text, name, user) for text in outside]
                assert not any(
                    all(any(p.matches(word) for p in union) for union in inside)
                    and not any(p.matches(word) for p in barred)
                    for word in words
                ), (unions, outside, name, user)
        assert empties > 50


def test_a_product_that_blows_up_ends_in_time_with_its_reason() -> None:
    unions = [[glob(f"*{chr(97 + i)}*{chr(98 + i)}?????*")] for i in range(20)]
    began = time.process_time()
    with pytest.raises(Exceeded, match="bound on states"):
        shortest_text(
            [*unions, [glob("*" + "a" + "?" * 30 + "b")]],
            [glob("?" * 100 + "*")],  # The words that are easily guessed.
            budget=Budget(cells=100_000),
        )
    assert time.process_time() - began < 5


def test_the_shortest_witness_comes_first() -> None:
    assert shortest_text(
        [[glob("arn:aws:s3:::*")]], [glob("arn:aws:s3:::a*"), glob("arn:aws:s3:::")]
    ) == ("arn:aws:s3:::x")


def test_a_question_that_is_asked_again_takes_as_much_of_the_budget() -> None:
    within, outside = [[glob("one-*-*-x"), glob("two-?*")]], [glob("one-a*"), glob("*-b*")]
    first, second = Budget(), Budget()
    word = shortest_text(within, outside, budget=first)
    assert word is not None
    assert shortest_text(within, outside, budget=second) == word
    assert first.cells == second.cells < Budget().cells
    with pytest.raises(Exceeded):
        shortest_text(within, outside, budget=Budget(cells=Budget().cells - first.cells - 1))


TINY = ["".join(p) for n in range(3) for p in itertools.product("ab*?", repeat=n)]


@pytest.mark.parametrize("one", TINY)
def test_tiny_patterns_agree_with_exhaustive_truth(one: str) -> None:
    truth = {pattern: words_of_three(pattern) for pattern in TINY}
    for other, out in itertools.product(TINY, repeat=2):
        both = truth[one] & truth[other]
        left = sorted(both - truth[out], key=len)
        word = shortest_text([[glob(one)], [glob(other)]], [glob(out)])
        assert (word is None) == (not left), (other, out, word)
        assert word is None or len(word) == len(left[0])
        assert intersects([glob(one)], [glob(other)]) is bool(both)
        found = shortest_text([[glob(one)], [glob(other)]], [glob(out)])
        assert (found is None) is (not left)
        assert covers([glob(one)], [glob(other)]) is (truth[one] >= truth[other])


@functools.cache
def words_of_three(pattern: str) -> frozenset[str]:
    """Return the words of up to five letters that a pattern matches."""
    words = ("".join(w) for n in range(6) for w in itertools.product("abx", repeat=n))
    expression = re.compile(pattern.replace("*", ".*").replace("?", "."))
    return frozenset(word for word in words if expression.fullmatch(word))


A, B = ("a",), ("b",)
ANY, ONE, INNER, SINGLE = Wildcard.ANY, Wildcard.ONE, Wildcard.SEGMENT_ANY, Wildcard.SEGMENT_ONE


def test_texts_are_read_as_tokens() -> None:
    assert glob("a*?").symbols == (A, ANY, ONE)
    assert glob("aZ1", ignore_case=True).symbols == (("a", "A"), ("Z", "z"), ("1",))
    assert literal("a*").symbols == (A, ("*",))
    assert literal("*b", ignore_case=True).symbols == (("*",), ("b", "B"))
    assert glob("k", ignore_case=True).symbols == (("k", "K", "\N{KELVIN SIGN}"),)
    assert glob("\u00df", ignore_case=True).symbols == (("\u00df",),), "its capital is two letters"
    assert glob(opaque(0), ignore_case=True).symbols == ((opaque(0),),)
    assert [glob("a*").text, literal("a*").text, glob_within_segments("a*").text] == ["a*"] * 3
    colon = (":",)
    assert glob_within_segments("*?").symbols == (INNER, SINGLE)
    assert glob_within_segments("*:?:a:*:*:*:?:*").symbols == (
        *(INNER, colon, SINGLE, colon, A, colon, INNER, colon, INNER, colon, ANY, colon),
        *(ONE, colon, ANY),
    )


@pytest.mark.parametrize(
    ("text", "narrow", "wide"),
    [
        pytest.param("*", ["*"], ["*"], id="everything"),
        pytest.param("a:b:c:d:e:f*", ["a:b:c:d:e:f*"], ["a:b:c:d:e:f*"], id="whole"),
        pytest.param("arn:b:c", ["arn:b:c:*:*:*"], ["arn:b:c", "arn:b:c:*:*:*"], id="incomplete"),
        pytest.param("arn:b:c:*", ["arn:b:c:*:*:*"], ["arn:b:c:*"], id="that ends in a star"),
        pytest.param("arn:b:*", [], ["arn:b:*"], id="a service"),
        pytest.param("sqs", ["sqs"], ["sqs"], id="no ARN"),
    ],
)
def test_patterns_of_arns(text: str, narrow: list[str], wide: list[str]) -> None:
    assert list(arn(text, wide=True)) == [glob(each) for each in wide]
    read = glob if text == "*" else glob_within_segments
    assert list(arn(text, wide=False)) == [read(each) for each in narrow]
    service = [glob_within_segments("arn:b:*:*:*:*")] if not narrow else []
    assert list(arn(text, wide=False, any_service=True)) == [*map(read, narrow), *service]


def test_a_pattern_is_what_its_tokens_are() -> None:
    one, other = Pattern((A, ANY), "one"), Pattern((A, ANY), "other")
    assert one == other
    assert hash(one) == hash(other) != hash(Pattern((A,)))
    assert one != Pattern((A,))
    assert one != (A, ANY)
    assert glob("*") == ANYTHING


def test_an_unknown_text_is_relaxed_to_a_star() -> None:
    letter, name = opaque(0), opaque(PLAIN_LETTERS)
    plain, mixed = glob("a*"), glob(f"a{letter}?{name}")
    assert (plain.has_opaque, mixed.has_opaque) == (False, True)
    assert plain.relaxed() is plain
    assert mixed.relaxed().symbols == (A, ANY, ONE, INNER)
    assert mixed.relaxed().text == mixed.text


@pytest.mark.parametrize(
    ("pattern", "other", "within"),
    [
        ("a", "a", True),
        ("a?", "a*", True),
        ("a*", "a?", False),
        ("", "*", True),
        ("a", "ab", False),
    ],
)
def test_a_quick_look(pattern: str, other: str, within: bool) -> None:
    assert glob(pattern).within(glob(other)) is within
    assert covers([glob(other)], [glob(pattern)]) is within


@pytest.mark.parametrize(
    ("unions", "excluded", "word"),
    [
        pytest.param([["abc", "a?", "b*c"]], [], "ax", id="the shortest of one union"),
        pytest.param([["a*"], ["*"], ["a*", "a*"]], [], "a", id="what is asked twice"),
        pytest.param([["a*"], ["ab"], ["a*"]], [], "ab", id="what another union implies"),
        pytest.param([["ab", "b"]], ["a*"], "b", id="what is excluded is left out"),
        pytest.param([["ab"], []], [], None, id="an empty union"),
        pytest.param([["ab"], ["a*"]], ["ab"], None, id="all of a union is excluded"),
        pytest.param([], ["", "x"], "y", id="any word but two"),
        pytest.param([["*"]], ["?"], "", id="no word is a word"),
    ],
)
def test_a_shortest_word(unions: list[list[str]], excluded: list[str], word: str | None) -> None:
    assert shortest_text([map(glob, union) for union in unions], map(glob, excluded)) == word


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        pytest.param(["a/$"], ["a/$"], True, id="itself"),
        pytest.param(["a/$/b"], ["a/$/c"], False, id="what follows it"),
        pytest.param(["a/$/b", "a/$/d"], ["a/$/c"], False, id="one opening of two patterns"),
        pytest.param(["a/$/b", "a/*"], ["a/$/c"], True, id="one that has no letter"),
        pytest.param(["*/$/b"], ["*/$/c"], False, id="the end of both"),
        pytest.param(["a/$/b"], ["c/$/b"], False, id="what comes before it"),
        pytest.param(["a/$"], ["a/x/$"], True, id="another place of the letter"),
        pytest.param(["a/$-$"], ["a/$-b"], True, id="a second letter"),
    ],
)
def test_letters_of_two_unions(one: list[str], other: list[str], meet: bool) -> None:
    first, second = ([glob(t.replace("$", opaque(0))) for t in texts] for texts in (one, other))
    assert intersects(first, second) is meet


def test_an_unknown_text_stands_in_the_word() -> None:
    letter = opaque(0)
    own = [glob(f"a/{letter}")]
    assert shortest_text([own]) == f"a/{letter}"
    assert shortest_text([[glob(f"a/{letter}-{letter}")]]) == f"a/{letter}-{letter}"
    assert shortest_text([[glob("*")], own]) == f"a/{letter}"
    assert shortest_text([own, [glob("a/b*")]]) == f"a/{letter}"
    assert shortest_text([own], [glob(f"a/{letter}")]) is None


def test_every_question_takes_a_budget() -> None:
    many = [glob(f"*{letter}*") for letter in "abcdefgh"]
    for ask in (
        lambda budget: shortest_text([[each] for each in many], budget=budget),
        lambda budget: shortest_text([[each] for each in many], budget=budget),
        lambda budget: covers(many, [glob("?*")], budget=budget),
        lambda budget: shortest_text([many, [glob("?b*"), glob("??")]], budget=budget),
    ):
        with pytest.raises(Exceeded):
            ask(Budget(cells=1))
        ask(Budget())


@pytest.mark.parametrize(
    ("pattern", "word", "matches"),
    [
        ("a*", "abc", True),
        ("a*", "ABC", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
    ],
)
def test_wildcards_are_wild(pattern: str, word: str, matches: bool) -> None:
    assert pattern_of(tokenize(pattern)).matches(word) is matches


def test_wildcards_of_a_literal_are_characters() -> None:
    pattern = literal("a*")
    assert [pattern.matches(word) for word in ("a*", "ab")] == [True, False]


def test_case_counts_for_nothing_where_it_is_said_so() -> None:
    pattern = pattern_of(tokenize("aBc"), ignore_case=True)
    assert [pattern.matches(word) for word in ("AbC", "abcd")] == [True, False]


@pytest.mark.parametrize(
    ("word", "matches"),
    [
        ("arn:aws:s3:eu:1:b/x", True),
        ("arn:aws:s3:eu:1:b:c:x", True),
        ("arn:aws:s3:e:u:1:b", False),
        ("arn:aws:s3::1:b/x", False),
    ],
)
def test_wildcards_stay_within_their_segment_but_in_the_last(word: str, matches: bool) -> None:
    assert segmented_pattern(tokenize("arn:*:s3:e?:*:b*")).matches(word) is matches
