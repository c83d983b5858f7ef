"""An explanation as Markdown, for a pull request or a wiki."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from influmojo_cfn.report.explain.model import (
    AccessRow,
    Explanation,
    RoleShown,
    StatementShown,
    TrustShown,
    title_of,
)
from influmojo_cfn.report.explain.statement_lines import others
from influmojo_cfn.report.printable import markdown_code, markdown_terms, markdown_text

plain = markdown_text
words = partial(markdown_text, cell=True)
span = markdown_code
code = partial(markdown_code, cell=True)

_HEADINGS = ("Service", "Access level", "Actions", "Resources", "Only if", "Why")


def render(explanation: Explanation) -> str:
    """Return the Markdown: for each role its trust, its policies and its table."""
    blocks = ["# What the roles can do", f"Template: {span(explanation.source)}"]
    if explanation.architecture:
        blocks.append(plain(explanation.architecture))
    for role in explanation.roles:
        blocks += _role(role)
    for (title, _), (_, lines) in zip(others(explanation, span), others(explanation), strict=True):
        blocks += [f"## {title}", "\n".join(f"- {markdown_terms(line)}" for line in lines)]
    if explanation.unread:
        blocks += ["## Not read", "\n".join(f"- {plain(each)}" for each in explanation.unread)]
    if explanation.assumed:
        blocks.append(f"Assumed: {plain(explanation.assumed)}.")
    return "\n\n".join(blocks) + "\n"


def _role(role: RoleShown) -> list[str]:
    blocks = [f"## {plain(role.name)}"]
    if role.description:
        blocks.append(plain(role.description))
    facts = [f"- Resource: {span(role.logical_id)}"]
    facts += [f"- Assumed by: {_trust(each)}" for each in role.trust]
    facts += [f"- Policy: {plain(each.name)} ({each.kind})" for each in role.policies]
    if role.boundary:
        facts.append(f"- Permissions boundary: {plain(role.boundary.name)}")
    facts += [f"- Not known: {plain(text)}" for text in role.doubts]
    blocks.append("\n".join(facts))
    omitted = [
        f"- {'**Denied**: ' if each.effect == 'Deny' else ''}{', '.join(map(span, each.actions))} "
        f"on {', '.join(map(span, each.resources))}, {plain(each.where)}"
        for each in role.omitted
    ]
    after = ["Omitted at these parameter values:", "\n".join(omitted)] if omitted else []
    if not role.access:
        return [*blocks, role.without_access, *after]
    rows = [_HEADINGS, ("---",) * len(_HEADINGS), *map(_row, role.access)]
    blocks.append("\n".join(f"| {' | '.join(cells)} |" for cells in rows))
    redundant = [
        f"- {', '.join(map(span, actions))} of {plain(each.sid or 'a statement without Sid')}: "
        f"{plain(reason)}"
        for each in role.statements
        for reason, actions in each.redundant_by_reason.items()
    ]
    if redundant:
        blocks += ["Redundant:", "\n".join(redundant)]
    return [*blocks, *after]


def _row(row: AccessRow) -> tuple[str, ...]:
    statement = row.statement
    denied = "**Denied**: " if statement.effect == "Deny" else ""
    but = "every resource but " if statement.not_resource else ""
    return (
        f"{denied}{words(title_of(row.service))}",
        words(row.level),
        joined(map(code, row.actions)),
        but + joined(map(code, statement.resources)),
        joined(_conditions(statement)),
        words(statement.reason),
    )


def _conditions(statement: StatementShown) -> list[str]:
    """Return what a statement depends on: its conditions, and what is not known of it."""
    found = [
        f"{code(each.key)} {words(each.operator)} {' or '.join(map(code, each.values))}"
        for each in statement.conditions
    ]
    return [*found, *(f"not known: {words(reason)}" for reason in statement.unknown)]


def _trust(trust: TrustShown) -> str:
    text = ", ".join(map(plain, trust.principals))
    if trust.effect == "Deny":
        text = f"never {text}"
    if trust.conditions:
        text += f", if {'; '.join(plain(str(each)) for each in trust.conditions)}"
    return text + "".join(f"; not known: {plain(reason)}" for reason in trust.unknown)


def joined(texts: Iterable[str]) -> str:
    """Put strings into one cell, each on a line of its own."""
    return "<br>".join(texts)
