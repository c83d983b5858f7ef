"""The simulate command, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.cli import group, main
from tests.conftest import ROOT

TEMPLATE = str(ROOT / "examples" / "permissions" / "template.yaml")
REPORT = "arn:aws:s3:::worker-reports/a"


def ask(*arguments: str, role: str = "WorkerRole", template: str = TEMPLATE) -> Result:
    command = ["simulate", template, "--role", role, *arguments]
    return CliRunner().invoke(group, command, standalone_mode=False)


def read(*arguments: str) -> Result:
    return ask("--action", "s3:GetObject", "--resource", REPORT, *arguments)


def policy(folder: Path, **statement: object) -> str:
    file = folder / "policy.json"
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    return str(file)


def line_of(text: str) -> int:
    lines = Path(TEMPLATE).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_what_is_allowed_names_the_statement_and_its_line() -> None:
    where = f"{TEMPLATE}:{line_of('Sid: ReadReports')}"
    assert read().stdout == f"allowed\n  allowed by ReadReports of work ({where})\n"


def test_what_is_denied_names_the_deny() -> None:
    result = read("--context", "aws:SecureTransport=false")
    assert result.output.startswith("explicitDeny\n  denied by OnlyEncrypted of work")


def test_what_is_not_allowed_names_what_did_not_match() -> None:
    result = ask("--action", "s3:GetObject", "--resource", "arn:aws:s3:::x/a")
    assert "nearest: ReadReports of work" in result.output
    assert "Resource: arn:aws:s3:::x/a is not arn:aws:s3:::worker-reports/*" in result.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--expect", "allowed"), 0),
        (("--expect", "denied"), 2),
        (("--expect", "denied", "--context", "aws:SecureTransport=false"), 0),
        (("--expect", "denied", "--parameter", "ReportsBucket=other"), 0),
        (("--expect", "allowed", "--partition", "aws-cn"), 2),
        (("--expect", "denied", "--region", "cn-north-1"), 0),
    ],
)
def test_expect_makes_it_a_test(arguments: tuple[str, ...], expected: int) -> None:
    assert read(*arguments).return_value == expected


OF_TEAM = """
Parameters: {Team: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: "s3:*"
              Resource: "*"
              Condition: {StringEquals: {"KEY": !Ref Team}}
"""


@pytest.mark.parametrize(
    ("key", "expect", "ended"),
    [
        pytest.param("aws:PrincipalTag/team", [], 2, id="unknown is no pass"),
        pytest.param("aws:PrincipalTag/team", ["--expect", "denied"], 2, id="nor a denial"),
        pytest.param("aws:PrincipalTag/other", [], 0, id="an answer that is known"),
    ],
)
def test_an_answer_that_is_not_known_ends_with_2(
    tmp_path: Path, key: str, expect: list[str], ended: int
) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(OF_TEAM.replace("KEY", key))
    asked = ["--action", "s3:GetObject", "--context", "aws:PrincipalTag/team=web", *expect]
    assert ask(*asked, role="Role", template=str(file)).return_value == ended


@pytest.mark.parametrize(
    ("option", "statement", "outcome"),
    [
        ("--boundary", {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}, "implicitDeny"),
        ("--boundary", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, "allowed"),
        ("--session-policy", {"Effect": "Deny", "Action": "*", "Resource": "*"}, "explicitDeny"),
        ("--session-policy", {"Effect": "Allow", "Action": "*", "Resource": "*"}, "allowed"),
        (
            "--service-control-policy",
            {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"},
            "implicitDeny",
        ),
    ],
)
def test_policies_given_as_files_limit(
    option: str, statement: dict[str, object], outcome: str, tmp_path: Path
) -> None:
    assert read(option, policy(tmp_path, **statement)).output.splitlines()[0] == outcome


@pytest.mark.parametrize(
    ("principal", "outcome"),
    [
        ("Service:ecs-tasks.amazonaws.com", "allowed"),
        ("service:ec2.amazonaws.com", "implicitDeny"),
        ("AWS:arn:aws:iam::111122223333:user/Bob", "implicitDeny"),
    ],
)
def test_the_trust_policy_answers_for_a_principal(principal: str, outcome: str) -> None:
    result = ask("--action", "sts:AssumeRole", "--principal", principal)
    assert result.output.splitlines()[0] == outcome


def test_json_has_the_same_for_programs() -> None:
    answer = json.loads(read("--format", "json").stdout)
    assert answer["outcome"] == "allowed"
    assert answer["decidingStatement"] == {
        "policy": "work",
        "layer": "identity policies",
        "sid": "ReadReports",
        "effect": "Allow",
        "file": TEMPLATE,
        "line": line_of("Sid: ReadReports"),
    }


def test_a_role_name_does_as_well_as_a_logical_id() -> None:
    result = ask("--action", "s3:GetObject", "--resource", REPORT, role="worker-task-role")
    assert result.output.startswith("allowed")


PEOPLE = """
Resources:
  Team:
    Type: AWS::IAM::Group
    Properties:
      GroupName: team
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "*"}]}
  Alice: {Type: AWS::IAM::User, Properties: {UserName: alice, Groups: [!Ref Team]}}
