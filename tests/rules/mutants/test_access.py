"""Mistakes in who may reach what, in policies of every kind: each is found, at its line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.mutants.access_carriers import template
from tests.rules.mutants.carriers import as_json
from tests.rules.mutants.test_statements import MARK, found, rows

WRONG = rows("access_mistakes.yaml")
RIGHT = rows("access_right.yaml")


def names(table: list[dict[str, Any]]) -> list[str]:
    """Return the names of rows, for the report of pytest."""
    return [f"{row.get('rule', '')} {row['name']}".strip() for row in table]


@pytest.mark.parametrize("row", WRONG, ids=names(WRONG))
def test_the_mistake_is_found_at_its_line(row: dict[str, Any]) -> None:
    marked = template(row["in"], row["text"])
    lines = {n for n, line in enumerate(marked.splitlines(), 1) if MARK in line}
    seen = found(marked.replace(MARK, ""))
    assert lines & {line for rule, line in seen if rule == row["rule"]}, sorted(seen)


@pytest.mark.parametrize("row", WRONG, ids=names(WRONG))
def test_the_mistake_is_found_in_json(row: dict[str, Any]) -> None:
    seen = found(as_json(template(row["in"], row["text"]).replace(MARK, "")))
    assert row["rule"] in {rule for rule, _ in seen}


@pytest.mark.parametrize("row", RIGHT, ids=names(RIGHT))
def test_nothing_is_found_in_what_is_right(row: dict[str, Any]) -> None:
    seen = found(template(row["in"], row["text"]))
    unwanted = {rule for rule, _ in seen if not rule.startswith("I") or rule in row.get("not", [])}
    assert unwanted == set()


def test_there_are_enough() -> None:
    assert len(WRONG) >= 88
    assert len(RIGHT) >= 37
