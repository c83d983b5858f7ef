"""A pattern as the pieces between its stars."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import tokenize
from influmojo_cfn.iam.patterns.pieces import Piece, Pieces, pieces_of


def piece(text: str) -> Piece:
    return pieces_of(tokenize(text)).head


def pieces(text: str) -> Pieces:
    return pieces_of(tokenize(text))


EMPTY = Piece(0, ())


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("", Pieces(EMPTY)),
        ("a?b", Pieces(Piece(3, ((0, "a"), (2, "b"))))),
        ("?a", Pieces(Piece(2, ((1, "a"),)))),
        ("*", Pieces(EMPTY, (), 0, EMPTY)),
        ("a*b", Pieces(Piece(1, ((0, "a"),)), (), 0, Piece(1, ((0, "b"),)))),
        ("a?*?b", Pieces(Piece(1, ((0, "a"),)), (), 2, Piece(1, ((0, "b"),)))),
        ("*a*", Pieces(EMPTY, ((0, Piece(1, ((0, "a"),))),), 0, EMPTY)),
        ("?*?a?*?", Pieces(EMPTY, ((2, Piece(1, ((0, "a"),))),), 2, EMPTY)),
        ("*??*", Pieces(EMPTY, (), 2, EMPTY)),
        ("*a*?*b*", Pieces(EMPTY, ((0, piece("a")), (1, piece("b"))), 0, EMPTY)),
    ],
)
def test_a_pattern_has_these_pieces(pattern: str, found: Pieces) -> None:
    assert pieces(pattern) == found


def test_texts_beside_each_other_are_one() -> None:
    assert pieces_of(["a", "b"]).head == Piece(2, ((0, "ab"),))


@given(st.text("ab?*", max_size=8))
def test_the_shortest_text_has_a_character_for_each_but_a_star(pattern: str) -> None:
    assert pieces(pattern).shortest == len(pattern.replace("*", ""))


@given(st.text("ab?", max_size=6))
def test_holes_are_where_the_question_marks_are(pattern: str) -> None:
    assert piece(pattern).holes() == [n for n, character in enumerate(pattern) if character == "?"]


# What is sought between stars begins and ends with a text.
SOUGHT = st.text("ab?", min_size=1, max_size=4).map(lambda text: text.strip("?") or "a")


@example("a??a", "aaaaa", 0, 0)
@given(SOUGHT, st.text("abc", max_size=8), st.integers(0, 4), st.integers(0, 8))
def test_a_piece_is_found_at_its_first_place(pattern: str, text: str, start: int, end: int) -> None:
    end = min(end, len(text))
    expression = re.compile(pattern.replace("?", "."))
    places = [n for n in range(start, end) if expression.match(text, n, end)]
    assert piece(pattern).find(text, start, end) == (places[0] if places else -1)


def test_every_short_piece_is_found_at_its_first_place() -> None:
    sought = ["a", "b", "ab", "aa", "a?b", "a??a", "aba"]
    texts = ["".join(letters) for n in range(6) for letters in product("ab", repeat=n)]
    for pattern, text in product(sought, texts):
        expression, made = re.compile(pattern.replace("?", ".")), piece(pattern)
        for start, end in product(range(4), range(len(text) + 1)):
            places = [n for n in range(start, end) if expression.match(text, n, end)]
            assert made.find(text, start, end) == (places[0] if places else -1), (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "place", "text", "stands"),
    [
        ("a?b", 0, "axb", True),
        ("a?b", 1, "xaxb", True),
        ("a?b", 0, "axc", False),
        ("", 5, "", True),
    ],
)
def test_where_a_piece_stands(pattern: str, place: int, text: str, stands: bool) -> None:
    assert piece(pattern).stands_at(place, text) is stands
