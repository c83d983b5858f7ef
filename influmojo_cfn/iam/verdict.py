"""Four answers to "does it match?": a three-valued logic with two kinds of doubt.

``NO`` < ``UNKNOWN`` < ``READING`` < ``YES``, so that *and* is ``min`` and *or* is ``max``. Plain
integers, because they are compared some hundred thousand times a second.
"""

from __future__ import annotations

NO = 0
"""It does not match."""
UNKNOWN = 1
"""It depends on something that cannot be known before deployment."""
READING = 2
"""It matches in the permissive matching of ``*`` in an ARN and not in the narrow one."""
YES = 3
"""It matches."""

Verdict = int


def negate(verdict: Verdict) -> Verdict:
    """Return the verdict of the opposite question; a doubt stays the doubt that it is."""
    if verdict == YES:
        return NO
    return YES if verdict == NO else verdict


def of(matches: bool) -> Verdict:
    """Return YES or NO."""
    return YES if matches else NO
