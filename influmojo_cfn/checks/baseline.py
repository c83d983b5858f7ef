"""Findings that a team has accepted: a file that says which, so that only new ones count.

A finding is known again by its file, rule, place and message, and not by its line. So it stays
accepted when lines move, and is new where the same mistake is made once more. Files are named from
the root of the repository, from whichever of its folders the command runs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from influmojo_cfn.checks.finding import Finding, shortened
from influmojo_cfn.errors import Error, Problem, WriteError
from influmojo_cfn.files import inputs_kept, path_in_repository, read_text

VERSION = 1


class AcceptedFinding(NamedTuple):
    """What of a finding stays when lines move; ``place`` is its key path, items by their names."""

    file: str
    rule: str
    place: str
    message: str

    def __str__(self) -> str:
        parts = (f"{self.file}:", self.place, self.rule, shortened(self.message))
        return " ".join(filter(None, parts))


class BaselineComparison(NamedTuple):
    """The findings that are not accepted, and the accepted ones that are no longer found."""

    new: list[Finding]
    gone: list[AcceptedFinding]


def accepted_finding(finding: Finding) -> AcceptedFinding:
    """Return what of a finding a baseline keeps."""
    message = " ".join(finding.message.split())
    return AcceptedFinding(_named(Path(finding.file)), finding.id, finding.place, message)


def _named(path: Path) -> str:
    return path_in_repository(path).as_posix()


def baseline_text(findings: Iterable[Finding]) -> str:
    """Return a baseline as JSON, sorted, so that two branches can be merged line by line."""
    rows = [each._asdict() for each in sorted(map(accepted_finding, findings))]
    return json.dumps({"version": VERSION, "findings": rows}, indent=2, ensure_ascii=False) + "\n"


def compare(
    findings: Sequence[Finding], accepted: Iterable[AcceptedFinding], files: Iterable[Path]
) -> BaselineComparison:
    """Take the accepted findings out; as many of the same are accepted as the baseline has.

    What is gone is told of the files that were checked alone: of others nothing is known.
    """
    left = Counter(accepted)
    new = []
    for finding in findings:
        key = accepted_finding(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    checked = set(map(_named, files))
    return BaselineComparison(new, sorted(each for each in left.elements() if each.file in checked))


def read_baseline(path: Path) -> list[AcceptedFinding]:
    """Return the findings of a baseline file.

    Raises:
        Error: it cannot be read, is not JSON, or something in it is not an accepted finding.
    """
    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise Error(f"{path}: is not JSON; delete it, then --write-baseline") from error
    rows = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(rows, list) or data.get("version") != VERSION:
        raise Error(f"{path}: is not a baseline of version {VERSION}; write it again")
    problems = [
        Problem(f"findings[{index}]", "has not the texts file, rule, place and message", str(path))
        for index, row in enumerate(rows)
        if not _is_row(row)
    ]
    if problems:
        raise Error(problems)
    return [AcceptedFinding(**row) for row in rows]


def check_is_replaceable(path: Path) -> None:
    """Look whether a baseline can be written: nothing is there, or one of whatever version.

    Raises:
        WriteError: another type of file is there.
    """
    with inputs_kept():  # Read to be compared, and written afterwards.
        try:
            text = read_text(path) if path.is_file() else ""
            is_one = not text.strip() or "findings" in json.loads(text)
        except (Error, ValueError, TypeError, RecursionError):
            is_one = False
    if not is_one:
        raise WriteError(f"{path}: exists and is not a baseline; name another file")


def _is_row(row: object) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == set(AcceptedFinding._fields)
        and all(isinstance(value, str) for value in row.values())
    )
