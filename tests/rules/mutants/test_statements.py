"""Mistakes in statements are found in policies of every kind, in YAML and in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.rules.documents import check_document
from influmojo_cfn.rules.engine import check_template
from tests.nonempty import nonempty
from tests.rules.mutants import tables
from tests.rules.mutants.carriers import CARRIERS, as_json, template

HERE = Path(__file__).parent
MARK = "@@"
LEAST_FOUND = 0.98
FORMS = ("yaml", "json")


def rows(file: str) -> list[dict[str, Any]]:
    """Return a table of statements."""
    return tables.rows(HERE / file)


def carriers(row: dict[str, Any], number: int) -> Iterator[tuple[str, str]]:
    """Yield kinds of policies and forms for a row: three of them, in turn."""
    allowed = row.get("only", list(CARRIERS))
    if row.get("rule") in ("E9314", "E9708"):
        allowed = [name for name in allowed if name != "user_policy"]
    for step in range(min(3, len(allowed))):
        yield allowed[(number + step) % len(allowed)], FORMS[(number + step) % 2]


def found(text: str) -> set[tuple[str, int]]:
    """Return rule and line of what is found in a template."""
    document = parse(text)
    return {(one.rule_id, document.line(one.path)) for one in check_template(document.data)}


def written(row: dict[str, Any], carrier: str, form: str) -> str:
    """Return the template of a row, marks and all."""
    text = template(
        carrier,
        row["statements"],
        resources=row.get("resources", ""),
        parameters=row.get("parameters", ""),
        sections=row.get("sections", ""),
    )
    return as_json(text) if form == "json" else text


def test_nearly_all_mistakes_are_found_at_their_lines(counted: Callable[[str], None]) -> None:
    planted = missed = 0
    for number, row in enumerate(rows("statements.yaml")):
        for carrier, form in carriers(row, number):
            marked = written(row, carrier, form)
            lines = {n for n, line in enumerate(marked.splitlines(), 1) if MARK in line}
            seen = found(marked.replace(MARK, ""))
            planted += 1
            if not lines & {line for rule, line in seen if rule == row["rule"]}:
                missed += 1
                counted(f"missed: {row['rule']} {row['name']} ({carrier}, {form}); {sorted(seen)}")
    counted(f"{planted - missed} of {planted} mistakes found")
    assert planted > 700
    assert missed <= (1 - LEAST_FOUND) * planted


@pytest.mark.parametrize("form", FORMS)
def test_nearly_all_mistakes_in_another_template_are_found(
    form: str, counted: Callable[[str], None]
) -> None:
    clean = (HERE / "orders.yaml").read_text("utf-8")
    planted = rows("orders_mistakes.yaml")
    missed = 0
    for row in planted:
        assert row["old"] in clean, f"{row['name']}: nothing to change"
        text = clean.replace(row["old"], row["new"], 1)
        text = as_json(text) if form == "json" else text
        lines = text.replace('"', "").replace("'", "").splitlines()
        seen = found(text)
        if not any(rule == row["rule"] and row["at"] in lines[line - 1] for rule, line in seen):
            missed += 1
            counted(f"missed: {row['rule']} {row['name']}; {sorted(seen)}")
    counted(f"{len(planted) - missed} of {len(planted)} mistakes found")
    assert missed <= (1 - LEAST_FOUND) * len(planted)


@pytest.mark.parametrize("form", FORMS)
def test_the_other_template_is_clean(form: str) -> None:
    text = (HERE / "orders.yaml").read_text("utf-8")
    assert found(as_json(text) if form == "json" else text) == set()


RIGHT = rows("right_statements.yaml")


@pytest.mark.parametrize("number", range(len(RIGHT)), ids=[row["name"] for row in RIGHT])
def test_nothing_is_found_in_a_right_statement(number: int) -> None:
    for carrier, form in nonempty(carriers(RIGHT[number], number)):
        seen = found(written(RIGHT[number], carrier, form))
        assert {rule for rule, _ in seen if not rule.startswith("I")} == set()


TEMPLATES = sorted((HERE.parent / "right").glob("*.yaml"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_found_in_a_right_template(path: Path, form: str) -> None:
    text = path.read_text("utf-8")
    seen = found(as_json(text) if form == "json" else text)
    assert {rule for rule, _ in seen if not rule.startswith("I")} == set()


DOCUMENTS = sorted((HERE.parent / "right").glob("*.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_nothing_is_found_in_a_right_document(path: Path) -> None:
    seen = check_document(parse(path.read_text("utf-8")))
    assert [one for one in seen if not one.rule_id.startswith("I")] == []
