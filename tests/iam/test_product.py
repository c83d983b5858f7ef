"""Products of automata: a word that is found satisfies all and is shortest."""

from __future__ import annotations

from itertools import product as words_of

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam import product as module
from influmojo_cfn.iam.automata import (
    MOST_LETTERS,
    PLAIN_LETTERS,
    READABLE,
    Automaton,
    opaque,
)
from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.pattern_questions import glob
from influmojo_cfn.iam.patterns import Wildcard, matches
from influmojo_cfn.iam.product import Product, ProductState, shortest_word

LETTER = opaque(MOST_LETTERS)
OTHER, NAME = opaque(MOST_LETTERS + 1), opaque(PLAIN_LETTERS)


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


@pytest.mark.parametrize(
    ("unions", "excluded", "characters", "other"),
    [
        pytest.param([["ab", "cb"]], [], ["a", "c"], "x", id="those that a union waits for"),
        pytest.param([["a"], ["a", "b"]], [], ["a", "b"], "x", id="each once"),
        pytest.param([["*"]], ["x"], [], "y", id="not those that are excluded"),
        pytest.param([["xy"]], [], ["x"], "y", id="another than those"),
        pytest.param([["?"]], [f"[{READABLE}]"], [], "x", id="nor one that comes later"),
        pytest.param([["*"]], list(READABLE), [], "\u4e00", id="past all that is easy to read"),
        pytest.param([["*"]], [*READABLE, "\u4e00"], [], "\u4e01", id="and past that"),
        pytest.param([["*", "a"]], [], [], "x", id="a union of which all words go on"),
    ],
)
def test_characters_to_be_told_apart(
    unions: list[list[str]], excluded: list[str], characters: list[str], other: str
) -> None:
    product = product_of(unions, excluded)
    state = product.start()
    assert state is not None
    assert product.characters(state) == (characters, other)


@pytest.mark.parametrize("pattern", ["%", "_"])
@pytest.mark.parametrize("excludes", [False, True])
def test_a_colon_is_told_apart_where_a_segment_ends(pattern: str, excludes: bool) -> None:
    segment = Automaton([{"%": Wildcard.SEGMENT_ANY, "_": Wildcard.SEGMENT_ONE}[pattern]])
    any_text = glob("*").automaton
    product = Product([[any_text if excludes else segment]], [segment] if excludes else [], None)
    state = product.start()
    assert state is not None
    assert product.characters(state) == ([":"], "x")


def walked(product: Product, word: str) -> ProductState | None:
    """Return the state to which a word leads."""
    state = product.start()
    for character in word:
        if state is None:
            return None
        state = product.after(state, character, other=False)
    return state


@given(PATTERNS, PATTERNS, st.lists(st.text("ab*?", max_size=4), max_size=2))
def test_a_product_accepts_what_its_patterns_do(
    one: list[str], other: list[str], excluded: list[str]
) -> None:
    product = product_of([one, other], excluded)
    for word in ("", "a", "b", "ab", "ba", "aab", "bab", "abab", "z"):
        state = walked(product, word)
        wanted = all(any(matches(p, word) for p in union) for union in (one, other))
        wanted = wanted and not any(matches(p, word) for p in excluded)
        assert (state is not None and product.accepts(state)) is wanted


def test_another_character_is_one_that_nothing_waits_for() -> None:
    product = product_of([["a?"]], ["b*"])
    state = product.start()
    assert state is not None
    assert product.after(state, "z", other=True) is None
    product = product_of([["?a"]], ["b*"])
    state = product.start()
    assert state is not None
    assert product.after(state, "z", other=True) == product.after(state, "q", other=False)
    assert product.after(state, "b", other=True) == product.after(state, "q", other=False)
    assert product.after(state, "b", other=False) is None


@pytest.mark.parametrize(
    ("unions", "excluded", "primary", "expected"),
    [
        pytest.param([[LETTER + OTHER]], [], 0, LETTER + OTHER, id="two letters"),
        pytest.param([["a" + LETTER], ["*b"]], [], 0, "a" + LETTER, id="its end may be another's"),
        pytest.param([["a" + LETTER], ["b*"]], [], 0, None, id="its beginning is known"),
        pytest.param([[LETTER], [OTHER]], [], 0, LETTER, id="two texts may be the same"),
        pytest.param([[LETTER], [LETTER]], [], 0, LETTER, id="one text is itself"),
        pytest.param(
            [[LETTER + "a"], [LETTER + "b"]], [], 0, None, id="what comes after it is not"
        ),
        pytest.param([[LETTER, "b"]], [LETTER], 0, "b", id="the other of a union"),
        pytest.param([[LETTER + "b"]], ["*b"], 0, None, id="what is excluded at its end"),
        pytest.param([[LETTER + "b"]], [LETTER + "*"], 0, None, id="or after it"),
        pytest.param(
            [[LETTER + "b"]], [OTHER + "b"], 0, LETTER + "b", id="another text is another"
        ),
        pytest.param([[NAME], ["a:b"]], [], 0, None, id="a name holds no colon"),
        pytest.param([[LETTER], ["a:b"]], [], 0, LETTER, id="any text may"),
        pytest.param([["*"], [LETTER]], [], 1, LETTER, id="a union that takes any text"),
        pytest.param([["a", LETTER], ["?"]], [], 0, "a", id="a known text is as short"),
        pytest.param(
            [[f"b{LETTER}b{LETTER}c"], [f"*b{LETTER}c"]],
            [],
            0,
            f"b{LETTER}b{LETTER}c",
            id="a letter that a star takes first",
        ),
    ],
)
def test_letters_beside_other_patterns(
    unions: list[list[str]], excluded: list[str], primary: int | None, expected: str | None
) -> None:
    assert found(unions, excluded, primary) == expected


def test_a_guess_is_asked_once_and_late(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def guess() -> str | None:
        asked.append(1)
        return None

    product = product_of([["a" * 9]])
    assert shortest_word(product, Budget(), guess) == "a" * 9
    assert asked == []
    monkeypatch.setattr(module, "SMALL", 3 * product.weight)
    assert shortest_word(product, Budget(), guess) == "a" * 9
    assert asked == [1]
    assert shortest_word(product, Budget(), lambda: "guessed") == "guessed"
    monkeypatch.setattr(module, "SMALL", 9 * product.weight)
    assert shortest_word(product, Budget(), lambda: "guessed") == "a" * 9


def test_a_product_weighs_what_its_states_hold() -> None:
    assert product_of([[]]).weight == 4
    assert product_of([["a"], ["b", "c"]], ["d"]).weight == 8
    assert product_of([["a" * 510]]).weight == 5
    assert product_of([["a" * 511]]).weight == 6
    budget = Budget(cells=1_000)
    assert shortest_word(product_of([["ab"]]), budget) == "ab"
    assert budget.cells == 1_000 - 2 * 5
