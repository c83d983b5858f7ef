"""A pattern as the pieces between its ``*``: what both the matcher and the comparison walk.

Each piece is sought at its leftmost place, which leaves most to the pieces after it: no
backtracking is needed. Texts are found by the methods of ``str``, so that the caches of ``re``
hold nothing of the policies of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from influmojo_cfn.iam.patterns.tokens import Token, Wildcard


class Piece(NamedTuple):
    """Texts, and the offset of each; each character of ``length`` between them is a ``?``."""

    length: int
    texts: tuple[tuple[int, str], ...]

    def stands_at(self, place: int, text: str) -> bool:
        """Return whether the piece is found in ``text`` at ``place``; there is room for it."""
        return all(text.startswith(part, place + offset) for offset, part in self.texts)

    def find(self, text: str, start: int, end: int) -> int:
        """Return the first place in ``text[start:end]`` where the piece is found, or -1."""
        offset, first = self.texts[0]
        end -= self.length - offset - len(first)
        if end < 0:  # str.find would count it from the end of the text
            return -1
        place = text.find(first, start + offset, end)
        while place >= 0 and not self.stands_at(place - offset, text):
            place = text.find(first, place + 1, end)
        return place - offset if place >= 0 else -1

    def holes(self) -> list[int]:
        """Return the offsets of the ``?``."""
        taken = {offset + n for offset, part in self.texts for n in range(len(part))}
        return [offset for offset in range(self.length) if offset not in taken]


class Pieces(NamedTuple):
    """A pattern: how it begins, what follows in this order, and how it ends.

    A run of wildcards that holds a ``*`` is known by the number of its ``?``, in whatever order it
    is written. That is the least number of characters. One number stands before each of ``middle``
    and before ``tail``. So the pieces of ``middle`` begin and end with a string. A pattern without
    ``*`` is a ``head`` and no ``tail``.
    """

    head: Piece
    middle: tuple[tuple[int, Piece], ...] = ()
    least: int = 0
    tail: Piece | None = None

    @property
    def shortest(self) -> int:
        """The number of characters of the shortest text that matches."""
        inner = sum(least + piece.length for least, piece in self.middle)
        return self.head.length + inner + self.least + (self.tail.length if self.tail else 0)


def pieces_of(tokens: Sequence[Token]) -> Pieces:
    """Return the pieces of a pattern; its tokens hold no variable any more."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token is Wildcard.ANY:
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) == 1:
        return Pieces(_piece(parts[0]))
    first, *inner, last = parts
    least = _strip(first, at_end=True)
    middle: list[tuple[int, Piece]] = []
    for part in inner:
        least += _strip(part, at_end=False)
        after = _strip(part, at_end=True)
        if part:
            middle.append((least, _piece(part)))
            least = 0
        least += after
    least += _strip(last, at_end=False)
    return Pieces(_piece(first), tuple(middle), least, _piece(last))


def _strip(part: list[Token], *, at_end: bool) -> int:
    """Take the ``?`` at one end away, and return how many there were."""
    count = 0
    while part and part[-1 if at_end else 0] is Wildcard.ONE:
        part.pop(-1 if at_end else 0)
        count += 1
    return count


def _piece(tokens: Sequence[Token]) -> Piece:
    texts: list[tuple[int, str]] = []
    length = 0
    for token in tokens:
        if isinstance(token, str):
            if texts and texts[-1][0] + len(texts[-1][1]) == length:
                offset, before = texts.pop()
                texts.append((offset, before + token))
            else:
                texts.append((length, token))
        length += len(token) if isinstance(token, str) else 1
    return Piece(length, tuple(texts))
