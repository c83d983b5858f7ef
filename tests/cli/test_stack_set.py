"""``influmojo-cfn stack-set`` as a user runs it."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

from tests.command_line import run

URL = "https://amzn-s3-demo-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
TAKEN = "app: influmojo-cfn.yaml (project influmojo)\n"


def stack_set(*arguments: str) -> CompletedProcess[str]:
    return run("stack-set", *arguments)


def test_it_writes_the_template_and_finds_it_up_to_date(tmp_path: Path) -> None:
    arguments = ("--template-url", URL, "--output", str(tmp_path / "stack-set.yaml"))
    assert stack_set(*arguments).returncode == 0
    assert stack_set(*arguments, "--check").returncode == 0


def test_it_says_why_there_is_one_region_per_account(tmp_path: Path) -> None:
    done = stack_set("--template-url", URL, "--output", "-")
    assert done.stderr.startswith(TAKEN)
    assert done.stderr.removeprefix(TAKEN).startswith(
        "note: IAM is global: role names are unique within an account"
    )


def test_a_wrong_url_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    output = tmp_path / "stack-set.yaml"
    output.write_text("mine", "utf-8")
    done = stack_set("--template-url", "roles.yaml", "--output", str(output))
    assert (done.returncode, output.read_text("utf-8")) == (1, "mine")
    assert done.stderr.startswith(TAKEN)
    assert done.stderr.removeprefix(TAKEN).startswith(
        "error: --template-url: 'roles.yaml' is not the https URL"
    )
