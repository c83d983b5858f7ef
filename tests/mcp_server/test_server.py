"""The server as an assistant meets it: the SDK's own client, over standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, ListToolsResult

from influmojo_cfn.mcp_server.tools import NAMES
from tests.conftest import ROOT

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
Call = tuple[str, dict[str, Any]]


def talk(
    *arguments: str, calls: Sequence[Call], mode: str = "auto"
) -> tuple[ListToolsResult, list[CallToolResult]]:
    """Start a server, list its tools, call some, end it."""

    async def session() -> tuple[ListToolsResult, list[CallToolResult]]:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "influmojo_cfn", "mcp", *arguments],
            env={"PYTHONPATH": str(ROOT)},
        )
        async with Client(server, mode=mode) as client:
            listed = await client.list_tools()
            return listed, [await client.call_tool(name, given) for name, given in calls]

    return anyio.run(session)


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert content.type == "text"
    return content.text


def test_a_client_lists_the_tools_and_calls_them() -> None:
    role = {"template": TEMPLATE, "role": "TaskRole"}
    listed, results = talk(
        str(ROOT),
        calls=[
            ("simulate", {**role, "action": "iam:CreateUser"}),
            ("diff", {"old": f"HEAD:{TEMPLATE}", "new": TEMPLATE}),
            ("check", {"files": [TEMPLATE], "iam_only": True}),
            ("grants", {}),
            ("explain", role | {"role": ["TaskRole"]}),
        ],
    )
    assert [each.name for each in listed.tools] == list(NAMES)
    for each in listed.tools:
        assert each.annotations
        assert each.annotations.read_only_hint is True
        assert each.input_schema["type"] == "object"
    for result in results:
        assert not result.is_error, text(result)
        assert json.loads(text(result)) == result.structured_content
    assert results[0].structured_content["answer"]["outcome"] == "implicitDeny"
    assert results[1].structured_content["answer"]["changes"]
    assert results[2].structured_content == {
        "answer": [], "exit_code": 0, "notes": ["no findings in 1 file"],
    }  # fmt: skip


def test_what_is_refused_is_a_result_with_sentences_and_the_server_goes_on(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(ROOT / TEMPLATE)
    _, results = talk(
        str(tmp_path),
        mode="legacy",
        calls=[
            ("explain", {"template": "link.yaml"}),
            ("explain", {"template": "/etc/passwd"}),
            ("explain", {}),
            ("derive", {"files": ["x.json"], "output": "app.yaml"}),
            ("nothing", {}),
            ("rules", {}),
        ],
    )
    *refused, last = results
    assert [each.is_error for each in refused] == [True] * 5
    for each in refused:
        assert text(each).startswith("error: ")
        assert "Traceback" not in text(each)
    assert "link that leaves" in text(refused[0])
    assert not last.is_error


def test_a_server_that_writes_says_so_and_writes(tmp_path: Path) -> None:
    task = {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}
    (tmp_path / "task.json").write_text(json.dumps(task))
    listed, (result,) = talk(
        "--allow-write",
        str(tmp_path),
        calls=[("derive", {"files": ["task.json"], "output": "app.yaml"})],
    )
    writing = [each.name for each in listed.tools if not each.annotations.read_only_hint]  # type: ignore[union-attr]
    assert writing == ["derive"]
    assert result.structured_content["notes"] == ["app.yaml: written"]
    assert (tmp_path / "app.yaml").exists()


def test_nothing_but_the_protocol_is_on_standard_output() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "influmojo_cfn", "mcp", str(ROOT)],
        input="no JSON\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in ended.stderr
    for line in ended.stdout.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"


BLOCKS = (ROOT / "docs/how-to/coding-assistant.md").read_text("utf-8").split("```json\n")[1:]


@pytest.mark.parametrize("block", [each.partition("```")[0] for each in BLOCKS])
def test_each_configuration_of_the_page_starts_a_server(block: str) -> None:
    data = json.loads(block)
    servers = data.get("mcpServers") or data["servers"]
    (server,) = servers.values()
    assert Path(server["command"]).name == "influmojo-cfn"
    name, *arguments = server["args"]
    assert name == "mcp"
    places = {"${workspaceFolder}": str(ROOT), "/home/me/orders": str(ROOT)}
    listed, _ = talk(*(places.get(each, each) for each in arguments), calls=[])
    assert [each.name for each in listed.tools] == list(NAMES)


def test_grants_are_derived_from_code_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text(
        "import boto3\nboto3.client('s3').put_object(Bucket='shop-uploads', Key='k')\n"
    )
    (tmp_path / "src/b.py").symlink_to("/etc/hostname")
    calls: list[Call] = [("derive", {"code": ["src"], "project": "shop"})]
    (result,) = talk(str(tmp_path), calls=[*calls])[1]
    assert not result.is_error, text(result)
    assert "bucket: shop-uploads" in result.structured_content["answer"]
    assert "Not read: src/b.py" in result.structured_content["answer"]
