from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest

from tests import command_line
from tests.checks.test_run import CLEAN, TEMPLATE

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(folder: Path, *arguments: str, input: str = "") -> tuple[int, str, str]:
    ended = command_line.run("check", *arguments, cwd=folder, input=input)
    return ended.returncode, ended.stdout, ended.stderr


def run_alone(
    folder: Path, *arguments: str, input: str = "", **environment: str
) -> tuple[int, str, str]:
    """Run it in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "influmojo_cfn", "check", *arguments],
        cwd=folder, env={**os.environ, **environment}, input=input,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    # On a busy machine it says what takes long, which is tested below.
    said = [line for line in ended.stderr.splitlines(True) if not line.endswith(" s ...\n")]
    return ended.returncode, ended.stdout, "".join(said)


def test_findings_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TEMPLATE)
    assert run(tmp_path, "t.yaml") == (
        2,
        "t.yaml:5 W2001 Parameter Unused not used.\n",
        "0 errors, 1 warning, 0 informational in 1 file\n",
    )


def test_a_clean_file_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(CLEAN)
    assert run(tmp_path, "t.yaml") == (0, "", "no findings in 1 file\n")


def test_a_missing_file_ends_with_1(tmp_path: Path) -> None:
    assert run(tmp_path, "t.yaml") == (
        1,
        "",
        "error: t.yaml: cannot be read: No such file or directory; check its path\n",
    )


def test_a_name_that_the_locale_does_not_know_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "röllen.yaml").write_text(TEMPLATE)
    assert run_alone(tmp_path, "röllen.yaml", **ASCII) == (
        1,
        "",
        "error: r\\xc3\\xb6llen.yaml: has a name that is not UTF-8 in this locale; "
        "set PYTHONUTF8=1\n",
    )


def test_the_way_out_that_the_error_names_is_one(tmp_path: Path) -> None:
    (tmp_path / "röllen.yaml").write_text(TEMPLATE)
    assert run_alone(tmp_path, "röllen.yaml", **{**ASCII, "PYTHONUTF8": "1"})[0] == 2


@pytest.mark.parametrize(("name", "run"), [("-", run), ("/dev/stdin", run_alone)])
def test_standard_input_is_checked_by_every_validator(
    tmp_path: Path, name: str, run: Callable[..., tuple[int, str, str]]
) -> None:
    unknown = TEMPLATE.replace("RoleName", "RoleNam")
    status, stdout, stderr = run(tmp_path, name, input=unknown)
    assert (status, stderr.count("\n")) == (2, 1)
    assert [line.split()[:2] for line in stdout.splitlines()] == [
        [f"{name}:5", "W2001"],
        [f"{name}:12", "E3002"],
    ]


def test_no_file_ends_with_1(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 1


def test_against_takes_one_file(tmp_path: Path) -> None:
    status, _, stderr = run(tmp_path, "a.yaml", "b.yaml", "--against", "old.yaml")
    assert (status, "--against: compares one FILE" in stderr) == (1, True)


POLICY = """\
{"Version": "2012-10-17", "Statement": [
  {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::a/*"}]}
"""
ADVICE = CLEAN.replace("      Tags: [{Key: Project, Value: worker}]\n", "")
"""Its only finding is informational."""


@pytest.mark.parametrize(
    ("severity", "text", "code"),
    [
        ("error", TEMPLATE, 0),
        ("warning", TEMPLATE, 2),
        ("warning", ADVICE, 0),
        ("info", ADVICE, 2),
    ],
)
def test_severity_says_what_exits_with_2(
    tmp_path: Path, severity: str, text: str, code: int
) -> None:
    (tmp_path / "t.yaml").write_text(text)
    status, stdout, _ = run(tmp_path, "t.yaml", "--severity", severity)
    assert (status, stdout != "") == (code, True)


def test_an_ignored_rule_is_not_reported(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    assert run(tmp_path, "p.json", "--ignore", "E9101")[:2] == (0, "")


def test_what_is_ignored_is_a_rule_id(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    status, _, stderr = run(tmp_path, "p.json", "--ignore", "actions")
    assert (status, "'actions' is not a rule ID, such as W9204 or I" in stderr) == (1, True)


@pytest.mark.parametrize(
    ("rule_id", "said"),
    [
        ("E9999", "'E9999' is not a rule of influmojo-cfn"),
        ("W9205", "did you mean 'I9205'?"),
    ],
)
def test_what_is_ignored_is_a_rule_that_exists(tmp_path: Path, rule_id: str, said: str) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    status, _, stderr = run(tmp_path, "p.json", "--ignore", rule_id)
    assert (status, said in stderr) == (1, True)


def test_cfnlintrc_holds_for_bare_policies_too(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E9101]\n")
    assert run(tmp_path, "p.json")[0] == 0


def test_iam_only_does_not_load_cfn_lint(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(CLEAN)
    program = (
        "import sys; from influmojo_cfn.cli import main\n"
        "try: main(['check', '--iam-only', 't.yaml'])\n"
        "except SystemExit as end: print(end.code, [m for m in sys.modules if m in "
        "('cfnlint', 'cloudformation_validate', 'samtranslator', 'troposphere')])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert ended.stdout == "0 []\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [("Outputs: {}\n", "has no Resources"), ("Resources: []\n", "has no Resources")],
)
def test_iam_only_passes_nothing_that_it_cannot_look_at(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "t.yaml").write_text(text)
    status, stdout, _ = run(tmp_path, "--iam-only", "t.yaml")
    assert (status, words in stdout) == (2, True)


def test_accepted_findings_are_written_and_no_longer_reported(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    baseline = ("p.json", "--baseline", "accepted.json")
    assert run(tmp_path, *baseline, "--write-baseline") == (
        0,
        "",
        "wrote accepted.json: 1 accepted\n",
    )
    (tmp_path / "p.json").write_text("\n\n" + POLICY)
    assert run(tmp_path, *baseline) == (0, "", "no findings in 1 file\n")
    (tmp_path / "p.json").write_text(POLICY.replace("Objekt", "Object"))
    status, _, stderr = run(tmp_path, *baseline)
    gone = "no longer found, remove it from the baseline: p.json: Statement[Sid=Read].Action E9101"
    assert (status, gone in stderr) == (0, True)


def test_a_baseline_that_is_a_checked_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    status, _, stderr = run(tmp_path, "p.json", "--baseline", "./p.json", "--write-baseline")
    assert (status, "is the file that is read" in stderr) == (1, True)
    assert (tmp_path / "p.json").read_text() == POLICY


@pytest.mark.parametrize("text", ["rules: {}", "[]", "{}"], ids=["YAML", "a list", "a mapping"])
def test_a_baseline_is_not_written_over_another_type_of_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    (tmp_path / "other").write_text(text)
    status, _, stderr = run(tmp_path, "p.json", "--baseline", "other", "--write-baseline")
    assert (status, "is not a baseline; name another file" in stderr) == (1, True)
    assert (tmp_path / "other").read_text() == text


def test_writing_a_baseline_needs_its_name(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(POLICY)
    status, _, stderr = run(tmp_path, "p.json", "--write-baseline")
    assert (status, "add --baseline FILE" in stderr) == (1, True)


class TimeIsUp(Timer):
    """A timer whose time is up at once."""

    def start(self) -> None:
        self.function()


def test_a_check_says_what_takes_long_in_a_log_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from influmojo_cfn.cli import main

    monkeypatch.setattr("influmojo_cfn.cli.check._SECONDS", 4.0)
    monkeypatch.setattr("influmojo_cfn.cli.check.Timer", TimeIsUp)
    file = tmp_path / "t.json"
    file.write_text('{"Resources": {"A": {"Type": "AWS::SQS::Queue"}}}')
    with pytest.raises(SystemExit):
        main(["check", str(file)])
    words = [line for line in capsys.readouterr().err.splitlines() if line.endswith(" s ...")]
    assert words == ["reading the files: 4 s ...", f"checking {file}: 4 s ..."]
