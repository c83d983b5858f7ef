"""Each promise of SECURITY.md about untrusted input holds for the commands that take a file."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from influmojo_cfn.files import MAX_INPUT_BYTES
from tests.cli.test_bad_input import BOMB
from tests.command_line import run
from tests.conftest import ROOT

PROMISES = {
    "Nothing in a file runs": "tests/test_security.py",
    "Nothing in a file opens a connection": "tests/test_security.py",
    "Files are read up to 5 MB": "tests/test_security.py",
    "Nested templates are read only from local files": "tests/cloudformation/test_nested_stacks.py",
    "Control characters of a file": "tests/cli/test_output.py",
    "A file is written whole or not at all": "tests/test_files.py",
    "An answer that depends on what was not read": "tests/test_security.py",
}
"""How each promise begins, and the tests that hold it."""

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
TASK = "examples/backend-task-definition.json"
APP = "influmojo-cfn.yaml"
PUT = ("--role", "TaskRole", "--action", "s3:PutObject")

COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", TEMPLATE),
    "simulate": ("simulate", TEMPLATE, *PUT, "--resource", "arn:aws:s3:::influmojo-uploads/a"),
    "explain": ("explain", TEMPLATE),
    "diff": ("diff", TEMPLATE, TEMPLATE),
    "prove": ("prove", TEMPLATE, "--claims", "templates/influmojo-claims.yaml"),
    "preflight": ("preflight", TEMPLATE, "--task-definition", TASK),
    "derive": ("derive", TASK),
    "build": ("build", "--app", APP, "--output", "out.yaml"),
    "init": ("init", "--yes", "--existing", "keep"),
}
"""A run of each command that works without network, on files of the repository."""


def section() -> str:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    return text.partition("## What is promised about untrusted input")[2].partition("\n## ")[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (TEMPLATE, TASK, APP, "templates/influmojo-claims.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    return tmp_path


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Collect the hosts that are looked up or connected to; each attempt fails."""
    found: list[object] = []

    def refuse(*arguments: object, **named: object) -> None:
        found.append(arguments)
        raise OSError("no network")

    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    return found


def test_each_promise_has_tests() -> None:
    promised = re.findall(r"^- (.+)", section(), re.MULTILINE)
    for text, (begins, tests) in zip(promised, PROMISES.items(), strict=True):
        assert text.startswith(begins)
        assert (ROOT / tests).exists()


def test_each_command_that_works_without_network_is_tried() -> None:
    found = re.search(r"opens a connection\. (.*?) work without network", section(), re.DOTALL)
    assert found is not None
    assert re.findall(r"`(\S+)`", found[1]) == list(COMMANDS)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_opens_a_connection_or_changes_an_input(
    command: str, folder: Path, connections: list[object]
) -> None:
    before = contents(folder)
    ended = run(*COMMANDS[command], cwd=folder)
    assert ended.returncode in (0, 2), ended.stderr
    assert connections == []
    assert {name: contents(folder)[name] for name in before} == before


HOSTILE = {
    "an object to construct": ("a: !!python/object/apply:os.mkdir [ran]\n", "is not allowed"),
    "more than 5 MB": ("# " + "x" * MAX_INPUT_BYTES, "is larger than 5,000,000 bytes"),
    "aliases of aliases": (BOMB, "contains more than 200,000 values with its aliases followed"),
    "lists in lists": ("[" * 100_000, "nested"),
}


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "init"])
@pytest.mark.parametrize(("text", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_an_error(command: str, text: str, words: str, folder: Path) -> None:
    name = next(each for each in COMMANDS[command] if (folder / each).is_file())
    (folder / name).write_text(text, "utf-8")
    ended = run(*COMMANDS[command], cwd=folder)
    assert words in ended.stderr + ended.stdout
    assert ended.returncode in (1, 2)
    assert not (folder / "ran").exists()


ELSEWHERE = """
Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://example-bucket.s3.amazonaws.com/roles.yaml"}
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:*"}
      ManagedPolicyArns: [!GetAtt Nested.Outputs.PolicyArn]
"""
CLAIMS = "claims: [{claim: no buckets, never: {actions: 's3:DeleteBucket'}}]"


@pytest.mark.parametrize(
    "command",
    [
        COMMANDS["simulate"],
        ("prove", TEMPLATE, "--claims", "claims.yaml"),
        COMMANDS["preflight"],
        ("diff", "old.yaml", TEMPLATE, "--fail-on-new-access"),
    ],
    ids=lambda command: command[0],
)
def test_what_is_in_a_template_elsewhere_is_unknown(
    command: tuple[str, ...], folder: Path, connections: list[object]
) -> None:
    (folder / TEMPLATE).write_text(ELSEWHERE, "utf-8")
    (folder / "old.yaml").write_text(ELSEWHERE.partition("      ManagedPolicy")[0], "utf-8")
    (folder / "claims.yaml").write_text(CLAIMS, "utf-8")
    ended = run(*command, cwd=folder)
    assert (ended.returncode, connections) == (2, []), ended.stderr
    assert "unknown" in ended.stdout


def test_each_command_whose_unknown_answer_is_no_pass_is_tried() -> None:
    found = re.search(r"not a pass: (.*?) exit with code 2", section(), re.DOTALL)
    assert found is not None
    assert re.findall(r"`([a-z]+)[^`]*`", found[1]) == ["simulate", "prove", "preflight", "diff"]
