"""Exact questions about wildcard patterns: inclusion, intersection, and a shortest witness.

A pattern is a word in which ``*`` stands for any text and ``?`` for any one character. It is read
as a nondeterministic automaton whose states are the places between its characters; a set of states
is the bits of an integer. A question over many patterns walks the product of their automata from
the empty word outwards, building only what is reached, so the first word found is a shortest one.

The alphabet is symbolic: at each step only the characters that some pattern waits for are told
apart, and one other character stands for all the rest of Unicode.

Opaque letters (:func:`opaque`) stand for texts that are not known, such as the value of a policy
variable. What is said of a word with an opaque letter holds whatever text the letter stands for:
see :func:`witness`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from influmojo_cfn.evaluation.matching import completed
from influmojo_cfn.proof.budget import Budget, Exceeded


class Wild(Enum):
    """A wildcard; the two of a segment do not stand for a colon."""

    ANY = "*"
    ONE = "?"
    SEGMENT_ANY = "[^:]*"
    SEGMENT_ONE = "[^:]"


Token = tuple[str, ...] | Wild
"""A character in the forms that count as the same, the one as written first; or a wildcard."""

_OPAQUE_FIRST, _OPAQUE_LAST = 0xE000, 0xF8FF
MOST_LETTERS = 5_000
"""The letters of what a question meets; those from here on stand for parameters."""
READABLE = (
    "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_./=+@ ,#%&!~$()[]{}'\";<>|^`"
)


def opaque(index: int) -> str:
    """Give the letter that stands for the unknown text number ``index`` (0 to 6,399)."""
    if not 0 <= index <= _OPAQUE_LAST - _OPAQUE_FIRST:
        raise ValueError("too many unknown texts")
    return chr(_OPAQUE_FIRST + index)


def is_opaque(character: str) -> bool:
    """Whether ``character`` is a letter that stands for an unknown text."""
    return _OPAQUE_FIRST <= ord(character) <= _OPAQUE_LAST


@lru_cache(maxsize=4096)
def _forms(character: str) -> tuple[str, ...]:
    """Give the characters that are ``character`` when case does not count."""
    lower = character.lower()
    forms = dict.fromkeys((character, lower, character.upper()))
    if lower == "k":
        forms["\N{KELVIN SIGN}"] = None
    return tuple(form for form in forms if len(form) == 1)


@dataclass(frozen=True)
class Pattern:
    """A word with wildcards; ``text`` is what it was made from, for people."""

    tokens: tuple[Token, ...]
    text: str = ""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.tokens)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self.tokens == other.tokens

    @cached_property
    def automaton(self) -> Automaton:
        """The automaton that accepts the words of the pattern."""
        return Automaton(self.tokens)

    @cached_property
    def has_opaque(self) -> bool:
        """Whether the pattern holds a letter for an unknown text."""
        return any(isinstance(t, tuple) and is_opaque(t[0]) for t in self.tokens)

    def matches(self, word: str) -> bool:
        """Whether ``word`` is a word of the pattern."""
        automaton = self.automaton
        mask = 1
        for character in word:
            mask = automaton.step(mask, character)
            if not mask:
                return False
        return bool(mask & automaton.final)

    def within(self, other: Pattern) -> bool:
        """Whether a quick look shows that every word of this pattern is one of ``other``'s.

        True is certain. False only says that :func:`covers` must be asked.
        """
        automaton = other.automaton
        mask = 1
        for token in self.tokens:
            mask = automaton.step_token(mask, token)
            if not mask:
                return False
        return bool(mask & automaton.final)

    def relaxed(self) -> Pattern:
        """Give the pattern with ``*`` for each unknown text: all it can match, and more."""
        if not self.has_opaque:
            return self
        return Pattern(
            tuple(Wild.ANY if isinstance(t, tuple) and is_opaque(t[0]) else t for t in self.tokens),
            self.text,
        )


@lru_cache(maxsize=65536)
def glob(text: str, *, ignore_case: bool = False) -> Pattern:
    """Read ``text`` as a pattern: ``*`` any text, ``?`` any one character."""
    wild = {"*": Wild.ANY, "?": Wild.ONE}
    return Pattern(tuple(wild.get(c) or _letter(c, ignore_case) for c in text), text)


@lru_cache(maxsize=65536)
def literal(text: str, *, ignore_case: bool = False) -> Pattern:
    """Give the pattern that ``text`` alone matches, its ``*`` and ``?`` too."""
    return Pattern(tuple(_letter(c, ignore_case) for c in text), text)


ANYTHING = glob("*")


SEGMENTS = 6


def arn(text: str, *, wide: bool) -> tuple[Pattern, ...]:
    """Read ``text`` as a pattern of ARNs, in one of the two readings of ``*``: any of these.

    The wide reading is :func:`glob`, of an incomplete ARN as it is written and completed. In the
    narrow one the six segments match one by one, as :mod:`influmojo_cfn.evaluation.matching` tells;
    ``*`` alone matches everything in both.
    """
    if text == "*":
        return (ANYTHING,)
    whole = completed(text)
    if not wide:
        return (glob_within_segments(whole),)
    return (glob(text),) if whole == text or text.endswith("*") else (glob(text), glob(whole))


@lru_cache(maxsize=65536)
def glob_within_segments(text: str) -> Pattern:
    """Read ``text`` as a pattern of ARNs whose wildcards stay within their segment."""
    segments = text.split(":", SEGMENTS - 1)
    inner = {"*": Wild.SEGMENT_ANY, "?": Wild.SEGMENT_ONE}
    outer = {"*": Wild.ANY, "?": Wild.ONE}
    tokens: list[Token] = []
    for index, segment in enumerate(segments):
        wild = outer if index == SEGMENTS - 1 else inner
        tokens.extend([(":",)] if index else [])
        tokens.extend(wild.get(c) or (c,) for c in segment)
    return Pattern(tuple(tokens), text)


def _letter(character: str, ignore_case: bool) -> tuple[str, ...]:
    if ignore_case and not is_opaque(character):
        return _forms(character)
    return (character,)


MOST_TOKENS = 20_480
"""The characters of the longest policy that AWS takes, a bucket's (20 KB)."""


