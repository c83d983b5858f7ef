"""Our rules where cfn-lint cannot take them: bare policy documents, and updates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from influmojo_cfn.checks.finding import Finding, Severity
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import Path as Place
from influmojo_cfn.rules.against import check_against
from influmojo_cfn.rules.documents import check_document, policy_document_at
from influmojo_cfn.rules.engine import rules

__all__ = ["check_policy_document", "check_update", "policy_document_at"]

_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "informational"}


def check_policy_document(
    path: Path, text: str, document: Document, place: Place
) -> Iterator[Finding]:
    """Yield the findings of one policy document; a policy has no place for suppressions.

    ``place`` is where the policy stands in the document. A file whose name says that it is JSON is
    found when it is none: IAM takes nothing else.
    """
    if path.suffix == ".json":
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            yield Finding(
                file=str(path),
                line=error.lineno,
                column=error.colno,
                id="E0000",
                severity="error",
                message=f"is no JSON, and IAM takes nothing else: {error.msg}",
                tool="influmojo-cfn",
                title="The file cannot be parsed",
            )
        except RecursionError:
            pass
    for found in check_document(document, place):
        yield _finding(path, document, found.rule_id, found.path, found.message)


def check_update(path: Path, new: Document, old: Document) -> Iterator[tuple[Finding, str]]:
    """Yield what an update to the new template breaks, each with its logical ID."""
    if isinstance(new.data, dict) and isinstance(old.data, dict):
        for found in check_against(new.data, old.data):
            finding = _finding(path, new, found.rule_id, found.path, found.message)
            yield finding, str(found.path[1])


def _finding(path: Path, document: Document, rule_id: str, place: Place, message: str) -> Finding:
    line, column = document.place(place)
    header = next(rule for rule in rules() if rule.id == rule_id)
    return Finding(
        file=str(path),
        line=line,
        column=column,
        id=rule_id,
        severity=_SEVERITIES[rule_id[0]],
        message=message,
        tool="influmojo-cfn",
        title=header.shortdesc,
        url=header.source_url,
    )
