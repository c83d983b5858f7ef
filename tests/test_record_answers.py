"""Records of the command line's answers: two of one folder are equal, a planted change is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}],
}
OLD = POLICY | {"Version": "2008-10-17"}


def run(folder: Path, *arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.record_answers", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PATH": ""},
    )


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two records of a folder with two files, made under different hash seeds."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "inputs").mkdir()
    for name, document in (("a.old.json", OLD), ("a.new.json", POLICY)):
        (folder / "inputs" / name).write_text(json.dumps(document), "utf-8")
    for seed in ("1", "2"):
        ended = run(folder, "inputs", f"{seed}.jsonl", "--only", "diff", seed=seed)
        assert ended.returncode == 0, ended.stderr
    return folder


def test_two_records_of_one_folder_are_equal(records: Path) -> None:
    assert (records / "1.jsonl").read_bytes() == (records / "2.jsonl").read_bytes()


def test_a_record_holds_each_answer_with_its_arguments(records: Path) -> None:
    rows = [json.loads(line) for line in (records / "1.jsonl").read_text("utf-8").splitlines()]
    plain = next(row for row in rows if row["args"] == ["diff", "a.old.json", "a.new.json"])
    assert (plain["exit"], "unchanged" in plain["stdout"], plain["stderr"]) == (0, True, "")


def test_equal_records_compare_equal(records: Path) -> None:
    assert run(records, "--compare", "1.jsonl", "2.jsonl").returncode == 0


def test_a_planted_difference_is_found(records: Path) -> None:
    text = (records / "1.jsonl").read_text("utf-8")
    (records / "planted.jsonl").write_text(text.replace("unchanged", "widened"), "utf-8")
    ended = run(records, "--compare", "1.jsonl", "planted.jsonl")
    assert (ended.returncode, "+++" in ended.stdout, "widened" in ended.stdout) == (2, True, True)


def test_a_call_that_is_gone_is_found(records: Path) -> None:
    lines = (records / "1.jsonl").read_text("utf-8").splitlines(keepends=True)
    (records / "gone.jsonl").write_text("".join(lines[1:]), "utf-8")
    ended = run(records, "--compare", "1.jsonl", "gone.jsonl")
    assert (ended.returncode, "only before" in ended.stdout) == (2, True)
