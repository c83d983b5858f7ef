"""Actions that the value of a parameter is a part of: what is proven must hold for each of them.

A letter represents a name that no statement writes. A value of the parameter can be a name that one
writes, and a pattern around it can match more. So an action with a letter perhaps is each that its
pattern covers, unless both sides of a question have the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.proof.access import Access, ProofAnswer
from influmojo_cfn.proof.question import ask


def ask_of_any_action(
    over: Access,
    within: Sequence[Access],
    *,
    first_only: bool = False,
    budget: Budget | None = None,
) -> ProofAnswer:
    """Ask as :func:`.ask` does; nothing is proven by the name that a letter represents."""
    answer = ask(over, within, first_only=first_only, budget=budget)
    if answer.verdict != "proven":
        return answer
    inside = {text for access in within for text in _open_actions(access)}
    outside = {*_open_actions(over)}
    different = inside ^ outside
    if not different:
        return answer
    opened = [_opened(access, different) for access in (over, *within)]
    return ask(opened[0], opened[1:], first_only=first_only, budget=budget)


def _open_actions(access: Access) -> Iterator[str]:
    for text in (text for statement in access.statements for text in statement.actions):
        if isinstance(text, str) and not text.isascii() and any(map(is_opaque, text)):
            yield text


def _opened(access: Access, texts: Collection[str]) -> Access:
    """Return an access of which some texts of actions are not known."""

    def policies(group: tuple[Policy, ...]) -> tuple[Policy, ...]:
        return tuple(
            replace(each, statements=tuple(_opened_statement(s, texts) for s in each.statements))
            for each in group
        )

    boundary = None if access.boundary is None else policies(access.boundary)
    return replace(access, identity=policies(access.identity), boundary=boundary)


def _opened_statement(statement: Statement, texts: Collection[str]) -> Statement:
    actions = tuple(_unknown(text) if text in texts else text for text in statement.actions)
    return statement if actions == statement.actions else replace(statement, actions=actions)


def _unknown(text: Text) -> Text:
    if isinstance(text, Unknown):
        return text
    covers = "".join("*" if is_opaque(c) else c for c in text)
    return Unknown(f"which actions {text} is", covers)
