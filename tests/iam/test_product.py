"""Products of automata: a word that is found satisfies all and is shortest."""

from __future__ import annotations

from itertools import product as words_of

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.automata import MOST_LETTERS, opaque
from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.pattern_questions import glob
from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.product import Product, shortest_word

LETTER = opaque(MOST_LETTERS)


def product_of(
    unions: list[list[str]], excluded: list[str] | None = None, primary: int | None = None
) -> Product:
    return Product(
        [[glob(text).automaton for text in union] for union in unions],
        [glob(text).automaton for text in excluded or []],
        primary,
    )


def found(
    unions: list[list[str]], excluded: list[str] | None = None, primary: int | None = None
) -> str | None:
    return shortest_word(product_of(unions, excluded, primary), Budget())


@pytest.mark.parametrize(
    ("unions", "excluded", "expected"),
    [
        pytest.param([["*"]], [], "", id="the empty word is the shortest"),
        pytest.param([["ab"]], [], "ab", id="one word"),
        pytest.param([["abc", "ab"]], [], "ab", id="the shorter of a union"),
        pytest.param([["a*"], ["*b"]], [], "ab", id="both unions"),
        pytest.param([["a"], ["b"]], [], None, id="no word in both"),
        pytest.param([["a*"], []], [], None, id="nothing is in an empty union"),
        pytest.param([["a"]], ["a"], None, id="excluded"),
        pytest.param([["a*"]], ["a"], "ax", id="longer than what is excluded"),
        pytest.param([["*"]], ["*"], None, id="all is excluded"),
        pytest.param([["*"]], ["?*"], "", id="all but the empty word"),
        pytest.param([["a?"]], ["ax", "ay"], "az", id="another character than those excluded"),
        pytest.param([["?"]], ["a", "b"], "x", id="a character that is easy to read"),
    ],
)
def test_shortest_word(unions: list[list[str]], excluded: list[str], expected: str | None) -> None:
    assert found(unions, excluded) == expected


PATTERNS = st.lists(st.text("ab*?", max_size=4), min_size=1, max_size=2)


@given(PATTERNS, PATTERNS, st.lists(st.text("ab*?", max_size=4), max_size=2))
def test_a_word_is_found_exactly_where_there_is_one(
    one: list[str], other: list[str], excluded: list[str]
) -> None:
    def is_word(word: str) -> bool:
        return all(any(matches(p, word) for p in union) for union in (one, other)) and not any(
            matches(p, word) for p in excluded
        )

    word = found([one, other], excluded)
    tried = ("".join(letters) for n in range(5) for letters in words_of("abz", repeat=n))
    by_hand = next(filter(is_word, tried), None)
    if word is not None:
        assert is_word(word)
    if by_hand is not None:
        assert word is not None
        assert len(word) <= len(by_hand)


@pytest.mark.parametrize(
    ("unions", "excluded", "primary", "expected"),
    [
        pytest.param([[LETTER]], [], 0, LETTER, id="the letter stands in the word"),
        pytest.param([[LETTER]], [LETTER], 0, None, id="the same text is excluded"),
        pytest.param([[LETTER]], ["*"], 0, None, id="any text is excluded"),
        pytest.param([[LETTER]], ["a"], 0, LETTER, id="another text is not surely excluded"),
        pytest.param([[LETTER], ["a"]], [], 0, LETTER, id="another union takes any text for it"),
        pytest.param([["ab"], [LETTER + "b"]], [], 0, None, id="a known text does not take it"),
        pytest.param([[LETTER + "b"], ["a"]], [], 0, None, id="what is known after it counts"),
    ],
)
def test_unknown_texts(
    unions: list[list[str]], excluded: list[str], primary: int | None, expected: str | None
) -> None:
    assert found(unions, excluded, primary) == expected


def test_a_question_past_its_budget_is_not_answered() -> None:
    with pytest.raises(Exceeded, match="states"):
        shortest_word(product_of([["a" * 100]]), Budget(cells=100))


def test_longer_patterns_weigh_more() -> None:
    assert product_of([["a" * 2_000]]).weight > product_of([["a"]]).weight


def test_what_is_excluded_weighs_too() -> None:
    assert product_of([["a"]], ["b"]).weight > product_of([["a"]]).weight