class Automaton:
    """The places of a pattern as bits: bit ``i`` is set when ``i`` characters were matched."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        if len(tokens) > MOST_TOKENS:
            raise Exceeded(f"a text has more than {MOST_TOKENS:,} characters, more than a policy")
        place = 0
        self.letters: dict[str, int] = {}
        self.one = self.segment_one = self.loop = self.segment_loop = 0
        self._forms_at: dict[int, tuple[str, ...]] = {}
        for token in tokens:
            bit = 1 << place
            if token is Wild.ANY:
                self.loop |= bit
                self.segment_loop &= ~bit
                continue
            if token is Wild.SEGMENT_ANY:
                if not self.loop & bit:
                    self.segment_loop |= bit
                continue
            if token is Wild.ONE:
                self.one |= bit
            elif token is Wild.SEGMENT_ONE:
                self.segment_one |= bit
            else:
                for form in token:
                    self.letters[form] = self.letters.get(form, 0) | bit
                self._forms_at[place] = token
            place += 1
        self.final = 1 << place
        self.certain = self.loop & self.final
        self._useless = self._places_made_useless(place)
        self._waits: dict[int, tuple[str, ...]] = {}

    def _places_made_useless(self, length: int) -> dict[int, int]:
        """For each place with a loop: the earlier places that add no word once it is reached."""
        useless: dict[int, int] = {}
        for place in range(length + 1):
            bit = 1 << place
            if self.loop & bit:
                useless[bit] = bit - 1
            elif self.segment_loop & bit:
                start = place
                while (
                    start
                    and not self.loop & (1 << (start - 1))
                    and not self.one & (1 << (start - 1))
                    and ":" not in self._forms_at.get(start - 1, ())
                    and not is_opaque(self._forms_at.get(start - 1, ("x",))[0])
                ):
                    start -= 1
                useless[bit] = (bit - 1) & ~((1 << start) - 1)
        return useless

    def _trim(self, mask: int) -> int:
        looping = mask & (self.loop | self.segment_loop)
        if looping:
            mask &= ~self._useless[1 << (looping.bit_length() - 1)]
        return mask

    def step(self, mask: int, character: str | None) -> int:
        """Give the places after ``character``; None is a character that no place waits for."""
        moved, stay = self.one, self.loop
        if character is None:
            moved |= self.segment_one
            stay |= self.segment_loop
        else:
            moved |= self.letters.get(character, 0)
            if character != ":":
                moved |= self.segment_one
                stay |= self.segment_loop
        return self._trim(((mask & moved) << 1) | (mask & stay))

    def step_opaque(self, mask: int, letter: str) -> int:
        """Give the places after an unknown text, counting only what is certain of any text."""
        return self._trim(((mask & self.letters.get(letter, 0)) << 1) | (mask & self.loop))

    def step_anything(self, mask: int) -> int:
        """Give every place that some text could lead to, and perhaps more."""
        if not mask:
            return 0
        lowest = mask & -mask
        return (self.final << 1) - lowest

    def step_token(self, mask: int, token: Token) -> int:
        """Give the places that every text of ``token`` leads to, as far as is easily seen."""
        if token is Wild.ANY:
            return mask & self.loop
        if token is Wild.SEGMENT_ANY:
            return mask & (self.loop | self.segment_loop)
        if token is Wild.ONE:
            return self._trim(((mask & self.one) << 1) | (mask & self.loop))
        if token is Wild.SEGMENT_ONE:
            return self.step(mask, None)
        if is_opaque(token[0]):
            return self.step_opaque(mask, token[0])
        after = self.step(mask, token[0])
        for form in token[1:]:
            after &= self.step(mask, form)
        return after

    def waits_for(self, mask: int) -> tuple[str, ...]:
        """Give the characters that some place in ``mask`` waits for, in the pattern's order."""
        found = self._waits.get(mask)
        if found is None:
            forms: dict[str, None] = {}
            rest = mask & ~self.final
            if rest & (self.segment_one | self.segment_loop) or mask & self.segment_loop:
                forms[":"] = None
            while rest:
                low = rest & -rest
                rest ^= low
                forms.update(dict.fromkeys(self._forms_at.get(low.bit_length() - 1, ())))
            found = self._waits[mask] = tuple(forms)
        return found


