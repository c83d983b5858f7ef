"""Values that cannot be known before deployment: kept as such, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle
from typing import Any, NamedTuple

from influmojo_cfn.iam.text import FIRST_OF_ID, LAST_OF_ID, MADE_UP, SOME_CHARACTER, SOME_TEXT

Identity = tuple[str, ...]
"""What a value is, such as ``("export", "shared-bucket")``; the empty one equals no other."""


class UnknownPart(NamedTuple):
    """A part of a string that is not known: what it is, and the pattern that it matches."""

    identity: Identity
    shape: str = "*"

    @property
    def shown(self) -> str:
        """Return the part for people: what it is of, or the pattern."""
        match self.identity:
            case ("name" | "given" | "chosen" | "parameter", name, *_):
                return f"${{{name}}}"
            case ("attribute", logical_id, _, attribute, *_):
                return f"${{{logical_id}.{attribute}}}"
        return self.shape


def standing_in(covers: str, name: str = "") -> str:
    """Return a string that represents all that a pattern covers.

    Of one name it is always the same, and of another name another.
    """
    if not name:
        return covers.replace("*", SOME_TEXT).replace("?", SOME_CHARACTER)
    digest = cycle(sha256(name.encode()).digest())
    size = LAST_OF_ID - FIRST_OF_ID + 1
    replaced = re.sub(r"\?", lambda _: chr(FIRST_OF_ID + next(digest) % size), covers)
    return replaced.replace("*", f"{MADE_UP}{name}{MADE_UP}")


@dataclass(frozen=True)
class Unknown:
    """A value that is not known, and why.

    ``covers`` is an IAM pattern that every value it could have matches. A string of which a part is
    known, such as ``!Sub arn:aws:s3:::${Bucket}/*``, still cannot name a queue. ``logical_id`` says
    which resource of the template it identifies, where it is the identifier of one. ``parts`` are
    the strings and the unknown parts that the value consists of, where they are told apart. Two
    parts of one identity are the same value. ``origin`` is what it was written as, where that is
    all that is known: what was written otherwise is another value. ``reason`` is for people alone.
    """

    reason: str
    covers: str = "*"
    logical_id: str = ""
    parts: tuple[str | UnknownPart, ...] = ()
    origin: str = ""

    @property
    def is_told(self) -> bool:
        """Whether it is known of each part what it is: it is a string, and no mapping."""
        told = all(isinstance(part, str) or part.identity for part in self.parts)
        return told and self.parts != ()

    def is_same(self, other: Text) -> bool:
        """Return whether another value is surely this one."""
        return isinstance(other, Unknown) and self.parts == other.parts and self.is_told


class MaybeStatement(dict[str, Any]):
    """A statement of a policy that is there or not, by a condition that is not known.

    ``origin`` is as what the condition was written.
    """

    def __init__(self, statement: Mapping[str, Any], reason: str, origin: str = "") -> None:
        super().__init__(statement)
        self.reason = reason
        self.origin = origin


Text = str | Unknown
"""A string of a policy, or why it is not known."""


def covered(text: Text) -> str:
    """Return a string, or the pattern that covers it where it is not known."""
    return text.covers if isinstance(text, Unknown) else text


def as_shown(text: Text) -> str:
    """Return a string for people: what unknown parts are of, or wildcards; IDs for stand-ins."""
    if isinstance(text, Unknown):
        parts = text.parts or (text.covers,)
        return "".join(part if isinstance(part, str) else part.shown for part in parts)
    text = re.sub(f"{MADE_UP}([^{MADE_UP}.]*)[^{MADE_UP}]*{MADE_UP}", r"${\1}", text)
    text = text.replace(SOME_TEXT, "*")
    return re.sub(f"[{SOME_CHARACTER}{chr(FIRST_OF_ID)}-{chr(LAST_OF_ID)}]", "?", text)


def piece_of(whole: Unknown, piece: str) -> Unknown:
    """Return a piece of what covers an unknown value, with the parts that it has.

    It has none where the piece occurs twice, or ends within what is not known.
    """
    if whole.covers.count(piece) != 1:
        return Unknown(whole.reason, piece)
    start = whole.covers.index(piece)
    end = start + len(piece)
    found: list[str | UnknownPart] = []
    at = 0
    for part in whole.parts:
        size = len(part) if isinstance(part, str) else len(part.shape)
        first, last = max(at, start), min(at + size, end)
        if isinstance(part, str):
            found.append(part[first - at : max(last - at, 0)])
        elif (first, last) == (at, at + size):
            found.append(part)
        elif first < last:
            return Unknown(whole.reason, piece)
        at += size
    return Unknown(whole.reason, piece, parts=tuple(filter(None, found)))


def joined(parts: Sequence[Text]) -> Text:
    """Join strings; with an unknown one among them the result is unknown, of the known shape."""
    unknown = [part for part in parts if isinstance(part, Unknown)]
    if not unknown:
        return "".join(map(str, parts))
    if len(parts) == 1:
        return unknown[0]
    inner: list[str | UnknownPart] = []
    for part in parts:
        if isinstance(part, Unknown):
            inner.extend(part.parts or (UnknownPart((), part.covers),))
        else:
            inner.append(part)
    reasons = "; ".join(dict.fromkeys(part.reason for part in unknown))
    origin = "".join(part.origin for part in unknown)
    return Unknown(reasons, "".join(map(covered, parts)), parts=tuple(inner), origin=origin)
