"""The script of an import, run by a shell with a command ``aws`` that only writes down."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.account.import_commands import ImportScript
from influmojo_cfn.account.import_plan import ImportPlan

PLAN = ImportPlan(
    import_template={"Parameters": {"Name": {}}, "Resources": {}},
    full_template={"Parameters": {"Name": {}, "Other": {}}, "Resources": {}},
    resources=(),
    kept=(),
    absent=(),
    owned={},
    region="eu-west-1",
)
AWS = """\
#!/bin/sh
echo "$*" >> "$LOG"
case "$*" in
  *describe-stacks*Parameters*) printf '%s' "$VALUES" ;;
  *describe-stacks*) printf '%s' "$STATUS" ;;
  *list-stack-resources*) printf '%s' "$HELD" ;;
  *change-set-create-complete*) [ "$CREATED" = yes ] ;;
  *StatusReason*) printf '%s' "$REASON" ;;
  *ExecutionStatus*) printf '%s' "${EXECUTION:-AVAILABLE}" ;;
  *Replacement*table*|*"--output table"*) echo table ;;
  *"--output text"*) printf '%s' "$MORE" ;;
esac
"""


def script(**values: Any) -> ImportScript:
    given: dict[str, Any] = {
        "plan": PLAN,
        "stack_name": "shop",
        "parameters": {"Name": "a b", "Other": "o'clock"},
        "folder": Path("adopt"),
    }
    return ImportScript(**{**given, **values})


def run(
    folder: Path, answers: str = "yes\nyes\n", of: ImportScript | None = None, **answered: str
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the script; return how it ended, and the commands of CloudFormation that it gave."""
    aws, log = folder / "aws", folder / "log"
    aws.write_text(AWS)
    aws.chmod(0o755)
    log.write_text("")
    environment = {
        "PATH": f"{folder}:/usr/bin:/bin",
        "LOG": str(log),
        "CREATED": "yes",
        **{name.upper(): value for name, value in answered.items()},
    }
    ended = subprocess.run(
        ["sh", "-c", (of or script()).text()],
        input=answers,
        env=environment,
        capture_output=True,
        text=True,
    )
    return ended, [line.removeprefix("cloudformation ") for line in log.read_text().splitlines()]


def acting(commands: list[str]) -> list[str]:
    """Return the commands that change something, without what they are about."""
    verbs = ("create-", "execute-", "delete-stack")
    words = [command.split() for command in commands if command.startswith(verbs)]
    named = "--change-set-name"
    return [
        " ".join([each[0], *([each[each.index(named) + 1]] if named in each else [])])
        for each in words
    ]


IMPORT = ["create-change-set adopt-import", "execute-change-set adopt-import"]
UPDATE = ["create-change-set adopt-update", "execute-change-set adopt-update"]


def test_the_import_comes_before_the_update(tmp_path: Path) -> None:
    ended, commands = run(tmp_path)
    assert (ended.returncode, acting(commands)) == (0, [*IMPORT, *UPDATE]), ended.stderr


def test_roles_that_the_stack_holds_are_not_imported_again(tmp_path: Path) -> None:
    ended, commands = run(tmp_path, held="Role")
    assert acting(commands) == UPDATE
    assert "stack shop already contains the roles" in ended.stdout


@pytest.mark.parametrize("answers", ["", "no\n", "y\n"])
def test_nothing_is_executed_without_a_yes(tmp_path: Path, answers: str) -> None:
    ended, commands = run(tmp_path, answers)
    assert (ended.returncode, acting(commands)) == (1, IMPORT[:1])
    assert "stopped: nothing was executed" in ended.stderr


def test_a_change_set_that_would_do_more_is_not_executed(tmp_path: Path) -> None:
    ended, commands = run(tmp_path, more="TaskRole")
    assert (ended.returncode, acting(commands)) == (1, IMPORT[:1])
    assert "stopped before anything is lost: TaskRole" in ended.stderr


def test_a_change_set_that_fails_ends_the_script_with_its_reason(tmp_path: Path) -> None:
    ended, commands = run(tmp_path, created="no", reason="it is refused")
    assert (ended.returncode, acting(commands)) == (1, IMPORT[:1])
    assert "stopped: it is refused" in ended.stderr


def test_a_change_set_that_cannot_be_executed_ends_the_script(tmp_path: Path) -> None:
    ended, commands = run(tmp_path, execution="UNAVAILABLE", reason="an obstacle")
    assert (ended.returncode, acting(commands)) == (1, IMPORT[:1])
    assert "an obstacle" in ended.stderr


@pytest.mark.parametrize(
    "reason",
    [
        "The submitted information didn't contain changes.",
        "No updates are to be performed.",
        "there are no changes",
    ],
)
def test_a_step_without_changes_is_passed_over(tmp_path: Path, reason: str) -> None:
    ended, commands = run(tmp_path, created="no", reason=reason)
    assert (ended.returncode, acting(commands)) == (0, [IMPORT[0], UPDATE[0]])
    assert "nothing is left to change" in ended.stdout


