"""Show what the decision cases of tests/cases cover: ``python -m scripts.decision_coverage``.

A cell is an operator with a modifier under an effect, with its key in the request or not, and the
result. An absent key has one result only, which AWS's rules of modifiers give.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from influmojo_cfn.iam.operators import OPERATORS, parse_operator
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES

FOLDER = Path(__file__).parent.parent / "tests" / "cases"
MODIFIERS = (
    "{}",
    "{}IfExists",
    "ForAllValues:{}",
    "ForAnyValue:{}",
    "ForAllValues:{}IfExists",
    "ForAnyValue:{}IfExists",
)
Cell = tuple[str, str, str, str]
_ABSENT = {YES: "holds", NO: "fails", UNKNOWN: "is unknown"}


def cells_of(case: dict[str, Any]) -> set[Cell]:
    """Return what a case covers: operator, modifier, effect, what is seen. One of one condition."""
    asked = [row for row in case["policy"] if row.get("Sid") == "Asked" and "Condition" in row]
    keys = {key.lower() for key in case["request"]["context"]}
    cells = set()
    for statement in asked:
        written = statement["Condition"].items()
        conditions = [(operator, key) for operator, row in written for key in row]
        if len(conditions) != 1:
            continue
        ((operator, key),) = conditions
        use = parse_operator(operator)
        if use is None:
            continue
        modifier = f"{use.qualifier}:" * bool(use.qualifier) + "{}" + "IfExists" * use.if_exists
        presence = "present" if key.lower() in keys else "absent"
        result = "holds" if case.get("by") == "Asked" else "fails"
        result = "is unknown" if case["expect"] == "unknown" else result
        cells.add((use.operator.name, modifier, statement["Effect"], f"{presence}, {result}"))
    return cells


def required_cells() -> set[Cell]:
    """Return every cell that there is."""
    required: set[Cell] = set()
    for row in OPERATORS:
        null = row.family == "Null"
        for modifier in ("{}",) if null else MODIFIERS:
            use = parse_operator(modifier.format(row.name))
            absent = _ABSENT[use.when_absent] if use else "fails"
            seen = ["present, holds", "present, fails", f"absent, {absent}"]
            if null:
                seen += ["absent, holds"]
            for effect in ("Allow", "Deny"):
                required.update((row.name, modifier, effect, each) for each in seen)
    return required


def covered() -> Counter[Cell]:
    """Count the cases of every cell."""
    cases = [
        case
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text("utf-8")).get("cases", [])
    ]
    return Counter(cell for case in cases for cell in cells_of(case))


def table() -> str:
    """Return a Markdown table: cells covered of cells there are, by operator and modifier."""
    seen, required = covered(), required_cells()
    heads = [modifier.format("...") for modifier in MODIFIERS]
    lines = [f"| operator | {' | '.join(heads)} | cases |", "|---" * (len(MODIFIERS) + 2) + "|"]
    for row in OPERATORS:
        parts = []
        for modifier in MODIFIERS:
            cells = {cell for cell in required if cell[:2] == (row.name, modifier)}
            parts.append(f"{len(cells & set(seen))} of {len(cells)}" if cells else "")
        count = sum(number for cell, number in seen.items() if cell[0] == row.name)
        lines.append(f"| `{row.name}` | {' | '.join(parts)} | {count} |")
    return "\n".join(lines)


def main() -> int:
    """Print the table and what is missing; give 2 if something is."""
    print(table())
    missing = sorted(required_cells() - set(covered()))
    for cell in missing:
        print("missing:", *cell)
    return 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
