"""Condition keys that no service lists: what a misspelled one can have meant."""

from __future__ import annotations

import re

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.element_validation import refused_key
from influmojo_cfn.iam.service_authorization import (
    VARIABLE,
    condition_key,
    global_condition_keys,
    service,
    service_prefixes,
)

_MISSPELT = 2
"""Letters by which a key differs at most from the one that it is taken to mean."""
_SHORT = 5
"""Letters after the service's prefix up to which one letter is the most."""

_PARTS = re.compile("[:/]")


def nearest_keys(name: str) -> list[str]:
    """Return the keys that a misspelled one can have meant."""
    prefix = name.partition(":")[0].lower()
    found = service(prefix) or service(_prefix_within(prefix))
    keys = [key.name for key in global_condition_keys().values()]
    if found:
        keys += [key.name for key in found.condition_keys.values()]
    return keys


def _prefix_within(name: str) -> str:
    """Return the longest service prefix that a key without its colon begins with."""
    return max((each for each in service_prefixes() if name.startswith(each)), key=len, default="")


def misspelled_key(name: str) -> str:
    """Return that a condition key doesn't exist, with the nearest one, or an empty string.

    All global keys are known. Some keys of a service are not listed. So a key is misspelled only
    where it is one or two letters from a listed one. AWS takes no policy with a key that is not of
    the form service:name.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
    (invalid condition key format, read 2026-11-28).
    """
    if condition_key(name) is not None:
        return ""
    if refused_key(name):
        hint = did_you_mean(name, nearest_keys(name))
        return f"{name!r} is not a condition key, which has the form service:name{hint}"
    prefix = name.partition(":")[0].lower()
    if prefix == "aws":
        known = [row.name for row in global_condition_keys().values()]
        return f"{name!r} is not a condition key of AWS{did_you_mean(name, known)}"
    found = service(prefix)
    listed = [key.name for key in found.condition_keys.values()] if found else []
    apart = {key: _letters_apart(name, key) for key in listed}
    near = min(listed, key=lambda key: (apart[key], key), default="")
    if not near or apart[near] > (1 if len(near) - len(prefix) <= _SHORT else _MISSPELT):
        return ""
    return f"{name!r} is not a condition key of {prefix}; did you mean {near!r}?"


def unlisted_key(name: str) -> str:
    """Return that no service lists a condition key, or an empty string.

    The claims of an identity provider's tokens, such as ``gitlab.com:sub``, are its own.
    """
    prefix = name.partition(":")[0]
    if "." in prefix or condition_key(name) is not None:
        return ""
    nearest = did_you_mean(name, nearest_keys(name)).removesuffix("?")
    return f"no service lists the condition key {name!r}, which is taken as given{nearest}"


def _letters_apart(name: str, listed: str) -> int:
    """Return how many letters a key adds to, lacks or replaces in a listed one, or more than two.

    A listed key with a variable part, such as a tag's, is compared up to that part.
    """
    fixed = _PARTS.split(VARIABLE.split(listed.lower(), maxsplit=1)[0].rstrip(":/"))
    first, second = "/".join(_PARTS.split(name.lower())[: len(fixed)]), "/".join(fixed)
    if abs(len(first) - len(second)) > _MISSPELT or name.partition(":")[0].lower() != fixed[0]:
        return _MISSPELT + 1
    row = list(range(len(second) + 1))
    for index, letter in enumerate(first, 1):
        above, row = row, [index]
        for column, other in enumerate(second, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != other)))
    return row[-1]
