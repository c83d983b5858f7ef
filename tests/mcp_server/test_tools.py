"""Each tool is a command, with a schema that says what the command takes."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from influmojo_cfn.cli import COMMANDS
from influmojo_cfn.mcp_server.tools import NAMES, Tool, tools

WANTED = {
    *("check", "explain", "simulate", "diff", "prove", "preflight", "derive", "grants", "rules"),
}


def tool(name: str) -> Tool:
    return next(each for each in tools() if each.name == name)


def test_the_tools_are_these_and_each_is_a_command() -> None:
    assert set(NAMES) == {each.name for each in tools()} == WANTED
    assert set(COMMANDS) >= WANTED


@pytest.mark.parametrize("name", NAMES)
def test_a_tool_says_what_it_does_and_what_each_argument_is(name: str) -> None:
    found = tool(name)
    assert found.description
    assert "Examples:" not in found.description
    properties = found.schema(allow_write=True)["properties"]
    assert [each for each, row in properties.items() if not row.get("description")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    schema = tool(name).schema(allow_write=True)
    import_module("jsonschema").Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) <= set(schema["properties"])


def test_required_arguments_kinds_and_choices_are_the_commands() -> None:
    simulate = tool("simulate").schema(allow_write=False)
    assert simulate["required"] == ["template", "role", "action"]
    assert simulate["properties"]["parameter"]["additionalProperties"] == {"type": "string"}
    check = tool("check").schema(allow_write=False)["properties"]
    assert check["severity"]["enum"] == ["error", "warning", "info"]
    assert check["files"]["items"] == {"type": "string"}
    assert check["iam_only"]["type"] == "boolean"
    assert tool("diff").schema(allow_write=False)["required"] == ["old", "new"]


def test_nothing_that_leaves_the_folder_or_never_ends_is_offered() -> None:
    offered = json.dumps([each.schema(allow_write=False)["properties"] for each in tools()])
    for name in ("profile", "endpoint_url", "watch", "write_baseline", "output"):
        assert f'"{name}"' not in offered


def test_what_writes_is_offered_by_a_server_that_writes() -> None:
    assert "output" in tool("derive").schema(allow_write=True)["properties"]
