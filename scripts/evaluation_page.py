"""Write explanation/policy-evaluation.md: prose, and tables of operators, rules, disagreements.

python -m scripts.evaluation_page [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from influmojo_cfn.iam.operators import OPERATORS, parse_operator
from scripts import decision_coverage

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/explanation/policy-evaluation.md"
PROSE = Path(__file__).with_name("evaluation_page.md")
CASES = ROOT / "tests" / "cases"
CLASSES = ROOT / "tests" / "evaluation" / "ministack_classes.json"


def text() -> str:
    """Return the whole page."""
    page = PROSE.read_text("utf-8")
    parts = {
        "operators": operators(),
        "rules": rules(),
        "ministack": ministack(),
        "coverage": decision_coverage.table(),
        "count": f"{sum(len(cases(path)) for path in CASES.glob('*.json')):,}",
    }
    for name, part in parts.items():
        page = page.replace(f"<!-- {name} -->", part)
    return page


def cases(path: Path) -> list[object]:
    """Return the decision cases of a file."""
    found: list[object] = json.loads(path.read_text("utf-8")).get("cases", [])
    return found


def operators() -> str:
    """Return the table of operators."""
    lines = [
        "| operator | AWS's words | key absent | wildcards | variables |",
        "|---|---|---|---|---|",
    ]
    for row in OPERATORS:
        use = parse_operator(row.name)
        absent = "holds" if use and use.when_absent else "fails"
        absent = "is what it asks" if row.family == "Null" else absent
        flags = ["yes" if flag else "" for flag in (row.wildcards, row.variables)]
        lines.append(f"| `{row.name}` | {row.words} | {absent} | {flags[0]} | {flags[1]} |")
    return "\n".join(lines)


def rules() -> str:
    """Return the rules that the decision cases stand on, each with AWS's sentence and page."""
    found = json.loads((CASES / "rules.json").read_text("utf-8"))["rules"]
    lines = ["| rule | AWS's sentence |", "|---|---|"]
    for name, row in found.items():
        sentence = row["sentence"].replace("|", "\\|")
        lines.append(f"| {name} | {sentence} ([page]({row['page']})) |")
    return "\n".join(lines)


def ministack() -> str:
    """Return the classes of disagreement with ministack's evaluator."""
    found = json.loads(CLASSES.read_text("utf-8"))["classes"]
    lines = ["| on | ministack | verdict | rule |", "|---|---|---|---|"]
    lines.extend(
        f"| {name} | {row['ministack']} | {row['verdict']} | {row['aws']} |"
        for name, row in found.items()
    )
    return "\n".join(lines)


def main() -> int:
    """Write the page, or tell whether it is stale."""
    fresh = PAGE.exists() and PAGE.read_text("utf-8") == text()
    if "--check" in sys.argv:
        return 0 if fresh else 2
    PAGE.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