@pytest.mark.parametrize(
    "status",
    ["ROLLBACK_COMPLETE", "CREATE_FAILED", "DELETE_FAILED", "IMPORT_ROLLBACK_COMPLETE"],
)
def test_a_stack_that_was_never_created_is_deleted_first(tmp_path: Path, status: str) -> None:
    _, commands = run(tmp_path, status=status)
    assert acting(commands)[0] == "delete-stack"


def test_a_stack_whose_deletion_failed_is_not_deleted_with_its_roles(tmp_path: Path) -> None:
    ended, commands = run(tmp_path, status="DELETE_FAILED", held="TaskRole")
    assert (ended.returncode, acting(commands)) == (1, [])
    assert "stack shop is DELETE_FAILED and contains TaskRole" in ended.stderr


@pytest.mark.parametrize("status", ["IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED"])
def test_a_stack_that_had_the_roles_before_an_import_failed_keeps_them(
    tmp_path: Path, status: str
) -> None:
    assert acting(run(tmp_path, status=status, held="TaskRole")[1]) == UPDATE


@pytest.mark.parametrize(
    ("status", "waiter"),
    [
        ("IMPORT_IN_PROGRESS", "stack-import-complete"),
        ("UPDATE_IN_PROGRESS", "stack-update-complete"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "stack-update-complete"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "stack-rollback-complete"),
    ],
)
def test_what_an_earlier_run_began_is_waited_for(tmp_path: Path, status: str, waiter: str) -> None:
    _, commands = run(tmp_path, status=status, held="TaskRole")
    waits = [each.split()[1] for each in commands if each.startswith("wait stack")]
    assert waits == [waiter, "stack-update-complete"]


NOW = "Other=o'clock\tName=a b"


@pytest.mark.parametrize(
    ("status", "values", "deployed"),
    [
        ("UPDATE_COMPLETE", NOW, {}),
        ("UPDATE_COMPLETE", "Name=before\tOther=x", {"Other": "x", "Name": "before"}),
        ("IMPORT_COMPLETE", "Name=other", {}),
        ("UPDATE_ROLLBACK_COMPLETE", "Name=other", {}),
    ],
)
def test_a_stack_is_updated_from_the_values_that_the_script_knows(
    tmp_path: Path, status: str, values: str, deployed: dict[str, str]
) -> None:
    known = script(deployed=deployed)
    ended, commands = run(tmp_path, of=known, status=status, held="TaskRole", values=values)
    assert (ended.returncode, acting(commands)[0]) == (0, UPDATE[0])


@pytest.mark.parametrize("values", ["Name=*\tOther=o'clock", "Name=a b", "Name=a b\tOther=later"])
def test_a_script_that_is_older_than_a_deployment_stops(tmp_path: Path, values: str) -> None:
    ended, commands = run(tmp_path, status="UPDATE_COMPLETE", held="TaskRole", values=values)
    assert (ended.returncode, acting(commands)) == (1, [])
    assert "run influmojo-cfn adopt again" in ended.stderr


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", ""])
def test_a_stack_that_stands_is_not_deleted(tmp_path: Path, status: str) -> None:
    assert "delete-stack" not in acting(run(tmp_path, status=status)[1])


def created(commands: list[str], kind: str) -> str:
    (found,) = [each for each in commands if f"--change-set-type {kind}" in each]
    return found


def test_an_import_has_its_resources_and_only_its_own_parameters(tmp_path: Path) -> None:
    found = created(run(tmp_path)[1], "IMPORT")
    assert "--resources-to-import file://adopt/resources-to-import.json" in found
    assert "--template-body file://adopt/import.yaml" in found
    assert json.loads(found.partition("--parameters ")[2]) == [
        {"ParameterKey": "Name", "ParameterValue": "a b"}
    ]


def test_an_update_has_every_parameter_and_imports_nothing(tmp_path: Path) -> None:
    found = created(run(tmp_path)[1], "UPDATE")
    assert "--template-body file://adopt/full.yaml" in found
    assert "--resources-to-import" not in found
    assert json.loads(found.partition("--parameters ")[2]) == [
        {"ParameterKey": "Name", "ParameterValue": "a b"},
        {"ParameterKey": "Other", "ParameterValue": "o'clock"},
    ]


def test_without_parameters_none_are_given(tmp_path: Path) -> None:
    _, commands = run(tmp_path, of=script(parameters={}))
    assert not [each for each in commands if "--parameters" in each]


def test_every_command_is_about_the_stack_and_reaches_the_account(tmp_path: Path) -> None:
    of = script(stack_name="my $shop", options=" --profile prod")
    _, commands = run(tmp_path, of=of)
    assert all("--stack-name my $shop --profile prod" in each for each in commands)


def test_a_folder_with_a_space_is_one_word(tmp_path: Path) -> None:
    words = shlex.split(script(folder=Path("my files")).text(), comments=True)
    assert "file://my files/full.yaml" in words


def test_the_script_can_be_pasted_because_it_is_one_list() -> None:
    lines = script().text().splitlines()
    assert (lines[0], lines[-1]) == ("(", ")")


def test_what_an_earlier_run_left_is_deleted_before_each_step(tmp_path: Path) -> None:
    _, commands = run(tmp_path)
    changed = [
        each for each in commands if each.startswith(("delete-change-set", "create-change-set"))
    ]
    assert [each.split()[0] for each in changed] == ["delete-change-set", "create-change-set"] * 2
