"""``build`` as a user runs it: what it writes, and what stays as it was when it cannot."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from influmojo_cfn.cloudformation import dump, parse
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from tests import command_line
from tests.conftest import ROOT

TAKEN = "app: influmojo-cfn.yaml (project influmojo)\n"
"""The app of this repository, where tests run."""
OLD = "what stood here before\n"
APP_FILE = ROOT / "examples" / "queue-worker.yaml"
TEMPLATE = str(ROOT / "templates" / "influmojo-ecs-iam.yaml")
XRAY = {"grant": "xray.write_traces"}
TASK_DEFINITION = str(ROOT / "examples" / "backend-task-definition.json")


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return command_line.run("build", *arguments, cwd=cwd)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    path = tmp_path / "out.yaml"
    path.write_text(OLD)
    return path


def test_it_writes_the_template_into_templates_by_default(tmp_path: Path) -> None:
    assert run("--app", "influmojo", cwd=tmp_path).returncode == 0
    assert (tmp_path / "templates/influmojo-ecs-iam.yaml").read_text("utf-8") == dump(build(APP))


def test_templates_is_not_made_of_what_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("mine")
    ended = run("--app", "influmojo", cwd=tmp_path)
    assert ended.returncode == 1
    words = "error: templates: is not a folder; name another\n"
    assert ended.stderr == f"app: influmojo (built-in)\n{words}"
    assert (tmp_path / "templates").read_text() == "mine"


def test_another_app_has_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    run("--app", str(ROOT / "examples/queue-worker.yaml"), cwd=tmp_path)
    assert [each.name for each in (tmp_path / "templates").iterdir()] == [
        "orders-worker-ecs-iam.yaml"
    ]


def test_json_goes_into_a_file_of_json(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    run("--app", "influmojo", "--format", "json", cwd=tmp_path)
    assert [each.name for each in folder.iterdir()] == ["influmojo-ecs-iam.json"]


def test_json_says_the_same() -> None:
    assert json.loads(run("--output", "-", "--format", "json").stdout) == build(APP)


def test_check_ends_with_2_and_a_diff_and_writes_nothing(output: Path) -> None:
    ended = run("--check", "--output", str(output))
    assert ended.returncode == 2
    assert "-what stood here before\n+AWSTemplateFormatVersion: '2010-09-09'" in ended.stdout
    assert output.read_text() == OLD


def test_check_ends_with_0_where_the_file_is_of_today() -> None:
    assert run("--check", cwd=ROOT).returncode == 0


def test_the_budget_is_printed() -> None:
    ended = run("--output", "-", "--budget")
    assert "TaskPolicy document" in ended.stderr
    assert "of  6,144 characters" in ended.stderr


def test_an_execution_grant_on_the_task_role_is_a_warning_that_says_why(
    tmp_path: Path, output: Path
) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(
        "project: shop\ntask_role:\n  grants: [{grant: ecr.pull_images, repositories: shop}]\n"
    )
    ended = run("--app", str(app), "--output", str(output))
    assert ended.returncode == 0
    assert ended.stderr == (
        "warning: task_role.grants[0]: 'ecr.pull_images' is used by ECS, before the containers "
        "start (the execution role), and is listed for the task role, which is for the "
        "application's code; the task role gets it anyway\n"
    )


@pytest.mark.parametrize(
    ("use", "role", "warned"),
    [
        ("environment", "task_role", True),
        ("environment", "execution_role", False),
        ("code", "execution_role", True),
        ("code", "task_role", False),
    ],
)
def test_a_grant_on_the_role_that_its_use_is_not_meant_for_is_a_warning(
    tmp_path: Path, use: str, role: str, warned: bool
) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(
        f"project: shop\n{role}:\n  grants:\n    - grant: secretsmanager.read_secrets\n"
        f"      use: {use}\n      names: [stripe]\n"
    )
    ended = run("--app", str(app), "--output", str(tmp_path / "out.yaml"))
    assert ended.stderr.startswith(f"warning: {role}.grants[0]: 'secretsm") is warned


def test_a_parameter_that_sounds_like_a_password_is_a_warning(tmp_path: Path) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(
        "project: shop\ntask_role:\n  grants:\n    - grant: secretsmanager.read_secrets\n"
        "      use: code\n      names: [{parameter: StripeSecret, default: stripe}]\n"
    )
    ended = run("--app", str(app), "--output", str(tmp_path / "out.yaml"))
    assert ended.returncode == 0
    assert ended.stderr == (
        "warning: task_role.grants[0].names[0].parameter: 'StripeSecret' sounds as if it took a "
        "secret itself: validators want NoEcho of it (W2509, W9902), and the console would hide "
        "what need not be hidden; name it otherwise\n"
    )


@pytest.mark.parametrize(("count", "noted"), [(1, False), (400, True)])
def test_a_template_that_is_too_large_to_be_pasted_is_noted(
    tmp_path: Path, count: int, noted: bool
) -> None:
    app = tmp_path / "app.yaml"
    names = ", ".join(f"/shop/{index:0>40}" for index in range(count))
    app.write_text(f"project: shop\ngrants: [{{grant: ssm.read_parameters, names: [{names}]}}]\n")
    output = tmp_path / "out.yaml"
    ended = run("--app", str(app), "--output", str(output))
    words = (
        f"note: {output}: CloudFormation takes at most 51,200 bytes inline: deploy it from a "
        "bucket (aws cloudformation deploy --s3-bucket)\n"
    )
    assert (ended.returncode, ended.stderr) == (0, words if noted else "")


def test_an_output_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    ended = run("--output", str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{TAKEN}error: {tmp_path}: cannot be written: ")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_output_as_it_was_and_nothing_beside_it(output: Path) -> None:
    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    # What Python compiles would be cut off too, and be read by every process from then on.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "influmojo_cfn", "build", "--output", str(output)],
        env=environment, preexec_fn=full, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    assert (
        ended.stderr
        == f"{TAKEN}error: {output}: cannot be written: File too large; name another file\n"
    )
    assert output.read_text() == OLD
    assert [path.name for path in output.parent.iterdir()] == [output.name]


@pytest.mark.parametrize(
    "arguments",
    [["build", "--output", "-"], ["grants"], ["explain", TEMPLATE], ["derive", TASK_DEFINITION]],
    ids=lambda arguments: arguments[0],
)
def test_a_full_standard_output_is_an_error(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "influmojo_cfn", *arguments]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert ended.returncode == 1
    taken = TAKEN if arguments[0] == "build" else ""
    assert (
        ended.stderr.removeprefix(taken)
        == "error: standard output: cannot be written: No space left on device; free some space\n"
    )


def test_ctrl_c_in_the_middle_leaves_the_output_as_it_was(tmp_path: Path, output: Path) -> None:
    app = tmp_path / "app.yaml"
    os.mkfifo(app)  # The command waits here for an app file that does not come.
    command = [sys.executable, "-m", "influmojo_cfn", "build"]
    process = subprocess.Popen(
        [*command, "--app", str(app), "--output", str(output)], stderr=subprocess.PIPE, text=True
    )
    writer = os.open(app, os.O_WRONLY)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    os.close(writer)
    assert (process.returncode, errors) == (130, "\nstopped\n")
    assert output.read_text() == OLD


def test_the_python_example_and_the_app_file_make_the_same_template() -> None:
    example = [sys.executable, str(ROOT / "examples" / "queue_worker.py")]
    said = subprocess.run(example, capture_output=True, text=True, check=True).stdout
    assert said == run("--app", str(APP_FILE), "--output", "-").stdout
    assert parse(said).data["Resources"].keys() == {
        *("TaskExecutionPolicy", "TaskExecutionRole", "TaskPolicy", "TaskRole"),
    }


def test_an_app_that_is_a_file_of_an_environment_is_not_lost(tmp_path: Path) -> None:
    app = tmp_path / "parameters" / "dev.json"
    app.parent.mkdir()
    text = json.dumps({"project": "shop", "grants": [XRAY], "environments": {"dev": {}}})
    app.write_text(text)
    result = run("--app", str(app), "--output", str(tmp_path / "t.yaml"))
    assert result.returncode == 1
    assert "is the file that is read" in result.stderr
    assert app.read_text() == text
    assert not (tmp_path / "t.yaml").exists()
