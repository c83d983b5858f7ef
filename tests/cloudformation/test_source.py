"""Where a document comes from: a file, a revision of one, or plain data."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.cloudformation.source import document_beside, read_source, read_template
from influmojo_cfn.errors import Error, TemplateError
from tests.repository import commit_all


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "old.yaml").write_text("a: 1\n")
    commit_all(tmp_path)
    (tmp_path / "old.yaml").write_text("a: 2\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("source", "value"), [("old.yaml", 2), (Path("old.yaml"), 2), ("main:old.yaml", 1)]
)
def test_a_file_or_a_revision(repository: Path, source: str | Path, value: int) -> None:
    assert read_source(source).data == {"a": value}


def test_a_path_is_taken_from_the_folder_one_is_in(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "below").mkdir()
    monkeypatch.chdir(repository / "below")
    with pytest.raises(Error, match="git reports"):
        read_source("main:below.yaml")
    assert read_source("main:old.yaml").data == {"a": 1}


def test_data_is_a_document_without_a_name() -> None:
    assert (read_source({"a": 1}).data, read_source({}).source) == ({"a": 1}, "")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("none.yaml", "none.yaml: cannot be read"),
        ("main:none.yaml", "is not a file, and git reports"),
        (":none.yaml", "is neither a file nor REVISION:PATH"),
        ("-x:none.yaml", "is neither a file nor REVISION:PATH"),
    ],
)
def test_what_cannot_be_read_is_named(repository: Path, source: str, words: str) -> None:
    with pytest.raises(Error, match=words):
        read_source(source)


@pytest.mark.parametrize("resources", ["[]", "", "text"])
def test_a_template_whose_resources_are_no_mapping_is_refused(
    tmp_path: Path, resources: str
) -> None:
    (tmp_path / "a.yaml").write_text(f"Resources: {resources}")
    with pytest.raises(TemplateError, match=r"a\.yaml:1 Resources: is .*; expected a mapping"):
        read_template(tmp_path / "a.yaml")


def test_a_name_that_no_file_can_have_is_not_at_hand(tmp_path: Path) -> None:
    assert document_beside(str(tmp_path / "t.yaml"), "o" * 5000) is None
