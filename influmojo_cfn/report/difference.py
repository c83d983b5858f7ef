"""A difference between two templates or policies, for people, pull requests and programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from influmojo_cfn.proof.access import Counterexample, Excess, ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange, Outcome
from influmojo_cfn.proof.difference import Difference
from influmojo_cfn.report.excess import (
    condition_text,
    denials_of,
    example,
    line_of,
    named_actions,
    named_principals,
    named_resources,
    place_of,
)
from influmojo_cfn.report.printable import lines_of, markdown_terms

_SUMMARY: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("**More access**", ("widened", "both")),
    ("**Less access**", ("narrowed", "both")),
    ("**Not known**", ("unknown",)),
    ("Unchanged", ("unchanged",)),
)


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
        lines.extend(f"  ? {reason}" for reason in _unknown(change))
    if not difference.changes:
        lines.append("there are no roles and no policies to compare")
    lines.extend(f"({text})" for text in difference.assumptions)
    return lines_of(lines)


def markdown(difference: Difference) -> str:
    """Write a difference as a comment on a pull request."""
    lines = ["## What the roles may do", ""]
    if all(change.outcome == "unchanged" for change in difference.changes):
        lines += ["Nothing more and nothing less than before.", ""]
    else:
        lines += [*_summary(difference.changes), ""]
    for change in difference.changes:
        for verb, answer in (("gained", change.gained), ("lost", change.lost)):
            if answer.excesses:
                lines += [f"### {markdown_terms(_title(change))}: {verb}", ""]
                lines += [*_table(answer.excesses, verb), ""]
        unknown = list(_unknown(change))
        if unknown:
            lines += [f"### {markdown_terms(_title(change))}: not known, so not safe to assume", ""]
            lines += [f"- {markdown_terms(reason)}" for reason in unknown] + [""]
    for text in difference.assumptions:
        said = markdown_terms(text)
        lines.append(f"_{said[0].upper()}{said[1:]}._")
    return "\n".join(lines).rstrip()


def _summary(changes: Sequence[AccessChange]) -> Iterator[str]:
    """Yield a line for each outcome that there is."""
    for words, outcomes in _SUMMARY:
        names = [markdown_terms(_title(change)) for change in changes if change.outcome in outcomes]
        if names:
            yield f"- {words}: {'; '.join(names)}"


def _table(excesses: Sequence[Excess], verb: str) -> Iterator[str]:
    """Yield a table, with a column for each thing of which some statement says something."""
    denied = "Of it, what was denied" if verb == "gained" else "Of it, what is now denied"
    columns = [("Actions", named_actions), ("On", _resources), ("For", _principals)]
    columns += [("When", _when), ("Where", lambda found: found.note.removeprefix("where "))]
    columns += [(denied, lambda found: "; ".join(denials_of(found)))]
    columns += [("For example", lambda found: example(found.counterexample))]
    rows = [[write(found) for _, write in columns] for found in excesses]
    shown = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    yield f"| {' | '.join(columns[i][0] for i in shown)} |"
    yield f"|{' --- |' * len(shown)}"
    for row in rows:
        yield f"| {' | '.join(markdown_terms(row[i], cell=True) for i in shown)} |"


def _resources(found: Excess) -> str:
    return named_resources(found) if found.resources or found.statement.not_resource else ""


def _principals(found: Excess) -> str:
    return named_principals(found) if found.counterexample.request.principal else ""


def _when(found: Excess) -> str:
    return " and ".join(map(condition_text, found.statement.conditions))


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


def _unknown(change: AccessChange) -> Iterator[str]:
    for name, answer in (("gained", change.gained), ("lost", change.lost)):
        for reason in answer.unknown:
            yield f"what was {name} is not known in full: {reason}"
