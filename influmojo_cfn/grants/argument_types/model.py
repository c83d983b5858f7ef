"""What a kind of value is: pattern, length, and the words for a person.

One row serves twice: it judges a literal when the template is generated, and it gives a deploy-time
parameter its AllowedPattern, MinLength, MaxLength and ConstraintDescription. A pattern means the
same in CloudFormation (Java) and in :mod:`re`. No pattern admits ``*``, ``?`` or ``$`` where a
policy would read a wildcard or a variable, unless its row says so. Where a parameter can also be
empty, whoever renders it adds ``^$|`` in front.

Lengths are AWS's own limits; a policy's budget counts ``parameter_max_length`` characters.
"""

from __future__ import annotations

from typing import NamedTuple

PARAMETER_MAX_LENGTH = 256
"""The most characters a deploy-time parameter can take, so that a policy of several still fits."""


class ArgumentType(NamedTuple):
    """A kind of value.

    ``constraint`` completes "must be ..."; ``length`` is the fewest and the most characters.
    ``implied_prefix`` is a string that a literal can omit and a deploy-time parameter cannot.
    Rendering a literal adds it in front where it is missing, then matches the pattern.
    ``structured`` kinds are not strings: their values are checked where they are read. They, and
    ``fixed`` ones, cannot be deploy-time parameters. ``parameter_constraint`` stands in place of
    ``constraint`` where a parameter takes less.
    """

    name: str
    constraint: str
    example: str | bool
    pattern: str = ""
    length: tuple[int, int] = (1, 0)
    source: str = ""
    implied_prefix: str = ""
    widest: str = "*"
    structured: bool = False
    fixed: bool = False
    parameter_constraint: str = ""

    @property
    def min_length(self) -> int:
        """The fewest characters of a value."""
        return self.length[0]

    @property
    def max_length(self) -> int:
        """The most characters of a value."""
        return self.length[1]

    @property
    def parameter_max_length(self) -> int:
        """The MaxLength of a deploy-time parameter of this kind."""
        return min(self.max_length, PARAMETER_MAX_LENGTH)
