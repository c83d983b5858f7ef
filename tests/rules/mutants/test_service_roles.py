"""Mistakes in the roles of services, and at the other end of connections, are found."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.rules.engine import check_template
from tests.rules.mutants.tables import rows

HERE = Path(__file__).parent / "service_roles"
CLEAN = {
    path.stem: path.read_text("utf-8")
    for path in sorted(HERE.glob("*.yaml"))
    if path.stem not in ("mistakes", "right")
}
MISTAKES = rows(HERE / "mistakes.yaml")
RIGHT = rows(HERE / "right.yaml")
LEAST_MISTAKES = 1015
LEAST_RIGHT = 326


def changed(row: dict[str, Any]) -> str:
    """Return a clean template with the change of a row."""
    before, mark, rest = CLEAN[row["in"]].partition(row["after"])
    assert mark, f"{row['name']}: {row['after']!r} is not there"
    assert row["old"] in rest, f"{row['name']}: nothing to change"
    text = before + mark + rest.replace(row["old"], row["new"], 1)
    also = row.get("also")
    assert also is None or also["old"] in text, f"{row['name']}: nothing to change"
    return text.replace(also["old"], also["new"], 1) if also else text


def found(text: str) -> set[tuple[str, int]]:
    """Return rule and line of what is found in a template, but for what only informs."""
    document = parse(text)
    each = check_template(document.data)
    return {(one.rule_id, document.line(one.path)) for one in each if one.rule_id[0] != "I"}


def plain(line: str) -> str:
    """Return a line without quotes and the names of short functions."""
    return re.sub(r"!\w+ |[\"']", "", line)


@pytest.mark.parametrize("name", CLEAN)
def test_the_clean_templates_are_clean(name: str) -> None:
    assert found(CLEAN[name]) == set()


@pytest.mark.parametrize("name", CLEAN)
def test_every_mistake_is_found_by_one_rule_at_its_line(
    name: str, counted: Callable[[str], None]
) -> None:
    missed = doubled = 0
    planted = [row for row in MISTAKES if row["in"] == name]
    for row in planted:
        text = changed(row)
        lines = text.splitlines()
        seen = found(text)
        if not any(rule == row["rule"] and row["at"] in plain(lines[n - 1]) for rule, n in seen):
            missed += 1
            counted(f"missed: {row['rule']} {row['in']}: {row['name']}; {sorted(seen)}")
        elif len(seen) > 1 + row.get("more", 0):
            doubled += 1
            counted(f"more than one: {row['in']}: {row['name']}; {sorted(seen)}")
    counted(f"{len(planted) - missed} of {len(planted)} mistakes found")
    assert planted
    assert (missed, doubled) == (0, 0)


@pytest.mark.parametrize("row", RIGHT, ids=[row["name"] for row in RIGHT])
def test_nothing_is_found_in_what_is_right(row: dict[str, Any]) -> None:
    assert found(changed(row)) == set()


def test_there_are_enough_mistakes_and_right_variants() -> None:
    assert (len(MISTAKES) >= LEAST_MISTAKES, len(RIGHT) >= LEAST_RIGHT) == (True, True)
    assert {row["in"] for row in (*MISTAKES, *RIGHT)} <= CLEAN.keys()
