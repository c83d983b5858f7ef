"""Which files are read of an application."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.source_files import source_files


def test_tests_dependencies_and_other_languages_are_not_read(tmp_path: Path) -> None:
    for name in ("app.py", "test_app.py", "a.test.ts", "node_modules/x.js", "lib/b.go", "c.rb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "latin.py").write_bytes(b"\xe9")
    found = source_files([tmp_path, tmp_path / "app.py"])
    assert [Path(file.name).name for file in found.files] == ["app.py", "b.go"]
    assert found.unread == (("Ruby", 1),)
    assert [each.rpartition("/")[2] for each in found.skipped] == ["latin.py: it is not UTF-8"]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Error, match="does not exist; give a file or a folder"):
        source_files([tmp_path / "no"])
