"""What a proof found, in words: an excess and its example request, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from influmojo_cfn.evaluation.request import key_name
from influmojo_cfn.iam.document import Condition, Policy, Statement
from influmojo_cfn.proof.access import Counterexample, Excess
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.report.printable import first_of

SHOWN = 6
"""How many actions or resources of a line are named before the rest is counted."""


def line_of(found: Excess) -> str:
    """Return what an excess allows, in one line."""
    parts = [named_actions(found)]
    if found.resources or found.statement.not_resource:
        parts.append(f"on {named_resources(found)}")
    if found.counterexample.request.principal is not None:
        parts.append(f"for {named_principals(found)}")
    when = " and ".join(map(condition_text, found.statement.conditions))
    if when:
        parts.append(f"when {when}")
    return " ".join(parts)


def denials_of(found: Excess) -> list[str]:
    """Return the Denies of the other side that an excess lies in, each in one line."""
    lines: list[str] = []
    for policy, statement in found.denied:
        actions = listed(_grouped([str(text) for text in statement.actions]))
        resources = listed([str(text) for text in statement.resources])
        text = f"everything but {actions}" if statement.not_action else actions
        if resources:
            text += f" on {'everything but ' if statement.not_resource else ''}{resources}"
        when = " and ".join(map(condition_text, statement.conditions))
        where = place_of(policy, statement)
        lines.append(f"{text}{f' when {when}' if when else ''}{f'  [{where}]' if where else ''}")
    return lines


def place_of(policy: Policy, statement: Statement) -> str:
    """Return a statement's file and line, or the ARN of its AWS managed policy."""
    return policy.where(statement.path) or (policy.name if policy.name.startswith("arn:") else "")


def named_actions(found: Excess) -> str:
    """Return the actions of an excess."""
    return listed(_grouped(found.actions))


def named_resources(found: Excess) -> str:
    """Return the resources of an excess."""
    named = listed(found.resources)
    return f"everything but {named}" if found.statement.not_resource else named


def _grouped(actions: Sequence[str]) -> list[str]:
    """Return the actions, many of one service put together."""
    services: dict[str, list[str]] = {}
    for action in actions:
        services.setdefault(action.partition(":")[0], []).append(action)
    if len(actions) <= SHOWN:
        return list(actions)
    shown: list[str] = []
    for service, own in services.items():
        if len(own) <= 2:
            shown.extend(own)
        else:
            shown.append(f"{len(own)} actions of {service} ({own[0]}, {own[1]} ...)")
    return shown


def listed(texts: Sequence[str]) -> str:
    """Return strings in one line, the first of them named and the rest counted."""
    return first_of(texts, SHOWN)


def condition_text(condition: Condition) -> str:
    """Return a condition in one line."""
    return f"{condition.key} {condition.operator} {' or '.join(map(str, condition.values))}"


def named_principals(found: Excess) -> str:
    """Return whom an excess is for."""
    principals = found.statement.principals or {}
    every = tuple((kind, text) for kind, texts in principals.items() for text in map(str, texts))
    named = listed(
        [text if kind == "*" else f"{kind} {text}" for kind, text in found.principals or every]
    )
    principal = found.counterexample.request.principal
    if found.statement.not_principal and principal is not None:
        return f"everyone but {named} (such as {principal.kind} {principal.identifier})"
    return named


def example(counterexample: Counterexample) -> str:
    """Return an example request in one line."""
    text = str(counterexample.request)
    if counterexample.absent:
        text += f" without {', '.join(map(key_name, counterexample.absent))}"
    if not counterexample.known_action:
        text += " (an action that no service has today)"
    if not counterexample.possible_resource:
        text += " (no resource of this action has such an ARN)"
    for key in counterexample.impossible_keys:
        text += f" (no request has such a value of {key_name(key)})"
    return text


def unknown_of(change: AccessChange) -> Iterator[str]:
    """Yield why it is not known in full what was gained and lost."""
    for name, answer in (("gained", change.gained), ("lost", change.lost)):
        for reason in answer.unknown:
            yield f"what was {name} is not known in full: {reason}"
