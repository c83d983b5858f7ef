"""Findings as SARIF 2.1.0, which code hosts show beside the lines of a pull request.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.printable import printable_lines
from influmojo_cfn.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "informational": "note"}


def sarif(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return one SARIF log with one run, its rules, and one result for each finding."""
    rules = list({finding.id: _rule(finding) for finding in findings}.values())
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "influmojo-cfn", "version": __version__, "rules": rules}},
        "artifacts": [{"location": {"uri": _uri(file)}} for file in files],
        "results": [_result(finding, index) for finding in findings],
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": finding.id, "properties": {"tool": finding.tool}}
    if finding.title:
        rule["shortDescription"] = {"text": _plain(finding.title)}
    if finding.url:
        rule["helpUri"] = finding.url
    return rule


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end_line and finding.end_line >= finding.line:
        region["endLine"] = finding.end_line
        if finding.end_column and (finding.end_line, finding.end_column) > (
            finding.line,
            finding.column,
        ):
            region["endColumn"] = finding.end_column
    location = {"artifactLocation": {"uri": _uri(finding.file)}, "region": region}
    return {
        "ruleId": finding.id,
        "ruleIndex": index[finding.id],
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(finding.message)},
        "locations": [{"physicalLocation": location}],
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _plain(text: str) -> str:
    """Return a message that is nothing but text: ``[a](b)`` would be a link (section 3.11.6)."""
    return printable_lines(text).replace("](", "\\](")
