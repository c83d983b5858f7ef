"""Patterns of ARNs, in the two readings of ``*``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from influmojo_cfn.iam.patterns.matching import Matcher, compile_tokens
from influmojo_cfn.iam.patterns.tokens import Token, Variable, Wildcard, tokenize

SEGMENTS = 6
_SERVICE = 2


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


def compile_arn(
    tokens: Sequence[Token], *, within_segments: bool = False, any_service: bool = False
) -> ArnPattern:
    """Compile a resource pattern in both readings; the tokens hold no variable any more.

    With ``within_segments`` a pattern of six segments has the strict matching only. With
    ``any_service`` a wildcard can name the service: so people write what a claim is about, but not
    a policy.
    """
    wide = compile_tokens(tokens)
    if list(tokens) == [Wildcard.ANY]:
        return ArnPattern(wide)
    segments = split_segments(tokens)
    if within_segments and len(segments) == SEGMENTS:
        return ArnPattern(compile_segments(segments))
    nothing = not any_service and has_service_wildcard(segments)
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
    return ArnPattern(wide, _matches_nothing if nothing else compile_segments(segments))


def _matches_nothing(arn: str) -> bool:
    return False


def has_service_wildcard(segments: Sequence[Sequence[Token]]) -> bool:
    """Return whether the segment of an ARN that names the service holds a wildcard."""
    service = segments[_SERVICE] if len(segments) > _SERVICE else ()
    return any(isinstance(token, Wildcard) for token in service)


def completed(pattern: str) -> str:
    """Return an incomplete ARN the ``*`` segments that it represents; other strings stay."""
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


def with_replaced_variables(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return a resource pattern in which variables before the fifth colon are text, as to AWS."""
    if not any(isinstance(token, Variable) for token in tokens):
        return tokens
    colons = 0
    found: list[Token] = []
    for token in tokens:
        if isinstance(token, Variable) and colons < SEGMENTS - 1:
            token = token.text
        elif isinstance(token, str):
            colons += token.count(":")
        found.append(token)
    return tuple(found)


@lru_cache(maxsize=16384)
def arn_pattern(pattern: str) -> ArnPattern:
    """Compile a plain resource pattern (no variables) in both readings."""
    return compile_arn(tokenize(pattern))


def resource_matches(pattern: str, resource: str, *, wide: bool = False) -> bool:
    """Return whether a resource pattern names a resource, by strict or by permissive matching."""
    compiled = arn_pattern(pattern)
    return compiled.matches_widely(resource) if wide else compiled.matches_narrowly(resource)
