"""A decision in words: one line, or all of it."""

from __future__ import annotations

import json
from typing import Any

from influmojo_cfn.evaluation.simulate import Deciding, Decision, Nearest
from influmojo_cfn.iam.unknown import as_shown
from influmojo_cfn.report.mismatches import mismatch_in_words, sentences
from influmojo_cfn.report.printable import lines_of


def place(found: Deciding | Nearest) -> str:
    """Return which statement it is: Sid, policy, ``file:line``."""
    sid = found.statement.sid or "a statement without Sid"
    where = f" ({found.where})" if found.where else ""
    return f"{sid} of {found.policy.name}{where}"


def needs_no_permission(decision: Decision) -> str:
    """Return why a request is allowed that no statement allows."""
    return f"{decision.request.action} needs no permission, and no Deny stops it"


def summary(decision: Decision) -> str:
    """Return in one line what was decided, by what, or what was missing."""
    if decision.deciding:
        return f"{decision.outcome} by {place(decision.deciding)}"
    if decision.unknown:
        return f"unknown: {decision.unknown[0]}"
    if decision.allowed:
        return f"allowed: {needs_no_permission(decision)}"
    if decision.nearest:
        nearest = decision.nearest[0]
        mismatch = "".join(f": {said}" for said in sentences(nearest.mismatches)[:1])
        return f"{decision.outcome}; nearest is {place(nearest)}{mismatch}"
    return f"{decision.outcome}; no statement of the {decision.limited_by} is about the action"


def explanation(decision: Decision) -> str:
    """Return all of it: outcome, deciding or nearest statements, readings, what is not known."""
    lines: list[str] = [decision.outcome]
    if decision.deciding:
        verb = {"Allow": "allowed by", "Deny": "denied by"}[decision.deciding.statement.effect]
        lines.append(f"  {verb} {place(decision.deciding)}")
    elif decision.allowed:
        lines.append(f"  {needs_no_permission(decision)}")
    if decision.readings_differ:
        lines.append(
            f"  {decision.least} or {decision.most}: "
            "it depends on how AWS reads a wildcard in an ARN"
        )
    if decision.unknown:
        lines.append("  not known before deployment:")
        lines.extend(f"    {reason}" for reason in decision.unknown)
    if decision.outcome == "implicitDeny":
        about = "allows it" if decision.nearest else "is about the action"
        lines.append(f"  no statement of the {decision.limited_by} {about}")
    for nearest in decision.nearest:
        lines.append(f"  nearest: {place(nearest)}")
        lines.extend(f"    {said}" for said in sentences(nearest.mismatches))
    lines.extend(f"  note: {note}" for note in decision.notes)
    return lines_of(lines)


def why_not(decision: Decision) -> list[str]:
    """Return in short why a request is denied: the statement that denies it, or the nearest."""
    if decision.deciding:
        sid = decision.deciding.statement.sid or "a statement without Sid"
        return [f"denied by {sid} of {decision.deciding.policy.name} {decision.deciding.where}"]
    reasons = []
    if decision.limited_by and decision.limited_by != "identity policies":
        reasons.append(f"the {decision.limited_by} does not allow it")
    for nearest in decision.nearest[:1]:
        sid = nearest.statement.sid or "a statement without Sid"
        said = as_shown("; ".join(sentences(nearest.mismatches)))
        reasons.append(f"nearest is {sid} of {nearest.policy.name}: {said}")
    return reasons or ["no statement of the role is about it"]


def as_json(decision: Decision, role: str | None = None) -> str:
    """Return a decision for programs; ``role`` is the logical ID of the role asked."""
    request = decision.request
    document = {
        "outcome": decision.outcome,
        "role": role,
        "action": request.action,
        "resource": as_shown(request.resource),
        "decidingStatement": _statement_json(decision.deciding) if decision.deciding else None,
        "limitedBy": decision.limited_by,
        "readings": {"least": decision.least, "most": decision.most},
        "unknown": list(decision.unknown),
        "nearest": [
            {
                **_statement_json(nearest),
                "mismatches": [
                    {
                        "element": row.element,
                        "expected": row.expected,
                        "found": row.found,
                        "says": row.sentence,
                    }
                    for mismatch in nearest.mismatches
                    for row in mismatch_in_words(mismatch)
                ],
            }
            for nearest in decision.nearest
        ],
        "notes": list(decision.notes),
    }
    return json.dumps(document, indent=2)


def _statement_json(found: Deciding | Nearest) -> dict[str, Any]:
    source, path = found.policy.source, found.statement.path
    known = source if source is not None and source.source else None
    return {
        "policy": found.policy.name,
        "layer": found.layer,
        "sid": found.statement.sid,
        "effect": found.statement.effect,
        "file": known.source if known else None,
        "line": known.line(path) if known else None,
    }
