"""``influmojo-cfn record``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from influmojo_cfn.cli import main
from influmojo_cfn.config import load

pytestmark = pytest.mark.engine

PROGRAM = """
import boto3
boto3.client("sqs").send_message(
    QueueUrl=boto3.client("sqs").get_queue_url(QueueName="jobs")["QueueUrl"], MessageBody="x"
)
boto3.client("s3").list_buckets()
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(map(str, arguments)))
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def test_record_and_derive(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    app, out, program = tmp_path / "app.yaml", tmp_path / "run.json", tmp_path / "program.py"
    app.write_text("project: shop\ngrants:\n  - grant: sqs.send_messages\n    queue: jobs\n")
    program.write_text(PROGRAM)
    command = ["--", sys.executable, program]
    status, text, _ = run(capsys, "record", "--app", app, "--output", out, *command)
    assert status == 2
    assert "  NOT GRANTED s3:ListAllMyBuckets on * (1)\n" in text
    assert [call["count"] for call in json.loads(out.read_text())["calls"]] == [1, 1, 1]
    derived = tmp_path / "derived.yaml"
    arguments = ["derive", "--recorded", out, "--project", "shop", "--output", derived]
    assert run(capsys, *arguments)[0] == 0
    assert [use.grant for use in load(derived).grants] == ["sqs.send_messages", "custom.statement"]
    status, text, _ = run(
        capsys, "record", "--app", derived, "--enforce", "--format", "json", *command
    )
    assert status == 0
    assert json.loads(text)["unusedStatements"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows environments")
def test_a_process_that_runs_on_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', "
        "'import time; time.sleep(40)  # server'], start_new_session=True)"
    )
    command = ["record", "--wait", "0", "--", sys.executable, "-c", code]
    status, text, _ = run(capsys, *command)
    assert status == 2
    assert "Still running when the recording ended, so that later calls are missing:\n" in text
    assert "# server\n" in text
    command.insert(1, "--format=json")
    assert len(json.loads(run(capsys, *command)[1])["leftRunning"]) == 1


def test_a_command_that_fails_or_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = run(capsys, "record", "--", sys.executable, "-c", "raise SystemExit(7)")
    assert status == 7
    assert "exited with code 7" in said
    status, _, said = run(capsys, "record", "--", "no-such-program")
    assert status == 1
    assert "no-such-program: cannot be run: No such file or directory" in said


SERVICES = """project: shop
services:
  - {name: web, repository: shop/web, roles: own}
  - name: worker
    repository: shop/worker
    roles: own
    grants:
      - {grant: sqs.send_messages, queue: jobs}
jobs:
  - {name: nightly, repository: shop/nightly, schedule: rate(1 day)}
"""


def test_the_task_role_of_a_service_or_job(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    app, program = tmp_path / "app.yaml", tmp_path / "program.py"
    app.write_text(SERVICES)
    program.write_text(PROGRAM.replace('boto3.client("s3").list_buckets()', ""))
    command = ["--", sys.executable, program]
    status, text, _ = run(capsys, "record", "--app", app, "--service", "worker", *command)
    assert status == 0, text
    status, text, _ = run(capsys, "record", "--app", app, "--job", "nightly", *command)
    assert status == 2
    assert "NOT GRANTED sqs:SendMessage" in text
    status, _, said = run(capsys, "record", "--app", app, *command)
    assert status == 1
    assert "give --service or --job, one of: web, worker, nightly" in said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--service", "web", "--job", "nightly"], "--job: excludes --service; give one of them"),
        (["--service", "nightly"], "'nightly' is one of the jobs of the app; give --job"),
        (["--job", "web"], "'web' is one of the services of the app; give --service"),
    ],
)
def test_a_service_is_no_job(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(SERVICES)
    status, _, said = run(capsys, "record", "--app", app, *options, "--", "true")
    assert status == 1
    assert message in said