"""


@pytest.mark.parametrize("name", ["Alice", "alice", "Team", "team"])
def test_a_user_or_a_group_is_asked_by_logical_id_or_name(name: str, tmp_path: Path) -> None:
    template = tmp_path / "people.yaml"
    template.write_text(PEOPLE)
    asked = ("--action", "s3:GetObject", "--resource", REPORT, "--expect", "allowed")
    assert ask(*asked, role=name, template=str(template)).return_value == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--role", "WorkRole"), "error: role 'WorkRole': is not in the template; did you mean"),
        (("--action", "s3:*"), "error: --action: 's3:*' is not an action of a request"),
        (("--context", "x"), "error: --context: 'x' is not KEY=VALUE"),
        (("--parameter", "x"), "error: --parameter: 'x' is not NAME=VALUE"),
        (("--account", "12"), "error: --account: '12' is not an account ID of 12 digits"),
        (("--parameter", "Bucket=x"), "parameter Bucket: is not in the template"),
        (("--principal", "x"), "error: --principal: 'x' is not Service:ID, AWS:ID or Federated:ID"),
        (("--boundary", "no.json"), "error: no.json: cannot be read"),
        (("--resource", "reports"), "error: --resource: 'reports' is not an ARN; expected one"),
        (("--region", "mars"), "error: --region: 'mars' is not a Region, such as us-east-1"),
        (("--partition", "aws-cm"), "did you mean 'aws-cn'?"),
    ],
)
def test_wrong_input_is_one_clear_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["simulate", TEMPLATE, "--role", "WorkerRole", "--action", "s3:GetObject"]
    with pytest.raises(SystemExit) as caught:
        main([*command, *arguments])
    assert caught.value.code == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("expected", ["allowed", "denied"])
def test_a_misspelt_action_is_never_as_expected(expected: str) -> None:
    asked = ask("--action", "s3:GetObjec", "--resource", REPORT, "--expect", expected)
    assert (asked.exit_code, "did you mean 'GetObject'" in str(asked.exception)) == (1, True)


def test_a_resource_of_another_account_is_noted() -> None:
    elsewhere = "arn:aws:sqs:us-east-1:444455556666:jobs"
    asked = ("--action", "sqs:SendMessage", "--resource", elsewhere)
    note = "is in account 444455556666, and account 111122223333 is assumed"
    assert f"  note: {elsewhere} {note}" in ask(*asked).stdout
    assert note in json.loads(ask(*asked, "--format", "json").stdout)["notes"][0]


def test_a_misspelt_context_key_is_an_error_with_the_nearest() -> None:
    asked = ask("--action", "s3:GetObject", "--context", "s3:ResourceAcount=111122223333")
    assert (asked.exit_code, "did you mean 's3:ResourceAccount'" in str(asked.exception)) == (
        1,
        True,
    )


def test_a_context_key_that_no_service_lists_is_noted() -> None:
    asked = ask("--action", "s3:GetObject", "--context", "s3:NewestKey=a")
    assert "  note: no service lists the condition key 's3:newestkey'" in asked.stdout


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        (
            ("--action", "s3:GetObjec", "--resource", REPORT),
            "note: IAM has no action 'GetObjec' of s3; did you mean 'GetObject'?",
        ),
        (("--action", "s4:Get", "--resource", REPORT), "note: IAM has no service 's4'"),
        (
            ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::x/*"),
            "note: --resource is taken literally",
        ),
        (("--action", "s3:GetObject"), "note: no --resource was given, so * was used"),
    ],
)
def test_what_may_not_be_meant_so_is_noted(arguments: tuple[str, ...], note: str) -> None:
    assert note in ask(*arguments).stderr


def test_a_statement_that_a_condition_leaves_out_is_noted() -> None:
    template = str(ROOT / "templates" / "influmojo-ecs-iam.yaml")
    asked = ("--action", "rds-db:connect", "--resource", "arn:aws:rds-db:::dbuser:db-A/influmojo")
    noted = ask(*asked, role="TaskRole", template=template).stderr
    assert "is omitted at these parameter values; it is included where DatabaseResourceId" in noted


def test_what_is_expected_says_what_it_assumes() -> None:
    place = "assumed: account 111122223333, Region us-east-1"
    said = f"{place}, every parameter at its default (ReportsBucket=worker-reports)\n"
    assert read("--expect", "allowed").stderr == read().stderr == said
    elsewhere = read("--expect", "allowed", "--region", "eu-west-1").stderr
    assert elsewhere.startswith("assumed: account 111122223333, Region eu-west-1")


def test_a_question_that_is_meant_so_has_no_notes() -> None:
    assert "note:" not in read().stderr


def test_json_says_how_each_element_fails() -> None:
    result = ask("--action", "s3:GetObject", "--resource", "arn:aws:s3:::x/a", "--format", "json")
    (nearest, *_) = json.loads(result.stdout)["nearest"]
    assert nearest["mismatches"][0] == {
        "element": "Resource",
        "expected": "arn:aws:s3:::worker-reports/*",
        "found": "arn:aws:s3:::x/a",
        "says": "Resource: arn:aws:s3:::x/a is not arn:aws:s3:::worker-reports/*",
    }
