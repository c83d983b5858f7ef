"""Our rules alone show what they find where cfn-lint shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.checks.run import check
from influmojo_cfn.rules.engine import rules

OURS = {rule.id for rule in rules()}
HEAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: Read
                Effect: Allow
"""
BODIES = {
    "tag": "Action: s3:GetObject\nResource: !Sub arn:aws:s3:::${AWS::StackName}",
    "tag in a list": "Action: [s3:GetObject, s3:Get]\nResource:\n  - !Sub arn:aws:s3:::x\n  - '*'",
    "long form": "Action: s3:GetObject\nResource:\n  Fn::Sub: arn:aws:s3:::${AWS::StackName}",
    "flow": "Action: [s3:GetObjekt]\nResource: {Fn::Sub: 'arn:aws:s3:::x'}",
    "join": "Action: 's3:*'\nResource: !Join ['', ['arn:aws:s3:::', !Ref AWS::StackName]]",
    "missing element": "Action: s3:GetObject",
    "number": "Action: s3:GetObject\nResource: 5",
    "a null": "Action: s3:GetObject\nResource: ~\nCondition: {StringEquals: {aws:Nothing: 1}}",
    "quoted key": "\"Action\": s3:PutObjekt\n'Resource': arn:aws:s3:::x/*",
    "alias": "Action: &a s3:GetObjekt\nNotAction: *a\nResource: '*'",
    "another line": "Action:\n  s3:GetObjekt\nResource:\n  '*'",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", BODIES)
def test_the_place_is_that_of_cfn_lint(name: str) -> None:
    body = "".join(f"{' ' * 16}{line}\n" for line in BODIES[name].splitlines())
    Path("t.yaml").write_text(HEAD + body)

    def found(*, iam_only: bool) -> list[tuple[object, ...]]:
        return [
            (each.id, each.line, each.column, each.severity, each.message, each.place)
            for each in check([Path("t.yaml")], iam_only=iam_only)
            if each.id in OURS
        ]

    assert found(iam_only=True) == found(iam_only=False) != []


LOOP = """\
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList}
Resources:
  Fn::ForEach::Policies:
    - Name
    - [Api, Worker]
    - ${Name}Policy:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObjekt
                Resource: !Sub arn:aws:s3:::${Name}-uploads/*
"""


def of_rules(*, iam_only: bool) -> list[tuple[str, int, str]]:
    return [
        (each.id, each.line, each.message)
        for each in check([Path("t.yaml")], iam_only=iam_only)
        if each.id in OURS
    ]


def test_what_a_loop_makes_is_found_once_as_by_cfn_lint() -> None:
    Path("t.yaml").write_text(LOOP)
    found = of_rules(iam_only=True)
    assert ("E9101", 15) in {each[:2] for each in found}
    assert found == of_rules(iam_only=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[Api, Worker]", "!Ref Names"),
        ("Transform: AWS::LanguageExtensions\n", ""),
    ],
    ids=["a collection that is not known", "no transform"],
)
def test_a_loop_that_stays_is_said_not_to_be_looked_at(old: str, new: str) -> None:
    Path("t.yaml").write_text(LOOP.replace(old, new))
    notes: list[str] = []
    check([Path("t.yaml")], iam_only=True, note=notes.append)
    assert len(notes) == 1
    assert notes[0].startswith("t.yaml:")
    assert notes[0].endswith("was not looked at")


def test_a_section_of_a_wrong_shape_is_a_finding() -> None:
    Path("t.yaml").write_text(HEAD.replace("Resources:", "Conditions: []\nResources:"))
    (finding,) = check([Path("t.yaml")], iam_only=True)
    assert (finding.id, finding.line) == ("E0000", 2)
