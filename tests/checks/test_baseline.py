"""Accepted findings are known again, and new ones are not mistaken for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from influmojo_cfn.checks.baseline import (
    accepted_finding,
    baseline_text,
    compare,
    read_baseline,
)
from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.errors import Error

FINDING = Finding(
    file="a.yaml",
    line=5,
    id="W9204",
    severity="warning",
    message="every  bucket\nis allowed",
    tool="influmojo-cfn",
    place="Resources.Role",
)
FILES = [Path("a.yaml")]


def kept(tmp_path: Path, *findings: Finding) -> Path:
    path = tmp_path / "accepted.json"
    path.write_text(baseline_text(findings))
    return path


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        ({"line": 50, "column": 7, "end_line": 51}, False),
        ({"message": "every bucket is allowed"}, False),
        ({"tool": "cfn-lint", "url": "https://example.com"}, False),
        ({"message": "every topic is allowed"}, True),
        ({"place": "Resources.Other"}, True),
        ({"id": "W9205"}, True),
        ({"file": "b.yaml"}, True),
    ],
    ids=["moved", "wrapped", "another tool", "message", "place", "rule", "file"],
)
def test_a_finding_is_known_again(tmp_path: Path, change: dict[str, object], is_new: bool) -> None:
    found = replace(FINDING, **change)  # type: ignore[arg-type]
    accepted = read_baseline(kept(tmp_path, FINDING))
    assert compare([found], accepted, FILES).new == ([found] if is_new else [])


def test_one_is_accepted_as_often_as_the_baseline_has_it(tmp_path: Path) -> None:
    accepted = read_baseline(kept(tmp_path, FINDING, FINDING))
    assert compare([FINDING] * 3, accepted, FILES).new == [FINDING]


def test_what_is_no_longer_found_is_told(tmp_path: Path) -> None:
    accepted = read_baseline(kept(tmp_path, FINDING, FINDING))
    assert compare([FINDING], accepted, FILES).gone == [accepted_finding(FINDING)]


def test_of_files_that_were_not_checked_nothing_is_gone(tmp_path: Path) -> None:
    accepted = read_baseline(kept(tmp_path, FINDING))
    assert compare([], accepted, [Path("b.yaml")]).gone == []


def test_a_file_is_named_from_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    at_the_root = accepted_finding(replace(FINDING, file="sub/a.yaml"))
    monkeypatch.chdir(tmp_path / "sub")
    assert accepted_finding(replace(FINDING, file="a.yaml")) == at_the_root
    gone = compare([], [at_the_root], [Path("a.yaml")]).gone
    assert [each.file for each in gone] == ["sub/a.yaml"]


def test_the_file_is_the_same_in_any_order() -> None:
    other = replace(FINDING, id="E9101")
    assert baseline_text([FINDING, other]) == baseline_text([other, FINDING])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a baseline of version 1"),
        ('{"version": 2, "findings": []}', "is not a baseline of version 1"),
        ('{"version": 1, "findings": {}}', "is not a baseline of version 1"),
        ('{"version": 1, "findings": [1]}', r"findings\[0\]: has not the texts"),
        (baseline_text([FINDING]).replace('"file"', '"more": "", "file"'), r"findings\[0\]"),
        (baseline_text([FINDING]).replace('"W9204"', "9204"), r"findings\[0\]"),
    ],
    ids=["text", "deep", "list", "version", "mapping", "no row", "a key too many", "no text"],
)
def test_what_is_no_baseline_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "accepted.json"
    path.write_text(text)
    with pytest.raises(Error, match=words):
        read_baseline(path)


def test_what_is_gone_is_told_in_a_line_that_people_read() -> None:
    gone = str(accepted_finding(replace(FINDING, message="word " * 2_000)))
    assert gone.startswith("a.yaml: Resources.Role W9204 word word")
    assert len(gone) < 600
