"""What a call of an assistant's tool takes, from the client and back, once the server is warm."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import anyio
from mcp import Client, StdioServerParameters

from bench.measure import ROOT, show

TEMPLATE = "influmojo-ecs-iam.yaml"
TASK = "backend-task-definition.json"
FILES = (f"templates/{TEMPLATE}", "templates/influmojo-claims.yaml", f"examples/{TASK}")
UPLOADS = "arn:aws:s3:::influmojo-uploads"
CALLS = 15


class _Question(NamedTuple):
    """Arguments of a tool, another each time, and how long an answer that is not kept can take."""

    given: Callable[[int], dict[str, Any]]
    at_most: float = 20
    calls: int = CALLS
    tool: str = ""
    """Where the question has a name of its own."""


def _of_environment(number: int) -> dict[str, dict[str, str]]:
    return {"parameter": {"EnvironmentName": f"e{number}"}}


def _claims(number: int) -> str:
    """Return the text of a claims file that no other call names."""
    opened = "ParameterStorePath, SecretNamePrefix, UploadsBucketName, AssetsBucketName"
    claim = f"{{claim: c{number}, never: {{actions: 'iam:*', resources: '*:role/r{number}'}}}}"
    return f"for-every: [EnvironmentName, {opened}]\nclaims: [{claim}]\n"


ROLES = ("TaskRole", "TaskExecutionRole")
QUESTIONS: dict[str, _Question] = {
    "check": _Question(lambda n: {"files": [TEMPLATE], "ignore": [f"I{n:04}"]}),
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
    "prove one claim": _Question(
        lambda n: {"template": TEMPLATE, "claims": f"claims-{n}.yaml"}, 60, tool="prove"
    ),
    "preflight": _Question(lambda n: {"template": TEMPLATE, **_of_environment(n)}, 100),
    "derive": _Question(lambda n: {"files": [TASK], "project": f"orders-{n}"}, 100),
    "grants": _Question(lambda n: {"name": ("s3.upload_objects", "sqs.send_messages")[n % 2]}),
    "rules": _Question(lambda n: {"rule_id": ("E9201", "E9202")[n % 2]}),
}


async def _least_milliseconds(folder: Path) -> dict[str, tuple[float, float]]:
    """Return for each tool the least of calls with other arguments, and of the same call again."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "influmojo_cfn", "mcp", str(folder)],
        env={"PYTHONPATH": str(ROOT)},
    )
    least = {}
    async with Client(server) as client:

        async def took(name: str, number: int) -> float:
            start = time.perf_counter()
            question = QUESTIONS[name]
            answer = await client.call_tool(question.tool or name, question.given(number))
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
    with TemporaryDirectory() as folder:
        for file in FILES:
            shutil.copy(ROOT / file, folder)
        for number in range(CALLS):
            Path(folder, f"claims-{number}.yaml").write_text(_claims(number), "utf-8")
        least = anyio.run(_least_milliseconds, Path(folder))
    for name, (other, again) in least.items():
        row = f"a warm call of the MCP server: {name}"
        kept.append(show(f"{row}, the same again", again, at_most=20, unit="ms"))
        limit = QUESTIONS[name].at_most
        kept.append(show(f"{row}, other arguments", other, at_most=limit, unit="ms"))
    return all(kept)
