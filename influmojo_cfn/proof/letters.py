"""The strings of a policy as patterns, with a letter for each part that is not known.

A policy variable, and each wildcard of an unknown part, becomes an opaque letter: whatever is
proven of it holds for every text. The same thing has the same letter within one question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from influmojo_cfn.iam.automata import MOST_LETTERS, is_opaque, opaque
from influmojo_cfn.iam.budget import Exceeded
from influmojo_cfn.iam.conditions import is_multivalued, of_multivalued
from influmojo_cfn.iam.patterns import Token, Variable, Wildcard, tokenize
from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart

Meaning = Callable[[Variable], "str | Variable | None"]
"""What a policy variable represents: a string, itself, or None where its text names nothing."""


class Letters:
    """The opaque letters of one question: each policy variable or unknown text has its own.

    ``resolve`` tells what is known of policy variables; see :mod:`.variables`.
    """

    def __init__(self, resolve: Meaning = lambda variable: variable) -> None:
        self.resolve = resolve
        self.meaning: dict[str, Variable | str] = {}
        self._numbers: dict[object, int] = {}

    def of(self, what: object, meaning: Variable | str) -> str:
        """Return the letter for a thing; the same thing has the same letter.

        Raises:
            Exceeded: there are more things than letters.
        """
        number = self._numbers.setdefault(what, len(self._numbers))
        if number >= MOST_LETTERS:
            raise Exceeded(f"more than {MOST_LETTERS:,} texts are not known")
        letter = opaque(number)
        self.meaning[letter] = meaning
        return letter

    def given(self, resolve: Meaning) -> Letters:
        """Return the same letters where more is known of policy variables."""
        other = Letters(resolve)
        other.meaning, other._numbers = self.meaning, self._numbers
        return other


def tokens_of(text: Text, letters: Letters, *, variables: bool) -> list[Token] | None:
    """Split a string of a policy; each variable whose value is not known becomes a letter.

    Each wildcard in an unknown part of an :class:`Unknown` text becomes a letter too, standing for
    whatever the text turns out to hold there. None for a string that names nothing.
    """
    if isinstance(text, Unknown):
        return list(_unknown_tokens(text, letters))
    found: list[Token] = []
    for token in tokenize(text, variables=variables):
        if isinstance(token, Variable):
            value = letters.resolve(token)
            if value is None:
                return None
            if isinstance(value, Variable):
                value = letters.of((value.key, value.default), _meaning(token))
            found.append(value)
        else:
            found.append(token)
    return found


def _meaning(variable: Variable) -> Variable | str:
    """Return the variable, or why it is not known what one of a multivalued key represents."""
    if is_multivalued(variable.key):
        return of_multivalued(variable.text)
    return variable


def _unknown_tokens(text: Unknown, letters: Letters) -> Iterator[Token]:
    """Yield the tokens of a string that is not known: an unknown part always has the same.

    What is either a string or nothing is a part without a wildcard: it is not surely that string.
    """
    for part in text.parts or (UnknownPart((), text.covers),):
        if isinstance(part, str):
            yield from tokenize(part)
            continue
        tokens = tokenize(part.shape)
        if not any(isinstance(token, Wildcard) for token in tokens):
            tokens = (*tokens, Wildcard.ANY)
        for index, token in enumerate(tokens):
            if not isinstance(token, Wildcard):
                yield token
            else:
                thing = (part.identity, index) if part.identity else object()
                yield letters.of(thing, text.reason)


def is_one_thing(text: Unknown) -> bool:
    """Return whether it is known of each part of an unknown text what it is."""
    return bool(text.parts) and all(isinstance(part, str) or part.identity for part in text.parts)


def has_opaque(tokens: Iterable[Token]) -> bool:
    """Return whether a letter is among some tokens."""
    return any(is_opaque(c) for t in tokens if isinstance(t, str) for c in t)
