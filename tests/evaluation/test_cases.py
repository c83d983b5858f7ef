"""The decision table of tests/cases: each request is decided as AWS's sentence says."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from influmojo_cfn.evaluation.operators import OPERATORS, parse_operator
from influmojo_cfn.evaluation.policy import Kind, Policy, parse_policy
from influmojo_cfn.evaluation.request import Request, context_of, parse_principal
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "cases"
RULES: dict[str, dict[str, str]] = json.loads((FOLDER / "rules.json").read_text())["rules"]
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "rules.json")
CASES: list[tuple[Path, dict[str, Any]]] = [
    (path, case) for path in FILES for case in json.loads(path.read_text())["cases"]
]
MODIFIERS = (
    "{}",
    "{}IfExists",
    "ForAllValues:{}",
    "ForAnyValue:{}",
    "ForAllValues:{}IfExists",
    "ForAnyValue:{}IfExists",
)


def policy_of(statements: list[Any], case: dict[str, Any]) -> Policy:
    kind: Kind = case.get("kind", "identity")
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


def cells_of(case: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """Give what a case of one condition covers: operator, modifier, effect, what is seen."""
    asked = [row for row in case["policy"] if row.get("Sid") == "Asked" and "Condition" in row]
    keys = {key.lower() for key in case["request"]["context"]}
    cells = set()
    for statement in asked:
        conditions = [
            (operator, key) for operator, row in statement["Condition"].items() for key in row
        ]
        if len(conditions) != 1:
            continue
        operator, key = conditions[0]
        use = parse_operator(operator)
        assert use is not None
        modifier = f"{use.qualifier}:" * bool(use.qualifier) + "{}" + "IfExists" * use.if_exists
        applies = case.get("by") == "Asked"
        presence = "present" if key.lower() in keys else "absent"
        seen = f"key {presence}, {'holds' if applies else 'fails'}"
        cells.add((use.operator.name, modifier, statement["Effect"], seen))
    return cells


def required_cells() -> set[tuple[str, str, str, str]]:
    """Give every cell there is: an absent key has one result, which the operator's use says."""
    required = set()
    for row in OPERATORS:
        for modifier in MODIFIERS if row.family != "Null" else ("{}",):
            use = parse_operator(modifier.format(row.name))
            assert use is not None
            for effect in ("Allow", "Deny"):
                for result in ("holds", "fails"):
                    required.add((row.name, modifier, effect, f"key present, {result}"))
                if row.family == "Null":
                    for result in ("holds", "fails"):
                        required.add((row.name, modifier, effect, f"key absent, {result}"))
                else:
                    result = "holds" if use.when_absent else "fails"
                    required.add((row.name, modifier, effect, f"key absent, {result}"))
    return required


def test_every_operator_modifier_effect_presence_and_result_is_covered() -> None:
    covered = Counter(cell for _, case in CASES for cell in cells_of(case))
    missing = required_cells() - set(covered)
    assert not missing, "\n".join(map(str, sorted(missing)))


def script() -> ModuleType:
    path = ROOT / "scripts" / "write_decision_cases.py"
    spec = importlib.util.spec_from_file_location("write_decision_cases", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_written_cases_are_fresh() -> None:
    for path, text in script().files().items():
        assert path.read_text() == text
