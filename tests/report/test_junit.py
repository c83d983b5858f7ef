"""Findings as test cases that every server for continuous integration reads."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.junit import junit


def finding(file: str = "a.yaml", message: str = "m", line: int = 3) -> Finding:
    return Finding(
        file=file, line=line, id="W1", severity="warning", message=message, tool="cfn-lint"
    )


@given(st.text(), st.text())
def test_whatever_a_message_holds_is_xml(file: str, message: str) -> None:
    root = ET.fromstring(junit([finding(file, message)], [file]))
    assert root.get("name") == "influmojo-cfn check"


def suites(*findings: Finding, files: list[str]) -> list[tuple[str, str, str]]:
    root = ET.fromstring(junit(findings, files))
    return [
        (str(each.get("name")), str(each.get("tests")), str(each.get("failures"))) for each in root
    ]


def test_each_file_is_a_suite_that_counts_its_own() -> None:
    found = suites(finding(), finding(line=4), finding("b.yaml"), files=["a.yaml", "b.yaml", "c"])
    assert found == [("a.yaml", "2", "2"), ("b.yaml", "1", "1"), ("c", "1", "0")]


def test_a_finding_is_a_failed_case() -> None:
    (suite,) = ET.fromstring(junit([finding()], ["a.yaml"]))
    (case,) = suite
    (failure,) = case
    assert (case.get("name"), case.get("classname")) == ("W1 line 3", "a.yaml")
    assert (failure.get("type"), failure.get("message")) == ("warning", "m")
    assert failure.text == "a.yaml:3 W1 m"


def test_a_file_without_findings_is_a_case_that_passed() -> None:
    (suite,) = ET.fromstring(junit([], ["a.yaml"]))
    (case,) = suite
    assert (case.get("name"), len(case)) == ("no findings", 0)


def test_the_encoding_is_declared() -> None:
    assert junit([], []).startswith('<?xml version="1.0" encoding="utf-8"?>\n')


def test_a_file_whose_name_begins_another_has_its_own_findings() -> None:
    found = suites(finding("a.yaml.j2"), files=["a.yaml", "a.yaml.j2"])
    assert found == [("a.yaml", "1", "0"), ("a.yaml.j2", "1", "1")]
