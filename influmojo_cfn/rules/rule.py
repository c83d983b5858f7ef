"""The form of a rule: a header that people read, and one function that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from influmojo_cfn.errors import Path

Scope = Literal["statement", "policy", "entity", "template"]
Found = tuple[Path, str]
"""A place in the template and what is wrong there."""

SEVERITIES = {"E": "error", "W": "warning", "I": "informational"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One idea: what is wrong, why it matters, a bad and a good example, and how to find it.

    ``check`` takes what ``scope`` names (see :mod:`influmojo_cfn.rules.model`). The examples are
    YAML: a statement or a list of them, a policy document, or a template; ``# here`` marks the
    line that is reported. Tests run them.
    """

    id: str
    shortdesc: str
    description: str
    why: str
    bad: str
    good: str
    source_url: str
    tags: tuple[str, ...]
    scope: Scope
    check: Callable[[Any], Iterator[Found]]

    @property
    def severity(self) -> str:
        """The severity in words."""
        return SEVERITIES[self.id[0]]


@dataclass(frozen=True, order=True)
class RuleFinding:
    """What a rule found: where in the data, and what is wrong there."""

    rule_id: str
    path: Path
    message: str


def rule(
    *,
    id: str,
    shortdesc: str,
    description: str,
    why: str,
    bad: str,
    good: str,
    source_url: str,
    tags: tuple[str, ...],
    scope: Scope = "statement",
) -> Callable[[Callable[[Any], Iterator[Found]]], Rule]:
    """Make a :class:`Rule` of the function below the header."""

    def make(check: Callable[[Any], Iterator[Found]]) -> Rule:
        return Rule(
            id=id,
            shortdesc=shortdesc,
            description=description,
            why=why,
            bad=bad.strip("\n"),
            good=good.strip("\n"),
            source_url=source_url,
            tags=tags,
            scope=scope,
            check=check,
        )

    return make
