"""IAM patterns: wildcards, policy variables, and the two readings of ``*`` in an ARN.

What AWS's pages say, and how it is read here:

* ``*`` stands for any combination of characters, none included, and ``?`` for any single one;
  several may stand anywhere. Actions are matched without regard to case, resources with it.
* In an ARN the wildcards belong "within the individual segments", but a ``*`` that is the last
  character of a segment "can expand to match beyond the colon boundaries". So a pattern has two
  readings. The *narrow* one matches each of the six segments by itself (the sixth, the resource,
  keeps its own colons); the *wide* one is a plain wildcard match of the whole text, which nothing
  that AWS matches can exceed. Say "can" by the narrow one and "cannot" by the wide one.
* An incomplete ARN is completed "by adding wildcard characters (*) to all missing fields":
  ``arn:aws:sqs`` is ``arn:aws:sqs:*:*:*``. The wide reading takes it as it is written too.
* ``${key}`` and ``${key, 'default'}`` are policy variables, ``${*}``, ``${?}`` and ``${$}`` the
  characters themselves. What a variable stands for is text, not a pattern.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

Matcher = Callable[[str], bool]
SEGMENTS = 6

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_SPECIAL = ("*", "?", "$")


class Wildcard(Enum):
    """The two wildcards of a pattern."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True)
class Variable:
    """A policy variable: the condition key in lower case, and its default where it has one."""

    key: str
    default: str | None = None
    text: str = ""


Token = str | Wildcard | Variable


@lru_cache(maxsize=16384)
def tokenize(pattern: str, *, variables: bool = False) -> tuple[Token, ...]:
    """Split a pattern into texts, wildcards and, where the policy's version has them, variables."""
    if not variables:
        return tuple(_wildcards(pattern))
    tokens: list[Token] = []
    start = 0
    for found in _VARIABLE.finditer(pattern):
        tokens.extend(_wildcards(pattern[start : found.start()]))
        tokens.append(_variable(found[1], found[0]))
        start = found.end()
    tokens.extend(_wildcards(pattern[start:]))
    return tuple(tokens)


def _wildcards(text: str) -> list[Token]:
    return [
        Wildcard(part) if part in ("*", "?") else part for part in re.split(r"([*?])", text) if part
    ]


def _variable(inner: str, text: str) -> Token:
    if inner in _SPECIAL:
        return inner
    key, comma, rest = inner.partition(", ")
    default = rest.strip()
    if comma and len(default) >= 2 and default[0] == default[-1] == "'":
        return Variable(key.strip().lower(), default[1:-1], text)
    return Variable(inner.strip().lower(), None, text)


def variables_of(tokens: Sequence[Token]) -> tuple[Variable, ...]:
    """Return the policy variables of a pattern."""
    return tuple(token for token in tokens if isinstance(token, Variable))


def compile_tokens(tokens: Sequence[Token]) -> Matcher:
    """Return a function that tells whether a text matches; its cost grows with the text's length.

    The tokens hold no variable any more.
    """
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token is Wildcard.ANY:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if len(pieces) == 1:
        return _exactly(pieces[0])
    first, *middle, last = pieces
    inner = [piece for piece in middle if piece]
    if not inner and not any(Wildcard.ONE in piece for piece in pieces):
        return _between("".join(map(str, first)), "".join(map(str, last)))
    return _sequence(first, inner, last)


def _exactly(piece: list[Token]) -> Matcher:
    if Wildcard.ONE in piece:
        expression = re.compile(_expression(piece), re.DOTALL)
        return lambda text: expression.fullmatch(text) is not None
    literal = "".join(map(str, piece))
    return lambda text: text == literal


def _between(prefix: str, suffix: str) -> Matcher:
    if not prefix and not suffix:
        return lambda text: True
    if not suffix:
        return lambda text: text.startswith(prefix)
    length = len(prefix) + len(suffix)
    return lambda text: len(text) >= length and text.startswith(prefix) and text.endswith(suffix)


def _sequence(first: list[Token], inner: list[list[Token]], last: list[Token]) -> Matcher:
    """Match pieces between wildcards, each at its leftmost place: no backtracking is needed."""
    start = re.compile(_expression(first), re.DOTALL)
    finders = [re.compile(_expression(piece), re.DOTALL) for piece in inner]
    end = re.compile(_expression(last), re.DOTALL)
    tail = sum(1 if token is Wildcard.ONE else len(str(token)) for token in last)

    def match(text: str) -> bool:
        found = start.match(text)
        for finder in finders:
            found = found and finder.search(text, found.end())
        if not found or len(text) - tail < found.end():
            return False
        return end.fullmatch(text, len(text) - tail) is not None

    return match


