"""Findings as JUnit XML, which continuous integration servers show as tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.printable import in_one_line, printable


def junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """Return one test suite for each file: a failed case for each finding, one passed if none."""
    root = ET.Element("testsuites", name="influmojo-cfn check")
    for file in files:
        own = [finding for finding in findings if finding.file == file]
        counts = {"tests": str(len(own) or 1), "failures": str(len(own)), "errors": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": printable(file), **counts})
        for finding in own:
            name = f"{finding.id} line {finding.line}"
            case = ET.SubElement(suite, "testcase", name=name, classname=printable(file))
            failure = ET.SubElement(
                case, "failure", type=finding.severity, message=in_one_line(finding.message)
            )
            failure.text = printable(str(finding))
        if not own:
            ET.SubElement(suite, "testcase", name="no findings", classname=printable(file))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"
