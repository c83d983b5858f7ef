"""The life of a stack from the command line, from an empty folder to a verified account."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from influmojo_cfn.rehearsal.emulator import LocalEmulator, running_emulator
from tests.account import guide
from tests.account.test_nested_stacks import NETWORK, deploy, make_bucket
from tests.account.test_packaged_root import balancer
from tests.command_line import run
from tests.conftest import ROOT
from tests.emulator import POLICY_IMPORT, aws, root_environment

pytestmark = pytest.mark.engine

MOST_SECONDS = 300
STARTED = "INFLUMOJO_CFN_TEST_STARTED"
"""Names a file that is made when the emulator is up, for the test that kills this one."""


def influmojo(folder: Path, *arguments: str) -> str:
    """Run a command, which finds the emulator by the environment."""
    ended = run(*arguments, cwd=folder)
    assert ended.returncode == 0, f"{arguments}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def package(folder: Path, name: str) -> Path:
    packaged = folder / f"packaged-{name}"
    words = ("--s3-bucket", "templates", "--output-template-file", str(packaged))
    assert aws("cloudformation", "package", "--template-file", str(folder / name), *words) == 0
    return packaged


def test_everything_is_written_deployed_adopted_and_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.monotonic()
    monkeypatch.setenv("PYTHONPATH", str(POLICY_IMPORT), prepend=":")
    with running_emulator() as emulator, root_environment(emulator):
        if STARTED in os.environ:
            Path(os.environ[STARTED]).touch()
        written(tmp_path)
        adopted(emulator, tmp_path)
        bounded(emulator, tmp_path)
        nested(emulator, tmp_path)
        process = psutil.Process(emulator.process.pid)
    assert not process.is_running()
    assert time.monotonic() - start < MOST_SECONDS


def written(folder: Path) -> None:
    """Write every template."""
    (folder / "templates").mkdir()
    shutil.copy(ROOT / "influmojo-cfn.yaml", folder)
    names = ("--environment", "staging", "--environment", "production")
    url = ("--template-url", "influmojo-ecs-iam.yaml")
    influmojo(folder, "build")
    influmojo(folder, "service", "--templates-url", ".")
    influmojo(folder, "boundary-policy")
    influmojo(folder, "nest", *url, *names, "--output", "templates/nest.yaml")
    in_s3 = "https://amzn-s3-demo-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
    influmojo(folder, "stack-set", "--template-url", in_s3)
    assert len(list((folder / "templates").iterdir())) == 6


def adopted(emulator: LocalEmulator, folder: Path) -> None:
    """Follow the guide by hand, bring it under CloudFormation, and verify it."""
    guide.follow(emulator.client("iam"), policy_description="by hand")
    influmojo(folder, "adopt", "--execute")
    of_app = ("--app", "adopt/app.yaml", "--stack-name", "influmojo-ecs-iam")
    influmojo(folder, "verify", *of_app, "--fix-tags")


def bounded(emulator: LocalEmulator, folder: Path) -> None:
    """Deploy the boundary, and roles that carry it; the emulator does not set it on them."""
    templates = folder / "templates"
    assert deploy("boundary", templates / "influmojo-ecs-boundary.yaml", {}) == 0
    given = {
        "EnvironmentName": "bounded",
        "PermissionsBoundaryArn": f"arn:aws:iam::{emulator.account}:policy/influmojo-ecs-boundary",
    }
    assert deploy("bounded", templates / "influmojo-ecs-iam.yaml", given) == 0
    for role in ("influmojo-bounded-ecs-task-role", "influmojo-bounded-ecs-task-execution-role"):
        emulator.client("iam").put_role_permissions_boundary(
            RoleName=role, PermissionsBoundary=given["PermissionsBoundaryArn"]
        )
    influmojo(folder, "verify", "--stack-name", "bounded", "--fix-tags")


def nested(emulator: LocalEmulator, folder: Path) -> None:
    """Deploy two environments as nested stacks, and roles and services as one."""
    make_bucket(emulator, "templates")
    templates = folder / "templates"
    assert deploy("environments", package(templates, "nest.yaml"), {"AssetsBucketName": "a-b"}) == 0
    given = ("--parameter", "EnvironmentName=staging", "--parameter", "AssetsBucketName=a-b")
    influmojo(folder, "verify", *given, "--fix-tags")
    root = package(templates, "influmojo-root.yaml")
    whole = {**NETWORK, **balancer(emulator), "EnvironmentName": "whole", "ScalingEnabled": "false"}
    assert deploy("whole", root, whole) == 0
    arns = emulator.client("ecs").list_services(cluster="influmojo-whole-cluster")["serviceArns"]
    assert len(arns) == 3


def tagged(tag: str) -> list[int]:
    """Return the processes that have a file's name in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(STARTED) == tag and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_in_the_middle_it_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    tag = str(tmp_path / "started")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__),
            *("-k", "everything", "--basetemp", str(tmp_path / "base")),
        ],
        cwd=ROOT,
        env={**os.environ, STARTED: tag},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not Path(tag).exists():
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(1)
    assert len(tagged(tag)) > 1
    process.send_signal(number)
    process.wait(30)
    deadline = time.monotonic() + 15
    while tagged(tag) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert tagged(tag) == []
