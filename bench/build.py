"""Whole commands: ``build`` beside a script, ``make template`` and ``check`` beside cfn-lint."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.measure import ROOT, cpu, peak_megabytes, show, wall

BIN = Path(sys.executable).parent
TEMPLATE = "templates/influmojo-ecs-iam.yaml"
SERVICES = 20


def main() -> bool:
    """Measure ``build`` (time and memory), and ``make template`` and ``check`` beside cfn-lint."""
    return all([_of_build(), _of_many_services(), _beside_cfn_lint()])


def _of_build() -> bool:
    build = [str(BIN / "influmojo-cfn"), "build"]
    script = [sys.executable, str(ROOT / "bench/baselines/troposphere_roles.py")]
    took = wall({"build": build, "script": script}, rounds=15)
    faster = show(
        "influmojo-cfn build / minimal troposphere script",
        took["build"] / took["script"],
        at_most=2.0,
        detail=f"{took['build']:.3f} s / {took['script']:.3f} s",
    )
    small = show("influmojo-cfn build, peak memory", peak_megabytes(build), at_most=60, unit="MB")
    return faster and small


def _of_many_services() -> bool:
    """Measure ``build`` of services that have roles of their own: files that nest one another."""
    services = "".join(map(_service, range(SERVICES)))
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / "app.yaml"
        app.write_text(f"project: orders\nservices:\n{services}", "utf-8")
        command = [str(BIN / "influmojo-cfn"), "build", "--app", str(app)]
        took = cpu([*command, "--output", str(Path(folder) / "orders-ecs-iam.yaml")])
    name = f"influmojo-cfn build, {SERVICES} services with their own roles"
    return show(name, took, at_most=0.5, unit="s")


def _service(number: int) -> str:
    name = f"service{number}"
    kept = f"secrets: {{DATABASE_URL: /orders/{name}/database-url}}"
    grants = f"grants: [{{grant: sqs.send_messages, queue: orders-{name}}}]"
    image = f"repository: orders-{name}, paths: []"
    return f"  - {{name: {name}, {image}, roles: own, {kept}, {grants}}}\n"


def _beside_cfn_lint() -> bool:
    ours = str(BIN / "influmojo-cfn")
    rows: list[tuple[str, list[str], float]] = [
        ("make template", ["make", "template", f"VENV={BIN.parent}"], 1.2),
        ("influmojo-cfn check --iam-only", [ours, "check", "--iam-only", TEMPLATE], 0.35),
        ("influmojo-cfn check", [ours, "check", TEMPLATE], 1.15),
    ]
    within = [_beside(name, command, limit) for name, command, limit in rows]
    return all(within)


def _beside(name: str, command: list[str], at_most: float) -> bool:
    took = wall({"ours": command, "lint": [str(BIN / "cfn-lint"), TEMPLATE]})
    return show(
        f"{name} / cfn-lint alone",
        took["ours"] / took["lint"],
        at_most=at_most,
        detail=f"{took['ours']:.3f} s / {took['lint']:.3f} s",
    )
