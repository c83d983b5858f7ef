"""What was found, in words: one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from influmojo_cfn.evaluation.policy import Condition, Statement
from influmojo_cfn.evaluation.request import Principal, Request
from influmojo_cfn.proof.access import Excess, Witness

SHOWN = 6
"""How many actions or resources of a line are named before the rest is counted."""


def line_of(found: Excess) -> str:
    """Write what an excess allows in one line."""
    parts = [named_actions(found)]
    if found.statement.resources or found.statement.not_resource:
        parts.append(f"on {named_resources(found)}")
    principal = found.witness.request.principal
    if principal is not None:
        parts.append(f"for {named_principals(found.statement, principal)}")
    when = " and ".join(map(condition_text, found.statement.conditions))
    if when:
        parts.append(f"when {when}")
    return " ".join(parts)


def named_actions(found: Excess) -> str:
    """Write the actions of an excess."""
    return _listed(_grouped(found.actions))


def named_resources(found: Excess) -> str:
    """Write the resources of an excess."""
    listed = _listed(found.resources)
    return f"everything but {listed}" if found.statement.not_resource else listed


def _grouped(actions: Sequence[str]) -> list[str]:
    """Put many actions of one service together."""
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


def _listed(texts: Sequence[str]) -> str:
    if len(texts) <= SHOWN:
        return ", ".join(texts)
    return f"{', '.join(texts[:SHOWN])} and {len(texts) - SHOWN} more"


def condition_text(condition: Condition) -> str:
    """Write a condition in one line."""
    return f"{condition.key} {condition.operator} {' or '.join(map(str, condition.values))}"


def named_principals(statement: Statement, principal: Principal) -> str:
    """Write whom a statement names; ``principal`` is an example."""
    named = [
        text if kind == "*" else f"{kind} {text}"
        for kind, texts in (statement.principals or {}).items()
        for text in map(str, texts)
    ]
    listed = _listed(named)
    if statement.not_principal:
        return f"everyone but {listed} (such as {principal.kind} {principal.identifier})"
    return listed


def example(witness: Witness) -> str:
    """Write a witness in one line."""
    text = request_text(witness.request)
    if not witness.known_action:
        text += " (an action that no service has today)"
    return text


def request_text(request: Request) -> str:
    """Write a request in one line."""
    on = "" if request.principal and request.resource == "*" else f" on {request.resource}"
    parts = [f"{request.action}{on}"]
    if request.principal is not None:
        parts.append(f"by {request.principal.kind} {request.principal.identifier}")
    carried = [f"{k}={' and '.join(map(str, _values(v)))}" for k, v in request.context.items()]
    if carried:
        parts.append(f"with {', '.join(carried)}")
    return " ".join(parts)


def _values(values: Any) -> Sequence[Any]:
    return values if isinstance(values, tuple) else (values,)
