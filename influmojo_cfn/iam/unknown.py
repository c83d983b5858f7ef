"""Values that cannot be known before deployment: kept as such, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

SOME_TEXT = "\ue000\ue001\ue000"
SOME_CHARACTER = "\ue002"
"""Stand for what is not known of a text: no pattern but a wildcard matches them."""


def made_up(logical_id: str) -> str:
    """Return the text that stands for the name which CloudFormation makes up for a resource."""
    return f"\ue003{logical_id}\ue003"


def standing_in(covers: str) -> str:
    """Return a text that stands for all that a pattern covers."""
    return covers.replace("*", SOME_TEXT).replace("?", SOME_CHARACTER)


def as_pattern(text: str) -> str:
    """Return a text with the wildcards put back that stand for what is not known."""
    return text.replace(SOME_TEXT, "*").replace(SOME_CHARACTER, "?")


@dataclass(frozen=True)
class Unknown:
    """A value that is not known, and why.

    ``covers`` is an IAM pattern that every value it could have matches: a text of which a part is
    known, such as ``!Sub arn:aws:s3:::${Bucket}/*``, still cannot name a queue. ``logical_id``
    says which resource of the template it identifies, where it is the identifier of one.
    """

    reason: str
    covers: str = "*"
    logical_id: str = ""


class MaybeStatement(dict[str, Any]):
    """A statement of a policy that is there or not, by a condition that is not known."""

    def __init__(self, statement: Mapping[str, Any], reason: str) -> None:
        super().__init__(statement)
        self.reason = reason


Text = str | Unknown
"""A text of a policy, or why it is not known."""


def covered(text: Text) -> str:
    """Return a text, or the pattern that covers it where it is not known."""
    return text.covers if isinstance(text, Unknown) else text


def joined(parts: list[Text], separator: str = "") -> Text:
    """Join texts; with an unknown one among them the result is unknown, of the known shape."""
    unknown = [part for part in parts if isinstance(part, Unknown)]
    covers = separator.join(map(covered, parts))
    if not unknown:
        return covers
    reasons = "; ".join(dict.fromkeys(part.reason for part in unknown))
    logical_id = unknown[0].logical_id if len(parts) == 1 else ""
    return Unknown(reasons, covers, logical_id)


def either(one: Text, other: Text, reason: str) -> Unknown:
    """Return what is known of a text that is one or the other: how both begin and end."""
    first, second = covered(one), covered(other)
    if first == second:
        return Unknown(reason, first)
    start = _shared(first, second)
    end = _shared(first[start:][::-1], second[start:][::-1])
    return Unknown(reason, f"{first[:start]}*{first[len(first) - end :]}")


def _shared(one: str, other: str) -> int:
    """Count the characters with which both texts begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
