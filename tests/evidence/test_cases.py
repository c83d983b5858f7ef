"""Task definitions as they are in repositories, each through derive, build, the rules, preflight.

``cases.txt`` holds what is granted, what is said and what preflight answers, as golden text:
``UPDATE_GOLDEN=1 pytest tests/evidence/test_cases.py``. Each was read by a person once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import loads
from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.derive import derive
from influmojo_cfn.evidence.project_name import project_of
from influmojo_cfn.preflight.documents import PreflightQuestion
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.result import Options, Preflight
from influmojo_cfn.report.derived import app_file
from influmojo_cfn.rules.engine import check_template
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.aws_registries import aws_registry
from influmojo_cfn.task_definition.placeholders import SPELLING, Given
from influmojo_cfn.task_definition.read import read_task_definitions, read_task_document
from influmojo_cfn.template import build
from tests.golden import golden_sections

CASES = Path(__file__).parent.parent / "task_definition" / "fixtures" / "cases"
GOLDEN = Path(__file__).parent / "cases.txt"
ENVIRONMENT = Environment()
OTHERWISE = Home(partition="aws", account=ENVIRONMENT.account, region=ENVIRONMENT.region)
SAID = (
    "Not known: what",
    "Not known: image",
    "Granted",
    "Not known: all",
    "Not granted here",
    "Nothing is granted",
    "ECS needs no role",
    "The project is",
)


def compact(declaration: dict[str, Any]) -> str:
    """Return a declaration on one line, accounts of AWS's registries by what those hold."""
    registry = aws_registry(str(declaration.get("account", "")))
    if registry:
        declaration = {**declaration, "account": registry.holds}
    words = [
        f"{key}={','.join(map(str, value)) if isinstance(value, (list, tuple)) else value}"
        for key, value in declaration.items()
        if key not in ("grant", "reason")
    ]
    return " ".join(["grant:", declaration["grant"], *words])


def verdicts(found: Preflight) -> list[str]:
    """Return what preflight does not answer with allowed, a line for each kind."""
    lines = [f"not given: {reason}" for reason in found.unfilled]
    lines += [f"not read: {reason}" for reason in found.unread]
    lines += [f"wrong: {each.message}" for each in found.mistakes]
    for verdict, answers in (("missing", found.missing), ("unknown", found.unknown)):
        actions = dict.fromkeys(answer.call.action for answer in answers)
        lines += [f"{verdict}: {', '.join(actions)}"] if actions else []
    return lines or ["starts"]


def findings(template: dict[str, Any]) -> list[str]:
    """Return the rules that find something, but for those that a resource says it ignores."""
    found = []
    for each in check_template(template):
        resource = template["Resources"][each.path[1]]
        configured = resource.get("Metadata", {}).get("cfn-lint", {}).get("config", {})
        if each.rule_id not in configured.get("ignore_checks", ()):
            found.append(each.rule_id)
    return found


def outcome(path: Path) -> list[str]:
    """Return what becomes of a file, from end to end."""
    try:
        definitions = read_task_definitions(path, ENVIRONMENT)
        homes = [
            home_of(each, account=None, region=None, otherwise=OTHERWISE) for each in definitions
        ]
        derived = derive(definitions, homes, project_of(definitions), Options())
    except Error as error:
        return [f"error: {problem.message}" for problem in error.problems]
    text = app_file(derived)
    declared = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    left = SPELLING.sub("", declared.replace("${AWS::", "{AWS::"))
    assert left == declared.replace("${AWS::", "{AWS::"), "a placeholder stands in the app file"
    assert loads(text) == derived.app
    lines = [f"project: {derived.app.project}"]
    lines += [compact({"grant": use.grant, **use.arguments}) for use in derived.app.grants]
    lines += dict.fromkeys(
        f"said: {note.partition('(')[0].strip()}" for note in derived.notes if note.startswith(SAID)
    )
    template = build(derived.app)
    lines += [f"rule: {each}" for each in findings(template)]
    question = PreflightQuestion(
        template=Document(template, "template.yaml"),
        environment=ENVIRONMENT,
        given=Given(),
        options=Options(execution_role="TaskExecutionRole", task_role="TaskRole"),
    )
    for found in question.preflights(read_task_document(path)):
        lines += [f"preflight: {line}" for line in verdicts(found)]
    return lines


PATHS = sorted(
    path
    for path in CASES.iterdir()
    if "Resources" not in path.read_text("utf-8")[:200]
    or path.name in ("appspec.yaml", "app-mesh-proxy.yaml")
)


def test_the_golden_outcomes_are_of_the_cases() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        texts = ["\n".join([f"== {path.name}", *outcome(path)]) for path in PATHS]
        GOLDEN.write_text("\n".join([*texts, ""]), "utf-8")
    assert list(golden_sections(GOLDEN)) == [path.name for path in PATHS]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_task_definition_of_a_repository(path: Path) -> None:
    assert outcome(path) == golden_sections(GOLDEN)[path.name]


def test_none_is_wrong_in_silence() -> None:
    """What is derived starts the tasks, or what lacks is named; most go right through."""
    right = 0
    for name, lines in golden_sections(GOLDEN).items():
        answers = {line.removeprefix("preflight: ") for line in lines if "preflight: " in line}
        starts = answers == {"starts"} or answers == {"unknown: kms:Decrypt"}
        named = [line for line in lines if line.startswith(("error:", "said: Not known"))]
        named += [
            line
            for line in answers
            if line.startswith(("not given", "not read", "wrong", "unknown"))
        ]
        assert starts or named, name
        assert not any(line.startswith("rule: ") for line in lines), name
        right += starts
    assert len(golden_sections(GOLDEN)) >= 215
    assert right >= 54
