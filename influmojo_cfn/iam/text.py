"""Partly known text: what a template says of a value before anything is deployed.

Every unknown (a parameter, an attribute of a resource) is one character of Unicode's private use
areas, the same character for the same unknown. So partly known text is a plain ``str``: it splits,
compares and hashes as such, equal text means equal values, and no rule can conclude anything from
what an unknown could hold. What a character represents can be told from its code point; no two of
these ranges overlap, and none is used twice:

===================  ==============================================================
``E000``             an unknown of which nothing is known, equal to no other
``E001``-``E00F``    pseudo parameters that have no value
``E010``-``E0FF``    stand-ins: text that matches no pattern but a wildcard
``E100``-``F8FF``    the prover's letters (:mod:`influmojo_cfn.iam.automata`)
``F0000``-``FFFFD``  values that only a deployment knows
``100000``-          names without a slash, by a guess from the parameter's name
``108000``-          names without a slash, by their type or AllowedPattern
===================  ==============================================================

Source: https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-23/ (section 23.5, read
2026-11-27).
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import takewhile

PARTITION = "\ue001"
REGION = "\ue002"
ACCOUNT = "\ue003"
URL_SUFFIX = "\ue004"
STACK_NAME = "\ue005"
ANY = "\ue000"
"""An unknown of which nothing is known, different from every other."""

PSEUDO = {
    "AWS::Partition": PARTITION,
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": URL_SUFFIX,
    "AWS::StackName": STACK_NAME,
}
SHORTEST = {PARTITION: 3, REGION: 9, ACCOUNT: 12, URL_SUFFIX: 10, STACK_NAME: 1}
"""The least number of characters that a pseudo parameter has; other unknowns can be empty.

The shortest URL suffix is ``c2s.ic.gov``, of the partition aws-iso.
"""

SOME_TEXT = "\ue010\ue011\ue010"
SOME_CHARACTER = "\ue012"
MADE_UP = "\ue013"
"""Stand for what is not known of a string, and delimit a name that CloudFormation generates."""
FIRST_OF_ID, LAST_OF_ID = 0xE014, 0xE0FF
"""The characters that stand for those of an ID that AWS chooses."""
KEY_ID = re.compile("[0-9a-f?\ue014-\ue0ff-]{36}|mrk-[0-9a-f]{32}")
"""The ID of a KMS key, be it one that AWS is still to choose."""

FIRST_LETTER, LAST_LETTER = 0xE100, 0xF8FF
UNKNOWN = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
CAN_HOLD_SLASH = re.compile("[\ue000\U000f0000-\U000ffffd]")
"""What is not known of a string and can contain slashes; names and pseudo parameters cannot."""
POLICY_VARIABLE = re.compile(r"\$\{([^}]*)\}")
NAME_SYMBOL = re.compile("[\U00100000-\U0010ffff]")
HOLE = re.compile(rf"{UNKNOWN.pattern}|{POLICY_VARIABLE.pattern}")
"""What is not known of a string: an unknown or a policy variable."""
PLAUSIBLE = {
    ord(PARTITION): "aws",
    ord(REGION): "us-east-1",
    ord(ACCOUNT): "111122223333",
    ord(URL_SUFFIX): "amazonaws.com",
    ord(STACK_NAME): "stack",
}
"""What the pseudo parameters come to, for examples and for the form of an ARN."""


class Reach(Enum):
    """What a value that only a deployment knows can hold: its first and last code point."""

    ANYTHING = (0xF0000, 0xFFFFD)
    GUESSED_NAME = (0x100000, 0x107FFF)
    """A name without a slash, by its parameter's name: good enough to warn, not to prove."""
    NAME = (0x108000, 0x10FFFD)
    """A name without a slash, by the resource's type or the parameter's AllowedPattern."""

    def character(self, number: int) -> str:
        """Return the character of the unknown value ``number`` (from 0).

        Raises:
            ValueError: the character doesn't exist.
        """
        first, last = self.value
        if not 0 <= number <= last - first:
            raise ValueError(f"more than {last - first + 1:,} values are not known")
        return chr(first + number)


def has_unknown(text: str) -> bool:
    """Return whether any part of ``text`` cannot be known before deployment."""
    return not text.isascii() and UNKNOWN.search(text) is not None


def shortest(text: str) -> int:
    """Return the least number of characters, white space omitted, that ``text`` can come to."""
    if text.isascii():
        return len("".join(text.split()))
    known = "".join(UNKNOWN.sub("", text).split())
    return len(known) + sum(SHORTEST.get(each, 0) for each in UNKNOWN.findall(text))


def shared_beginning(*texts: str) -> str:
    """Return the characters with which all strings begin."""
    columns = zip(*texts, strict=False)
    return "".join(column[0] for column in takewhile(lambda each: len(set(each)) == 1, columns))


def example(text: str) -> str:
    """Return a string as it can come to be: each unknown filled in with what is plausible there."""
    return UNKNOWN.sub("111122223333", text.translate(PLAUSIBLE))
