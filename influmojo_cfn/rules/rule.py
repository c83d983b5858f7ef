"""The form of a rule: a header that people read, and one function that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any, Literal, NamedTuple

from influmojo_cfn import version
from influmojo_cfn.errors import Path

RuleScope = Literal["statement", "policy", "entity", "template"]
NEEDS: Mapping[str, Callable[[Any], bool]] = {
    "allows": lambda statement: statement.allows,
    "denies": lambda statement: statement.denies,
    "grants": lambda statement: statement.allows and not statement.policy.is_boundary,
    "conditions": lambda statement: "Condition" in statement.raw,
    "principals": lambda statement: bool(statement.principals),
    "of-identity": lambda statement: not statement.policy.has_principals,
    "of-resource": lambda statement: statement.policy.kind == "resource",
    "of-role": lambda statement: statement.policy.is_trust,
    "of-template": lambda statement: statement.policy.in_template,
}
"""What a statement must be or have for a rule to have something to look at, by a word.

``grants``: it allows something, and its policy is not a permissions boundary alone. ``of-``: whose
policy it is in; that of a role is its trust policy.
"""

Findings = Iterator[tuple[Path, str]]
"""What a rule yields: places in the template, and what is wrong there."""

Place = Literal["template", "resource", "statement"]

Severity = Literal["error", "warning", "informational"]

SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "informational"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One idea: what is wrong, why it matters, and how to find it.

    ``check`` takes what ``scope`` names (see :mod:`influmojo_cfn.rules.model`); of statements those
    that have all of ``needs``, words of :data:`NEEDS`. ``since`` is the version of this package
    that has the rule first.

    Of what one cause leads to, the strongest finding alone is shown; see :mod:`.strongest`.
    ``follows`` are the rules whose finding says as much, by where: at the same ``place``, or in the
    same ``statement``, ``resource`` or ``role``. ``E`` is any error. At ``action`` is at each value
    of Action that names ``of_action``. Of rules with a ``width``, on statements that are too wide,
    the one of the greatest speaks. ``once`` is where the first finding speaks for all.
    """

    id: str
    shortdesc: str
    description: str
    why: str
    source_url: str
    tags: tuple[str, ...]
    scope: RuleScope
    needs: frozenset[str]
    check: Callable[[Any], Findings]
    since: str
    follows: Mapping[str, tuple[str, ...]]
    of_action: str
    width: int
    once: Place | None

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


_SCOPES: Mapping[str, RuleScope] = {
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
    needs: str = "",
    since: str = "0.1.0",
    follows: str = "",
    of_action: str = "",
    width: int = 0,
    once: Place | None = None,
) -> Callable[[Callable[[Any], Findings]], Rule]:
    """Make a :class:`Rule` of the function below the header.

    Its scope is the type of the function's parameter, its tags are ``iam`` and the package that it
    is in unless the header has others. ``needs`` are words of :data:`NEEDS`. Those of ``follows``
    are IDs, each with ``/`` and where its finding has to be if that is not at the same place.

    Raises:
        ValueError: a need is not one of these words.
    """
    words = frozenset(needs.split())
    if not words <= NEEDS.keys():
        raise ValueError(f"{id}: no need {', '.join(sorted(words - NEEDS.keys()))}")

    causes: dict[str, tuple[str, ...]] = {}
    for word in follows.split():
        cause, _, where = word.partition("/")
        causes[where or "place"] = (*causes.get(where or "place", ()), cause)

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
            needs=words,
            check=check,
            since=since,
            follows=causes,
            of_action=of_action,
            width=width,
            once=once,
        )

    return make
