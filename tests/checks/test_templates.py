"""What is committed passes every check, and nothing at warning level or above is waved through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.checks.cloudformation_validate import Validator
from influmojo_cfn.checks.run import check
from tests.conftest import ROOT

TEMPLATES = sorted(
    path for path in (ROOT / "templates").glob("*.yaml") if not path.stem.endswith("-claims")
)
TABLE = json.loads((ROOT / "influmojo_cfn/data/accepted_findings.json").read_text())


def test_no_committed_template_has_a_finding() -> None:
    assert TEMPLATES
    assert list(map(str, check(TEMPLATES))) == []


@pytest.fixture(scope="module")
def informational() -> dict[str, set[str]]:
    """Return the findings of cloudformation-validate in the committed templates, by severity.

    A template with a SecretNamePrefix omits W2509, which takes that name for a password.
    """
    found: dict[str, set[str]] = {"error": set(), "warning": set(), "informational": set()}
    validator = Validator()
    for path in TEMPLATES:
        text = Path(path).read_text()
        omitted = {"W2509"} if "SecretNamePrefix:" in text else set()
        for validated in validator.validate(path, text).validated:
            if validated.finding.id not in omitted:
                found[validated.finding.severity].add(validated.finding.id)
    return found


def test_cloudformation_validate_says_nothing_at_warning_or_above(
    informational: dict[str, set[str]],
) -> None:
    assert informational["error"] | informational["warning"] == set()


def test_what_is_accepted_is_informational_and_still_said(
    informational: dict[str, set[str]],
) -> None:
    assert {row["id"] for row in TABLE["findings"]} == informational["informational"]
