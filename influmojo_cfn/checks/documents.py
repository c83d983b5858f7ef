"""Our rules on bare IAM policy documents, such as the guide has people paste."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from influmojo_cfn.checks.finding import Finding, Severity
from influmojo_cfn.rules.documents import check_document, is_policy_document
from influmojo_cfn.rules.engine import rules
from influmojo_cfn.yaml import Document

__all__ = ["check_policy_document", "is_policy_document"]

_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "informational"}


def check_policy_document(path: Path, document: Document) -> Iterator[Finding]:
    """Give the findings of one policy document; a policy has no place for suppressions."""
    headers = {rule.id: rule for rule in rules()}
    for found in check_document(document):
        line, column = document.place(found.path)
        yield Finding(
            file=str(path),
            line=line,
            column=column,
            id=found.rule_id,
            severity=_SEVERITIES[found.rule_id[0]],
            message=found.message,
            tool="influmojo-cfn",
            title=headers[found.rule_id].shortdesc,
            url=headers[found.rule_id].source_url,
        )
