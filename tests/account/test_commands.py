"""The verbs as a user runs them: output, exit codes, and nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import psutil
import pytest

from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests import command_line
from tests.account import guide
from tests.account.proxy import proxied, throttle
from tests.conftest import ROOT
from tests.emulator import root_environment

pytestmark = pytest.mark.engine

TEXT = (ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")
WORKER = """
project: orders
task_role:
  grants:
    - {grant: sqs.consume_messages, queue: orders}
    - {grant: dynamodb.read_items, table: orders}
    - {grant: sns.publish, topic: shipped}
    - {grant: xray.write_traces}
"""


def run(
    *arguments: str, cwd: Path, emulator: LocalEmulator | None = None
) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "influmojo-cfn.yaml", cwd)
    with root_environment(emulator) if emulator else nullcontext():
        return command_line.run(*arguments, cwd=cwd)


def emulators(folder: Path) -> set[int]:
    """Return the emulators whose files are below a folder."""
    return {
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(word.startswith(str(folder)) for word in process.info["cmdline"] or [])
    }


@pytest.fixture(scope="module")
def of_defaults(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    return run("rehearse", cwd=tmp_path_factory.mktemp("rehearsal"))


def test_rehearse_ends_well_and_says_what_was_judged(
    of_defaults: subprocess.CompletedProcess[str],
) -> None:
    last = of_defaults.stdout.splitlines()[-1]
    assert (of_defaults.returncode, " 0 differ; " in last) == (0, True)


def test_rehearse_shows_progress(of_defaults: subprocess.CompletedProcess[str]) -> None:
    assert "... starting the local emulator" in of_defaults.stderr.splitlines()


def test_rehearse_says_what_the_parameters_leave_out(
    of_defaults: subprocess.CompletedProcess[str],
) -> None:
    assert "not tried: TaskPolicy" in of_defaults.stdout


def test_rehearse_tries_another_app(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(WORKER)
    ended = run("rehearse", "--app", "orders.yaml", cwd=tmp_path)
    tried = {line.strip()[:48].split("  ")[0] for line in ended.stdout.splitlines()}
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert {
        "sqs:ReceiveMessage orders",
        "sqs:ReceiveMessage another-queue",
        "dynamodb:GetItem table/orders",
        "dynamodb:GetItem table/another-table",
        "sns:Publish shipped",
        "xray:PutTraceSegments *",
    } <= tried


def test_rehearse_ends_with_2_where_something_differs(tmp_path: Path) -> None:
    trusting = TEXT.replace("Service: ecs-tasks.amazonaws.com", "AWS: '*'").replace(
        "ArnLike", "ArnNotLike"
    )
    trusting = trusting.replace("StringEquals", "StringNotEquals")
    (tmp_path / "t.yaml").write_text(trusting)
    ended = run("rehearse", "--template", "t.yaml", cwd=tmp_path)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert "differs: Who can assume the roles: sts:AssumeRole" in ended.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_rehearsal_that_is_killed_leaves_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "influmojo_cfn", "rehearse", "--app", "influmojo"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while not process.stderr.readline().startswith("... deploying"):
        assert process.poll() is None
    assert emulators(tmp_path)
    process.send_signal(number)
    process.wait(30)
    process.stderr.close()
    deadline = time.monotonic() + 30
    while emulators(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert emulators(tmp_path) == set()


@pytest.fixture
def deployed(emulator: LocalEmulator) -> LocalEmulator:
    stack = StackClient(name="roles", client=emulator.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", TEXT, {}))
    return emulator


def test_verify_ends_with_2_and_the_command_that_mends(
    deployed: LocalEmulator, tmp_path: Path
) -> None:
    ended = run("verify", "--stack-name", "roles", cwd=tmp_path, emulator=deployed)
    assert ended.returncode == 2
    assert "fix: aws iam tag-policy --policy-arn arn:aws:iam::111122223333:policy/" in ended.stdout


def test_verify_fix_tags_ends_well(deployed: LocalEmulator, tmp_path: Path) -> None:
    ended = run("verify", "--fix-tags", "--format", "json", cwd=tmp_path, emulator=deployed)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["fixed"] == [
        "influmojo-ecs-execution-policy",
        "influmojo-ecs-task-policy",
    ]


def test_verify_without_an_answer_is_one_sentence(emulator: LocalEmulator) -> None:
    with proxied(emulator, lambda action, count: throttle) as proxy:
        ended = subprocess.run(
            [sys.executable, "-m", "influmojo_cfn", "verify", "--endpoint-url", proxy.url],
            env={**emulator.environment(), "AWS_MAX_ATTEMPTS": "2"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "app: influmojo-cfn.yaml (project influmojo)\n"
        "error: AWS throttles GetCallerIdentity: 2 attempts were rejected (Throttling); wait a "
        "minute and run it again, or set AWS_MAX_ATTEMPTS higher\n"
    )


@pytest.fixture
def by_hand(emulator: LocalEmulator) -> LocalEmulator:
    guide.follow(emulator.client("iam"), policy_description="by hand")
    return emulator


def test_adopt_writes_its_files_and_the_commands(by_hand: LocalEmulator, tmp_path: Path) -> None:
    ended = run("adopt", cwd=tmp_path, emulator=by_hand)
    assert ended.returncode == 0, ended.stderr
    assert sorted(os.listdir(tmp_path / "adopt")) == [  # noqa: PTH208
        "adopt.sh",
        "app.yaml",
        "full.yaml",
        "import.yaml",
        "resources-to-import.json",
    ]
    assert "--change-set-type IMPORT --capabilities CAPABILITY_NAMED_IAM" in ended.stdout
    assert "kept: TaskPolicy: Description stays 'by hand' where the template has" in ended.stdout


def test_adopt_is_read_only(by_hand: LocalEmulator, tmp_path: Path) -> None:
    run("adopt", cwd=tmp_path, emulator=by_hand)
    assert by_hand.client("cloudformation").list_stacks()["StackSummaries"] == []


def test_adopt_execute_and_then_verify_find_nothing(by_hand: LocalEmulator, tmp_path: Path) -> None:
    reach = ("--endpoint-url", by_hand.url, "--stack-name", "roles")
    adopted = run("adopt", *reach, "--execute", cwd=tmp_path, emulator=by_hand)
    of_app = ("--app", "adopt/app.yaml", *reach)
    found = run("verify", *of_app, "--fix-tags", cwd=tmp_path, emulator=by_hand)
    assert (adopted.returncode, found.returncode) == (0, 0), adopted.stderr + found.stdout
