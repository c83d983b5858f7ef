"""What our rules found in a string, with the place where cfn-lint would show it."""

from __future__ import annotations

from pathlib import Path

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.places import known_path, named_path
from influmojo_cfn.errors import Path as Place
from influmojo_cfn.rules.engine import rules_by_id
from influmojo_cfn.rules.rule import RuleFinding


def finding_of(path: Path, lines: list[str], document: Document, found: RuleFinding) -> Finding:
    """Return a rule's finding as one of a file; ``lines`` are those of its text."""
    header = rules_by_id()[found.rule_id]
    place = _located(document, lines, found.path)
    line, column = document.place(place)
    return Finding(
        file=str(path),
        line=line,
        column=column,
        id=found.rule_id,
        severity=header.severity,
        message=found.message,
        tool="influmojo-cfn",
        title=header.shortdesc,
        url=header.help_url,
        place=named_path(document.data, place),
    )


def _located(document: Document, lines: list[str], path: Place) -> Place:
    """Return the path as far as the text has it, without a function that is written as a tag.

    cfn-lint knows no line of a tag.
    """
    known = known_path(document.data, path)
    if known and isinstance(known[-1], str):
        line, column = document.keys.get(known, (0, 0))
        if not line or any(text.startswith("!", column - 1) for text in lines[line - 1 : line]):
            return known[:-1]
    return known
