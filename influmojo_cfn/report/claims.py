"""What was found out of claims, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.proof.access import Excess
from influmojo_cfn.proof.claim_results import ClaimResult, ProofReport
from influmojo_cfn.report.difference import answer_json
from influmojo_cfn.report.excess import example, line_of, listed
from influmojo_cfn.report.printable import lines_of

_MARKS = {"proven": "proven  ", "refuted": "REFUTED ", "unknown": "unknown "}


_ORDER = ("refuted", "unknown", "proven")
"""Counterexamples come first."""


def pretty(report: ProofReport) -> str:
    """Write a report as plain text: a line for each claim, and what speaks against it.

    What is the same for several roles is told once, with their names.
    """
    told: dict[tuple[int, Path, tuple[str, ...]], list[ClaimResult]] = {}
    for finding in report.findings:
        key = (_ORDER.index(finding.verdict), finding.claim.path, tuple(_against(finding)))
        told.setdefault(key, []).append(finding)
    lines: list[str] = []
    for (_, _, against), findings in sorted(told.items(), key=lambda row: row[0][0]):
        first = findings[0]
        roles = listed([finding.role for finding in findings])
        given = f" (with {_shown(of)})" if (of := first.claim.parameters.items()) else ""
        lines.append(f"{_MARKS[first.verdict]} {roles}: {first.claim.title}{given}")
        lines.extend(against)
    lines.extend(f"unknown: {reason}" for reason in report.unread)
    lines.extend(f"({text})" for text in (*report.assumptions, report.place) if text)
    return lines_of(lines)


def _against(finding: ClaimResult) -> list[str]:
    lines: list[str] = []
    if finding.values:
        lines.append(f"           with {_shown(finding.values)}")
    for (line, where), found in _alike(finding.answer.excesses).items():
        notes = "; ".join(dict.fromkeys(each.note for each in found if each.note))
        note = f"{notes}: " if notes else ""
        lines.append(f"           {note}{line}{f'  [{where}]' if where else ''}")
        lines.append(f"           for example: {example(found[0].counterexample)}")
    lines.extend(f"           not known: {reason}" for reason in _reasons(finding.unknown))
    return lines


def _shown(values: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={value or '(empty)'}" for name, value in values)


def _alike(excesses: Iterable[Excess]) -> dict[tuple[str, str], list[Excess]]:
    """Return excesses by what they say: in several cases it is told once."""
    found: dict[tuple[str, str], list[Excess]] = {}
    for each in excesses:
        where = each.policy.where(each.statement.path)
        found.setdefault((line_of(each), where), []).append(each)
    return found


def _reasons(reasons: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield reasons, each once, with the environments in which it holds."""
    found: dict[str, list[str]] = {}
    for name, reason in reasons:
        found.setdefault(reason, []).append(name)
    for reason, names in found.items():
        yield reason if "" in names else f"in {', '.join(names)}: {reason}"


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
                    "given": dict(finding.claim.parameters),
                    "where": finding.where or None,
                    "parameters": dict(finding.values),
                    **answer_json(finding.answer),
                    "unknown": [
                        f"in {name}: {reason}" if name else reason
                        for name, reason in finding.unknown
                    ],
                }
                for finding in report.findings
            ],
        },
        indent=2,
    )
