"""Partly known text: what a template says of a value before anything is deployed.

Every unknown (a parameter, an attribute of a resource) is one character of Unicode's private
use planes, the same character for the same unknown. So partly known text is a plain ``str``:
it splits, compares and hashes as such, equal text means equal values, and no rule may conclude
anything from what an unknown could hold. Known pseudo parameters have characters of their own.
"""

from __future__ import annotations

import re

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
SHORTEST = {PARTITION: 3, REGION: 9, ACCOUNT: 12, URL_SUFFIX: 13, STACK_NAME: 1}
"""The least number of characters that a pseudo parameter has; other unknowns may be empty."""

FIRST_SYMBOL = 0xF0000
FIRST_NAME_SYMBOL = 0x100000
"""From here on, unknowns that are one name: not empty, without a slash."""
UNKNOWN = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
POLICY_VARIABLE = re.compile(r"\$\{([^}]*)\}")
NAME_SYMBOL = re.compile("[\U00100000-\U0010ffff]")
HOLE = re.compile(rf"{UNKNOWN.pattern}|{POLICY_VARIABLE.pattern}")
"""What is not known of a text: an unknown or a policy variable."""
PLAUSIBLE = {ord(PARTITION): "aws", ord(REGION): "us-east-1", ord(ACCOUNT): "111122223333"}
"""What the pseudo parameters come to, for examples and for the form of an ARN."""


def has_unknown(text: str) -> bool:
    """Return whether any part of ``text`` cannot be known before deployment."""
    return not text.isascii() and UNKNOWN.search(text) is not None


def shortest(text: str) -> int:
    """Return the least number of characters, white space left out, that ``text`` can come to."""
    length = 0
    for character in text:
        if UNKNOWN.match(character):
            length += SHORTEST.get(character, 0)
        elif not character.isspace():
            length += 1
    return length


def example(text: str) -> str:
    """Return a text as it may come to be: each unknown filled in with what is plausible there."""
    return UNKNOWN.sub("111122223333", text.translate(PLAUSIBLE))
