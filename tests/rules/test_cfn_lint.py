"""The rules in plain cfn-lint: loaded by name, found at their lines, left out as its own are."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from cfnlint.runner import main

from influmojo_cfn.checks.cfn_lint import OUR_RULES
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.rules.engine import rules
from tests.rules.mutants.plant import clean

BAD = clean().replace("Action: ses:SendEmail", "Action: ses:SendMails")
LINE = next(n for n, line in enumerate(BAD.splitlines(), 1) if "SendMails" in line)


def lint(text: str, tmp_path: Path, *arguments: str, name: str = "t.yaml") -> list[dict[str, Any]]:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    printed = cfn_lint(tmp_path, str(file), "--format", "json", *arguments)
    return ours(printed)


def ours(printed: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(printed or "[]")
    return [one for one in found if one["Rule"]["Id"][1] == "9"]


def cfn_lint(folder: Path, *arguments: str) -> str:
    """Run cfn-lint in this process, which imports it once."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as printed:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["cfn-lint", *arguments, "-a", OUR_RULES])
        with pytest.raises(SystemExit):
            main()
    return printed.getvalue()


def test_the_program_of_its_package_finds_the_same(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("cfn-lint"))
    (tmp_path / "t.yaml").write_text(BAD, "utf-8")
    done = subprocess.run(
        [program, "t.yaml", "-a", OUR_RULES, "--format", "json"],
        capture_output=True, text=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert ours(done.stdout) == ours(cfn_lint(tmp_path, "t.yaml", "--format", "json"))


def test_a_finding_has_its_rule_line_and_source(tmp_path: Path) -> None:
    found = lint(BAD, tmp_path)
    assert [one["Rule"]["Id"] for one in found] == ["E9101"]
    assert found[0]["Location"]["Start"]["LineNumber"] == LINE
    assert found[0]["Rule"]["Source"] == next(r for r in rules() if r.id == "E9101").help_url


def test_metadata_of_the_resource_suppresses(tmp_path: Path) -> None:
    text = BAD.replace(
        "  TaskPolicy:\n    Type: AWS::IAM::ManagedPolicy\n",
        "  TaskPolicy:\n    Type: AWS::IAM::ManagedPolicy\n    Metadata:\n      cfn-lint:\n"
        "        config:\n          ignore_checks: [E9101]\n",
    )
    assert lint(text, tmp_path) == []


def test_the_configuration_file_suppresses(tmp_path: Path) -> None:
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E91]\n", "utf-8")
    assert lint(BAD, tmp_path) == []


def test_a_template_in_json_has_its_lines_too(tmp_path: Path) -> None:
    text = json.dumps(parse(BAD).data, indent=1)
    found = lint(text, tmp_path, name="t.json")
    expected = next(n for n, line in enumerate(text.splitlines(), 1) if "SendMails" in line)
    assert [one["Location"]["Start"]["LineNumber"] for one in found] == [expected]


@pytest.mark.parametrize("form", ["pretty", "parseable", "sarif", "junit"])
def test_its_other_formats_carry_the_rule(tmp_path: Path, form: str) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(BAD, "utf-8")
    assert "E9101" in cfn_lint(tmp_path, str(file), "-f", form)


LONG = """\
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: sqs:SendMessage
            Resource:
              - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}::first
              - Fn::Sub: arn:${AWS::Partition}:sqs:${AWS::Region}::second
              - !Join ['', ['arn:', !Ref AWS::Partition, ':sqs:', !Ref AWS::Region, '::third']]
              - Fn::Join:
                  - ':'
                  - - arn
                    - !Ref AWS::Partition
                    - sqs
                    - !Ref AWS::Region
                    - ''
                    - fourth
"""


@pytest.mark.parametrize("name", ["t.yaml", "t.json"])
def test_a_finding_points_at_the_text_within_a_function(tmp_path: Path, name: str) -> None:
    text = LONG if name == "t.yaml" else json.dumps(parse(LONG).data, indent=1)
    lines = text.splitlines()
    found = lint(text, tmp_path, name=name)
    pointed = [lines[one["Location"]["Start"]["LineNumber"] - 1] for one in found]
    assert [one["Rule"]["Id"] for one in found] == ["E9209"] * 4
    for line, word in zip(pointed, ("first", "second", "third", "fourth"), strict=True):
        assert word in line


SPLIT = """\
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action:
              Fn::Split:
                - ','
                - sqs:SendMessage,sqs:SendMessages
            Resource: !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders
"""


@pytest.mark.parametrize("name", ["t.yaml", "t.json"])
def test_a_finding_in_a_list_that_a_function_makes_points_at_its_text(
    tmp_path: Path, name: str
) -> None:
    text = SPLIT if name == "t.yaml" else json.dumps(parse(SPLIT).data, indent=1)
    (found,) = lint(text, tmp_path, name=name)
    assert "SendMessages" in text.splitlines()[found["Location"]["Start"]["LineNumber"] - 1]


def test_importing_the_package_does_not_import_cfn_lint() -> None:
    code = "import sys, influmojo_cfn.rules.documents; print('cfnlint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_aliases_bring_again_is_read_again(tmp_path: Path) -> None:
    text = """\
Resources:
  A: &a
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: ses:SendMails
            Resource: '*'
  B: *a
"""
    found = lint(text, tmp_path, "--ignore-checks", "W", "I")
    assert [one["Rule"]["Id"] for one in found] == ["E9101"]
    assert [one["Location"]["Path"][1] for one in found] == ["A"]
