"""A difference between two templates or policies, for people, pull requests and programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from influmojo_cfn.proof.access import Answer, Excess, Witness
from influmojo_cfn.proof.difference import Change, Difference
from influmojo_cfn.proof.wording import (
    condition_text,
    example,
    line_of,
    named_actions,
    named_principals,
    named_resources,
)

_HEADLINES = {
    "unchanged": "no change in what is allowed",
    "narrowed": "allows less",
    "widened": "allows more",
    "both": "allows more, and less",
    "unknown": "not known",
}


def pretty(difference: Difference) -> str:
    """Write a difference as plain text, one paragraph for each role that changed."""
    lines: list[str] = []
    for change in difference.changes:
        lines.append(f"{_title(change)}: {change.outcome}")
        for sign, answer in (("+", change.gained), ("-", change.lost)):
            for found in answer.excesses:
                lines.append(f"  {sign} {line_of(found)}")
                where = found.policy.where(found.statement.path)
                if where:
                    lines.append(f"      {where}")
                lines.append(f"      for example: {example(found.witness)}")
        lines.extend(f"  ? {reason}" for reason in _unknown(change))
    if not difference.changes:
        lines.append("there are no roles to compare")
    lines.extend(f"({text})" for text in difference.assumptions)
    return "\n".join(lines)


def markdown(difference: Difference) -> str:
    """Write a difference as a comment on a pull request."""
    changed = [c for c in difference.changes if c.outcome != "unchanged"]
    lines = ["## What the roles may do", ""]
    if not changed:
        lines.append("No role may do anything more or less than before.")
    for change in changed:
        lines += [f"### {_title(change)}: {_HEADLINES[change.outcome]}", ""]
        for name, answer in (("Gained", change.gained), ("Lost", change.lost)):
            if answer.excesses:
                lines += [f"| {name} | On | When | For example |", "| --- | --- | --- | --- |"]
                lines += [_row(found) for found in answer.excesses] + [""]
        unknown = list(_unknown(change))
        if unknown:
            lines += ["Not known, so not safe to assume:", ""]
            lines += [f"- {_cell(reason)}" for reason in unknown] + [""]
    same = [_title(c) for c in difference.changes if c.outcome == "unchanged"]
    if same and changed:
        lines += [f"Unchanged: {', '.join(same)}.", ""]
    lines += [f"_{text[0].upper()}{text[1:]}._" for text in difference.assumptions]
    return "\n".join(lines).rstrip()


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
        },
        indent=2,
    )


def answer_json(answer: Answer) -> dict[str, Any]:
    """Give an answer as data."""
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
        "conditions": [
            {"operator": c.operator, "key": c.key, "values": list(map(str, c.values))}
            for c in statement.conditions
        ],
        "policy": found.policy.name,
        "sid": statement.sid,
        "where": found.policy.where(statement.path) or None,
        "witness": witness_json(found.witness),
    }


def witness_json(witness: Witness) -> dict[str, Any]:
    """Give a witness as data."""
    request = witness.request
    principal = request.principal
    return {
        "action": request.action,
        "actionIsKnown": witness.known_action,
        "resource": request.resource,
        "principal": {principal.kind: principal.identifier} if principal else None,
        "context": {k: list(map(str, _values(v))) for k, v in sorted(request.context.items())},
    }


def _values(values: Any) -> Sequence[Any]:
    return values if isinstance(values, tuple) else (values,)


def _title(change: Change) -> str:
    name = change.role if change.part == "permissions" else f"{change.role}, trust policy"
    return name if change.presence == "both" else f"{name} ({change.presence})"


def _unknown(change: Change) -> Iterator[str]:
    for name, answer in (("gained", change.gained), ("lost", change.lost)):
        for reason in answer.unknown:
            yield f"what was {name} is not known in full: {reason}"


def _row(found: Excess) -> str:
    when = " and ".join(map(condition_text, found.statement.conditions)) or "always"
    if found.witness.request.principal is not None:
        when = f"{named_principals(found.statement, found.witness.request.principal)}; {when}"
    cells: Iterable[str] = (
        named_actions(found),
        named_resources(found) or "this role",
        when,
        example(found.witness),
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    for character in "*_`<>[]":
        escaped = escaped.replace(character, f"\\{character}")
    return escaped
