from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from influmojo_cfn.report.explain import build, markdown
from influmojo_cfn.report.explain.matrix import matrix_of
from influmojo_cfn.report.explain.model import EVERY_LEVEL, EVERY_SERVICE, NO_LEVEL, Explanation
from influmojo_cfn.report.explain.text import show

ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Metadata: {com.aws.cloudformation.Context: {why: WHY}}
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: "*", Action: sts:AssumeRole}
      Policies:
        - PolicyName: inline
          PolicyDocument: {Statement: STATEMENT}
"""


def role(statement: str, why: str = "''") -> str:
    return ROLE.replace("STATEMENT", statement).replace("WHY", why)


def test_the_table_is_grouped_by_service_and_access_level(explanation: Explanation) -> None:
    rows = [
        (row.service, row.level, row.actions, row.statement.effect)
        for row in explanation.roles[1].access
        if row.service in {"s3", "ses"}
    ]
    assert rows == [
        ("s3", "List", ("ListMultipartUploadParts",), "Allow"),
        ("s3", "Read", ("GetObject",), "Allow"),
        ("s3", "Write", ("AbortMultipartUpload", "PutObject"), "Allow"),
        (
            "s3",
            "Write",
            ("DeleteBucket", "DeleteBucketMetadataTableConfiguration", "DeleteBucketWebsite"),
            "Deny",
        ),
        ("s3", "Permissions management", ("DeleteBucketPolicy",), "Deny"),
        ("ses", "Write", ("SendEmail", "SendRawEmail"), "Allow"),
    ]


def test_a_statement_has_the_reason_that_begins_with_its_sid(explanation: Explanation) -> None:
    reasons = {each.sid: each.reason for each in explanation.roles[1].statements}
    assert reasons["SendEmail"] == "Send email from the own domain."
    assert reasons["Publish"] == ""


def test_a_reason_without_a_sid_is_every_statements(
    explain_text: Callable[[str], Explanation],
) -> None:
    text = role("{Sid: A, Effect: Allow, Action: s3:GetObject, Resource: '*'}", "Because.")
    (statement,) = explain_text(text).roles[0].statements
    assert statement.reason == "Because."


def test_a_resource_that_aws_forces_is_not_a_wide_one(explanation: Explanation) -> None:
    wide = {each.sid: each.on_everything for each in explanation.roles[0].statements}
    assert wide == {
        "": True,
        "GetRegistryToken": False,
        "PullImages": False,
        "ReadParameters": False,
        "ReadSecrets": False,
        "WriteLogs": False,
    }


def test_every_action_is_one_row(explain_text: Callable[[str], Explanation]) -> None:
    (row,) = explain_text(role("{Effect: Allow, Action: '*', Resource: '*'}")).roles[0].access
    assert (row.service, row.level, row.actions) == (EVERY_SERVICE, EVERY_LEVEL, ("*",))


def test_not_action_says_what_is_left_out(explain_text: Callable[[str], Explanation]) -> None:
    text = role("{Effect: Allow, NotAction: ['iam:*', 'sts:*'], Resource: '*'}")
    (row,) = explain_text(text).roles[0].access
    assert row.actions == ("every action but iam:*, sts:*",)


def test_an_action_that_does_not_exist_is_shown_as_such(
    explain_text: Callable[[str], Explanation],
) -> None:
    text = role("{Effect: Allow, Action: ['s3:HeadBucket', 'nothing:Get'], Resource: '*'}")
    rows = explain_text(text).roles[0].access
    assert [(row.service, row.level, row.actions) for row in rows] == [
        ("nothing", NO_LEVEL, ("Get",)),
        ("s3", NO_LEVEL, ("HeadBucket",)),
    ]


def test_everyone_who_may_assume_a_role_is_named(
    explain_text: Callable[[str], Explanation],
) -> None:
    text = role("{Effect: Allow, Action: s3:GetObject, Resource: '*'}")
    assert explain_text(text).roles[0].trust[0].principals == ("everyone",)


@pytest.mark.parametrize(
    "principal", [f"0{'1' * 11}", "!ImportValue caller"], ids=["octal account", "export"]
)
def test_a_principal_that_is_not_known_is_not_everyone(
    principal: str, explain_text: Callable[[str], Explanation]
) -> None:
    text = role("{Effect: Allow, Action: s3:GetObject, Resource: '*'}")
    text = text.replace('Principal: "*"', f"Principal: {{AWS: {principal}}}")
    (trust,) = explain_text(text).roles[0].trust
    assert trust.principals == ("someone unknown",)
    assert trust.unknown


UNKNOWN = "the parameter X has no default and was not given"
HEAD = """
Parameters: {X: {Type: String}}
Conditions: {Is: !Equals [!Ref X, a]}
Resources:
"""
MAY_ASSUME = "Effect: Allow, Action: sts:AssumeRole, Principal:"


@pytest.mark.parametrize(
    "statement",
    [
        f"{MAY_ASSUME} {{AWS: !Sub 'arn:aws:iam::${{X}}:role/a'}}",
        f"{MAY_ASSUME} '*', Condition: {{StringEquals: {{aws:SourceAccount: !Ref X}}}}",
        "Effect: Allow, Action: !Ref X, Principal: '*'",
        f"Fn::If: [Is, {{{MAY_ASSUME} '*'}}, !Ref AWS::NoValue]",
    ],
    ids=["principal", "condition", "action", "whether it is there"],
)
def test_what_is_not_known_of_who_can_assume_a_role_says_why(
    statement: str, explain_text: Callable[[str], Explanation]
) -> None:
    (trust,) = explain_text(HEAD + trusted(f"{{Statement: [{{{statement}}}]}}")).roles[0].trust
    assert trust.unknown == (UNKNOWN,)


def trusted(policy: str, more: str = "") -> str:
    properties = f"{{AssumeRolePolicyDocument: {policy}}}"
    return f"  A: {{Type: AWS::IAM::Role, Properties: {properties}{more}}}"


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (
            trusted(f"{{Statement: [{{{MAY_ASSUME} '*'}}]}}", ", Condition: Is"),
            f"whether the stack has A, by its Condition ({UNKNOWN})",
        ),
        (trusted("!Ref X"), f"who can assume it: {UNKNOWN}"),
    ],
    ids=["a role that the stack might not have", "a trust policy"],
)
def test_what_is_not_known_of_a_role_is_told(
    resource: str, reason: str, explain_text: Callable[[str], Explanation]
) -> None:
    assert explain_text(HEAD + resource).roles[0].unknown == (reason,)


def test_what_is_not_known_says_why(explain_text: Callable[[str], Explanation]) -> None:
    text = role("{Effect: Allow, Action: s3:GetObject, Resource: !ImportValue bucket}")
    (statement,) = explain_text(text).roles[0].statements
    assert statement.unknown
    assert statement.resources == ("*",)


def test_the_matrix_counts_what_is_allowed_only(explanation: Explanation) -> None:
    row = matrix_of(explanation.roles[1])["s3"]
    assert {level: cell.actions for level, cell in row.items()} == {
        "List": ("ListMultipartUploadParts",),
        "Read": ("GetObject",),
        "Write": ("AbortMultipartUpload", "PutObject"),
    }


def test_what_only_a_statement_allows_is_shown_by_an_example(explanation: Explanation) -> None:
    needs = {each.sid: each.needs for each in explanation.roles[1].statements}
    assert [(need.action, need.example) for need in needs["Publish"]] == [
        ("sns:Publish", "arn:aws:sns:ap-south-1:111122223333:influmojo-notifications")
    ]


def test_what_something_else_allows_already_is_told(explanation: Explanation) -> None:
    (need,) = next(
        each.needs for each in explanation.roles[0].statements if each.sid == "GetRegistryToken"
    )
    assert need.redundant
    assert "AmazonECSTaskExecutionRolePolicy allows it already" in need.reason


def test_a_condition_of_the_example_is_told(explanation: Explanation) -> None:
    needs = next(each.needs for each in explanation.roles[1].statements if each.sid == "SendEmail")
    assert "ses:fromaddress = @influmojo.com" in needs[0].example


def test_what_would_take_too_long_to_prove_is_said(
    explain_text: Callable[[str], Explanation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "MOST_WORK", 10)
    text = role("{Effect: Allow, Action: ['s3:*', 's3:GetObject'], Resource: '*'}")
    (statement,) = explain_text(text).roles[0].statements
    reasons = [need.reason for need in statement.needs]
    assert reasons[0] == "not looked for: too much to prove at once"
    assert reasons[1] != reasons[0]


def test_redundant_actions_of_one_reason_are_told_together(explanation: Explanation) -> None:
    pull = next(each for each in explanation.roles[0].statements if each.sid == "PullImages")
    (actions,) = pull.redundant_by_reason.values()
    assert len(actions) == 3


@pytest.mark.parametrize("width", [40, 99, 160, 200])
def test_a_terminal_too_narrow_for_the_table_gets_lines(
    explanation: Explanation, width: int
) -> None:
    stream = io.StringIO()
    show(explanation, Console(file=stream, width=width))
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    whole = "    on arn:aws:s3:::influmojo-uploads/*"
    assert (whole in lines) is (width < 200)
    arns = [word for line in lines for word in line.split() if word.startswith("arn:aws:s3:")]
    assert set(arns) == {f"arn:aws:s3:::influmojo-{name}/*" for name in ("uploads", "assets")}


def test_what_is_not_known_stands_beside_what_is_written(
    explain_text: Callable[[str], Explanation],
) -> None:
    text = role("{Effect: Allow, Action: s3:GetObject, Resource: !ImportValue bucket}")
    explanation = explain_text(text)
    stream = io.StringIO()
    show(explanation, Console(file=stream, width=400))
    reason = "not known: the export bucket is of another stack"
    assert reason in stream.getvalue()
    assert reason in markdown.render(explanation)
