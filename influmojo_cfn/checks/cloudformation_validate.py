"""AWS's own second validator, cloudformation-validate, in this process."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from influmojo_cfn.checks.finding import Finding, Severity

TOOL = "cloudformation-validate"
BUDGETS_EXHAUSTED = "W9052"
"""What the validator reports of itself, not of the template, where a template branches too much.
That is from some fourteen Fn::If in one list on (cloudformation-validate 1.14.0, seen
2026-11-25)."""

_SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARN": "warning"}


class Validated(NamedTuple):
    """A finding, and the logical ID of the resource it is about, if it is about one."""

    finding: Finding
    logical_id: str | None


class ValidatorReport(NamedTuple):
    """What the validator says of one template; ``is_complete`` tells whether it saw all of it."""

    validated: tuple[Validated, ...]
    is_complete: bool


class Validator:
    """The validator with its rules compiled: half a second for the first, milliseconds to use."""

    def __init__(self) -> None:
        self._engine = _engine()

    def validate(self, path: Path, text: str) -> ValidatorReport:
        """Return the findings of one template, of every severity."""
        from cloudformation_validate import TemplateContent

        diagnostics = self._engine.validate_template(TemplateContent(text, str(path))).diagnostics
        said = [each for each in diagnostics if each.rule_id != BUDGETS_EXHAUSTED]
        return ValidatorReport(
            tuple(_validated(each, path) for each in said), len(said) == len(diagnostics)
        )


@cache
def _engine() -> Any:
    from cloudformation_validate import CelEngine

    engine = CelEngine()
    # One more reference, so that it outlives the interpreter: freeing its rules would hold up the
    # end of a command by 60 ms, and its module, which frees them, is gone by then.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(engine))
    return engine


def _validated(diagnostic: Any, path: Path) -> Validated:
    entity = diagnostic.entity
    is_resource = entity is not None and entity.entity_type.name == "RESOURCE"
    logical_id = entity.logical_id if is_resource else None
    return Validated(_finding(diagnostic, path, logical_id), logical_id)


def _finding(diagnostic: Any, path: Path, logical_id: str | None) -> Finding:
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
        place=f"Resources.{logical_id}" if logical_id else "",
    )
