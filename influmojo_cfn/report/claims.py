"""What was found out of claims, for people and programs."""

from __future__ import annotations

import json

from influmojo_cfn.proof.prove import ClaimResult, ProofReport
from influmojo_cfn.report.difference import answer_json
from influmojo_cfn.report.excess import example, line_of
from influmojo_cfn.report.printable import lines_of

_MARKS = {"proven": "proven  ", "refuted": "REFUTED ", "unknown": "unknown "}


def pretty(report: ProofReport) -> str:
    """Write a report as plain text: a line for each claim and role, and what speaks against it."""
    lines: list[str] = []
    for finding in report.findings:
        lines.append(f"{_MARKS[finding.verdict]} {finding.role}: {finding.claim.title}")
        lines.extend(_against(finding))
    lines.extend(f"unknown: {reason}" for reason in report.unread)
    lines.extend(f"({text})" for text in (*report.assumptions, report.place) if text)
    return lines_of(lines)


def _against(finding: ClaimResult) -> list[str]:
    lines: list[str] = []
    if finding.values:
        values = ", ".join(f"{name}={value or '(empty)'}" for name, value in finding.values)
        lines.append(f"           with {values}")
    for found in finding.answer.excesses:
        where = found.policy.where(found.statement.path)
        note = f"{found.note}: " if found.note else ""
        lines.append(f"           {note}{line_of(found)}{f'  [{where}]' if where else ''}")
        lines.append(f"           for example: {example(found.counterexample)}")
    lines.extend(f"           not known: {reason}" for reason in finding.answer.unknown)
    return lines


def as_json(report: ProofReport) -> str:
    """Write a report for programs."""
    return json.dumps(
        {
            "proven": report.proven,
            "assumptions": list(report.assumptions),
            "place": report.place,
            "unread": list(report.unread),
            "claims": [
                {
                    "claim": finding.claim.title,
                    "kind": finding.claim.kind,
                    "role": finding.role,
                    "where": finding.where or None,
                    "parameters": dict(finding.values),
                    **answer_json(finding.answer),
                }
                for finding in report.findings
            ],
        },
        indent=2,
    )
