from __future__ import annotations

import random
from string import ascii_lowercase as letters

import pytest

from influmojo_cfn.iam import guesses
from influmojo_cfn.iam.automata import opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.guesses import guess, likely_words
from influmojo_cfn.iam.pattern_questions import Pattern, glob, shortest_text

PAIRS = [one + other for one in letters for other in letters]
PIECES = ("a", "b", "ab", "*", "?", "**", "a*", "*b", ":", "x?")


def patterns(*texts: str) -> list[Pattern]:
    return [glob(text) for text in texts]


@pytest.mark.parametrize(
    ("unions", "excluded"),
    [
        ([["*a*", "b"]], ["*ab*", "a", "?a"]),
        ([["a*c", "x"], ["*b*"]], ["abc"]),
        ([["a?c*"], ["?bc*d", "z*"], ["*"]], []),
        ([["*a" + "?" * 41]], ["*a" + "?" * 40]),
        ([["one", "*b*"], ["one", "c*"]], []),
    ],
)
def test_a_word_is_guessed(unions: list[list[str]], excluded: list[str]) -> None:
    word = guess([patterns(*union) for union in unions], patterns(*excluded))
    assert word is not None
    assert all(any(p.matches(word) for p in patterns(*union)) for union in unions)
    assert not any(p.matches(word) for p in patterns(*excluded))


def test_a_guess_is_a_word_wherever_there_is_one_given() -> None:
    chance = random.Random(7)
    guessed = 0
    for _ in range(300):

        def some(most: int) -> list[Pattern]:
            texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 4))) for _ in range(most)]
            return patterns(*texts)

        unions = [some(2) for _ in range(chance.randint(1, 3))]
        excluded = some(chance.randint(0, 3))
        word = guess(unions, excluded)
        if word is not None:
            guessed += 1
            assert all(any(p.matches(word) for p in union) for union in unions)
            assert not any(p.matches(word) for p in excluded)
            assert shortest_text(unions, excluded) is not None
    assert guessed > 100


@pytest.mark.parametrize("unions", [[["a"], ["b"]], [["a*"], ["b*"]]])
def test_nothing_is_guessed_where_nothing_is_known(unions: list[list[str]]) -> None:
    assert guess([patterns(*union) for union in unions], []) is None


def test_an_unknown_text_stands_in_a_guess_as_itself() -> None:
    assert (
        guess([patterns(opaque(0) + "*"), patterns("*b*")], patterns("*ab*")) == opaque(0) + "xbx"
    )


def test_many_patterns_have_an_answer_within_a_small_budget() -> None:
    chance = random.Random(1)
    many = [f"*{chance.choice(PAIRS)}*{chance.choice(PAIRS)}*" for _ in range(250)]
    budget = Budget(cells=100_000, seconds=60)
    word = shortest_text([patterns(*many, "*q0*w0*")], patterns(*many), budget=budget)
    assert word is not None
    assert glob("*q0*w0*").matches(word)
    assert not any(glob(text).matches(word) for text in many)


def told(word: str, *unions: str) -> str:
    """Return the unions that a word is in, by their numbers."""
    return "".join(str(n) for n, union in enumerate(unions) if glob(union).matches(word))


def test_likely_words_tell_unions_apart() -> None:
    unions = ("a*", "*b", "*c*")
    words = list(likely_words([patterns(union) for union in unions], patterns("*d*")))
    assert [told(word, *unions) for word in words] == [
        *("0", "1", "2"),  # each alone
        "012",  # all
        *("12", "02", "01"),  # all but one
        *("01", "02", "12"),  # two alone
    ]
    assert not any("d" in word for word in words)


def test_words_that_are_not_found_are_left_out() -> None:
    unions = ("a", "a*", "b*")
    words = list(likely_words([patterns(union) for union in unions], []))
    assert [told(word, *unions) for word in words] == ["1", "2", "01", "01"]
    assert list(likely_words([patterns("a")], patterns("*"))) == []


def test_of_many_pairs_some_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    unions = [patterns(f"*{letter}*") for letter in "abcde"]
    every = list(likely_words(unions, []))
    assert len(every) == 5 + 1 + 5 + 10
    monkeypatch.setattr(guesses, "MOST_PAIRS", 10)
    assert list(likely_words(unions, [])) == every
    monkeypatch.setattr(guesses, "MOST_PAIRS", 9)
    assert len(list(likely_words(unions, []))) == 5 + 1 + 5 + 9


def test_how_often_a_word_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def count(unions: object, excluded: object, *, tries: int) -> str | None:
        asked.append(tries)
        return None

    monkeypatch.setattr(guesses, "guess", count)
    assert list(likely_words([patterns("a"), patterns("b")], [])) == []
    assert asked == [guesses.TRIES] * 3 + [guesses.FEW_TRIES] * 3


@pytest.mark.parametrize(
    ("unions", "excluded", "word"),
    [
        pytest.param([["a*b"]], [], "axb", id="a character for a star"),
        pytest.param([["a?b"]], [], "axb", id="and for one"),
        pytest.param([["x*"]], [], "xy", id="one that no pattern has"),
        pytest.param([["a*"], ["*b"]], [], "axb", id="the ends of two"),
        pytest.param([["ab*"], ["a*c"], ["*dc"]], [], "abxdc", id="the longer ends"),
        pytest.param([["a*"], ["*d*"], ["*b"]], [], "axdxb", id="what is between them"),
        pytest.param([["a?*"], ["?b*"]], [], "abx", id="wildcards that a text fills"),
        pytest.param([["a*"], ["abc"]], [], "abc", id="a whole word"),
        pytest.param([["*a", "b"]], ["*a"], "b", id="another of the union"),
        pytest.param([["a"], ["a*", "b"]], [], "a", id="one that binds less"),
    ],
)
def test_the_first_word_that_is_guessed(
    unions: list[list[str]], excluded: list[str], word: str
) -> None:
    assert guess([patterns(*union) for union in unions], patterns(*excluded)) == word


def test_a_guess_gives_up() -> None:
    assert guess([patterns("a*")], [], tries=0) is None
    assert guess([patterns("a*")], [], tries=1) == "ax"
    assert guess([patterns("a*")], patterns("a?"), tries=1) is None
    assert guess([patterns("*")], patterns("?", "x*", "")) is not None


def test_a_guess_has_so_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [patterns("ab")]
    monkeypatch.setattr(guesses, "MOST_STEPS", 2)
    assert guess(asked, []) == "ab"
    monkeypatch.setattr(guesses, "MOST_STEPS", 1)
    assert guess(asked, []) is None
    long = [patterns("a" * 511)]
    monkeypatch.setattr(guesses, "MOST_STEPS", 2 * 511)
    assert guess(long, []) == "a" * 511
    assert guess(long, patterns("b")) is None


def test_letters_in_two_forms_are_one() -> None:
    both = [[glob("Ab*", ignore_case=True)], [glob("aB*")]]
    assert guess(both, []) == "aBx"
    assert guess([[glob("A*", ignore_case=True)], [glob("b*")]], []) is None
