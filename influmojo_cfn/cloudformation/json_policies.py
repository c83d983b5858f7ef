"""Policies that a template writes as strings of JSON, such as that of a log resource policy."""

from __future__ import annotations

import json
from typing import Any

from influmojo_cfn.cloudformation.generated_names import is_any_text
from influmojo_cfn.iam.text import Reach
from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart, joined

_OF_AWS = frozenset({"attribute", "chosen", "given", "name", "path", "pseudo"})
"""What names, ARNs and IDs are, by their identities: no quotation mark is in one."""


def parsed_policy(document: Any) -> Any:
    """Return the policy that a JSON string holds, as CloudFormation takes it; else what it is.

    What is not known of the string is not known of the strings in it.
    """
    if isinstance(document, Unknown):
        return _partly_known(document)
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except (ValueError, RecursionError):
        return document


def _partly_known(document: Unknown) -> Any:
    """Return the policy of a string of which only names, ARNs and IDs are not known."""
    first, last = Reach.ANYTHING.value
    parts = document.parts
    if len(parts) < 2 or len(parts) > last - first or not all(map(_is_inert, parts)):
        return document
    text = "".join(
        part if isinstance(part, str) else chr(first + index) for index, part in enumerate(parts)
    )
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return document
    return _filled(data, {chr(first + index): part for index, part in enumerate(parts)}, document)


def _is_inert(part: str | UnknownPart) -> bool:
    """Return whether a part is known, or can be nothing but text within a string of JSON."""
    if isinstance(part, str):
        return True
    kind, *_ = part.identity or ("",)
    return kind in _OF_AWS and not is_any_text(part.identity)


def _filled(data: Any, parts: dict[str, str | UnknownPart], document: Unknown) -> Any:
    """Return data in which characters that represent unknown parts are these parts again."""
    if isinstance(data, dict):
        return {
            str(_filled(key, parts, document)): _filled(item, parts, document)
            for key, item in data.items()
        }
    if isinstance(data, list):
        return [_filled(item, parts, document) for item in data]
    if not isinstance(data, str) or data.isascii():
        return data
    pieces: list[Text] = []
    for character in data:
        part = parts.get(character)
        if isinstance(part, UnknownPart):
            pieces.append(Unknown(document.reason, part.shape, parts=(part,)))
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += character
        else:
            pieces.append(character)
    return joined(pieces)
