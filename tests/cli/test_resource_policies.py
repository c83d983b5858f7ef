"""``influmojo-cfn resource-policies`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

from tests.command_line import run

HERE = ("--account", "111122223333", "--region", "ap-south-1")
APP = """\
project: orders
grants:
  - grant: ecr.pull_images
    repositories: [team/base]
    account: "444455556666"
  - grant: sns.publish
    topic: orders
    account: "444455556666"
    region: eu-west-1
  - grant: sqs.send_messages
    queue: jobs
    account: "444455556666"
  - grant: s3.read_objects
    bucket: shared-images
    account: "444455556666"
    kms_key: arn:aws:kms:ap-south-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab
  - grant: s3.read_objects
    bucket: own-images
"""


def resource_policies(*arguments: str) -> CompletedProcess[str]:
    return run("resource-policies", *arguments)


def test_it_prints_a_policy_for_each_resource_of_another_account(tmp_path: Path) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(APP, "utf-8")
    seen = resource_policies("--app", str(app), *HERE)
    assert (seen.returncode, seen.stderr) == (0, "")
    printed = json.loads(seen.stdout)
    assert {each["account"] for each in printed} == {"444455556666"}
    assert [each["resource"] for each in printed] == [
        "arn:aws:ecr:ap-south-1:444455556666:repository/team/base",
        "arn:aws:kms:ap-south-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:s3:::shared-images",
        "arn:aws:sns:eu-west-1:444455556666:orders",
        "arn:aws:sqs:ap-south-1:444455556666:jobs",
    ]


def test_images_are_allowed_to_the_execution_role_and_messages_to_the_task_role(
    tmp_path: Path,
) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(APP, "utf-8")
    printed = json.loads(resource_policies("--app", str(app), *HERE).stdout)
    principals = {
        each["resource"].split(":")[2]: each["policy"]["Statement"][0]["Principal"]["AWS"]
        for each in printed
    }
    assert principals["ecr"] == ["arn:aws:iam::111122223333:role/orders-ecs-task-execution-role"]
    assert principals["sns"] == ["arn:aws:iam::111122223333:role/orders-ecs-task-role"]


def test_an_app_that_keeps_to_its_account_needs_none() -> None:
    seen = resource_policies(*HERE)
    assert (seen.returncode, seen.stdout) == (0, "[]\n")
    taken = "app: influmojo-cfn.yaml (project influmojo)\n"
    assert seen.stderr == f"{taken}the roles use nothing of another account than 111122223333\n"
