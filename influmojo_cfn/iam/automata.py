"""Wildcard patterns as automata: sets of the places between a pattern's characters.

The places that a word can have led to are the bits of an integer, and one step is a few shifts and
masks. Opaque letters represent strings that are not known; see :mod:`.patterns`.
"""

from __future__ import annotations

from collections.abc import Sequence

from influmojo_cfn.iam.budget import Exceeded
from influmojo_cfn.iam.patterns import Wildcard
from influmojo_cfn.iam.text import FIRST_LETTER, LAST_LETTER, UNKNOWN

PatternSymbol = tuple[str, ...] | Wildcard
"""A character in the forms that count as the same, the one as written first; or a wildcard."""

MOST_LETTERS = 5_000
"""The letters of what a question meets; those from here on represent parameters."""
PLAIN_LETTERS = 5_700
"""From here on they represent parameters whose values hold no colon and no slash."""
LETTERS = LAST_LETTER - FIRST_LETTER + 1
READABLE = (
    "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_./=+@ ,#%&!~$()[]{}'\";<>|^`"
)


def opaque(index: int) -> str:
    """Return the letter that represents the unknown text number ``index`` (0 to 6,143)."""
    if not 0 <= index < LETTERS:
        raise ValueError("too many unknown texts")
    return chr(FIRST_LETTER + index)


def is_opaque(character: str) -> bool:
    """Return whether ``character`` is a letter that represents an unknown text."""
    return FIRST_LETTER <= ord(character) <= LAST_LETTER


def is_plain(character: str) -> bool:
    """Return whether ``character`` is a letter for a string without a colon and a slash."""
    return FIRST_LETTER + PLAIN_LETTERS <= ord(character) <= LAST_LETTER


MOST_SYMBOLS = 20_480
"""The characters of the longest policy that AWS takes, a bucket's (20 KB)."""


def is_reserved(character: str) -> bool:
    """Return whether ``character`` represents something, and not for a parameter's value."""
    of_parameter = is_opaque(character) and ord(character) >= FIRST_LETTER + MOST_LETTERS
    return not of_parameter and UNKNOWN.match(character) is not None


class Automaton:
    """The places of a pattern as bits: bit ``i`` is set when ``i`` characters were matched."""

    def __init__(self, symbols: Sequence[PatternSymbol]) -> None:
        if len(symbols) > MOST_SYMBOLS:
            raise Exceeded(
                f"a string has more than {MOST_SYMBOLS:,} characters, more than a policy"
            )
        place = 0
        self.letters: dict[str, int] = {}
        self.one = self.segment_one = self.loop = self.segment_loop = 0
        self._forms_at: dict[int, tuple[str, ...]] = {}
        for symbol in symbols:
            bit = 1 << place
            if symbol is Wildcard.ANY:
                self.loop |= bit
                self.segment_loop &= ~bit
                continue
            if symbol is Wildcard.SEGMENT_ANY:
                if not self.loop & bit:
                    self.segment_loop |= bit
                continue
            if symbol is Wildcard.ONE:
                self.one |= bit
            elif symbol is Wildcard.SEGMENT_ONE:
                self.segment_one |= bit
            else:
                for form in symbol:
                    self.letters[form] = self.letters.get(form, 0) | bit
                self._forms_at[place] = symbol
            place += 1
        self.final = 1 << place
        self.certain = self.loop & self.final
        self._loops = self.loop | self.segment_loop
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
        looping = mask & self._loops
        if looping:
            mask &= ~self._useless[1 << (looping.bit_length() - 1)]
        return mask

    def step(self, mask: int, character: str | None) -> int:
        """Return the places after ``character``; None is a character that no place waits for."""
        moved, stay = self.one, self.loop
        if character is None:
            moved |= self.segment_one
            stay |= self.segment_loop
        else:
            moved |= self.letters.get(character, 0)
            if character != ":":
                moved |= self.segment_one
                stay |= self.segment_loop
        after = ((mask & moved) << 1) | (mask & stay)
        return self._trim(after) if after & self._loops else after

    def step_opaque(self, mask: int, letter: str) -> int:
        """Return the places after an unknown text, counting only what is certain of any text."""
        stay = self.loop | self.segment_loop if is_plain(letter) else self.loop
        return self._trim(((mask & self.letters.get(letter, 0)) << 1) | (mask & stay))

    def step_anything(self, mask: int, letter: str) -> int:
        """Return every place that some text of a letter could lead to, and perhaps more."""
        if not mask:
            return 0
        lowest = mask & -mask
        if not is_plain(letter):
            return (self.final << 1) - lowest
        for place in range(lowest.bit_length() - 1, self.final.bit_length() - 1):
            if mask >> place & 1 and set(self._forms_at.get(place, "x")) - {":", "/"}:
                mask |= 1 << (place + 1)
        return mask

    def step_symbol(self, mask: int, symbol: PatternSymbol) -> int:
        """Return the places that every text of ``symbol`` leads to, as far as is easily seen."""
        if symbol is Wildcard.ANY:
            return mask & self.loop
        if symbol is Wildcard.SEGMENT_ANY:
            return mask & (self.loop | self.segment_loop)
        if symbol is Wildcard.ONE:
            return self._trim(((mask & self.one) << 1) | (mask & self.loop))
        if symbol is Wildcard.SEGMENT_ONE:
            return self.step(mask, None)
        if is_opaque(symbol[0]):
            return self.step_opaque(mask, symbol[0])
        after = self.step(mask, symbol[0])
        for form in symbol[1:]:
            after &= self.step(mask, form)
        return after

    def waits_for(self, mask: int) -> tuple[str, ...]:
        """Return the characters that some place in ``mask`` waits for, in the pattern's order."""
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
