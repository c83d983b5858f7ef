"""A call gives what the command gives: its JSON, its exit code, its notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.checks import run as run_module
from influmojo_cfn.errors import Error
from influmojo_cfn.mcp_server.bounds import Bounds
from influmojo_cfn.mcp_server.calls import ToolResult, call
from influmojo_cfn.mcp_server.kept_answers import KeptAnswers
from tests.command_line import run
from tests.conftest import ROOT

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
UPLOADS = "arn:aws:s3:::influmojo-uploads/a"
SIMULATE = {"template": TEMPLATE, "role": "TaskRole", "action": "s3:PutObject"}
CALLS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "allowed": (
        "simulate",
        {**SIMULATE, "resource": UPLOADS},
        [TEMPLATE, "--role", "TaskRole", "--action", "s3:PutObject", "--resource", UPLOADS],
    ),
    "denied": (
        "simulate",
        SIMULATE,
        [TEMPLATE, "--role", "TaskRole", "--action", "s3:PutObject"],
    ),
    "explain": (
        "explain",
        {"template": TEMPLATE, "role": ["TaskRole"]},
        [TEMPLATE, "--role", "TaskRole"],
    ),
    "check": ("check", {"files": [TEMPLATE], "iam_only": True}, [TEMPLATE, "--iam-only"]),
    "diff": (
        "diff",
        {"old": TEMPLATE, "new": TEMPLATE, "parameter": {"EnvironmentName": "b"}},
        [TEMPLATE, TEMPLATE, "--parameter", "EnvironmentName=b"],
    ),
    "preflight": ("preflight", {"template": TEMPLATE}, [TEMPLATE]),
    "grants": ("grants", {"name": "s3.read_objects"}, ["s3.read_objects"]),
    "rules": ("rules", {"rule_id": "E9201"}, ["E9201"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_call_gives_what_the_command_prints(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tool, given, arguments = CALLS[name]
    monkeypatch.chdir(ROOT)
    found = call(tool, given, Bounds(ROOT))
    form = [] if tool in ("grants", "rules") else ["--format", "json"]
    ended = run(tool, *arguments, *form)
    printed = json.loads(ended.stdout) if form else ended.stdout
    assert found == ToolResult(printed, ended.returncode, tuple(ended.stderr.splitlines()))


def test_other_options_of_check_filter_one_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = {**ROLE, "Properties": {**ROLE["Properties"], "Description": "x"}}
    template = {"Resources": {"Role": role, "Other": {"Type": "AWS::IAM::Role"}}}
    (tmp_path / "t.json").write_text(json.dumps(template))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("influmojo_cfn.mcp_server.kept_answers._SETTLED", -1_000_000_000)
    checked: list[object] = []
    once = run_module._checked

    def counted(*given: Any) -> Any:
        checked.append(given)
        return once(*given)

    monkeypatch.setattr(run_module, "_checked", counted)
    bounds = Bounds(tmp_path)
    kept = KeptAnswers[ToolResult](bounds)
    options: list[dict[str, Any]] = [
        {},
        {"ignore": ["E"]},
        {"ignore": ["E", "W"], "severity": "info"},
        {"ignore": ["I"]},
    ]
    for more in options:
        given = {"files": ["t.json"], "iam_only": True, **more}
        assert call("check", given, bounds, kept) == call("check", given, bounds)
    assert len(checked) == 1 + len(options)
    (tmp_path / "other.json").write_text(json.dumps({"Resources": {"Role": ROLE}}))
    for given in ({"files": ["other.json"]}, {"files": ["other.json"], "against": "t.json"}):
        given = {**given, "iam_only": True}
        assert call("check", given, bounds, kept) == call("check", given, bounds)
    (tmp_path / "t.json").write_text(json.dumps({"Resources": {"Role": ROLE}}))
    given = {"files": ["t.json"], "iam_only": True}
    assert call("check", given, bounds, kept) == call("check", given, bounds)


ROLE: dict[str, Any] = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        },
        "ManagedPolicyArns": [{"Fn::ImportValue": "elsewhere"}],
    },
}
NESTED = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "../secret.yaml"}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.yaml").write_text(json.dumps({"Resources": {"Secret": ROLE}}))
    (project / "role.json").write_text(json.dumps({"Resources": {"Role": ROLE}}))
    (project / "nested.json").write_text(json.dumps({"Resources": {"S": NESTED, "Role": ROLE}}))
    monkeypatch.chdir(project)
    return project


def test_what_is_not_known_is_said(folder: Path) -> None:
    given = {"template": "role.json", "role": "Role", "action": "s3:GetObject"}
    found = call("simulate", given, Bounds(folder))
    assert found.answer["outcome"] == "unknown"
    assert any("elsewhere" in reason for reason in found.answer["unknown"])
    assert any(note.startswith("assumed: account 111122223333") for note in found.notes)


@pytest.mark.parametrize("tool", ["explain", "simulate", "diff", "check", "prove", "preflight"])
def test_a_nested_template_outside_is_not_read(folder: Path, tool: str) -> None:
    (folder / "claims.yaml").write_text(
        "claims: [{claim: none, role: Role, never: {actions: 'iam:*'}}]"
    )
    asked: dict[str, dict[str, Any]] = {
        "simulate": {"role": "Role", "action": "s3:GetObject", "template": "nested.json"},
        "diff": {"old": "role.json", "new": "nested.json"},
        "check": {"files": ["nested.json"]},
        "prove": {"template": "nested.json", "claims": "claims.yaml"},
    }
    given = asked.get(tool, {"template": "nested.json"})
    try:
        text = json.dumps(call(tool, given, Bounds(folder)).document())
    except Error as error:
        text = str(error)
        assert "is outside" in text or "cannot be read" in text
    assert "Secret" not in text


def test_an_app_file_outside_is_not_read(folder: Path) -> None:
    (folder.parent / "app.yaml").write_text("project: secrets\nnonsense: 1\n")
    (folder / "claims.yaml").write_text(
        "claims: [{claim: as declared, nothing-beyond-the-app: ../app.yaml}]"
    )
    with pytest.raises(Error, match="outside") as caught:
        call("prove", {"template": "role.json", "claims": "claims.yaml"}, Bounds(folder))
    assert "nonsense" not in str(caught.value)


def test_rules_of_the_folder_are_not_run(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "rule.py").write_text("open('ran', 'w')\nraise SystemExit(7)\n")
    (folder / ".cfnlintrc").write_text("append_rules: [own]\n")
    with pytest.raises(Error, match="does not run"):
        call("check", {"files": ["role.json"]}, Bounds(folder))
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("simulat", {}, "'simulat' is not a tool; did you mean 'simulate'?"),
        ("open the door", {}, "the tools are check, "),
        ("simulate", {"template": "no.json", "role": "R", "action": "s3:GetObject"}, "no.json: "),
        (
            "simulate",
            {"template": "role.json", "role": "Rol", "action": "s3:GetObject"},
            "did you mean 'Role'?",
        ),
        ("grants", {"name": "s3.read"}, "s3.read"),
        ("rules", {"rule_id": "E0"}, "rule E0: does not exist"),
        ("preflight", {}, "TEMPLATE: is missing; give one"),
    ],
)
def test_errors_are_sentences(folder: Path, name: str, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Error) as caught:
        call(name, given, Bounds(folder))
    assert words in str(caught.value)
    assert "Usage:" not in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_fault_of_ours_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("of our own\nsecond line")

    monkeypatch.setattr("influmojo_cfn.cloudformation.roles.roles_of", fails)
    with pytest.raises(Error, match=r"^explain failed on this input \(ValueError: of our own\)"):
        call("explain", {"template": "role.json"}, Bounds(folder))


TASK = {
    "family": "web",
    "containerDefinitions": [
        {"name": "web", "image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1"}
    ],
}


def test_a_derived_app_is_an_answer_or_a_file(folder: Path) -> None:
    (folder / "task.json").write_text(json.dumps(TASK))
    found = call("derive", {"files": ["task.json"]}, Bounds(folder))
    assert "ecr.pull_images" in found.answer
    writing = Bounds(folder, allow_write=True)
    written = call("derive", {"files": ["task.json"], "output": "app.yaml"}, writing)
    assert written.notes == ("app.yaml: written",)
    assert (folder / "app.yaml").read_text() == found.answer
