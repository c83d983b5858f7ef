from __future__ import annotations

import random
from string import ascii_lowercase as letters

import pytest

from influmojo_cfn.iam.automata import opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.guesses import guess
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
