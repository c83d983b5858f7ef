"""What a rehearsal sees, and that it sees what is wrong."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, grant
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import EmulatorError, TemplateError
from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.rehearsal.other_roles import GROUP as OTHERS
from influmojo_cfn.rehearsal.rehearsal import Rehearsal, rehearse, rehearse_on
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.report.rehearsal import notes, summary, table
from influmojo_cfn.template import build
from tests.conftest import ROOT

pytestmark = pytest.mark.engine

BY_HAND = (Path(__file__).parent.parent / "account" / "by_hand.yaml").read_text("utf-8")


def of_text(text: str, deployed: str = "", **parameters: str) -> RehearsedTemplate:
    data = parse(text).data
    return RehearsedTemplate(template=data, parameters=parameters, text=deployed or text)


def rehearsed(
    emulator: LocalEmulator, text: str = BY_HAND, *, deployed: str = "", **kept: str
) -> Rehearsal:
    """Rehearse a template; ``deployed`` is what reaches the emulator instead of it."""
    return rehearse_on(emulator, of_text(text, deployed or text, **kept))


def seen(results: Iterable[Result]) -> dict[str, tuple[str, str]]:
    return {result.tried: (result.seen, result.judge) for result in results}


@pytest.fixture(scope="module")
def rehearsal(shared_emulator: LocalEmulator) -> Rehearsal:
    shared_emulator.reset()
    return rehearsed(shared_emulator, DatabaseResourceId="db-ABCDEFGHIJKL")


ENGINE, EVALUATOR = "emulator", "emulator's evaluator"
PROMISED = {
    "ssm:GetParameters parameter/influmojo/production/database-url": ("allowed", EVALUATOR),
    "ssm:GetParameters parameter/other/x": ("denied", EVALUATOR),
    "s3:PutObject influmojo-uploads/rehearsal.txt": ("allowed", ENGINE),
    "s3:PutObject another-bucket/rehearsal.txt": ("denied", ENGINE),
    "sns:Publish influmojo-notifications": ("allowed", ENGINE),
    "sns:Publish another-topic": ("denied", ENGINE),
    "secretsmanager:GetSecretValue secret:influmojo/rehearsal-AbCdEf": ("allowed", ENGINE),
    "secretsmanager:GetSecretValue secret:other/x-AbCdEf": ("denied", ENGINE),
    "ecr:GetAuthorizationToken *": ("allowed", ENGINE),
    "rds-db:connect dbuser:db-ABCDEFGHIJKL/influmojo": ("allowed", EVALUATOR),
    "rds-db:connect dbuser:elsewhere/elsewhere": ("denied", EVALUATOR),
    "ses:SendEmail identity/influmojo.com (ses:FromAddress=rehearsal@influmojo.com)": (
        "allowed",
        EVALUATOR,
    ),
    "ses:SendEmail identity/another.example (ses:FromAddress=rehearsal@influmojo.com)": (
        "denied",
        EVALUATOR,
    ),
    "ses:SendEmail identity/influmojo.com (ses:FromAddress=rehearsal@elsewhere.example)": (
        "denied",
        EVALUATOR,
    ),
    "the deployer creates stack influmojo-cfn-rehearsal by a change set": (
        "CREATE_COMPLETE",
        ENGINE,
    ),
    "cloudformation:CreateChangeSet stack/influmojo-cfn-rehearsal-2": ("denied", ENGINE),
    "iam:CreateRole role/influmojo-ecs-task-role-2": ("denied", ENGINE),
    "iam:PassRole role/influmojo-ecs-task-role (iam:PassedToService=ecs-tasks.amazonaws.com)": (
        "allowed",
        EVALUATOR,
    ),
    "iam:PassRole role/influmojo-ecs-task-role-2 (iam:PassedToService=ecs-tasks.amazonaws.com)": (
        "denied",
        EVALUATOR,
    ),
    "roles in the account": ("2", ENGINE),
    "policies attached to influmojo-ecs-task-execution-role": ("2", ENGINE),
    "policies attached to influmojo-ecs-task-role": ("1", ENGINE),
    "role influmojo-ecs-task-role: trusted service": ("ecs-tasks.amazonaws.com", ENGINE),
    "sts:AssumeRole influmojo-ecs-task-role by a user of the account who can assume any role": (
        "denied",
        ENGINE,
    ),
}


@pytest.mark.parametrize("tried", PROMISED)
def test_what_is_promised_is_tried_and_seen(rehearsal: Rehearsal, tried: str) -> None:
    assert seen(rehearsal.results)[tried] == PROMISED[tried]


def test_nothing_differs(rehearsal: Rehearsal) -> None:
    assert [result for result in rehearsal.results if result.differs] == []


def test_a_neighbor_that_another_policy_allows_says_which(rehearsal: Rehearsal) -> None:
    assert any(
        result.tried.endswith("repository/another-repository [AmazonECSTaskExecutionRolePolicy]")
        for result in rehearsal.results
    )


def test_the_notes_say_why_another_one_judged(rehearsal: Rehearsal) -> None:
    assert notes(rehearsal).splitlines()[-1:] == [
        "judged by the emulator's evaluator, because no such call exists: rds-db:connect",
    ]


def test_a_change_of_each_role_is_denied_by_the_emulator(rehearsal: Rehearsal) -> None:
    changes = [each for each in rehearsal.results if each.tried.startswith("iam:AttachRolePolicy")]
    changes = [each for each in changes if each.group == OTHERS]
    assert {(each.seen, each.judge) for each in changes} == {("denied", "emulator")}
    assert len(changes) == 2


def test_each_role_is_denied_what_the_other_may_do(rehearsal: Rehearsal) -> None:
    denied = {
        result.tried: (result.seen, result.judge)
        for result in rehearsal.results
        if result.group == OTHERS
    }
    assert set(denied.values()) == {("denied", ENGINE), ("denied", EVALUATOR)}
    assert denied["s3:GetObject influmojo-uploads/rehearsal.txt by TaskExecutionRole"][1] == ENGINE
    assert "iam:AttachRolePolicy role/influmojo-ecs-task-role by TaskRole" in denied
    assert {each.rpartition(" by ")[2] for each in denied} == {"TaskExecutionRole", "TaskRole"}


def test_the_table_names_who_judged_each_row(rehearsal: Rehearsal) -> None:
    lines = [line.split() for line in table(rehearsal).splitlines() if "other/x" in line]
    assert [line[2:] for line in lines if line[0].startswith("ssm:GetParameters")] == [
        ["denied", "denied", "emulator's", "evaluator"]
    ]


WITHOUT_PUBLISH = BY_HAND.replace("Action: sns:Publish", "Action: sns:GetTopicAttributes")


def test_a_role_that_may_less_than_declared_differs(emulator: LocalEmulator) -> None:
    differing = seen(
        result for result in rehearsed(emulator, deployed=WITHOUT_PUBLISH).results if result.differs
    )
    assert differing == {
        "policy influmojo-ecs-task-policy: document": ("different", ENGINE),
        "sns:Publish influmojo-notifications": ("denied", ENGINE),
    }


def test_a_role_that_may_more_than_declared_differs(emulator: LocalEmulator) -> None:
    open_topic = BY_HAND.replace(":influmojo-notifications", ":*")
    differing = seen(
        result for result in rehearsed(emulator, deployed=open_topic).results if result.differs
    )
    assert differing["sns:Publish another-topic"] == ("allowed", ENGINE)


def test_a_role_that_anybody_may_become_differs(emulator: LocalEmulator) -> None:
    trust = "Principal: {Service: ecs-tasks.amazonaws.com}"
    everybody = BY_HAND.replace(trust, 'Principal: {AWS: "*"}')
    everybody = everybody.replace("StringEquals:", "StringNotEquals:").replace(
        "ArnLike:", "ArnNotLike:"
    )
    results = seen(
        result for result in rehearsed(emulator, deployed=everybody).results if result.differs
    )
    tried = (
        "sts:AssumeRole influmojo-ecs-task-role by a user of the account who can assume any role"
    )
    assert results[tried] == ("allowed", ENGINE)


def test_what_nobody_judges_is_not_counted(emulator: LocalEmulator) -> None:
    own_folder = BY_HAND.replace("${UploadsBucketName}/*", "${UploadsBucketName}/${!aws:userid}/*")
    rehearsal = rehearsed(emulator, own_folder)
    assert not rehearsal.differs
    assert {result.seen for result in rehearsal.results if "${" in result.tried} == {""}
    assert "not judged, because policy variables are not substituted" in notes(rehearsal)
    assert "0 not enforced by the emulator" not in summary(rehearsal)


def test_a_boundary_is_not_counted_as_enforced(emulator: LocalEmulator) -> None:
    boundary = "arn:aws:iam::111122223333:policy/limits"
    results = rehearsed(emulator, PermissionsBoundaryArn=boundary).results
    assert seen(results)[f"permissions boundary {boundary}"] == ("", "not enforced by the emulator")


def test_what_cannot_be_listed_is_not_tried(emulator: LocalEmulator) -> None:
    inverted = BY_HAND.replace("Action: sns:Publish", "NotAction: sns:Publish")
    line = (
        "not tried: TaskRole Publish every action: what NotAction and NotResource leave "
        "cannot be listed"
    )
    assert line in notes(rehearsed(emulator, inverted)).splitlines()


def test_a_template_that_the_engine_refuses_is_an_error_with_its_reason(
    emulator: LocalEmulator,
) -> None:
    broken = BY_HAND.replace("Type: AWS::IAM::ManagedPolicy", "Type: AWS::IAM::NoSuchType")
    with pytest.raises(EmulatorError, match=r"deploying the template: .*AWS::IAM::NoSuchType"):
        rehearsed(emulator, deployed=broken)


def test_a_parameter_that_the_template_has_not_names_the_nearest(emulator: LocalEmulator) -> None:
    with pytest.raises(TemplateError, match="did you mean 'EnvironmentName'"):
        rehearsed(emulator, EnvironmentNam="x")


def test_an_engine_that_dies_in_the_middle_is_an_error() -> None:
    from influmojo_cfn.rehearsal.emulator import running_emulator

    def kill(line: str) -> None:
        if line.startswith("trying"):
            os.kill(emulator.process.pid, signal.SIGKILL)
            emulator.process.wait(10)

    with (
        running_emulator() as emulator,
        pytest.raises(EmulatorError, match="ended before the work"),
    ):
        rehearse_on(emulator, of_text(BY_HAND), say=kill)


def of_app(emulator: LocalEmulator, *uses: GrantUse, **parameters: str) -> Rehearsal:
    template = build(App(project="shop", grants=uses))
    return rehearse_on(emulator, RehearsedTemplate(template=template, parameters=parameters))


def test_a_boundary_that_the_engine_ignores_is_not_counted(emulator: LocalEmulator) -> None:
    arn = "arn:aws:iam::aws:policy/PowerUserAccess"
    results = of_app(emulator, grant("sns.publish", topic="a"), PermissionsBoundaryArn=arn).results
    assert [result for result in results if result.differs] == []
    assert [result.tried for result in results if not result.counts] == [
        "role shop-ecs-task-execution-role: permissions boundary",
        "role shop-ecs-task-role: permissions boundary",
        f"permissions boundary {arn}",
        f"permissions boundary {arn}",
    ]


def test_what_takes_no_resource_is_tried_on_none(emulator: LocalEmulator) -> None:
    tried = seen(of_app(emulator, grant("xray.write_traces")).results)
    assert tried["xray:GetSamplingRules *"] == ("allowed", EVALUATOR)


def test_a_fifo_queue_is_judged_by_the_engine(emulator: LocalEmulator) -> None:
    tried = seen(of_app(emulator, grant("sqs.send_messages", queue="jobs.fifo")).results)
    assert tried["sqs:SendMessage jobs.fifo"] == ("allowed", ENGINE)
    assert tried["sqs:SendMessage another-queue"] == ("denied", ENGINE)


def test_what_is_denied_is_tried(emulator: LocalEmulator) -> None:
    objects = "arn:${AWS::Partition}:s3:::shop-files/kept/*"
    results = of_app(
        emulator,
        grant("s3.delete_objects", bucket="shop-files"),
        grant(
            "custom.statement", effect="Deny", actions="s3:DeleteObject", resources=objects,
            reason="Kept.",
        ),
    ).results  # fmt: skip
    assert [result for result in results if result.differs] == []
    assert seen(results)["s3:DeleteObject shop-files/rehearsal.txt"] == ("allowed", ENGINE)
    assert seen(results)["s3:DeleteObject shop-files/kept/rehearsal.txt"] == ("denied", ENGINE)


def test_a_deny_of_plain_http_is_not_tried_by_plain_http(emulator: LocalEmulator) -> None:
    hand_written = (ROOT / "examples/permissions/template.yaml").read_text("utf-8")
    results = rehearsed(emulator, hand_written).results
    assert [result.tried for result in results if result.differs] == []
    assert seen(results)["s3:GetObject worker-reports/rehearsal.txt"] == ("allowed", EVALUATOR)


def test_the_evaluator_is_asked_with_the_owner_of_the_bucket(emulator: LocalEmulator) -> None:
    results = of_app(
        emulator, grant("s3.read_objects", bucket="shop-files", account="444455556666")
    ).results
    own = [result for result in results if result.group != OTHERS]
    found = seen(result for result in own if result.tried.startswith("s3:GetObject shop-files"))
    assert found == {
        "s3:GetObject shop-files/rehearsal.txt (s3:ResourceAccount=444455556666)": (
            "allowed",
            EVALUATOR,
        ),
        "s3:GetObject shop-files/rehearsal.txt (s3:ResourceAccount=elsewhere)": (
            "denied",
            EVALUATOR,
        ),
    }


def test_a_wrong_parameter_is_told_before_the_engine_starts() -> None:
    said: list[str] = []
    with pytest.raises(TemplateError, match="did you mean 'UploadsBucketName'"):
        rehearse(of_text(BY_HAND, UploadBucketName="a"), say=said.append)
    assert said == []


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        ({}, "Resources: has no role and no managed policy to try; add one"),
        (
            {"Roles": {"Type": "AWS::CloudFormation::Stack", "Properties": {}}},
            "Resources.Roles: is a nested stack, whose template the emulator cannot fetch; "
            "rehearse that one, or the app with --app",
        ),
    ],
)
def test_what_cannot_be_tried_is_told_before_the_engine_starts(
    resources: dict[str, Any], message: str
) -> None:
    with pytest.raises(TemplateError) as raised:
        rehearse(RehearsedTemplate(template={"Resources": resources}))
    assert str(raised.value) == message
