"""Whether a string matches a pattern: the evaluator's matcher, which compiles a pattern once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from influmojo_cfn.iam.patterns.pieces import Piece, Pieces, pieces_of
from influmojo_cfn.iam.patterns.tokens import Token, tokenize

Matcher = Callable[[str], bool]


def compile_tokens(tokens: Sequence[Token]) -> Matcher:
    """Return a function that tells whether a string matches; its cost grows with the text's length.

    The tokens hold no variable any more.
    """
    pieces = pieces_of(tokens)
    head, middle, least, tail = pieces
    if tail is None:
        return _exactly(head)
    ends = [_text(head), _text(tail)]
    if middle or least or None in ends:
        return _sequence(pieces)
    return _between(*map(str, ends))


def _text(piece: Piece) -> str | None:
    """Return a piece without ``?`` as its text."""
    text = piece.texts[0][1] if piece.texts else ""
    return text if len(text) == piece.length else None


def _exactly(piece: Piece) -> Matcher:
    literal = _text(piece)
    if literal is not None:
        return lambda text: text == literal
    length = piece.length
    return lambda text: len(text) == length and piece.stands_at(0, text)


def _between(prefix: str, suffix: str) -> Matcher:
    if not prefix and not suffix:
        return lambda text: True
    if not suffix:
        return lambda text: text.startswith(prefix)
    length = len(prefix) + len(suffix)
    return lambda text: len(text) >= length and text.startswith(prefix) and text.endswith(suffix)


def _sequence(pieces: Pieces) -> Matcher:
    head, middle, least, tail = pieces
    assert tail is not None
    shortest, ending = pieces.shortest, tail.length

    def match(text: str) -> bool:
        end = len(text) - ending
        if len(text) < shortest or not head.stands_at(0, text) or not tail.stands_at(end, text):
            return False
        place = head.length
        for before, piece in middle:
            place = piece.find(text, place + before, end)
            if place < 0:
                return False
            place += piece.length
        return place + least <= end

    return match


@lru_cache(maxsize=16384)
def matcher(pattern: str, *, ignore_case: bool = False) -> Matcher:
    """Return a function that tells whether a string matches a plain pattern."""
    if ignore_case:
        folded = compile_tokens(tokenize(pattern.lower()))
        return lambda text: folded(text.lower())
    return compile_tokens(tokenize(pattern))


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Return whether a string matches a pattern in which ``*`` and ``?`` are wildcards."""
    return matcher(pattern, ignore_case=ignore_case)(text)


def action_matches(pattern: str, action: str) -> bool:
    """Return whether an action of a policy names an action: ``s3:get*`` names ``s3:GetObject``."""
    return matches(pattern, action, ignore_case=True)
