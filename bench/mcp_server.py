"""What a call of an assistant's tool takes, from the client and back, once the server is warm."""

from __future__ import annotations

import sys
import time
from typing import Any

import anyio
from mcp import Client, StdioServerParameters

from bench.measure import ROOT, show

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
CALLS = 40


async def _least_seconds() -> dict[str, float]:
    """Ask both questions with another resource each time; give the least seconds of each."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "influmojo_cfn", "mcp", str(ROOT)],
        env={"PYTHONPATH": str(ROOT)},
    )
    least = dict.fromkeys(("influmojo-uploads", "other-bucket"), float("inf"))
    async with Client(server) as client:
        for number in range(CALLS):
            for bucket, before in least.items():
                asked: dict[str, Any] = {
                    "template": TEMPLATE,
                    "role": "TaskRole",
                    "action": "s3:PutObject",
                    "resource": f"arn:aws:s3:::{bucket}/{number}.png",
                }
                start = time.perf_counter()
                await client.call_tool("simulate", asked)
                least[bucket] = min(before, time.perf_counter() - start)
    return least


def main() -> bool:
    """Measure calls that are allowed and denied."""
    allowed, denied = anyio.run(_least_seconds).values()
    return show(
        "a warm call of the MCP server: simulate",
        max(allowed, denied) * 1e3,
        at_most=20,
        unit="ms",
        detail=f"allowed {allowed * 1e3:.1f} ms, denied {denied * 1e3:.1f} ms",
    )
