"""The extractor is run offline, with its telemetry turned off, and what it prints is read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence import call_extractor
from influmojo_cfn.evidence.call_extractor import extracted_calls, program
from influmojo_cfn.evidence.source_files import source_files


def fake(folder: Path, body: str) -> str:
    """Write a program that stands for the extractor."""
    path = folder / "fake"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_calls_of_the_installed_program(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'import boto3\n\nboto3.client("s3").put_object(Bucket="b", Key="k")'
    )
    (tmp_path / "b.go").write_text("package main\n")
    calls = extracted_calls(source_files([tmp_path]).files)
    assert [(call.line, call.method, call.services) for call in calls] == [
        (3, "put_object", ("s3",))
    ]


def test_telemetry_is_off_and_nothing_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tmp_path / "environment.json"
    path = fake(tmp_path, f"json.dump(dict(os.environ), open({str(shown)!r}, 'w')); print('[]')")
    monkeypatch.setattr(call_extractor, "program", lambda: path)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY", "false")
    (tmp_path / "a.py").write_text("")
    assert extracted_calls(source_files([tmp_path / "a.py"]).files) == []
    environment = json.loads(shown.read_text())
    assert environment["DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY"] == "true"
    assert environment["HTTPS_PROXY"] == environment["https_proxy"] == "http://127.0.0.1:9"
    assert environment["HOME"] != str(Path.home())
    assert "AWS_SECRET_ACCESS_KEY" not in environment


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("sys.exit('Error: it broke')", "Error: it broke; run it by itself"),
        ("print('no JSON')", "it printed no JSON; run it by itself"),
    ],
)
def test_a_failure_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, message: str
) -> None:
    monkeypatch.setattr(call_extractor, "program", lambda: fake(tmp_path, body))
    (tmp_path / "a.py").write_text("")
    with pytest.raises(Error, match=message):
        extracted_calls(source_files([tmp_path / "a.py"]).files)


def test_without_the_extra_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_extractor, "PROGRAM", "iam-policy-autopilot-that-is-missing")
    with pytest.raises(Error, match=r"run pip install '\.\[code\]' in the checkout"):
        program()


def test_rows_without_a_place_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"Name": "x"}, {"Name": "x", "Metadata": {"Location": "?"}}, 3]
    path = fake(tmp_path, f"print(json.dumps({rows!r}))")
    monkeypatch.setattr(call_extractor, "program", lambda: path)
    (tmp_path / "a.py").write_text("")
    assert extracted_calls(source_files([tmp_path / "a.py"]).files) == []


def test_many_files_are_read_in_parts_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "{'Name': 'x', 'PossibleServices': ['s3'], 'Metadata': {'Location': f'{each}:1.1-1.2'}}"
    path = fake(tmp_path, f"print(json.dumps([{row} for each in sys.argv[5:]]))")
    monkeypatch.setattr(call_extractor, "program", lambda: path)
    code = tmp_path / "code"
    code.mkdir()
    for number in range(45):
        (code / f"a{number:02}.py").write_text("")
    calls = extracted_calls(source_files([code]).files)
    assert [Path(call.file).name for call in calls] == [f"a{number:02}.py" for number in range(45)]


def test_the_failure_of_one_part_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "sys.exit('it broke') if any('a30' in each for each in sys.argv) else print('[]')"
    monkeypatch.setattr(call_extractor, "program", lambda: fake(tmp_path, body))
    code = tmp_path / "code"
    code.mkdir()
    for number in range(45):
        (code / f"a{number:02}.py").write_text("")
    with pytest.raises(Error, match="it broke"):
        extracted_calls(source_files([code]).files)