Masks = tuple[int, ...]
Live = tuple[tuple[int, int], ...]
State = tuple[tuple[Masks | None, ...], Live]
Patterns = Iterable[Pattern]


_BITS = 512
"""So many bits of a set of places count as one more entry of a state that is kept."""

Opening = tuple[Token, ...]
"""Plain characters and, after them, an opaque letter."""


def _opening(pattern: Pattern) -> Opening | None:
    """Give how a pattern begins that holds an opaque letter before any wildcard."""
    for index, token in enumerate(pattern.tokens):
        if isinstance(token, Wild):
            return None
        if is_opaque(token[0]):
            return pattern.tokens[: index + 1]
    return None


def _common_opening(union: Sequence[Pattern]) -> Opening | None:
    """Give the opening that all patterns of a union share; a word of it holds the letter there."""
    openings = {_opening(pattern) for pattern in union}
    return openings.pop() if len(openings) == 1 else None


class Product:
    """The product of unions of patterns, all of which must match, and of excluded patterns.

    Of two characters that move the unions alike, the one that the excluded patterns do not wait
    for leaves them no more than the other: so only the unions' characters are told apart, and the
    colon where a wildcard that stops at it is alive.

    The first union that holds an opaque letter is read exactly; so are patterns of other unions
    that begin as all of its do, for there the letter stands for the same part of the word. All
    others are read as if any text could stand there.
    """

    def __init__(self, unions: Sequence[Sequence[Pattern]], excluded: Sequence[Pattern]) -> None:
        primary = next(
            (i for i, union in enumerate(unions) if any(p.has_opaque for p in union)), None
        )
        self.primary = primary
        self.opening = None if primary is None else _common_opening(unions[primary])
        self.unions = [
            [(p if i == primary else self._relaxed(p)).automaton for p in union]
            for i, union in enumerate(unions)
        ]
        self.excluded = [pattern.automaton for pattern in excluded]
        automata = [*self.excluded, *(each for union in self.unions for each in union)]
        self.weight = 4 + sum(1 + a.final.bit_length() // _BITS for a in automata)

    def _relaxed(self, pattern: Pattern) -> Pattern:
        """Give a pattern with any text for its letters, but for one in the shared opening."""
        if self.opening is None or _opening(pattern) != self.opening:
            return pattern.relaxed()
        rest = Pattern(pattern.tokens[len(self.opening) :])
        return Pattern((*self.opening, *rest.relaxed().tokens), pattern.text)

    def start(self) -> State | None:
        """Give the state before the first character, or None where no word is possible."""
        return self._state(
            [[1] * len(union) for union in self.unions],
            [(i, 1) for i in range(len(self.excluded))],
        )

    def _state(self, masks: list[list[int]], live: list[tuple[int, int]]) -> State | None:
        unions: list[Masks | None] = []
        for automata, row in zip(self.unions, masks, strict=True):
            if any(mask & automaton.certain for automaton, mask in zip(automata, row, strict=True)):
                unions.append(None)
            elif any(row):
                unions.append(tuple(row))
            else:
                return None
        if any(mask & self.excluded[i].certain for i, mask in live):
            return None
        return tuple(unions), tuple(live)

    def accepts(self, state: State) -> bool:
        """Whether the word that led here is in every union and outside what is excluded."""
        unions, live = state
        if any(mask & self.excluded[i].final for i, mask in live):
            return False
        return all(
            row is None
            or any(mask & automaton.final for automaton, mask in zip(automata, row, strict=True))
            for automata, row in zip(self.unions, unions, strict=True)
        )

    def characters(self, state: State) -> tuple[list[str], str]:
        """Give the characters to be told apart in a state, and one that stands for the rest."""
        unions, live = state
        found: dict[str, None] = {}
        for automata, row in zip(self.unions, unions, strict=True):
            for automaton, mask in zip(automata, row or (), strict=False):
                if mask:
                    found.update(dict.fromkeys(automaton.waits_for(mask)))
        avoid: set[str] = set(found)
        for i, mask in live:
            automaton = self.excluded[i]
            if mask & (automaton.segment_loop | automaton.segment_one):
                found[":"] = None
            avoid.update(automaton.waits_for(mask))
        avoid.add(":")
        other = next((c for c in READABLE if c not in avoid), None)
        if other is None:
            other = next(chr(n) for n in range(0x4E00, 0xD7FF) if chr(n) not in avoid)
        return list(found), other

    def after(self, state: State, character: str, *, other: bool) -> State | None:
        """Give the state after ``character``, or None where no word goes on from there."""
        unions, live = state
        if not other and is_opaque(character):
            return self._after_opaque(state, character)
        seen = None if other else character
        rows = [
            [0]
            if row is None
            else [a.step(mask, seen) if mask else 0 for a, mask in zip(automata, row, strict=True)]
            for automata, row in zip(self.unions, unions, strict=True)
        ]
        moved = [(i, self.excluded[i].step(mask, seen)) for i, mask in live]
        return self._next(unions, rows, moved)

    def _after_opaque(self, state: State, letter: str) -> State | None:
        unions, live = state
        rows: list[list[int]] = []
        for index, (automata, row) in enumerate(zip(self.unions, unions, strict=True)):
            if row is None:
                rows.append([0])
            elif index == self.primary:
                rows.append(
                    [
                        (mask & a.letters.get(letter, 0)) << 1
                        for a, mask in zip(automata, row, strict=True)
                    ]
                )
            else:
                rows.append(
                    [
                        self._after_any_text(a, mask, letter)
                        for a, mask in zip(automata, row, strict=True)
                    ]
                )
        moved = [(i, self.excluded[i].step_opaque(mask, letter)) for i, mask in live]
        return self._next(unions, rows, moved)

    def _after_any_text(self, automaton: Automaton, mask: int, letter: str) -> int:
        """Give the places of a pattern that the text of a letter may lead to."""
        waiting = mask & automaton.letters.get(letter, 0)
        return waiting << 1 if waiting and waiting == mask else automaton.step_anything(mask)

    def _next(
        self,
        before: tuple[Masks | None, ...],
        rows: list[list[int]],
        moved: list[tuple[int, int]],
    ) -> State | None:
        unions: list[Masks | None] = []
        for automata, was, row in zip(self.unions, before, rows, strict=True):
            if was is None or any(mask & a.certain for a, mask in zip(automata, row, strict=True)):
                unions.append(None)
            elif any(row):
                unions.append(tuple(row))
            else:
                return None
        live: list[tuple[int, int]] = []
        for i, mask in moved:
            if mask & self.excluded[i].certain:
                return None
            if mask:
                live.append((i, mask))
        return tuple(unions), tuple(live)


def witness(
    unions: Sequence[Patterns], excluded: Patterns = (), *, budget: Budget | None = None
) -> str | None:
    """Give a shortest word that every union matches and nothing excluded does, or None.

    ``unions`` is a sequence of unions of patterns: ``[[a, b], [c]]`` asks for a word in (a or b)
    and c. No unions means any word.

    Where patterns hold opaque letters, None is certain for every text that the letters may stand
    for; a word is a candidate that must be tried with real texts, for letters count as different
    from everything else in what is excluded, and as anything in all unions but the first that
    holds one.

    Raises:
        Exceeded: the budget was spent before an answer was found.
    """
    budget = budget or Budget()
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
    return _search(Product(kept or [[ANYTHING]], barred), budget)


def _is_within(pattern: Pattern, others: Sequence[Pattern], budget: Budget) -> bool:
    for other in others:
        budget.tick()
        if pattern.within(other):
            return True
    return False


_QUICK_PAIRS = 1_000


def _needed(unions: list[list[Pattern]]) -> list[list[Pattern]]:
    """Leave out the unions that a look shows to hold wherever another does."""
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
            for t in p.tokens
            if t not in (Wild.ANY, Wild.SEGMENT_ANY)
        )
        for p in union
    ]
    return min(words, key=len)


