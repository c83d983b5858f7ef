"""The process that runs the emulator ends with the one that started it, and takes its folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.rehearsal import emulator_process

REGION, ACCOUNT = "eu-west-1", "111122223333"
BEGIN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:"


@pytest.mark.parametrize(
    ("operation", "body", "resource"),
    [
        ("UpdateService", {"cluster": "shop", "service": "web"}, "service/shop/web"),
        (
            "UpdateService",
            {"cluster": f"{BEGIN}cluster/shop", "service": "web"},
            "service/shop/web",
        ),
        ("UpdateService", {"service": f"{BEGIN}service/shop/web"}, "service/shop/web"),
        ("DescribeServices", {"services": ["web"]}, "service/default/web"),
        ("CreateService", {"cluster": "shop", "serviceName": "web"}, "service/shop/web"),
        ("DescribeServices", {}, "service/default/"),
        ("RegisterTaskDefinition", {"family": "web"}, "task-definition/web:*"),
        ("RunTask", {"taskDefinition": "web:3", "cluster": "shop"}, "task-definition/web:3"),
        ("RunTask", {"taskDefinition": "web"}, "task-definition/web:*"),
        ("RunTask", {"taskDefinition": f"{BEGIN}task-definition/web:3"}, "task-definition/web:3"),
    ],
)
def test_a_call_of_ecs_acts_on_what_aws_says(
    operation: str, body: dict[str, Any], resource: str
) -> None:
    found = emulator_process.ecs_resource(operation, body, REGION, ACCOUNT)
    assert found == BEGIN + resource


def test_other_calls_of_ecs_are_left_to_ministack() -> None:
    assert emulator_process.ecs_resource("CreateCluster", {}, REGION, ACCOUNT) is None


@pytest.mark.parametrize(
    ("cluster", "arn"),
    [(None, "default"), ("shop", "shop"), (f"{BEGIN}cluster/shop", "shop")],
)
def test_a_call_of_ecs_brings_its_cluster(cluster: str | None, arn: str) -> None:
    body = {"cluster": cluster} if cluster else {}
    found = emulator_process.ecs_condition_keys(body, REGION, ACCOUNT)
    assert found == {"ecs:cluster": f"{BEGIN}cluster/{arn}"}


MINISTACK = "import os, sys, time\nprint(sys.argv, flush=True)\ntime.sleep(%s)\n"
"""Stands for ministack: prints how it was called, and runs for a while."""


def stand_in(folder: Path, text: str) -> dict[str, str]:
    """Write a package that stands for ministack; return the environment in which it is found."""
    package = folder / "ministack"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(text)
    return {**os.environ, "PYTHONPATH": str(folder)}


def printed_by(folder: Path, ministack: str) -> str:
    """Return what a program that stands for ministack prints."""
    environment = stand_in(folder, ministack)
    held, holding = os.pipe()
    ended = subprocess.run(
        [sys.executable, emulator_process.__file__, str(folder / "none")],
        cwd=folder,
        env=environment,
        stdin=held,
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )
    os.close(holding)
    return ended.stdout


@pytest.fixture
def started(tmp_path: Path) -> subprocess.Popen[bytes]:
    environment = stand_in(tmp_path, MINISTACK % 60)
    (tmp_path / "folder").mkdir()
    process = subprocess.Popen(
        [sys.executable, emulator_process.__file__, str(tmp_path / "folder")],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"['ministack']\n"
    return process


def test_it_runs_ministack_until_the_pipe_closes(
    started: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert started.poll() is None
    assert started.stdin is not None
    started.stdin.close()
    assert started.wait(timeout=30) != 0
    assert not (tmp_path / "folder").exists()


def test_ministack_reads_yaml_by_libyaml(tmp_path: Path) -> None:
    text = "import yaml\nprint(issubclass(yaml.SafeLoader, yaml.CSafeLoader), flush=True)\n"
    assert "True" in printed_by(tmp_path, text)


def test_what_is_written_to_the_pipe_does_not_end_it(
    started: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert started.stdin is not None
    started.stdin.write(b"x")
    started.stdin.flush()
    assert (tmp_path / "folder").exists()
    assert started.poll() is None
    started.stdin.close()
    started.wait(timeout=30)


def test_its_own_folder_is_not_searched_for_modules(tmp_path: Path) -> None:
    printed = printed_by(tmp_path, "import sys\nprint(sys.path, flush=True)\n")
    assert str(Path(emulator_process.__file__).parent) not in printed
    assert str(tmp_path) in printed
