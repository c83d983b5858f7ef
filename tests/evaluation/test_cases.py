"""The decision table of tests/cases: each request is decided as AWS's sentence says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request, context_of, parse_principal
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.document_problems import PolicyType
from scripts import decision_coverage
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "cases"
RULES: dict[str, dict[str, str]] = json.loads((FOLDER / "rules.json").read_text())["rules"]
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "rules.json")
CASES: list[tuple[Path, dict[str, Any]]] = [
    (path, case) for path in FILES for case in json.loads(path.read_text())["cases"]
]


def policy_of(statements: list[Any], case: dict[str, Any]) -> Policy:
    kind: PolicyType = case.get("kind", "identity")
    document = {"Version": case.get("version", "2012-10-17"), "Statement": statements}
    return parse_policy(document, kind=kind)


def decide(case: dict[str, Any]) -> Decision:
    asked = case["request"]
    principal = parse_principal(asked["principal"]) if "principal" in asked else None
    boundary, session = (
        [policy_of(case[name], case)] if name in case else None for name in ("boundary", "session")
    )
    evaluator = Evaluator(
        [policy_of(case["policy"], case)],
        boundary=boundary,
        session=session,
        service_control=[[policy_of(level, case)] for level in case.get("service_control", ())],
    )
    context = context_of(asked["context"])
    return evaluator.decide(Request(asked["action"], asked["resource"], context, principal))


IDS = [f"{path.stem}: {case['name']}" for path, case in CASES]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=IDS)
def test_a_request_is_decided_as_the_sentence_says(case: dict[str, Any]) -> None:
    decision = decide(case)
    by = decision.deciding.statement.sid if decision.deciding else None
    seen = (decision.outcome, by, decision.least, decision.most)
    expected = case["expect"]
    least, most = case.get("least", expected), case.get("most", expected)
    assert seen == (expected, case.get("by"), least, most), RULES[case["rule"]]["sentence"]


def test_every_case_has_its_own_name_and_a_rule_with_a_page() -> None:
    names = Counter((path.name, case["name"]) for path, case in CASES)
    assert not [name for name, count in names.items() if count > 1]
    assert {case["rule"] for _, case in CASES} == set(RULES)
    assert all(rule["page"].startswith("https://docs.aws.amazon.com/") for rule in RULES.values())


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 400


def test_every_operator_modifier_effect_presence_and_result_is_covered() -> None:
    covered = Counter(cell for _, case in CASES for cell in decision_coverage.cells_of(case))
    missing = decision_coverage.required_cells() - set(covered)
    assert not missing, "\n".join(map(str, sorted(missing)))
