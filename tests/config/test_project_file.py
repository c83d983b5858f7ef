"""The app file of a project is the nearest one of its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.config import loads
from influmojo_cfn.config.project_file import PROJECT_FILE, find_project_file
from influmojo_cfn.influmojo import APP
from tests.conftest import ROOT


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "services" / "api"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_there_is_none_in_an_empty_folder(deep: Path) -> None:
    assert find_project_file() is None


@pytest.mark.parametrize(
    ("folder", "found"),
    [(".", PROJECT_FILE), ("..", f"../{PROJECT_FILE}"), ("../..", f"../../{PROJECT_FILE}")],
)
def test_it_is_found_in_the_folder_and_above_it(deep: Path, folder: str, found: str) -> None:
    (deep / folder / PROJECT_FILE).write_text("project: shop\n")
    assert find_project_file() == Path(found)


def test_the_nearest_is_taken(deep: Path) -> None:
    for folder in (deep.parent.parent, deep.parent):
        (folder / PROJECT_FILE).write_text("project: shop\n")
    assert find_project_file() == Path("..", PROJECT_FILE)


def test_one_below_is_not_taken(deep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (deep / PROJECT_FILE).write_text("project: shop\n")
    monkeypatch.chdir(deep.parent)
    assert find_project_file() is None


def test_a_link_to_nothing_hides_what_is_above_it(deep: Path) -> None:
    (deep.parent / PROJECT_FILE).write_text("project: shop\n")
    (deep / PROJECT_FILE).symlink_to("nowhere.yaml")
    assert find_project_file() == Path(PROJECT_FILE)


def test_there_is_none_in_a_folder_that_was_removed(deep: Path) -> None:
    deep.rmdir()
    assert find_project_file() is None


def test_the_one_of_this_repository_is_the_influmojo_app() -> None:
    assert loads((ROOT / PROJECT_FILE).read_text("utf-8")) == APP
