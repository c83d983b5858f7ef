"""What is wrong with tags.

Source (read 2026-11-27): https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.errors import Problem

TAG_TEXT = re.compile(r"[\w .:/=+\-@]*")
TAG_VALUE_MAX = 256
OWN_TAGS = ("Project", "Purpose")
"""The tags that every role has."""


def problems_of_tags(where: str, tags: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with tags other than the package's own; ``where`` is their key path."""
    first: dict[str, str] = {tag.lower(): tag for tag in OWN_TAGS}
    for key, value in tags.items():
        known = first.setdefault(key.lower(), key)
        if known != key:
            yield Problem(f"{where}.{key}", f"differs from the tag {known!r} in case only")
        if not (1 <= len(key) <= 128 and TAG_TEXT.fullmatch(key)):
            yield Problem(
                f"{where}.{key}", "a tag key is 1 to 128 letters, digits, _ . : / = + - @"
            )
        elif key.lower().startswith("aws:"):
            yield Problem(f"{where}.{key}", "tag keys that begin with aws: are AWS's own")
        if not (len(value) <= TAG_VALUE_MAX and TAG_TEXT.fullmatch(value)):
            message = f"{value!r} must be at most 256 letters, digits, _ . : / = + - @"
            yield Problem(f"{where}.{key}", message)
