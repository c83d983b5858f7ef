"""AWS's own second validator, cloudformation-validate, in this process."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple

from influmojo_cfn.checks.finding import Finding, Severity
from influmojo_cfn.checks.time_limit import seconds_for

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


class ValidatorThread:
    """The validator in a thread of its own, which takes one template after the other.

    What takes too long cannot be stopped there. It is left alone, and the thread ends with the
    process.
    """

    def __init__(self, templates: Iterable[tuple[Path, str]]) -> None:
        self._left = list(templates)
        self._begin()

    def next(self) -> ValidatorReport:
        """Return the report of the next template; an incomplete one where it takes too long.

        The time counts from the beginning of the thread, for all that it was given until then.
        """
        _, text = self._left.pop(0)
        self._end += seconds_for(text)
        try:
            found = self._reports.get(timeout=max(0, self._end - monotonic()))
        except Empty:
            self._begin()
            return ValidatorReport((), is_complete=False)
        if isinstance(found, BaseException):
            raise found
        return found

    def _begin(self) -> None:
        self._end = monotonic()
        self._reports: SimpleQueue[ValidatorReport | BaseException] = SimpleQueue()
        work = (tuple(self._left), self._reports)
        Thread(target=_validate_each, args=work, daemon=True).start()


def _validate_each(
    templates: Sequence[tuple[Path, str]], reports: SimpleQueue[ValidatorReport | BaseException]
) -> None:
    try:
        validator = Validator()
        for path, text in templates:
            reports.put(validator.validate(path, text))
    except BaseException as error:  # It is raised where the report is waited for.
        reports.put(error)


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
