"""Which formats an answer can be written in."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click
import pytest

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.cli import group
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.preflight.result import PreflightReport
from influmojo_cfn.proof.claim_results import ProofReport
from influmojo_cfn.proof.difference import Difference
from influmojo_cfn.report import verification
from influmojo_cfn.report.formats import formats_of
from tests.report.explain.conftest import ROLES, explained

DECISION = Evaluator([]).decide(Request("s3:GetObject", "*", context_of({})))
FINDINGS = tuple(
    Finding(file=name, line=1, id="W1", severity="warning", message="m", tool="cfn-lint")
    for name in ("b.yaml", "a.yaml", "b.yaml")
)


@pytest.mark.parametrize(
    ("answer", "formats"),
    [
        (DECISION, {"pretty", "json"}),
        (Difference(()), {"pretty", "json", "markdown"}),
        (PreflightReport(tasks=()), {"pretty", "json"}),
        (ProofReport(()), {"pretty", "json"}),
        (FINDINGS, {"pretty", "json", "sarif", "junit"}),
        ((), {"pretty", "json", "sarif", "junit"}),
    ],
)
def test_the_formats_of_an_answer(answer: object, formats: set[str]) -> None:
    assert set(formats_of(answer) or {}) == formats


@pytest.mark.parametrize("answer", [None, "text", [], pytest.param(("text",), id="in a tuple"), {}])
def test_what_is_no_answer_has_no_formats(answer: object) -> None:
    assert formats_of(answer) is None


@pytest.mark.parametrize("form", ["pretty", "json", "markdown", "html"])
def test_an_explanation_is_written_in_each_form(form: str) -> None:
    explanation = explained(parse(ROLES.read_text("utf-8"), "roles.yaml"))
    formats = formats_of(explanation)
    assert formats is not None
    assert "TaskRole" in formats[form](explanation)


def test_a_decision_is_written_for_people_and_programs() -> None:
    formats = formats_of(DECISION)
    assert formats is not None
    assert formats["pretty"](DECISION).startswith("implicitDeny")
    assert json.loads(formats["json"](DECISION))["outcome"] == "implicitDeny"


def test_findings_are_written_with_their_files_in_order_and_once() -> None:
    formats = formats_of(FINDINGS)
    assert formats is not None
    run = json.loads(formats["sarif"](FINDINGS))["runs"][0]
    assert [each["location"]["uri"] for each in run["artifacts"]] == ["b.yaml", "a.yaml"]


@pytest.mark.parametrize(
    ("command", "formats"),
    [
        ("simulate", formats_of(DECISION)),
        ("diff", formats_of(Difference(()))),
        ("prove", formats_of(ProofReport(()))),
        ("preflight", formats_of(PreflightReport(tasks=()))),
        ("check", formats_of(FINDINGS)),
        ("explain", formats_of(explained(parse(ROLES.read_text("utf-8"), "roles.yaml")))),
        ("verify", verification.FORMATS),
    ],
)
def test_a_command_offers_the_formats_of_its_answer(
    command: str, formats: Mapping[str, object]
) -> None:
    found = group.get_command(click.Context(group), command)
    assert found is not None
    (option,) = [each for each in found.params if each.name == "form"]
    assert isinstance(option.type, click.Choice)
    assert set(option.type.choices) == set(formats)
