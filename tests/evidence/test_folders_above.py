"""The folders above some code that can be of its project."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.evidence.folders_above import folders_above

ABOVE = {
    "a folder below": ("code/app", ["code", "."]),
    "this folder": (".", ["..", "../.."]),
    "the folder above": ("..", ["../..", "../../.."]),
    "a folder next to this one": ("../app", ["..", "../.."]),
}


@pytest.mark.parametrize("name", ABOVE)
def test_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    here = tmp_path / "work/shop/here"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    path, expected = ABOVE[name]
    assert [each.as_posix() for each in folders_above(Path(path))] == expected


def test_above_an_absolute_path_folders_are_absolute(tmp_path: Path) -> None:
    assert list(folders_above(tmp_path / "a/b")) == [tmp_path / "a", tmp_path]


def test_above_a_repository_nothing_is_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "shop/.git").mkdir(parents=True)
    assert list(folders_above(tmp_path / "shop")) == []
    assert list(folders_above(tmp_path / "shop/a/b")) == [tmp_path / "shop/a", tmp_path / "shop"]


def test_above_the_root_nothing_is() -> None:
    assert list(folders_above(Path("/"))) == []
