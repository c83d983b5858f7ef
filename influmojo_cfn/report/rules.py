"""A rule in words: for a terminal, and for what shows findings."""

from __future__ import annotations

from collections.abc import Iterable

from influmojo_cfn.rules.rule import Rule

GROUPS = {
    "91": "Actions",
    "92": "Resources",
    "93": "Condition keys and operators",
    "94": "Effects of statements on each other",
    "95": "Trust policies",
    "96": "Grants that lead further than they seem",
    "97": "ECS tasks, and the roles that services are given",
    "98": "Quotas, shape and the traps of CloudFormation",
    "99": "Parameters",
}

MOST_LINES = 40


def shortened(example: str) -> str:
    """Cut an example that is long because length is what is wrong with it."""
    lines = example.splitlines()
    if len(lines) <= MOST_LINES:
        return example
    return "\n".join([*lines[:16], f"# ... and {len(lines) - 16} lines more"])


def help_text(rule: Rule) -> tuple[str, str]:
    """Return the page of a rule as plain text, and as Markdown that needs no other page."""
    words = f"{rule.description} {rule.why}"
    examples = "\n\n".join(
        f"{title}:\n\n```yaml\n{shortened(example)}\n```"
        for title, example in (("Bad", rule.bad), ("Good", rule.good))
    )
    markdown = f"**{rule.shortdesc}.** {words}\n\n{examples}\n\n[Source]({rule.source_url})"
    return f"{words} See {rule.source_url}", markdown


def explain(rule: Rule) -> str:
    """Return what a person in front of a terminal wants to know of one rule."""
    bad = "\n".join(f"  {line}" for line in shortened(rule.bad).splitlines())
    good = "\n".join(f"  {line}" for line in rule.good.splitlines())
    return (
        f"{rule.id} ({rule.severity}): {rule.shortdesc}\n\n{rule.description}\n{rule.why}\n\n"
        f"Bad:\n{bad}\n\nGood:\n{good}\n\nSee {rule.source_url}\n"
    )


def table(group: Iterable[Rule]) -> str:
    """Return one line for each rule of a group."""
    return "".join(f"{rule.id}  {rule.shortdesc}\n" for rule in group)
