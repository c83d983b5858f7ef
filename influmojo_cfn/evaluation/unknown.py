"""Values that cannot be known before deployment: kept as such, never guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unknown:
    """A value that is not known, and why.

    ``covers`` is an IAM pattern that every value it could have matches: a text of which a part is
    known, such as ``!Sub arn:aws:s3:::${Bucket}/*``, still cannot name a queue.
    """

    reason: str
    covers: str = "*"


Text = str | Unknown
"""A text of a policy, or why it is not known."""
