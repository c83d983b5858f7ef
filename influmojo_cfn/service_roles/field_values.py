"""What the values of a task definition's fields name: names for the rows of the call tables.

:mod:`influmojo_cfn.service_roles.field_readers` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.iam.text import KEY_ID
from influmojo_cfn.iam.unknown import Text, Unknown, covered, joined, piece_of
from influmojo_cfn.task_definition.model import Field

_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where the task runs."""

    partition: str
    account: str
    region: str

    @classmethod
    def of(cls, environment: Environment) -> Home:
        """Return where a template is deployed."""
        return cls(
            partition=environment.known_partition,
            account=environment.account,
            region=environment.region,
        )

    @property
    def names(self) -> dict[str, Text]:
        """The names for templates."""
        return {"partition": self.partition, "account": self.account, "region": self.region}


class Reading(NamedTuple):
    """Names for the templates of rows.

    ``only_if`` names the only case in which they hold, if there is one. ``about`` is the name that
    a row has to use, where the others only go with it.
    """

    names: Mapping[str, Text]
    only_if: str | None = None
    about: str = ""


class Mistake(NamedTuple):
    """Something in a task definition that no role can fix."""

    field: Field
    message: str


@dataclass(frozen=True, kw_only=True)
class ReadingContext:
    """What a reader knows besides the field: where tasks run, and what was given with them."""

    home: Home
    cache_prefixes: frozenset[str] = field(default_factory=frozenset)
    key: str | None = None
    keys: Mapping[str, Text | None] = field(default_factory=dict)
    has_registry_credentials: bool = False


Readings = Iterator[Reading | Mistake]


def fill(template: str, names: Mapping[str, Text]) -> Text:
    """Put ``names`` into a template; the result is unknown where one of those it uses is."""
    pieces = [names[piece] if at % 2 else piece for at, piece in enumerate(_NAMED.split(template))]
    return joined([piece for piece in pieces if piece != ""])


def fields_in(template: str) -> list[str]:
    """Return the names that a template uses."""
    return _NAMED.findall(template)


def part_of(text: str, of: Text) -> Text:
    """Return a part of a value's text, unknown where the value is and the part shows it."""
    return piece_of(of, text) if isinstance(of, Unknown) and re.search(r"[*?]", text) else text


def key_arn(text: Text, home: Home) -> Text:
    """Return the ARN of a key that is named by its ARN, ID or alias."""
    if KEY_ID.fullmatch(covered(text)):
        return fill("arn:{partition}:kms:{region}:{account}:key/{key}", {**home.names, "key": text})
    if isinstance(text, Unknown) or (text.startswith("arn:") and ":key/" in text):
        return text
    covers = f"arn:{home.partition}:kms:{home.region}:*:key/*"
    return Unknown(f"the key behind {text!r} is not known", covers)
