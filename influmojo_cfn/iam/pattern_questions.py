"""Exact questions about wildcard patterns: inclusion, intersection, and a shortest text.

A pattern is a word in which ``*`` represents any text and ``?`` for any one character. It is read
as a nondeterministic automaton whose states are the places between its characters; a set of states
is the bits of an integer. A question over many patterns walks the product of their automata from
the empty word outwards, and builds only what is reached. So the first word found is a shortest one.

The alphabet is symbolic. At each step only the characters that some pattern waits for are told
apart, and one other character represents all the rest of Unicode.

Opaque letters (:func:`opaque`) represent strings that are not known, such as the value of a policy
variable. What is said of a word with an opaque letter holds whatever text the letter represents:
see :func:`shortest_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from influmojo_cfn.iam.automata import Automaton, PatternSymbol, is_opaque, is_plain
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.guesses import guess
from influmojo_cfn.iam.patterns import (
    SEGMENTS,
    Token,
    Wildcard,
    completed,
    has_service_wildcard,
    split_segments,
    tokenize,
)
from influmojo_cfn.iam.product import Product, shortest_word


@lru_cache(maxsize=4096)
def _forms(character: str) -> tuple[str, ...]:
    """Return the characters that are ``character`` when case does not count."""
    lower = character.lower()
    forms = dict.fromkeys((character, lower, character.upper()))
    if lower == "k":
        forms["\N{KELVIN SIGN}"] = None
    return tuple(form for form in forms if len(form) == 1)


@dataclass(frozen=True)
class Pattern:
    """A word with wildcards; ``text`` is what it was made from, for people."""

    symbols: tuple[PatternSymbol, ...]
    text: str = ""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.symbols)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self.symbols == other.symbols

    @cached_property
    def automaton(self) -> Automaton:
        """The automaton that accepts the words of the pattern."""
        return Automaton(self.symbols)

    @cached_property
    def has_opaque(self) -> bool:
        """Return whether the pattern holds a letter for an unknown text."""
        return any(isinstance(t, tuple) and is_opaque(t[0]) for t in self.symbols)

    def matches(self, word: str) -> bool:
        """Return whether ``word`` is a word of the pattern."""
        automaton = self.automaton
        mask = 1
        for character in word:
            mask = automaton.step(mask, character)
            if not mask:
                return False
        return bool(mask & automaton.final)

    def within(self, other: Pattern) -> bool:
        """Return whether a quick look shows that every word of this pattern is one of ``other``'s.

        True is certain. False only says that :func:`covers` must be asked.
        """
        return _is_quickly_within(self, other)

    def relaxed(self) -> Pattern:
        """Return the pattern with ``*`` for each unknown text: all it can match, and more."""
        if not self.has_opaque:
            return self
        return Pattern(tuple(map(_relaxed, self.symbols)), self.text)


@lru_cache(maxsize=65536)
def _is_quickly_within(pattern: Pattern, other: Pattern) -> bool:
    automaton = other.automaton
    mask = 1
    for symbol in pattern.symbols:
        mask = automaton.step_symbol(mask, symbol)
        if not mask:
            return False
    return bool(mask & automaton.final)


def _relaxed(symbol: PatternSymbol) -> PatternSymbol:
    if isinstance(symbol, Wildcard) or not is_opaque(symbol[0]):
        return symbol
    return Wildcard.SEGMENT_ANY if is_plain(symbol[0]) else Wildcard.ANY


@lru_cache(maxsize=65536)
def glob(text: str, *, ignore_case: bool = False) -> Pattern:
    """Read ``text`` as a pattern: ``*`` any text, ``?`` any one character."""
    return pattern_of(tokenize(text), text, ignore_case=ignore_case)


@lru_cache(maxsize=65536)
def literal(text: str, *, ignore_case: bool = False) -> Pattern:
    """Return the pattern that ``text`` alone matches, its ``*`` and ``?`` too."""
    return Pattern(tuple(_letter(c, ignore_case) for c in text), text)


def pattern_of(tokens: Iterable[Token], text: str = "", *, ignore_case: bool = False) -> Pattern:
    """Make a pattern of tokens without variables."""
    made: list[PatternSymbol] = []
    for token in tokens:
        if isinstance(token, Wildcard):
            made.append(token)
        else:
            made.extend(_letter(c, ignore_case) for c in str(token))
    return Pattern(tuple(made), text)


ANYTHING = glob("*")


def arn(text: str, *, wide: bool, any_service: bool = False) -> tuple[Pattern, ...]:
    """Read ``text`` as a pattern of ARNs, in one of the two readings of ``*``: any of these.

    The permissive matching is :func:`glob`, of an incomplete ARN as it is written and completed. In
    the narrow one the six segments match one by one, as :mod:`influmojo_cfn.iam.patterns` tells;
    ``*`` alone matches everything in both. The narrow one of a pattern with a wildcard for its
    service matches nothing, but with ``any_service``.
    """
    if text == "*":
        return (ANYTHING,)
    whole = completed(text)
    if not wide:
        if not any_service and has_service_wildcard(split_segments(tokenize(text))):
            return ()
        return (glob_within_segments(whole),)
    return (glob(text),) if whole == text or text.endswith("*") else (glob(text), glob(whole))


@lru_cache(maxsize=65536)
def glob_within_segments(text: str) -> Pattern:
    """Read ``text`` as a pattern of ARNs whose wildcards stay within their segment."""
    return segmented_pattern(tokenize(text), text)


_INNER = {Wildcard.ANY: Wildcard.SEGMENT_ANY, Wildcard.ONE: Wildcard.SEGMENT_ONE}


def segmented_pattern(tokens: Sequence[Token], text: str = "") -> Pattern:
    """Make a pattern of ARNs whose wildcards stay within their segment."""
    made: list[Token] = []
    for index, segment in enumerate(split_segments(tokens)):
        made += [":"] if index else []
        is_last = index == SEGMENTS - 1
        made += [
            _INNER[token] if isinstance(token, Wildcard) and not is_last else token
            for token in segment
        ]
    return pattern_of(made, text)


def _letter(character: str, ignore_case: bool) -> tuple[str, ...]:
    if ignore_case and not is_opaque(character):
        return _forms(character)
    return (character,)


Patterns = Iterable[Pattern]
Opening = tuple[PatternSymbol, ...]
"""Plain characters and, after them, an opaque letter."""


def _opening(pattern: Pattern) -> Opening | None:
    """Return how a pattern begins that holds an opaque letter before any wildcard."""
    for index, symbol in enumerate(pattern.symbols):
        if isinstance(symbol, Wildcard):
            return None
        if is_opaque(symbol[0]):
            return pattern.symbols[: index + 1]
    return None


def _common_opening(union: Sequence[Pattern]) -> Opening | None:
    """Return the opening that all patterns of a union share; a word holds the letter there."""
    openings = {_opening(pattern) for pattern in union}
    return openings.pop() if len(openings) == 1 else None


def _read_with(pattern: Pattern, opening: Opening | None) -> Pattern:
    """Return a pattern with any text for its letters, but for one in the shared opening."""
    if opening is None or _opening(pattern) != opening:
        return pattern.relaxed()
    rest = Pattern(pattern.symbols[len(opening) :])
    return Pattern((*opening, *rest.relaxed().symbols), pattern.text)


def _readable_together(
    unions: Sequence[Sequence[Pattern]],
) -> tuple[list[list[Pattern]], int | None]:
    """Return unions as they are read next to one another, and which is read exactly.

    That is the first that holds an opaque letter. So are patterns of other unions that begin as all
    of its do, for there the letter represents the same part of the word. All others are read as if
    any text could stand there.
    """
    primary = next((i for i, union in enumerate(unions) if any(p.has_opaque for p in union)), None)
    opening = None if primary is None else _common_opening(unions[primary])
    read = [
        [p if i == primary else _read_with(p, opening) for p in union]
        for i, union in enumerate(unions)
    ]
    return read, primary


def shortest_text(
    unions: Sequence[Patterns], excluded: Patterns = (), *, budget: Budget | None = None
) -> str | None:
    """Return a shortest word that every union matches and nothing excluded does, or None.

    ``unions`` is a sequence of unions of patterns: ``[[a, b], [c]]`` asks for a word in (a or b)
    and c. No unions means any word.

    Where patterns hold opaque letters, None is certain for every text that the letters can stand
    for. A word is a candidate that must be tried with real strings: in what is excluded, letters
    count as different from everything else. In all unions but the first that holds one, they count
    as anything.

    Raises:
        Exceeded: the budget was spent before an answer was found.
    """
    budget = budget or Budget()
    asked = _asked(tuple(map(tuple, unions)), tuple(excluded))
    if asked.cost is None:
        before = budget.cells
        asked.word = _searched(asked.unions, asked.excluded, budget)
        asked.cost = before - budget.cells
    else:
        budget.keep(asked.cost)
    return asked.word


class _AskedQuestion:
    """A question, its answer, and what it cost: the next who asks pays as much."""

    __slots__ = ("cost", "excluded", "unions", "word")

    def __init__(
        self, unions: tuple[tuple[Pattern, ...], ...], excluded: tuple[Pattern, ...]
    ) -> None:
        self.unions = unions
        self.excluded = excluded
        self.cost: int | None = None
        self.word: str | None = None


_asked = lru_cache(maxsize=4096)(_AskedQuestion)


def _searched(
    unions: tuple[tuple[Pattern, ...], ...], excluded: tuple[Pattern, ...], budget: Budget
) -> str | None:
    named = dict.fromkeys(excluded)
    barred = list(named)
    kept: list[list[Pattern]] = []
    for union in unions:
        distinct = [p for p in dict.fromkeys(union) if p not in named]
        left = [p for p in distinct if not _is_within(p, barred, budget)]
        if not left:
            return None
        if ANYTHING not in left and left not in kept:
            kept.append(left)
    kept = _needed(kept)
    if not barred and len(kept) == 1 and not kept[0][0].has_opaque:
        return _shortest(kept[0])
    read, primary = _readable_together(kept or [[ANYTHING]])
    automata = [[pattern.automaton for pattern in union] for union in read]
    product = Product(automata, [pattern.automaton for pattern in barred], primary)
    return shortest_word(product, budget, lambda: guess(read, barred))


def _is_within(pattern: Pattern, others: Sequence[Pattern], budget: Budget) -> bool:
    for other in others:
        budget.tick()
        if pattern.within(other):
            return True
    return False


_QUICK_PAIRS = 1_000


def _needed(unions: list[list[Pattern]]) -> list[list[Pattern]]:
    """Omit the unions that a look shows to hold wherever another does."""
    needed = list(unions)
    for one in sorted(unions, key=len):
        if one in needed:
            needed = [
                other
                for other in needed
                if other is one
                or len(one) * len(other) > _QUICK_PAIRS
                or not all(any(p.within(q) for q in other) for p in one)
            ]
    return needed


def _shortest(union: Sequence[Pattern]) -> str:
    words = [
        "".join(
            t[0] if isinstance(t, tuple) else "x"
            for t in p.symbols
            if t not in (Wildcard.ANY, Wildcard.SEGMENT_ANY)
        )
        for p in union
    ]
    return min(words, key=len)


def covers(wider: Patterns, narrower: Patterns, *, budget: Budget | None = None) -> bool:
    """Return whether every word of the union ``narrower`` is a word of the union ``wider``."""
    return shortest_text([narrower], wider, budget=budget) is None


def intersects(one: Patterns, other: Patterns) -> bool:
    """Return whether some word is in both unions."""
    return shortest_text([one, other]) is not None
