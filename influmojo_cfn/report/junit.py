"""Findings and checks as JUnit XML, which continuous integration servers show as tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.printable import in_one_line, printable


class JunitCase(NamedTuple):
    """One case of a suite; it fails where a failure has a type."""

    name: str
    failure: str = ""
    message: str = ""
    text: str = ""


def junit_xml(command: str, suites: Mapping[str, Sequence[JunitCase]]) -> str:
    """Return the suites of a command, each with the cases under its name."""
    root = ET.Element("testsuites", name=f"influmojo-cfn {command}")
    for name, cases in suites.items():
        shown = printable(name)
        failures = str(sum(bool(case.failure) for case in cases))
        counts = {"tests": str(len(cases)), "failures": failures, "errors": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": shown, **counts})
        for case in cases:
            row = ET.SubElement(suite, "testcase", name=printable(case.name), classname=shown)
            if case.failure:
                message = in_one_line(case.message)
                failure = ET.SubElement(row, "failure", type=case.failure, message=message)
                failure.text = printable(case.text)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return one test suite for each file: a failed case for each finding, one passed if none."""
    suites = {}
    for file in files:
        failed = [
            JunitCase(
                f"{finding.id} line {finding.line}", finding.severity, finding.message, str(finding)
            )
            for finding in findings
            if finding.file == file
        ]
        suites[file] = failed or [JunitCase("no findings")]
    return junit_xml("check", suites)
