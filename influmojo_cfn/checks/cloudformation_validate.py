"""AWS's own second validator, cloudformation-validate, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from influmojo_cfn.checks.finding import Finding, Severity

TOOL = "cloudformation-validate"
_SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARN": "warning"}


@dataclass(frozen=True)
class Validated:
    """A finding, and the logical ID of the resource it is about, if it is about one."""

    finding: Finding
    logical_id: str | None


class Validator:
    """The validator with its rules compiled: half a second to make, milliseconds to use."""

    def __init__(self) -> None:
        from cloudformation_validate import CelEngine

        self._engine = CelEngine()

    def validate(self, path: Path, text: str) -> Iterator[Validated]:
        """Give the findings of one template, of every severity."""
        from cloudformation_validate import TemplateContent

        report = self._engine.validate_template(TemplateContent(text, str(path)))
        for diagnostic in report.diagnostics:
            entity = diagnostic.entity
            is_resource = entity is not None and entity.entity_type.name == "RESOURCE"
            yield Validated(_finding(diagnostic, path), entity.logical_id if is_resource else None)


def _finding(diagnostic: Any, path: Path) -> Finding:
    return Finding(
        file=str(path),
        line=diagnostic.start_line or 1,
        column=diagnostic.start_column or 1,
        end_line=diagnostic.end_line,
        end_column=diagnostic.end_column,
        id=diagnostic.rule_id,
        severity=_SEVERITIES.get(diagnostic.severity.name, "informational"),
        message=diagnostic.message,
        tool=TOOL,
        title=diagnostic.rule_description or "",
        url=diagnostic.documentation_url or "",
    )