def _expression(piece: list[Token]) -> str:
    return "".join("." if token is Wildcard.ONE else re.escape(str(token)) for token in piece)


@lru_cache(maxsize=16384)
def matcher(pattern: str, *, ignore_case: bool = False) -> Matcher:
    """Return a function that tells whether a text matches a plain pattern."""
    if ignore_case:
        folded = compile_tokens(tokenize(pattern.lower()))
        return lambda text: folded(text.lower())
    return compile_tokens(tokenize(pattern))


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Return whether a text matches a pattern in which ``*`` and ``?`` are wildcards."""
    return matcher(pattern, ignore_case=ignore_case)(text)


def action_matches(pattern: str, action: str) -> bool:
    """Return whether an action of a policy names an action: ``s3:get*`` names ``s3:GetObject``."""
    return matches(pattern, action, ignore_case=True)


@dataclass(frozen=True)
class ArnPattern:
    """A pattern for ARNs in both readings; ``narrow`` is None where they cannot differ."""

    wide: Matcher
    narrow: Matcher | None = None

    def matches_narrowly(self, arn: str) -> bool:
        """Return whether the pattern names the ARN when each segment is matched by itself."""
        return (self.narrow or self.wide)(arn)

    def matches_widely(self, arn: str) -> bool:
        """Return whether the pattern names the ARN when ``*`` can reach past colons."""
        return self.wide(arn)


def compile_arn(tokens: Sequence[Token], *, within_segments: bool = False) -> ArnPattern:
    """Compile a resource pattern in both readings; the tokens hold no variable any more.

    With ``within_segments`` a pattern of six segments has the narrow reading only.
    """
    wide = compile_tokens(tokens)
    if list(tokens) == [Wildcard.ANY]:
        return ArnPattern(wide)
    segments = split_segments(tokens)
    if within_segments and len(segments) == SEGMENTS:
        return ArnPattern(compile_segments(segments))
    missing = SEGMENTS - len(segments)
    if missing > 0 and _is_incomplete(tokens):
        added: list[Token] = [":", Wildcard.ANY]
        segments.extend([Wildcard.ANY] for _ in range(missing))
        if tokens[-1] is not Wildcard.ANY:
            wide = _either(wide, compile_tokens([*tokens, *added * missing]))
    elif not any(isinstance(token, Wildcard) for part in segments[:-1] for token in part) and (
        not missing or not any(isinstance(token, Wildcard) for token in segments[-1])
    ):
        return ArnPattern(wide)
    return ArnPattern(wide, compile_segments(segments))


def completed(pattern: str) -> str:
    """Return an incomplete ARN the ``*`` segments that it stands for; other texts stay."""
    missing = SEGMENTS - 1 - pattern.count(":")
    return (
        pattern + ":*" * missing if missing > 0 and _is_incomplete(tokenize(pattern)) else pattern
    )


def _is_incomplete(tokens: Sequence[Token]) -> bool:
    """Return whether too few segments are an ARN, or end in a ``*`` that could make them one."""
    if not tokens:
        return False
    first = tokens[0]
    return tokens[-1] is Wildcard.ANY or (isinstance(first, str) and first.startswith("arn:"))


def _either(one: Matcher, other: Matcher) -> Matcher:
    return lambda text: one(text) or other(text)


def compile_segments(segments: Sequence[Sequence[Token]]) -> Matcher:
    """Return a function that matches the segments of an ARN one by one."""
    matchers = [compile_tokens(segment) for segment in segments]
    count = len(matchers)

    def match(arn: str) -> bool:
        parts = arn.split(":", SEGMENTS - 1)
        return len(parts) == count and all(
            matcher(part) for matcher, part in zip(matchers, parts, strict=True)
        )

    return match


def split_segments(tokens: Sequence[Token]) -> list[list[Token]]:
    """Split a pattern at its first five colons; those that a variable brings do not count."""
    segments: list[list[Token]] = [[]]
    for token in tokens:
        if not isinstance(token, str) or isinstance(token, Wildcard):
            segments[-1].append(token)
            continue
        head, *rest = token.split(":", SEGMENTS - len(segments))
        if head:
            segments[-1].append(head)
        for part in rest:
            segments.append([part] if part else [])
    return segments


@lru_cache(maxsize=16384)
def arn_pattern(pattern: str) -> ArnPattern:
    """Compile a plain resource pattern (no variables) in both readings."""
    return compile_arn(tokenize(pattern))


def resource_matches(pattern: str, resource: str, *, wide: bool = False) -> bool:
    """Return whether a resource pattern names a resource, in the narrow reading or the wide one."""
    compiled = arn_pattern(pattern)
    return compiled.matches_widely(resource) if wide else compiled.matches_narrowly(resource)
