"""The server: tools of the Model Context Protocol over standard input and output.

Source: https://modelcontextprotocol.io/specification (read 2026-11-27), by its official SDK.
"""

from __future__ import annotations

import json
from typing import Any

import anyio
import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolDescription

from influmojo_cfn.cloudformation.reader import documents_kept
from influmojo_cfn.errors import Error
from influmojo_cfn.mcp_server.bounds import Bounds
from influmojo_cfn.mcp_server.calls import ToolResult, call
from influmojo_cfn.mcp_server.kept_answers import KeptAnswers
from influmojo_cfn.mcp_server.tools import Tool, tools
from influmojo_cfn.version import __version__

_INSTRUCTIONS = """\
IAM roles in CloudFormation templates and Amazon ECS task definitions: find errors (check), see \
what roles can do (explain), decide one request (simulate), compare two versions (diff), prove \
claims for every request (prove), check whether tasks can start (preflight), and write the app \
file with the minimal permissions (derive, grants). Paths are relative to {folder}; others are \
rejected. Each result has the command's answer, its exit code (2: something was found) and its \
notes. An answer that is unknown is neither allowed nor denied: say so."""

_RESULT = {
    "type": "object",
    "properties": {
        "answer": {"description": "What the command prints: its JSON, or plain text."},
        "exit_code": {"type": "integer", "description": "0: nothing was found; 2: something was."},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["answer", "exit_code", "notes"],
}


def server_of(bounds: Bounds) -> Server[Any]:
    """Return the server of a folder."""
    one_at_a_time = anyio.CapacityLimiter(1)
    kept = KeptAnswers[ToolResult](bounds)

    async def list_tools(_: Any, _page: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_described(each, bounds) for each in tools()])

    async def call_tool(_: Any, asked: CallToolRequestParams) -> CallToolResult:
        return await anyio.to_thread.run_sync(_result, asked, bounds, kept, limiter=one_at_a_time)

    return Server(
        "influmojo-cfn",
        version=__version__,
        instructions=_INSTRUCTIONS.format(folder=bounds.folder),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve(bounds: Bounds) -> None:
    """Serve on standard input and output, until the input ends."""

    async def run() -> None:
        server = server_of(bounds)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    with documents_kept():
        anyio.run(run)


def _described(tool: Tool, bounds: Bounds) -> ToolDescription:
    writes = any(each.writes for each in tool.offered(allow_write=bounds.allow_write))
    return ToolDescription(
        name=tool.name,
        description=tool.description,
        input_schema=tool.schema(allow_write=bounds.allow_write),
        output_schema=_RESULT,
        annotations=ToolAnnotations(
            read_only_hint=not writes, destructive_hint=writes, open_world_hint=False
        ),
    )


def _result(
    asked: CallToolRequestParams, bounds: Bounds, kept: KeptAnswers[ToolResult]
) -> CallToolResult:
    try:
        found = call(asked.name, asked.arguments or {}, bounds, kept).document()
    except Error as error:
        sentences = "\n".join(f"error: {problem}" for problem in error.problems)
        return CallToolResult(content=[TextContent(text=sentences)], is_error=True)
    text = json.dumps(found, ensure_ascii=False)
    return CallToolResult(content=[TextContent(text=text)], structured_content=found)
