"""Bare IAM policy documents, such as people paste into the console, without cfn-lint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from influmojo_cfn.rules.engine import check_policy, rules
from influmojo_cfn.yaml import Document, Path


@dataclass(frozen=True)
class DocumentFinding:
    """A finding of a rule, at a line (from 1) of a policy document."""

    rule_id: str
    severity: str
    path: Path
    line: int
    message: str


def is_policy_document(data: object) -> bool:
    """Whether data read from a file is an IAM policy and not a template."""
    return isinstance(data, Mapping) and "Statement" in data and "Resources" not in data


def check_document(document: Document) -> list[DocumentFinding]:
    """Find what is wrong with a bare policy document, in the order of its lines."""
    severity = {rule.id: rule.severity for rule in rules()}
    found = [
        DocumentFinding(
            finding.rule_id,
            severity[finding.rule_id],
            finding.path,
            document.line(finding.path),
            finding.message,
        )
        for finding in check_policy(document.data)
    ]
    return sorted(found, key=lambda one: (one.line, one.rule_id[1:], one.message))
