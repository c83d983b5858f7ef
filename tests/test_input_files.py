"""A file of another type than a command reads is named, in one error with what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.input_files import APP, CLAIMS, POLICY, TEMPLATE, not_one, other_type
from tests.command_line import run
from tests.conftest import ROOT

FILES: dict[str, str] = {
    "template": (ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8"),
    "claims": (ROOT / "templates/influmojo-claims.yaml").read_text("utf-8"),
    "app": "project: orders\ngrants: [{grant: sqs.send_messages, queue: jobs}]\n",
    "policy": json.dumps({"Version": "2012-10-17", "Statement": []}),
    "task": json.dumps({"family": "web", "containerDefinitions": []}),
    "compose": "services: {web: {image: nginx}}\n",
    "empty": "",
    "list": "[1]\n",
    "string": "a\n",
    "latin": "",
}
TO_BUILD = ["--output", "-", "--app"]
IN_REGION = ["--account", "111122223333", "--region", "ap-south-1"]
ROLE = ["--role", "TaskRole", "--action", "s3:GetObject"]
COMMANDS: dict[str, tuple[str, list[str]]] = {
    "build": ("app", ["build", *TO_BUILD]),
    "policies": ("app", ["policies", "--output-dir", "out", *IN_REGION, "--app"]),
    "boundary-policy": ("app", ["boundary-policy", *TO_BUILD]),
    "service": ("app", ["service", *TO_BUILD]),
    "deployer-policy": ("template", ["deployer-policy", *IN_REGION]),
    "deployer-policy, what was imported": (
        "template", ["deployer-policy", *IN_REGION, "--app", "app", "--route", "adopt",
                     "--import-template"],
    ),
    "resource-policies": ("template", ["resource-policies", *IN_REGION]),
    "explain": ("template", ["explain"]),
    "simulate": ("template", ["simulate", *ROLE]),
    "simulate with a boundary": ("policy", ["simulate", "template", *ROLE, "--boundary"]),
    "check an update": ("template", ["check", "--iam-only", "template", "--against"]),
    "preflight": ("template", ["preflight"]),
    "preflight of a policy": (
        "policy", ["preflight", "--task-definition", "task", "--execution-policy"],
    ),
    "prove": ("claims", ["prove", "template", "--claims"]),
    "prove of a template": ("template policy", ["prove", "--claims", "claims"]),
    "prove --init": ("template", ["prove", "--init", "--claims", "new"]),
    "rehearse": ("template", ["rehearse", "--template"]),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "latin").write_bytes(b"\xe9")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_of_another_type_is_one_error_with_a_fix(folder: Path, name: str) -> None:
    expected, command = COMMANDS[name]
    wrong = [each for each in (*FILES, "folder", "missing") if each not in expected.split()]
    errors = {each: run(*command, each, cwd=folder).stderr for each in wrong}
    assert {
        each: text
        for each, text in errors.items()
        if not re.fullmatch(rf"error: {each}(:\d+)?: [^;]*; .*\n", text)
    } == {}


@pytest.mark.parametrize(
    ("data", "expected", "words"),
    [
        ({"claims": []}, TEMPLATE, "is a claims file, not a CloudFormation template; "),
        ({"project": "a", "services": {}}, TEMPLATE, "is an app file, not a CloudFormation"),
        ({"services": {}}, APP, "is a Compose file, not an app file; influmojo-cfn init"),
        ({"project": "a", "services": []}, APP, ""),
        ({"Statement": []}, POLICY, ""),
        ({"Versoin": "2012-10-17"}, POLICY, ""),
        ([], CLAIMS, ""),
    ],
)
def test_another_type_is_told_by_its_keys(data: Any, expected: Any, words: str) -> None:
    found = other_type(data, expected)
    assert found.startswith(words)
    assert bool(found) is bool(words)


def test_a_file_of_no_known_type_lacks_a_key() -> None:
    assert not_one({}, POLICY).startswith("is not a policy document: it has no Statement; ")
    assert not_one(None, CLAIMS).startswith("is empty; give a claims file: ")
