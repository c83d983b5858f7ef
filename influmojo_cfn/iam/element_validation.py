"""What AWS rejects in a statement's elements, though it has the shape of one.

What a rejected element does is not documented: it makes no Deny vanish, and no Allow is relied on.

Sources: the errors of IAM Access Analyzer's policy validation (invalid action, ARN prefix, ARN
service case, partition, condition key format, missing brace, missing quote, unsupported space and
empty variable, duplicate keys with different case, unsupported wildcard in principal), and for
principals the pages of the elements:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
(read 2026-11-27).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from influmojo_cfn.iam.arn import PARTITIONS
from influmojo_cfn.iam.patterns import SEGMENTS, split_segments, tokenize, variables_of
from influmojo_cfn.iam.unknown import Text, Unknown

_ACTION = re.compile(r"\*(?::\*)?|[A-Za-z0-9-]+:[A-Za-z0-9*?-]+", re.ASCII)
_PATTERN = re.compile(r"[A-Za-z0-9*?-]+:[A-Za-z0-9*?-]+", re.ASCII)
_OPEN = re.compile(r"\$\{")
_CLOSED = re.compile(r"\$\{[^{}]*\}")
_VARIABLE = re.compile(r"\$\{(?:[*?$]|[^\s{}',*?]+(?:, '[^'{}]*')?)\}")
_WILD_DEFAULT = re.compile(r"\$\{[^\s{}',*?]+, '[^'{}]*[*?][^'{}]*'\}")
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


def taken_action(text: str) -> Text:
    """Return a string of Action or NotAction; one that AWS rejects is not known."""
    if _ACTION.fullmatch(text):
        return text
    if ":" not in text:
        return _refused(f"Action {text!r} has no service prefix")
    covers = text if _PATTERN.fullmatch(text) else "*"
    return _refused(f"Action {text!r} is not a service prefix and an action's name", covers)


def taken_resource(text: str, *, of_identity: bool, widens: bool, variables: bool) -> Text:
    """Return a string of Resource or NotResource; one that AWS rejects is not known.

    A resource policy can name its own resources by less than an ARN. What is nearly an ARN names
    nothing; where that ``widens`` what is allowed, it can also name what it is nearly.
    """
    if text == "*":
        return text
    if text[:4].lower() != "arn:":
        return _refused(f"Resource {text!r} is not an ARN") if of_identity else text
    if not widens:
        return text
    taken = (_taken_arn, _taken_owner, taken_variables) if variables else (_taken_arn,)
    return next((found for each in taken if (found := each(text)) != text), text)


def _taken_owner(text: str) -> Text:
    """Return an ARN; one with a policy variable before its fifth colon is not known.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    (read 2026-11-28): a variable replaces no part there, and what it does is not told.
    """
    owner = split_segments(tokenize(text, variables=True))[: SEGMENTS - 1]
    if not any(map(variables_of, owner)):
        return text
    words = f"AWS replaces no policy variable before the fifth colon of {text!r}"
    return Unknown(words, _CLOSED.sub("*", text))


def _taken_arn(text: str) -> Text:
    head, partition, service, *others = (*text.split(":", 3), "")[:4]
    named = ":".join((head.lower(), partition, service.lower(), *others))
    named = named if named.count(":") >= SEGMENTS - 1 else f"{named}*"
    if head != "arn":
        return _refused(f"Resource {text!r} is not an ARN: 'arn' is in lowercase", named)
    if partition not in PARTITIONS and not re.search(r"[*?$]", partition):
        named = named.replace(f"arn:{partition}", "arn:*", 1)
        return _refused(f"Resource {text!r} is of a partition that doesn't exist", named)
    if service != service.lower() and "$" not in service:
        return _refused(f"Resource {text!r} has a service that is not in lowercase", named)
    return text


def taken_variables(text: str) -> Text:
    """Return a string that can hold variables; one with a ``${`` that begins none is unknown.

    Such a string is not taken for what it says, nor for a string that nothing equals.
    """
    for found in _OPEN.finditer(text):
        if not _VARIABLE.match(text, found.start()):
            words = f"{text!r} has a ${{ that begins no policy variable as AWS writes one"
            return _refused(words, f"{text[: found.start()]}*")
    return text


def taken_default(text: str) -> Text:
    """Return a pattern that can hold variables; one with a wildcard in a default is unknown.

    AWS's page on variables does not tell whether such a ``*`` is a character or a wildcard.
    """
    found = _WILD_DEFAULT.search(text)
    if found is None:
        return text
    words = f"AWS does not document what the wildcard in {found.group()} represents"
    return Unknown(words, f"{text[: found.start()]}*")


def _refused(words: str, covers: str = "*") -> Unknown:
    return Unknown(f"{words}, and AWS takes no such statement", covers)


def refused_key(key: str) -> str:
    """Return why AWS rejects a condition key, or nothing."""
    before, colon, name = key.partition(":")
    if colon and before and name and key == key.strip() and not re.search(r"[*?]|\$\{", key):
        return ""
    return f"{key!r} is not a condition key, and AWS takes no such statement"


def repeated_keys(conditions: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the operators and keys, in lowercase, that stand twice in a statement."""
    counts = Counter((operator.lower(), key.lower()) for operator, key in conditions)
    return {each for each, count in counts.items() if count > 1}


REPEATED_KEY = _refused("a condition key stands twice under one operator")
"""What is compared with a key that one operator has in two spellings."""
NO_PRINCIPAL = _refused("a principal lists nothing")
"""Who is named by a principal that lists nothing."""


_WITHOUT_WILDCARD = ("CanonicalUser", "Service")
"""Kinds of principals of which ``*`` means none; of Federated it means every provider."""


def taken_principal(kind: str, text: str) -> Text:
    """Return a principal of a type; one that AWS rejects is not known.

    One with a wildcard within its text is left: whom it can mean depends on the caller.
    """
    if kind in _WITHOUT_WILDCARD and text == "*":
        return _refused(f"principal {kind} takes no wildcard")
    if kind != "AWS":
        return text
    if variable := _OPEN.search(text):
        words = f"principal {text!r} has a policy variable"
        return _refused(words, f"{text[: variable.start()]}*")
    if text.isdigit() and not _ACCOUNT.fullmatch(text):
        return _refused(f"principal {text!r} is not an account of 12 digits")
    if ":group/" in text:
        return _refused(f"principal {text!r} is a user group")
    return text


def unsupported(statement: Mapping[str, Any]) -> Iterator[str]:
    """Yield which elements of a statement AWS does not support together."""
    if "NotPrincipal" in statement and statement.get("Effect") == "Allow":
        yield "AWS supports NotPrincipal with Deny alone"
