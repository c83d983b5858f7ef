"""Findings as lines of text or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from urllib.parse import quote

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.printable import counted, printable


def pretty(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return one line for each finding: ``file:line ID message``."""
    return "".join(f"{printable(str(finding))}\n" for finding in findings)


def linked(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return the lines of :func:`pretty` for a terminal: each ID links to the page of its rule.

    Source: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda (OSC 8).
    """
    lines = []
    for finding in findings:
        line = printable(str(finding))
        if finding.url.startswith("https://"):
            link = f"\x1b]8;;{quote(finding.url, safe=_OF_URLS)}\x1b\\{finding.id}\x1b]8;;\x1b\\"
            line = line.replace(f" {finding.id} ", f" {link} ", 1)
        lines.append(f"{line}\n")
    return "".join(lines)


_OF_URLS = "/:?#[]@!$&'()*+,;=%"


def as_json(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return a list with one flat object for each finding."""
    return json.dumps([asdict(finding) for finding in findings], indent=2) + "\n"


def _sarif(findings: Sequence[Finding], files: Sequence[str]) -> str:
    from influmojo_cfn.report.sarif import sarif  # it imports every rule

    return sarif(findings, files)


def _junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    from influmojo_cfn.report.junit import junit  # it imports an XML parser

    return junit(findings, files)


FORMATS: Mapping[str, Callable[[Sequence[Finding], Sequence[str]], str]] = {
    "pretty": pretty,
    "json": as_json,
    "sarif": _sarif,
    "junit": _junit,
}
"""Name of a format to the function of (findings, files checked) that writes it."""


def summary(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return in one sentence how many findings of which severity there are."""
    where = counted(len(files), "file")
    if not findings:
        return f"no findings in {where}"
    counts = Counter(finding.severity for finding in findings)
    parts = [
        counted(counts["error"], "error"),
        counted(counts["warning"], "warning"),
        f"{counts['informational']} informational",
    ]
    return f"{', '.join(parts)} in {where}"
