from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.findings import FORMATS, linked, pretty, summary

FILES = ["a b.yaml", "clean.yaml"]
ERROR = Finding(
    file="a b.yaml", line=3, column=7, end_line=3, end_column=9, id="E1", severity="error",
    message="two\nlines <&> \x1b", tool="cfn-lint", title="A title", url="https://example.com/E1",
)  # fmt: skip
WARNING = Finding(
    file="a b.yaml", line=5, id="W2", severity="warning", message="m", tool="influmojo-cfn"
)
FINDINGS = [ERROR, WARNING]

# The parts of the SARIF 2.1.0 schema that a log of ours can hold.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
REGION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        name: {"type": "integer", "minimum": 1}
        for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
}
URI = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9%/.:_~-]+$"}},
}
PLACE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"artifactLocation": URI, "region": REGION},
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": TEXT,
        "locations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"physicalLocation": PLACE},
            },
        },
    },
}
RULE = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "helpUri": {"type": "string"},
        "properties": {"type": "object"},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {"type": "array", "items": RULE, "uniqueItems": True}
                                },
                            }
                        },
                    },
                    "artifacts": {"type": "array", "items": {"type": "object"}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


def test_pretty_is_one_line_for_each_finding() -> None:
    assert FORMATS["pretty"](FINDINGS, FILES) == (
        "a b.yaml:3 E1 two lines <&> \\x1b\na b.yaml:5 W2 m\n"
    )


def test_json_keeps_every_field() -> None:
    assert [Finding(**row) for row in json.loads(FORMATS["json"](FINDINGS, FILES))] == FINDINGS


@pytest.mark.parametrize("findings", [FINDINGS, []], ids=["findings", "none"])
def test_sarif_has_the_structure_of_2_1_0(findings: list[Finding]) -> None:
    from cfnlint.jsonschema import StandardValidator

    log = json.loads(FORMATS["sarif"](findings, FILES))
    assert [error.message for error in StandardValidator(SARIF).iter_errors(log)] == []


def test_sarif_points_from_each_result_to_its_rule() -> None:
    run = json.loads(FORMATS["sarif"](FINDINGS, FILES))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == ["E1", "W2"]


def test_junit_has_a_failure_for_each_finding_and_a_pass_for_a_clean_file() -> None:
    root = ET.fromstring(FORMATS["junit"](FINDINGS, FILES))
    assert [(len(s.findall("testcase/failure")), s.get("tests")) for s in root] == [
        (2, "2"),
        (0, "1"),
    ]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        (FINDINGS, "1 error, 1 warning, 0 informational in 2 files"),
        ([], "no findings in 2 files"),
    ],
)
def test_the_summary_counts(findings: list[Finding], expected: str) -> None:
    assert summary(findings, FILES) == expected


def test_on_a_terminal_an_id_links_to_its_page() -> None:
    text = linked(FINDINGS, FILES)
    link = "\x1b]8;;https://example.com/E1\x1b\\E1\x1b]8;;\x1b\\"
    assert text == pretty(FINDINGS, FILES).replace(" E1 ", f" {link} ")


@pytest.mark.parametrize("url", ["http://a", "javascript:x", "https://a\x1b]8;;"])
def test_a_link_holds_nothing_that_a_terminal_obeys(url: str) -> None:
    text = linked([replace(ERROR, url=url)], FILES)
    assert text.count("\x1b") == (4 if url.startswith("https") else 0)
