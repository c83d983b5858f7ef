"""What AWS's validator says, as a finding; and whether it looked at everything."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from influmojo_cfn.checks import cloudformation_validate
from influmojo_cfn.checks.cloudformation_validate import (
    BUDGETS_EXHAUSTED,
    Validator,
    ValidatorReport,
    ValidatorThread,
)

PATH = Path("t.yaml")


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


def test_a_template_is_judged(validator: Validator) -> None:
    found = validator.validate(PATH, 'Resources:\n  Bad: {Type: "AWS::No::Such"}\n')
    assert found.is_complete
    assert {each.finding.severity for each in found.validated} >= {"error"}
    assert {each.finding.file for each in found.validated} == {"t.yaml"}


def diagnostic(**values: Any) -> Any:
    given = {
        "rule_id": "I9040",
        "severity": SimpleNamespace(name="INFO"),
        "message": "a message",
        "start_line": 4,
        "start_column": 5,
        "end_line": 6,
        "end_column": 7,
        "rule_description": "a title",
        "documentation_url": "https://docs.aws.amazon.com/",
        "entity": None,
    }
    return SimpleNamespace(**{**given, **values})


class Engine:
    """Says what it is given, whatever the template."""

    def __init__(self, *diagnostics: Any) -> None:
        self.diagnostics = diagnostics

    def validate_template(self, content: object) -> Any:
        return SimpleNamespace(diagnostics=list(self.diagnostics))


@pytest.fixture
def report(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> Any:
    def reported(*diagnostics: Any) -> ValidatorReport:
        monkeypatch.setattr(validator, "_engine", Engine(*diagnostics))
        return validator.validate(PATH, "")

    return reported


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("FATAL", "error"),
        ("ERROR", "error"),
        ("WARN", "warning"),
        ("INFO", "informational"),
        ("DEBUG", "informational"),
    ],
)
def test_a_severity_is_that_of_cfn_lint(report: Any, name: str, severity: str) -> None:
    ((found),) = report(diagnostic(severity=SimpleNamespace(name=name))).validated
    assert found.finding.severity == severity


def test_a_finding_has_everything_of_the_diagnostic(report: Any) -> None:
    ((found),) = report(diagnostic()).validated
    finding = found.finding
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (4, 5, 6, 7)
    assert (finding.id, finding.message, finding.title) == ("I9040", "a message", "a title")
    assert (finding.tool, finding.url) == (
        "cloudformation-validate",
        "https://docs.aws.amazon.com/",
    )


def test_what_is_not_said_is_the_start_of_the_file(report: Any) -> None:
    missing = dict.fromkeys(("start_line", "start_column", "rule_description", "documentation_url"))
    ((found),) = report(diagnostic(**missing)).validated
    finding = found.finding
    assert (finding.line, finding.column, finding.title, finding.url) == (1, 1, "", "")


@pytest.mark.parametrize(
    ("entity", "logical_id"),
    [
        (None, None),
        (SimpleNamespace(entity_type=SimpleNamespace(name="RESOURCE"), logical_id="A"), "A"),
        (SimpleNamespace(entity_type=SimpleNamespace(name="OUTPUT"), logical_id="A"), None),
    ],
)
def test_a_resource_is_named_by_its_logical_id(
    report: Any, entity: Any, logical_id: str | None
) -> None:
    ((found),) = report(diagnostic(entity=entity)).validated
    assert found.logical_id == logical_id


def test_what_the_validator_says_of_itself_is_no_finding(report: Any) -> None:
    found = report(diagnostic(), diagnostic(rule_id=BUDGETS_EXHAUSTED))
    assert [each.finding.id for each in found.validated] == ["I9040"]
    assert not found.is_complete


def test_what_takes_too_long_is_left_alone_and_the_next_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = Event()

    def validate(_: Validator, path: Path, text: str) -> ValidatorReport:
        if text == "slow":
            ended.wait()
        return ValidatorReport((), is_complete=True)

    monkeypatch.setattr(Validator, "validate", validate)
    seconds = {"slow": 0.01, "fast": 60}
    monkeypatch.setattr(cloudformation_validate, "seconds_for", seconds.__getitem__)
    thread = ValidatorThread([(PATH, "fast"), (PATH, "slow"), (PATH, "fast")])
    found = [thread.next().is_complete for _ in range(3)]
    ended.set()
    assert found == [True, False, True]


def test_a_fault_of_the_validator_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Validator, "validate", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ValidatorThread([(PATH, "")]).next()


def test_the_time_counts_while_something_else_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloudformation_validate, "_validate_each", lambda *_: None)
    monkeypatch.setattr(cloudformation_validate, "seconds_for", lambda _: 10.0)
    now = iter([0.0, 11.0, 11.0])
    monkeypatch.setattr(cloudformation_validate, "monotonic", lambda: next(now))
    report = cloudformation_validate.ValidatorThread([(Path("t.yaml"), "")]).next()
    assert not report.is_complete
