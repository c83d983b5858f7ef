"""The life of a stack from the command line, from an empty folder to a verified account."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from influmojo_cfn.rehearsal.emulator import Engine, running_engine
from tests.account import guide
from tests.account.conftest import aws, root_environment
from tests.account.test_nested_stacks import NETWORK, balancer, deploy, make_bucket
from tests.conftest import ROOT

pytestmark = pytest.mark.engine

MOST_SECONDS = 300
STARTED = "INFLUMOJO_CFN_TEST_STARTED"
"""Names a file that is made when the engine is up, for the test that kills this one."""


def influmojo(engine: Engine, folder: Path, *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "influmojo_cfn", *arguments],
        cwd=folder,
        env=engine.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, f"{arguments}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def package(folder: Path, name: str) -> Path:
    packaged = folder / f"packaged-{name}"
    words = ("--s3-bucket", "templates", "--output-template-file", str(packaged))
    assert aws("cloudformation", "package", "--template-file", str(folder / name), *words) == 0
    return packaged


def test_everything_is_written_deployed_adopted_and_verified(tmp_path: Path) -> None:
    start = time.monotonic()
    with running_engine() as engine, root_environment(engine):
        if STARTED in os.environ:
            Path(os.environ[STARTED]).touch()
        written(engine, tmp_path)
        adopted(engine, tmp_path)
        bounded(engine, tmp_path)
        nested(engine, tmp_path)
        process = psutil.Process(engine.process.pid)
    assert not process.is_running()
    assert time.monotonic() - start < MOST_SECONDS


def written(engine: Engine, folder: Path) -> None:
    """Write every template."""
    (folder / "templates").mkdir()
    names = ("--environment", "staging", "--environment", "production")
    url = ("--template-url", "influmojo-ecs-iam.yaml")
    influmojo(engine, folder, "build")
    influmojo(engine, folder, "service", "--templates-url", ".")
    influmojo(engine, folder, "boundary-policy")
    influmojo(engine, folder, "nest", *url, *names, "--output", "templates/nest.yaml")
    in_s3 = "https://amzn-s3-demo-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
    influmojo(engine, folder, "stack-set", "--template-url", in_s3)
    assert len(list((folder / "templates").iterdir())) == 6


def adopted(engine: Engine, folder: Path) -> None:
    """Follow the guide by hand, bring it under CloudFormation, and verify it."""
    guide.follow(engine.client("iam"), policy_description="by hand")
    influmojo(engine, folder, "adopt", "--execute")
    influmojo(engine, folder, "verify", "--stack-name", "influmojo-ecs-iam", "--fix-tags")


def bounded(engine: Engine, folder: Path) -> None:
    """Deploy the boundary, and roles that carry it; the engine does not set it on them."""
    templates = folder / "templates"
    assert deploy("boundary", templates / "influmojo-ecs-boundary.yaml", {}) == 0
    given = {
        "EnvironmentName": "bounded",
        "PermissionsBoundaryArn": f"arn:aws:iam::{engine.account}:policy/influmojo-ecs-boundary",
    }
    assert deploy("bounded", templates / "influmojo-ecs-iam.yaml", given) == 0
    for role in ("influmojo-bounded-ecs-task-role", "influmojo-bounded-ecs-task-execution-role"):
        engine.client("iam").put_role_permissions_boundary(
            RoleName=role, PermissionsBoundary=given["PermissionsBoundaryArn"]
        )
    influmojo(engine, folder, "verify", "--stack-name", "bounded", "--fix-tags")


def nested(engine: Engine, folder: Path) -> None:
    """Deploy two environments as nested stacks, and roles and services as one."""
    make_bucket(engine, "templates")
    templates = folder / "templates"
    assert deploy("environments", package(templates, "nest.yaml"), {"AssetsBucketName": "a-b"}) == 0
    given = ("--parameter", "EnvironmentName=staging", "--parameter", "AssetsBucketName=a-b")
    influmojo(engine, folder, "verify", *given, "--fix-tags")
    root = package(templates, "influmojo-root.yaml")
    whole = {**NETWORK, **balancer(engine), "EnvironmentName": "whole", "ScalingEnabled": "false"}
    assert deploy("whole", root, whole) == 0
    arns = engine.client("ecs").list_services(cluster="influmojo-whole-cluster")["serviceArns"]
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
