"""What a call of an assistant's tool takes, from the client and back, once the server is warm."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import anyio
from mcp import Client, StdioServerParameters

from bench.measure import ROOT, show

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
TASK = "examples/backend-task-definition.json"
UPLOADS = "arn:aws:s3:::influmojo-uploads"
CALLS = 15


class _Question(NamedTuple):
    """Arguments of a tool, another each time, and how long an answer that is not kept can take."""

    given: Callable[[int], dict[str, Any]]
    at_most: float = 20
    calls: int = CALLS


def _of_environment(number: int) -> dict[str, dict[str, str]]:
    return {"parameter": {"EnvironmentName": f"e{number}"}}


ROLES = ("TaskRole", "TaskExecutionRole")
QUESTIONS: dict[str, _Question] = {
    "check": _Question(lambda n: {"files": [TEMPLATE], "ignore": [f"I{n:04}"]}, 2_000, 4),
    "explain": _Question(lambda n: {"template": TEMPLATE, **_of_environment(n)}, 250),
    "simulate": _Question(
        lambda n: {
            "template": TEMPLATE,
            "role": ROLES[n % 2],
            "action": "s3:PutObject",
            "resource": f"{UPLOADS}/{n}.png",
        }
    ),
    "diff": _Question(lambda n: {"old": TEMPLATE, "new": TEMPLATE, **_of_environment(n)}, 100),
    "prove": _Question(lambda n: {"template": TEMPLATE, **_of_environment(n)}, 2_000, 4),
    "preflight": _Question(lambda n: {"template": TEMPLATE, **_of_environment(n)}, 100),
    "derive": _Question(lambda n: {"files": [TASK], "project": f"orders-{n}"}, 100),
    "grants": _Question(lambda n: {"name": ("s3.upload_objects", "sqs.send_messages")[n % 2]}),
    "rules": _Question(lambda n: {"rule_id": ("E9201", "E9202")[n % 2]}),
}


async def _least_milliseconds() -> dict[str, tuple[float, float]]:
    """Return for each tool the least of calls with other arguments, and of the same call again."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "influmojo_cfn", "mcp", str(ROOT)],
        env={"PYTHONPATH": str(ROOT)},
    )
    least = {}
    async with Client(server) as client:

        async def took(name: str, number: int) -> float:
            start = time.perf_counter()
            answer = await client.call_tool(name, QUESTIONS[name].given(number))
            if answer.is_error:
                raise SystemExit(f"{name}: {answer.content}")
            return (time.perf_counter() - start) * 1e3

        for name, question in QUESTIONS.items():
            other = [await took(name, number) for number in range(question.calls)]
            again = [await took(name, question.calls - 1) for _ in range(CALLS)]
            least[name] = min(other), min(again)
    return least


def main() -> bool:
    """Measure each tool: with other arguments than before, and asked the same again."""
    kept = []
    for name, (other, again) in anyio.run(_least_milliseconds).items():
        row = f"a warm call of the MCP server: {name}"
        kept.append(show(f"{row}, the same again", again, at_most=20, unit="ms"))
        limit = QUESTIONS[name].at_most
        kept.append(show(f"{row}, other arguments", other, at_most=limit, unit="ms"))
    return all(kept)