def _search(product: Product, budget: Budget) -> str | None:
    start = product.start()
    if start is None:
        return None
    if product.accepts(start):
        return ""
    came: dict[State, tuple[State, str] | None] = {start: None}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        characters, other = product.characters(state)
        for character in (other, *characters):
            after = product.after(state, character, other=character == other)
            if after is None or after in came:
                continue
            budget.keep(product.weight)
            came[after] = (state, character)
            if product.accepts(after):
                return _word(came, after)
            queue.append(after)
    return None


def _word(came: dict[State, tuple[State, str] | None], state: State) -> str:
    letters: list[str] = []
    step = came[state]
    while step is not None:
        letters.append(step[1])
        step = came[step[0]]
    return "".join(reversed(letters))


def empty(
    unions: Sequence[Patterns], excluded: Patterns = (), *, budget: Budget | None = None
) -> bool:
    """Whether no word is in every union and outside what is excluded."""
    return witness(unions, excluded, budget=budget) is None


def covers(wider: Patterns, narrower: Patterns, *, budget: Budget | None = None) -> bool:
    """Whether every word of the union ``narrower`` is a word of the union ``wider``."""
    return witness([narrower], wider, budget=budget) is None


def intersects(one: Patterns, other: Patterns, *, budget: Budget | None = None) -> bool:
    """Whether some word is in both unions."""
    return witness([one, other], budget=budget) is not None


def equivalent(one: Patterns, other: Patterns, *, budget: Budget | None = None) -> bool:
    """Whether two unions have the same words."""
    first, second = list(one), list(other)
    return covers(first, second, budget=budget) and covers(second, first, budget=budget)


def compile_all(texts: Iterable[str], read: Callable[[str], Pattern] = glob) -> tuple[Pattern, ...]:
    """Read texts as patterns, each once."""
    return tuple(read(text) for text in dict.fromkeys(texts))
