"""Whole commands: ``build`` beside a script, ``make template`` and ``check`` beside cfn-lint."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measure import ROOT, peak_megabytes, show, wall

BIN = Path(sys.executable).parent
TEMPLATE = "templates/influmojo-ecs-iam.yaml"


def main() -> bool:
    """Measure building (time and memory) ``make template``, and the IAM rules alone."""
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
    make = ["make", "template", f"VENV={BIN.parent}"]
    lint = [str(BIN / "cfn-lint"), TEMPLATE]
    took = wall({"make": make, "lint": lint})
    light = show(
        "make template / cfn-lint alone",
        took["make"] / took["lint"],
        at_most=1.2,
        detail=f"{took['make']:.3f} s / {took['lint']:.3f} s",
    )
    alone = [str(BIN / "influmojo-cfn"), "check", "--iam-only", TEMPLATE]
    took = wall({"iam": alone, "lint": lint})
    quick = show(
        "influmojo-cfn check --iam-only / cfn-lint alone",
        took["iam"] / took["lint"],
        at_most=0.35,
        detail=f"{took['iam']:.3f} s / {took['lint']:.3f} s",
    )
    return faster and small and light and quick
