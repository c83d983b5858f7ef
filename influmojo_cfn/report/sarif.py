"""Findings as SARIF 2.1.0, which code hosts show at the lines of a pull request.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.files import path_in_repository
from influmojo_cfn.report.printable import printable_lines
from influmojo_cfn.report.rules import help_text
from influmojo_cfn.rules.engine import rules_by_id
from influmojo_cfn.rules.rule import Rule
from influmojo_cfn.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "informational": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "informational": "recommendation"}
"""What GitHub sorts by. Source (read 2026-11-27):
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""


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
    ours = rules_by_id().get(finding.id)
    return rule | _metadata(ours) if ours else rule


def _metadata(rule: Rule) -> dict[str, Any]:
    """Return what code hosts show of one of our rules next to its findings."""
    text, markdown = help_text(rule)
    return {
        "name": "".join(re.findall("[A-Za-z0-9]+", rule.shortdesc.title())),
        "fullDescription": {"text": _plain(rule.description)},
        "help": {"text": _plain(text), "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tool": "influmojo-cfn",
            "tags": ["security", *rule.tags],
            "precision": "very-high" if rule.severity == "error" else "high",
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


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
    """Return a path from the root of the repository, by which code hosts find the line.

    What is outside of it is a URI of this machine, or the path as it is given.
    """
    path = path_in_repository(Path(file))
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _plain(text: str) -> str:
    """Return a message that is nothing but text: ``[a](b)`` would be a link (section 3.11.6)."""
    return printable_lines(text).replace("](", "\\](")
