"""Words that are likely in every union of patterns and outside others: guessed, then looked at.

The product of many patterns can be too large to walk through. Still, most questions about them have
an easy answer: the words of a pattern, with characters for its wildcards that no other pattern
waits for. Patterns of several unions are put together by their pieces, ``a*b*`` and ``*c`` to
``a*b*c``. What is guessed is matched against all of the patterns before it is given; where nothing
is found, nothing is known.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

from influmojo_cfn.iam.automata import READABLE, Automaton, PatternSymbol
from influmojo_cfn.iam.patterns import Wildcard


class GuessablePattern(Protocol):
    """A pattern, as far as guesses ask it."""

    @property
    def symbols(self) -> tuple[PatternSymbol, ...]:
        """Its characters and wildcards."""

    @property
    def automaton(self) -> Automaton:
        """The automaton that accepts its words."""

    def matches(self, word: str) -> bool:
        """Return whether ``word`` is a word of the pattern."""


TRIES = 300
"""How many words are looked at."""
MOST_STEPS = 2_000_000
"""How many steps of automata the words of one guess can take; long sets of places count more."""
_BITS = 512

_STARS = (Wildcard.ANY, Wildcard.SEGMENT_ANY)
_ONES = (Wildcard.ONE, Wildcard.SEGMENT_ONE)
CutPattern = list[list[PatternSymbol]]
"""A pattern cut at its stars: the first and the last piece are at the ends of the word."""


MOST_PAIRS = 200
"""Of so many pairs of unions a common word is guessed, each with fewer tries."""
FEW_TRIES = 20


def likely_words(
    unions: Sequence[Sequence[GuessablePattern]], excluded: Sequence[GuessablePattern]
) -> Iterator[str]:
    """Yield words outside what is excluded that tell unions apart, as far as guesses find them.

    Sought are a word of each union alone, of all of them, of all but one, and of two alone.
    """
    numbers = range(len(unions))
    pairs = [(one, other) for one in numbers for other in numbers[one + 1 :]]
    if len(pairs) > MOST_PAIRS:
        pairs = random.Random(0).sample(pairs, MOST_PAIRS)
    chosen = [({number}, TRIES) for number in numbers]
    chosen += [(set(numbers), TRIES)]
    chosen += [(set(numbers) - {number}, FEW_TRIES) for number in numbers]
    chosen += [(set(pair), FEW_TRIES) for pair in pairs]
    for own, tries in chosen:
        others = [each for number in numbers if number not in own for each in unions[number]]
        word = guess([unions[number] for number in own], [*others, *excluded], tries=tries)
        if word is not None:
            yield word


def guess(
    unions: Sequence[Sequence[GuessablePattern]],
    excluded: Sequence[GuessablePattern],
    *,
    tries: int = TRIES,
) -> str | None:
    """Return a word that every union matches and nothing excluded does, if a guess finds one."""
    barring = list(excluded)
    every = [*excluded, *(pattern for union in unions for pattern in union)]
    weight = sum(1 + pattern.automaton.final.bit_length() // _BITS for pattern in every)
    left = MOST_STEPS
    for word in islice(_words(unions, excluded), tries):
        left -= weight * len(word)
        if left < 0:
            return None
        if _is_barred(word, barring):
            continue
        if all(any(pattern.matches(word) for pattern in union) for union in unions):
            return word
    return None


def _is_barred(word: str, barring: list[GuessablePattern]) -> bool:
    """Return whether one of the patterns matches; it is then the first to be asked next time."""
    for index, pattern in enumerate(barring):
        if pattern.matches(word):
            barring.insert(0, barring.pop(index))
            return True
    return False


def _words(
    unions: Sequence[Sequence[GuessablePattern]], excluded: Sequence[GuessablePattern]
) -> Iterator[str]:
    """Yield up to :data:`TRIES` words; the same ones for the same question."""
    chance = random.Random(0)
    every = [*excluded, *(pattern for union in unions for pattern in union)]
    alphabet = dict.fromkeys(form for each in every for form in each.automaton.letters)
    fresh = next((c for c in READABLE if c not in alphabet), "\u4e00")
    named = [fresh, *(c for c in alphabet if c != ":")]
    # One union after the other where they are few; those with least choice bind the others.
    order = sorted(unions, key=len)
    firsts = list(order[0]) if order else []
    for number in range(TRIES):
        if number < len(firsts):
            chosen = [firsts[number], *(_first(union, chance, number) for union in order[1:])]
        else:
            chosen = [chance.choice(union) for union in order]
        pieces = _together(chosen, chance, shuffled=number >= len(firsts))
        if pieces is None:
            continue
        star = (fresh, "", fresh * 2)[number % 3] if number >= len(firsts) else fresh
        ones = [fresh] if number < 2 * len(firsts) else named
        yield star.join(
            "".join(
                symbol[0] if isinstance(symbol, tuple) else chance.choice(ones) for symbol in piece
            )
            for piece in pieces
        )


def _first(
    union: Sequence[GuessablePattern], chance: random.Random, number: int
) -> GuessablePattern:
    """Return the pattern of a union that binds a word's ends least, or any one."""
    if number % 2:
        return chance.choice(union)
    return min(union, key=lambda pattern: sum(map(len, _ends(_cut(pattern)))))


def _ends(pieces: CutPattern) -> tuple[list[PatternSymbol], list[PatternSymbol]]:
    return pieces[0], pieces[-1] if len(pieces) > 1 else []


def _cut(pattern: GuessablePattern) -> CutPattern:
    pieces: CutPattern = [[]]
    for symbol in pattern.symbols:
        if symbol in _STARS:
            pieces.append([])
        else:
            pieces[-1].append(symbol)
    return pieces


def _together(
    patterns: Sequence[GuessablePattern], chance: random.Random, *, shuffled: bool
) -> CutPattern | None:
    """Return pieces of a word that is likely to be one of each pattern, or None."""
    cut = [_cut(pattern) for pattern in patterns]
    if shuffled:
        chance.shuffle(cut)
    whole = [pieces[0] for pieces in cut if len(pieces) == 1]
    if whole:
        return [whole[0]]
    first: list[PatternSymbol] = []
    last: list[PatternSymbol] = []
    middle: CutPattern = []
    for pieces in cut:
        begun, ended = _one_end(first, pieces[0]), _one_end(last[::-1], pieces[-1][::-1])
        if begun is None or ended is None:
            return None
        first, last = begun, ended[::-1]
        middle += [piece for piece in pieces[1:-1] if piece]
    return [first, *middle, last]


def _one_end(one: list[PatternSymbol], other: list[PatternSymbol]) -> list[PatternSymbol] | None:
    """Return what a word begins with that begins as both do, or None."""
    shared: list[PatternSymbol] = []
    for mine, its in zip(one, other, strict=False):
        if mine in _ONES or its in _ONES:
            shared.append(its if mine in _ONES else mine)
        else:
            assert isinstance(mine, tuple)
            assert isinstance(its, tuple)
            forms = tuple(form for form in mine if form in its)
            if not forms:
                return None
            shared.append(forms)
    longer = one if len(one) > len(other) else other
    return [*shared, *longer[len(shared) :]]
