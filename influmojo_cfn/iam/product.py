"""The product of automata, walked from the empty word outwards: a shortest word comes first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from influmojo_cfn.iam.automata import READABLE, Automaton, is_opaque
from influmojo_cfn.iam.budget import Budget

Masks = tuple[int, ...]
LivePlaces = tuple[tuple[int, int], ...]
ProductState = tuple[tuple[Masks | None, ...], LivePlaces]

_BITS = 512
"""So many bits of a set of places count as one more entry of a state that is kept."""


class Product:
    """The product of unions of patterns, all of which must match, and of excluded patterns.

    Of two characters that move the unions alike, the one that the excluded patterns do not wait
    for leaves them no more than the other. So only the unions' characters are told apart, and the
    colon where a wildcard that stops at it is alive.

    The union number ``primary`` is the one whose opaque letters stand in the words. An automaton of
    another union takes such a letter for itself where it waits for nothing else, and for any text
    elsewhere.
    """

    def __init__(
        self,
        unions: Sequence[Sequence[Automaton]],
        excluded: Sequence[Automaton],
        primary: int | None,
    ) -> None:
        self.unions = unions
        self.excluded = excluded
        self.primary = primary
        automata = [*excluded, *(each for union in unions for each in union)]
        self.weight = 4 + sum(1 + a.final.bit_length() // _BITS for a in automata)

    def start(self) -> ProductState | None:
        """Return the state before the first character, or None where no word is possible."""
        rows = [[1] * len(union) for union in self.unions]
        live = [(i, 1) for i in range(len(self.excluded))]
        return self._next(((),) * len(rows), rows, live)

    def accepts(self, state: ProductState) -> bool:
        """Return whether the word that led here is in every union and outside what is excluded."""
        unions, live = state
        if any(mask & self.excluded[i].final for i, mask in live):
            return False
        return all(
            row is None
            or any(mask & automaton.final for automaton, mask in zip(automata, row, strict=True))
            for automata, row in zip(self.unions, unions, strict=True)
        )

    def characters(self, state: ProductState) -> tuple[list[str], str]:
        """Return the characters to be told apart in a state, and one that represents the rest."""
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

    def after(self, state: ProductState, character: str, *, other: bool) -> ProductState | None:
        """Return the state after ``character``, or None where no word goes on from there."""
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

    def _after_opaque(self, state: ProductState, letter: str) -> ProductState | None:
        unions, live = state
        rows: list[list[int]] = []
        for index, (automata, row) in enumerate(zip(self.unions, unions, strict=True)):
            pairs = zip(automata, row or (), strict=row is not None)
            if index == self.primary:
                rows.append([(mask & a.letters.get(letter, 0)) << 1 for a, mask in pairs])
            else:
                rows.append([self._after_any_text(a, mask, letter) for a, mask in pairs])
        moved = [(i, self.excluded[i].step_opaque(mask, letter)) for i, mask in live]
        return self._next(unions, rows, moved)

    def _after_any_text(self, automaton: Automaton, mask: int, letter: str) -> int:
        """Return the places of a pattern that the text of a letter can lead to."""
        if mask and mask == mask & automaton.letters.get(letter, 0):
            return mask << 1
        return automaton.step_anything(mask, letter)

    def _next(
        self, before: tuple[Masks | None, ...], rows: list[list[int]], moved: list[tuple[int, int]]
    ) -> ProductState | None:
        """Return the state of sets of places; a union that matched whatever follows stays so."""
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


SMALL = 20_000
"""Entries of states that are kept before a word is guessed: so far the shortest is found soon."""


def shortest_word(
    product: Product, budget: Budget, guess: Callable[[], str | None] = lambda: None
) -> str | None:
    """Return a shortest word of a product, or None; in a large one, a word that ``guess`` gives.

    Raises:
        Exceeded: the budget was spent before an answer was found.
    """
    start = product.start()
    if start is None:
        return None
    if product.accepts(start):
        return ""
    came: dict[ProductState, tuple[ProductState, str] | None] = {start: None}
    queue = deque([start])
    guessed = False
    while queue:
        if not guessed and len(came) * product.weight > SMALL:
            guessed = True
            word = guess()
            if word is not None:
                return word
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


def _word(came: dict[ProductState, tuple[ProductState, str] | None], state: ProductState) -> str:
    letters: list[str] = []
    step = came[state]
    while step is not None:
        letters.append(step[1])
        step = came[step[0]]
    return "".join(reversed(letters))
