"""The form of a rule: a header that people read, and one function that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any, Literal, NamedTuple

from influmojo_cfn import version
from influmojo_cfn.errors import Path

Scope = Literal["statement", "policy", "entity", "template"]
Need = Literal["", "conditions", "grants", "principals"]
"""What a statement must have for a rule to have something to look at.

``grants``: it allows something, and its policy is not a permissions boundary alone.
"""

Found = tuple[Path, str]
"""A place in the template and what is wrong there."""

Findings = Iterator[Found]
"""What a rule yields."""

Severity = Literal["error", "warning", "informational"]

SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "informational"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One idea: what is wrong, why it matters, and how to find it.

    ``check`` takes what ``scope`` names (see :mod:`influmojo_cfn.rules.model`). ``since`` is the
    version of this package that has the rule first.
    """

    id: str
    shortdesc: str
    description: str
    why: str
    source_url: str
    tags: tuple[str, ...]
    scope: Scope
    needs: Need
    check: Callable[[Any], Findings]
    since: str

    @property
    def severity(self) -> Severity:
        """The severity in words."""
        return SEVERITIES[self.id[0]]

    @property
    def help_url(self) -> str:
        """The page of the rule on the site; its source while no site is published."""
        site = version.SITE_URL
        return f"{site}reference/rules/{self.id}.html" if site else self.source_url

    @property
    def bad(self) -> str:
        """The bad example: a statement or a list of them, a policy document, or a template.

        ``# here`` marks the line that is reported.
        """
        return _example(self.id, "bad")

    @property
    def good(self) -> str:
        """The good example, in the forms that the bad one takes."""
        return _example(self.id, "good")


@cache
def _example(rule_id: str, kind: str) -> str:
    """Return a file of rules/examples, read when someone wants to see it."""
    return (_EXAMPLES / rule_id / f"{kind}.yaml").read_text(encoding="utf-8").strip("\n")


_EXAMPLES = File(__file__).with_name("examples")


class RuleFinding(NamedTuple):
    """What a rule found: where in the data, and what is wrong there."""

    rule_id: str
    path: Path
    message: str


_SCOPES: Mapping[str, Scope] = {
    "PolicyStatement": "statement",
    "TemplatePolicy": "policy",
    "Entity": "entity",
    "Model": "template",
}
"""The type that a rule's function takes, to what the rule looks at."""


def rule(
    *,
    id: str,
    shortdesc: str,
    description: str,
    why: str,
    source_url: str,
    tags: tuple[str, ...] = (),
    needs: Need = "",
    since: str = "0.1.0",
) -> Callable[[Callable[[Any], Findings]], Rule]:
    """Make a :class:`Rule` of the function below the header.

    Its scope is the type of the function's parameter, its tags are ``iam`` and the package that it
    is in unless the header has others.
    """

    def make(check: Callable[[Any], Findings]) -> Rule:
        (parameter, *_) = check.__annotations__.values()
        return Rule(
            id=id,
            shortdesc=shortdesc,
            description=description,
            why=why,
            source_url=source_url,
            tags=tags or ("iam", check.__module__.split(".")[-2]),
            scope=_SCOPES[parameter],
            needs=needs,
            check=check,
            since=since,
        )

    return make
