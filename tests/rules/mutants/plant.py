"""Plants mistakes in a clean template, one at a time, and says which the rules find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.rules.engine import check_template
from tests.rules.mutants.tables import rows

HERE = Path(__file__).parent
MARK = " <<"


@dataclass(frozen=True)
class Mutant:
    """A clean template with one change; ``lines`` are those at which ``rule`` must be found."""

    rule: str
    name: str
    text: str
    lines: frozenset[int]


def clean() -> str:
    """Return the clean template."""
    return (HERE / "clean.yaml").read_text("utf-8")


def changes(file: str) -> list[dict[str, Any]]:
    """Return a table of changes."""
    return rows(HERE / file)


def mutants(file: str) -> Iterator[Mutant]:
    """Yield the clean template with each change of a table."""
    template = clean()
    for row in changes(file):
        assert template.count(row["old"]) >= 1, f"{row['name']}: nothing to change"
        marked = template.replace(row["old"], row["new"], 1)
        lines = [n for n, line in enumerate(marked.splitlines(), 1) if line.endswith(MARK)]
        text = marked.replace(f"{MARK}\n", "\n")
        yield Mutant(row.get("rule", ""), row["name"], text, frozenset(lines))


def found(mutant: Mutant) -> set[tuple[str, int]]:
    """Return rule and line of what is found in a mutant."""
    document = parse(mutant.text)
    return {(one.rule_id, document.line(one.path)) for one in check_template(document.data)}


def is_found(mutant: Mutant) -> bool:
    """Return whether the right rule finds the mutant, at one of the right lines where they are
    marked.
    """
    at = {line for rule, line in found(mutant) if rule == mutant.rule}
    return bool(at & mutant.lines) if mutant.lines else bool(at)
