"""One call of a tool: the command run in this process, and what it prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any, NamedTuple

from influmojo_cfn.answers import answers_kept
from influmojo_cfn.cli import main
from influmojo_cfn.errors import Error, did_you_mean
from influmojo_cfn.mcp_server.arguments import command_line
from influmojo_cfn.mcp_server.bounds import Bounds
from influmojo_cfn.mcp_server.kept_answers import KeptAnswers
from influmojo_cfn.mcp_server.tools import NAMES, Tool, tools

_FAILED = 1
_USAGE, _PROBLEM = "Usage: ", "error: "


class ToolResult(NamedTuple):
    """What a call gives.

    ``answer`` is the command's JSON, or its text where it has no JSON. ``exit_code`` is the
    command's, 2 where it found something. ``notes`` are what it reports besides.
    """

    answer: Any
    exit_code: int
    notes: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the answer as data."""
        return {"answer": self.answer, "exit_code": self.exit_code, "notes": list(self.notes)}


def call(
    name: str,
    given: Mapping[str, Any],
    bounds: Bounds,
    kept: KeptAnswers[ToolResult] | None = None,
) -> ToolResult:
    """Run a tool on what a call gives, or return the answer that is kept of the same call.

    Raises:
        Error: the tool doesn't exist, its arguments are wrong, or the command fails; every problem
            is a sentence.
    """
    tool = next((each for each in tools() if each.name == name), None)
    if tool is None:
        there = did_you_mean(name, NAMES) or f"; the tools are {', '.join(NAMES)}"
        raise Error(f"{name!r} is not a tool{there}")
    line = command_line(tool, given, bounds)
    if kept is None:
        return _result(tool, line, given.get("output"), bounds)
    with answers_kept(kept.answer):
        return kept.answer(tuple(line), lambda: _result(tool, line, given.get("output"), bounds))


def _result(tool: Tool, line: list[str], output: str | None, bounds: Bounds) -> ToolResult:
    with bounds.enforced():
        code, printed, notes = _run(line)
    if code not in (0, 2):
        raise Error(_sentences(notes) or f"{tool.name}: ended with {code}")
    if output is not None:
        notes += f"{output}: written\n"
    # How long check has taken so far is for people who wait.
    lines = [each for each in notes.splitlines() if not each.endswith(" s ...")]
    return ToolResult(_answer(tool, printed), code, tuple(lines))


def _run(line: list[str]) -> tuple[int, str, str]:
    """Run a command; return its exit code and what it printed on both streams."""
    printed, notes = StringIO(), StringIO()
    with redirect_stdout(printed), redirect_stderr(notes):
        try:
            main(line)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else _FAILED
        except Exception as error:
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            return _FAILED, "", f"error: {line[0]} failed on this input ({what}); report it"
    return code, printed.getvalue(), notes.getvalue()


def _answer(tool: Tool, printed: str) -> Any:
    return json.loads(printed) if tool.is_json else printed


def _sentences(notes: str) -> str:
    """Return the problems of a command that failed, without the usage of the command line."""
    lines = notes.splitlines()
    if any(line.startswith(_USAGE) for line in lines):
        lines = [line for line in lines if line.startswith(_PROBLEM)]
    return "\n".join(line.removeprefix(_PROBLEM) for line in lines if line)
