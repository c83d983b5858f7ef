"""Files of properties."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.evidence.java_properties import NAMES, properties_of
from influmojo_cfn.evidence.source_files import source_files


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("application.yml", "app:\n  bucket: b\n  count: 3\n"),
        ("application.yaml", "---\napp: {bucket: b}\n---\napp: {count: 3}\n"),
        ("application.properties", "# words\napp.bucket = b\napp.count: 3\n"),
    ],
)
def test_properties(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    expected = {"app.bucket": "b", "app.count": "3"}
    assert properties_of(tmp_path / name) == expected
    assert source_files([tmp_path]).properties == expected


def test_what_cannot_be_read_has_none(tmp_path: Path) -> None:
    (tmp_path / "application.yml").write_text("a: [", "utf-8")
    assert properties_of(tmp_path / "application.yml") == {}
    assert properties_of(tmp_path / "absent.yml") == {}
    assert not NAMES.fullmatch("application-test.yml")


MANY = "".join(
    f"a{i}: &a{i} {{{', '.join(f'{key}: *a{i - 1}' for key in 'abcdefgh')}}}\n" for i in range(1, 9)
)


@pytest.mark.parametrize(
    "text",
    ["a: &a {b: *a}", "a: 2026-13-45", "a: " + "[" * 5000, "a0: &a0 {b: c}\n" + MANY],
    ids=["an alias of itself", "no date", "deep", "many aliases"],
)
def test_what_yaml_makes_of_few_lines_is_bounded(tmp_path: Path, text: str) -> None:
    file = tmp_path / "application.yml"
    file.write_text(text)
    assert len(properties_of(file)) < 20_000
