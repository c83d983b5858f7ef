"""A difference between two templates or policies, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from influmojo_cfn.proof.access import Counterexample, Excess, ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.difference import Difference
from influmojo_cfn.report.excess import denials_of, example, line_of, place_of, unknown_of
from influmojo_cfn.report.printable import lines_of


def pretty(difference: Difference) -> str:
    """Write a difference as plain text, one paragraph for each role that changed."""
    lines: list[str] = []
    for change in difference.changes:
        lines.append(f"{_title(change)}: {change.outcome}")
        for sign, answer in (("+", change.gained), ("-", change.lost)):
            for found in answer.excesses:
                lines.append(f"  {sign} {line_of(found)}")
                where = place_of(found.policy, found.statement)
                lines.extend(f"      {text}" for text in (where, found.note) if text)
                verb = "was denied" if sign == "+" else "is now denied"
                lines.extend(f"      of it, what {verb}: {text}" for text in denials_of(found))
                lines.append(f"      for example: {example(found.counterexample)}")
        lines.extend(f"  ? {reason}" for reason in unknown_of(change))
    lines.extend(each.message for each in difference.replacements)
    if not difference.changes:
        lines.append("no roles or policies to compare")
    lines.extend(f"({text})" for text in difference.assumptions)
    return lines_of(lines)


def as_json(difference: Difference) -> str:
    """Write a difference for programs."""
    return json.dumps(
        {
            "mayBeWider": difference.may_be_wider,
            "assumptions": list(difference.assumptions),
            "changes": [
                {
                    "role": change.role,
                    "part": change.part,
                    "presence": change.presence,
                    "outcome": change.outcome,
                    "gained": answer_json(change.gained),
                    "lost": answer_json(change.lost),
                }
                for change in difference.changes
            ],
            "replacements": [
                {"resource": each.logical_id, "property": each.key, "message": each.message}
                for each in difference.replacements
            ],
        },
        indent=2,
    )


def answer_json(answer: ProofAnswer) -> dict[str, Any]:
    """Return an answer as data."""
    return {
        "verdict": answer.verdict,
        "unknown": list(answer.unknown),
        "found": [_excess_json(found) for found in answer.excesses],
    }


def _excess_json(found: Excess) -> dict[str, Any]:
    statement = found.statement
    return {
        "actions": list(found.actions),
        "notResources" if statement.not_resource else "resources": list(found.resources),
        "principals": [f"{kind}:{text}" for kind, text in found.principals],
        "conditions": [
            {"operator": c.operator, "key": c.key, "values": list(map(str, c.values))}
            for c in statement.conditions
        ],
        **({"note": found.note} if found.note else {}),
        **({"denied": denials_of(found)} if found.denied else {}),
        "policy": found.policy.name,
        "sid": statement.sid,
        "where": found.policy.where(statement.path) or None,
        "witness": counterexample_json(found.counterexample),
    }


def counterexample_json(counterexample: Counterexample) -> dict[str, Any]:
    """Return a counterexample as data."""
    request = counterexample.request
    principal = request.principal
    return {
        "action": request.action,
        "actionIsKnown": counterexample.known_action,
        "resource": request.resource,
        "resourceCanExist": counterexample.possible_resource and not counterexample.impossible_keys,
        "principal": {principal.kind: principal.identifier} if principal else None,
        "context": {k: list(map(str, _values(v))) for k, v in sorted(request.context.items())},
        "absent": list(counterexample.absent),
    }


def _values(values: Any) -> Sequence[Any]:
    return values if isinstance(values, tuple) else (values,)


_PARTS = {"permissions": "", "trust": ", trust policy", "policy": ", policy"}


def _title(change: AccessChange) -> str:
    name = change.role + _PARTS[change.part]
    return name if change.presence == "both" else f"{name} ({change.presence})"
