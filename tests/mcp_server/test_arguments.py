"""What a call gives becomes a command line, or sentences about what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.mcp_server.arguments import command_line
from influmojo_cfn.mcp_server.bounds import Bounds
from tests.mcp_server.test_tools import tool

SIMULATE: dict[str, Any] = {"template": "t.yaml", "role": "R", "action": "s3:GetObject"}


def line(name: str, given: dict[str, Any], folder: Path, *, allow_write: bool = False) -> list[str]:
    return command_line(tool(name), given, Bounds(folder, allow_write=allow_write))


def test_a_command_line_has_every_argument(tmp_path: Path) -> None:
    given = {
        **SIMULATE,
        "context": {"aws:TagKeys": ["a", "b"], "k": "v"},
        "parameter": {"P": ""},
        "session_policy": ["one.json", "two.json"],
    }
    assert line("simulate", given, tmp_path) == [
        *("simulate", "--format=json", "--role=R", "--action=s3:GetObject"),
        *("--context=aws:TagKeys=a", "--context=aws:TagKeys=b", "--context=k=v", "--parameter=P="),
        *("--session-policy=one.json", "--session-policy=two.json", "--", "t.yaml"),
    ]


def test_flags_choices_and_positions(tmp_path: Path) -> None:
    given = {"files": ["a.yaml", "b.yaml"], "iam_only": True, "ignore": ["W"], "severity": "error"}
    assert line("check", given, tmp_path) == [
        *("check", "--format=json", "--iam-only", "--severity=error", "--ignore=W"),
        *("--", "a.yaml", "b.yaml"),
    ]
    assert line("diff", {"new": "n", "old": "o"}, tmp_path)[-3:] == ["--", "o", "n"]
    assert line("check", {"files": ["a"], "iam_only": False}, tmp_path)[2:] == ["--", "a"]
    assert line("grants", {}, tmp_path) == ["grants", "--"]


def test_a_value_that_looks_like_an_option_is_none(tmp_path: Path) -> None:
    given = {**SIMULATE, "template": "--help", "role": "--expect=allowed"}
    assert line("simulate", given, tmp_path)[2:] == [
        *("--role=--expect=allowed", "--action=s3:GetObject", "--", "--help"),
    ]


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        (
            "simulate",
            {"template": "t", "role": "R"},
            "action: is missing; give the action, such as",
        ),
        ("simulate", {**SIMULATE, "rolle": 1}, "rolle: is not an argument of simulate; did you"),
        ("rules", {"zzz": 1}, "zzz: is not an argument of rules; give one of rule_id"),
        ("simulate", {**SIMULATE, "template": 7}, "template: is 7; expected a string"),
        ("simulate", {**SIMULATE, "role": None}, "role: is missing"),
        ("simulate", {**SIMULATE, "context": "a=b"}, 'context: is "a=b"; expected an object'),
        ("simulate", {**SIMULATE, "parameter": {"a": ["b"]}}, "parameter: is"),
        ("simulate", {**SIMULATE, "parameter": {"a=b": "c"}}, "parameter: is"),
        ("simulate", {**SIMULATE, "action": "a\0"}, "action: is"),
        ("check", {"files": []}, "files: is empty; give at least one"),
        ("check", {"files": ["a", 1]}, "files: is 1; expected a list of strings"),
        ("check", {"files": ["a"], "iam_only": "yes"}, "expected true or false"),
        ("check", {"files": ["a"], "severity": "warn"}, "did you mean 'warning'?"),
        ("check", {"files": ["../a"]}, "files: ../a is outside"),
        ("diff", {"old": "HEAD:../a", "new": "b"}, "old: HEAD:../a is outside"),
        ("derive", {"files": ["a"], "output": "b"}, "this server is read-only"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, name: str, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(Error) as caught:
        line(name, given, tmp_path)
    assert words in str(caught.value)


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(Error) as caught:
        line("simulate", {"template": "../t", "roles": "x"}, tmp_path)
    assert {problem.place for problem in caught.value.problems} == {
        *("template", "roles", "role", "action"),
    }


def test_a_server_that_writes_takes_an_output_in_its_folder(tmp_path: Path) -> None:
    given = {"files": ["a"], "output": "b"}
    assert "--output=b" in line("derive", given, tmp_path, allow_write=True)
    with pytest.raises(Error, match="is outside"):
        line("derive", {**given, "output": "../b"}, tmp_path, allow_write=True)


def test_folders_of_code(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    given = {"code": ["web"], "service": {"web": "web"}}
    assert line("derive", given, tmp_path)[1:] == ["--code=web", "--service=web=web", "--"]
    for service in ({"web": "/etc"}, {"web": ".."}, ["web=/etc"], {"web": 5}):
        with pytest.raises(Error, match="service: "):
            line("derive", {"service": service}, tmp_path)
