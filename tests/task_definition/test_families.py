"""The families of the other task definitions of a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from influmojo_cfn.task_definition.families import LARGEST_FILE, MOST_FILES, families_beside


def write(folder: Path, name: str, data: Any) -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_the_families_of_other_files_are_found_in_their_order(tmp_path: Path) -> None:
    given = write(tmp_path, "own.json", {"family": "own"})
    write(tmp_path, "b.json", {"family": "b"})
    write(tmp_path, "a.json", {"family": "a"})
    assert families_beside([given]) == ("a", "b")


def test_a_family_is_found_in_any_form(tmp_path: Path) -> None:
    given = write(tmp_path, "own.json", {})
    write(tmp_path, "a.json", {"taskDefinition": {"family": "a"}})
    write(tmp_path, "b.json", {"Family": "b"})
    write(tmp_path, "c.json", '{ // comment\n "family" : "c", "cpu": ${CPU}, }')
    write(tmp_path, "d.json", [{"family": "d"}, {"family": "e"}])
    assert families_beside([given]) == ("a", "b", "c", "d", "e")


def test_what_is_no_plain_json_is_not_looked_at(tmp_path: Path) -> None:
    given = write(tmp_path, "own.json", {})
    write(tmp_path, "a.json", "{ // comment")
    write(tmp_path, "b.json", ["family"])
    write(tmp_path, "c.json", {"family": 1})
    write(tmp_path, "d.yaml", {"family": "d"})
    write(tmp_path, "e.json", {"family": "e", "x": "x" * LARGEST_FILE})
    (tmp_path / "f.json").write_bytes(b"\xff")
    (tmp_path / "g.json").mkdir()
    assert families_beside([given]) == ()


def test_a_folder_is_looked_at_once(tmp_path: Path) -> None:
    given = [write(tmp_path, name, {"family": name}) for name in ("a.json", "b.json")]
    write(tmp_path, "c.json", {"family": "c"})
    assert families_beside(given) == ("c",)


def test_no_more_than_some_files_are_looked_at(tmp_path: Path) -> None:
    given = write(tmp_path, "own.json", {})
    for number in range(MOST_FILES + 1):
        write(tmp_path, f"a{number:03}.json", {"family": str(number)})
    assert len(families_beside([given])) == MOST_FILES
