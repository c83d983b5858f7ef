"""What commands print, whatever the files hold and whatever becomes of the streams."""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from influmojo_cfn.cli import main
from influmojo_cfn.cli.output import is_styled, line_width, show
from influmojo_cfn.report.printable import printable_lines
from tests.cli.test_fuzz import BESIDE, CLAIMS, COMMANDS, POLICY, SMALL, TEMPLATE, places, source
from tests.conftest import ROOT

OTHERS = (
    ["grants"],
    ["grants", "s3.read_objects"],
    ["rules"],
    ["rules", "E9201"],
    ["check", "--no"],
)
HOSTILE = (
    "a\x1b[31m\u202e\n::error::x | `` ` </td><script> @octocat #1 [a](http://e.x) ##[group]a\\|b "
    "**b** \x9b\u200b\x7f\r"
)
FILE = "f\x1b[2J\u202e\n::error::x@y [b](c)|`.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(ROOT)
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    (tmp_path / "claims.json").write_text(json.dumps(CLAIMS))
    (tmp_path / "folder").mkdir()
    return tmp_path


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def filled(arguments: list[str], file: Path) -> list[str]:
    given = {f"{{{name}}}": str(file.parent / each) for name, each in BESIDE.items()}
    return [str(file) if each == "{}" else given.get(each, each) for each in arguments]


@pytest.mark.parametrize("number", range(len(COMMANDS)))
def test_what_files_hold_is_shown_and_does_nothing(
    number: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, arguments = COMMANDS[number]
    if name == TEMPLATE:
        pytest.skip("the small template has more places")
    data = source(name)
    every = list(places(data))
    slow = arguments[0] in ("check", "explain")
    for *above, key in random.Random(number).sample(every, min(len(every), 2 if slow else 6)):
        hostile = deepcopy(data)
        holder = hostile
        for part in above:
            holder = holder[part]
        holder[key] = HOSTILE
        file = folder / FILE
        file.write_text(json.dumps(hostile))
        run(filled(arguments, file))
        captured = capsys.readouterr()
        for text in captured:
            text = text.replace("##[", "")  # In a document.
            assert text == printable_lines(text), (arguments, above, key)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "styled"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
    ids=["a terminal", "NO_COLOR is empty", "NO_COLOR is set", "a terminal without sequences"],
)
def test_a_terminal_gets_colors_unless_it_or_the_user_does_not_want_them(
    environment: dict[str, str], styled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    show("\x1b[31mred\x1b[0m")
    assert isinstance(sys.stdout, Terminal)
    assert sys.stdout.getvalue() == ("\x1b[31mred\x1b[0m\n" if styled else "red\n")
    assert is_styled() is styled


CLOSED = [
    *{arguments[0]: (name, arguments) for name, arguments in COMMANDS if name != TEMPLATE}.values(),
    *(("", each) for each in OTHERS),
]
"""A call of each command."""


@pytest.mark.parametrize("number", range(len(CLOSED)))
def test_a_closed_pipe_takes_nothing_from_the_exit_code(
    number: int, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, arguments = CLOSED[number]
    file = folder / "x.json"
    file.write_text(json.dumps(source(name)) if name else "")
    expected = run(filled(arguments, file))
    reader, writer = os.pipe()
    os.close(reader)
    with monkeypatch.context() as patch, os.fdopen(writer, "w") as broken:
        patch.setattr(sys, "stdout", broken)
        patch.setattr(sys, "stderr", broken)
        assert run(filled(arguments, file)) == expected
    capsys.readouterr()


@pytest.mark.parametrize("number", range(len(CLOSED)))
def test_what_an_encoding_cannot_hold_is_written_with_escapes(
    number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, arguments = CLOSED[number]
    file = folder / "größe-✓.json"
    text = json.dumps(source(name), ensure_ascii=False) if name else ""
    file.write_text(text.replace("team", "größe-✓").replace("What", "größe-✓"), "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), "ascii") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert run(filled(arguments, file)) in (0, 1, 2)


def test_a_process_ends_quietly_when_nobody_reads(folder: Path) -> None:
    command = [sys.executable, "-m", "influmojo_cfn", "explain", SMALL]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    environment.pop("PYTHONUTF8", None)
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=environment)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, b"")
    shown = subprocess.run(command, capture_output=True, env=environment)
    assert shown.returncode == 0
    assert b"Traceback" not in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "closed"),
    [(f"explain {SMALL}", ">&-"), ("check -", "<&-"), ("derive -", "<&- 2>&-"), ("--help", ">&-")],
)
def test_a_stream_that_is_not_there_is_no_traceback(arguments: str, closed: str) -> None:
    line = f"{sys.executable} -m influmojo_cfn {arguments} {closed}"
    ended = subprocess.run(
        ["sh", "-c", line], capture_output=True, cwd=ROOT, stdin=subprocess.DEVNULL
    )
    assert ended.returncode in (0, 1, 2)
    assert b"Traceback" not in ended.stderr


PRINTS = re.compile(r"^ +(click\.s?echo|print|sys\.std(out|err)\.write)\(", re.MULTILINE)
"""Without ``>>> ``, and not in the example of the package."""


def test_commands_print_in_one_way() -> None:
    package = ROOT / "influmojo_cfn"
    files = [path for path in package.rglob("*.py") if PRINTS.search(path.read_text("utf-8"))]
    assert {path.name for path in files} == {"output.py", "__init__.py"}


@pytest.mark.parametrize(
    ("columns", "width"), [("40", 40), ("0", None), ("-3", None), ("wide", None), ("", None)]
)
def test_a_width_that_is_none_is_not_taken(
    columns: str, width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert line_width() == width
