"""Services and jobs started on the emulator with the roles, and what it does not do for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App
from influmojo_cfn.config import load
from influmojo_cfn.errors import EmulatorError, TemplateError
from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.rehearsal.other_roles import GROUP as OTHERS
from influmojo_cfn.rehearsal.pipeline import GROUP as AT_WORK
from influmojo_cfn.rehearsal.rehearsal import Rehearsal, rehearse_on
from influmojo_cfn.rehearsal.services import GROUP
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from tests.conftest import ROOT

pytestmark = pytest.mark.engine


def rehearsed(
    emulator: LocalEmulator, app: App, template: dict[str, Any] | None = None, **values: str
) -> Rehearsal:
    roles = build(app)
    services = RehearsedTemplate(template=template or build_services(app), parameters=values)
    return rehearse_on(emulator, RehearsedTemplate(template=roles), services=services)


@pytest.fixture(scope="module")
def rehearsal(shared_emulator: LocalEmulator) -> Rehearsal:
    shared_emulator.reset()
    return rehearsed(shared_emulator, load(ROOT / "examples/several-containers.yaml"))


def seen(rehearsal: Rehearsal, group: str) -> dict[str, str]:
    return {each.tried: each.seen for each in rehearsal.results if each.group == group}


def test_the_services_run_and_the_job_is_run_with_their_roles(rehearsal: Rehearsal) -> None:
    theirs = "those of the roles' stack"
    assert seen(rehearsal, GROUP) == {
        "root creates stack influmojo-cfn-rehearsal-services by a change set": "CREATE_COMPLETE",
        "service acme-orders-api: tasks that run": "1",
        "service acme-orders-worker: tasks that run": "1",
        "task definition acme-orders-api:1: its two roles": theirs,
        "task definition acme-orders-worker:1: its two roles": theirs,
        "task definition acme-orders-nightly-report:1: its two roles": theirs,
        "ecs:RunTask acme-orders-nightly-report:1 by root": "RUNNING",
    }
    assert not rehearsal.differs


def test_what_the_emulator_does_not_do_is_named(rehearsal: Rehearsal) -> None:
    found = {(each.role, each.sid): each.action for each in rehearsal.not_tried}
    assert found[("ApiTaskDefinition", "api")] == (
        "pulling its image, reading its environment files, reading its secrets, waiting for other "
        "containers, writing its logs"
    )
    assert found[("ApiTaskDefinition", "cache")].endswith("asking for its health, writing its logs")
    assert found[("NightlyReportSchedule", "Schedule")] == "starting its task"
    assert found[("ApiScalableTarget", "ScalableTarget")] == "scaling"
    services = [each.action for each in rehearsal.not_tried if each.role == "ApiService"]
    assert services == ["Service Connect", "ECS Exec"]


NIGHTLY_REPORT = "task-definition/acme-orders-nightly-report:rehearsal"
CLUSTER = "arn:aws:ecs:ap-south-1:111122223333:cluster/acme"
BOTH = {"allowed", "denied"}
ALLOWED = {
    "NightlyReportScheduleRole": [
        f"ecs:RunTask {NIGHTLY_REPORT} (ecs:cluster={CLUSTER})",
        "iam:PassRole role/acme-orders-nightly-report-task-role",
    ],
    "DeploymentRole": [
        "ecr:PutImage repository/acme-orders-api",
        "ecs:RegisterTaskDefinition task-definition/acme-orders-worker:rehearsal",
        "ecs:UpdateService service/acme/acme-orders-api",
    ],
    "WorkerTaskExecutionRole": ["secretsmanager:GetSecretValue secret:acme/partner-AbCdEf"],
}
DENIED = {
    "NightlyReportScheduleRole": [
        "ecs:RunTask task-definition/elsewhere:elsewhere",
        f"ecs:RunTask {NIGHTLY_REPORT} (ecs:cluster=elsewhere)",
    ],
    "DeploymentRole": [
        "ecr:PutImage repository/another-repository",
        "ecs:UpdateService service/elsewhere/elsewhere",
    ],
    OTHERS: [
        "iam:AttachRolePolicy role/acme-orders-deployment-role by DeploymentRole",
        "s3:GetObject acme-config/orders/api.env by WorkerTaskExecutionRole",
        "secretsmanager:GetSecretValue secret:acme/partner-AbCdEf by ApiTaskExecutionRole",
        "ssmmessages:CreateControlChannel * by WorkerTaskRole",
    ],
}


def test_the_roles_that_deploy_and_start_are_at_work(rehearsal: Rehearsal) -> None:
    deploys, starts = "acme-orders-deployment-role", "acme-orders-nightly-report-schedule-role"
    passing = {
        f"acme-orders-nightly-report:1 by {starts}": "acme-orders-nightly-report",
        f"acme-orders-api by {deploys}": "acme-orders-api",
        f"acme-orders-worker by {deploys}": "acme-orders-worker",
    }
    expected = {
        f"iam:PassRole role/{name}-{role} with {words}": "allowed"
        for words, name in passing.items()
        for role in ("task-role", "task-execution-role")
    }
    expected[f"ecs:RunTask acme-orders-nightly-report:1 by {starts}"] = "allowed"
    for name in ("acme-orders-api", "acme-orders-worker"):
        expected[f"ecs:RegisterTaskDefinition {name} by {deploys}"] = "allowed"
        expected[f"ecs:UpdateService {name} by {deploys}"] = "allowed"
        expected[f"ecs:DescribeServices {name} by {deploys}: revision that it is at"] = "2"
    assert seen(rehearsal, AT_WORK) == expected


JUDGED = {
    "DeploymentRole": {
        *("ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"),
        *("ecr:PutImage", "ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition"),
        *("ecs:UpdateService", "ecs:DescribeServices"),
    },
    "NightlyReportScheduleRole": {"ecs:RunTask"},
    OTHERS: {"iam:AttachRolePolicy", "ecs:RunTask", "ecr:PutImage"},
}
"""The calls of these groups that the emulator itself judges, with a control of each."""


@pytest.mark.parametrize("group", JUDGED)
def test_what_deploys_and_starts_is_judged_by_real_calls(rehearsal: Rehearsal, group: str) -> None:
    found = [
        each
        for each in rehearsal.results
        if each.group == group and each.tried.split()[0] in JUDGED[group]
    ]
    assert {each.judge for each in found} == {"emulator"}
    assert {each.seen for each in found} == ({"denied"} if group == OTHERS else BOTH)


@pytest.mark.parametrize(("expected", "of"), [("allowed", ALLOWED), ("denied", DENIED)])
def test_each_role_makes_its_own_calls_and_is_refused_others(
    rehearsal: Rehearsal, expected: str, of: dict[str, list[str]]
) -> None:
    for group, calls in of.items():
        found = seen(rehearsal, group)
        for call in calls:
            (answer,) = {found[tried] for tried in found if tried.startswith(call)}
            assert answer == expected, call


def test_two_jobs_run_each_their_own_task(emulator: LocalEmulator, tmp_path: Path) -> None:
    file = tmp_path / "jobs.yaml"
    jobs = "".join(
        f"  - {{name: {name}, schedule: rate(1 day), image: busybox:1}}\n" for name in ("a", "b")
    )
    file.write_text(f"project: acme-jobs\njobs:\n{jobs}")
    found = rehearsed(emulator, load(file))
    assert not found.differs
    denied = seen(found, OTHERS)
    tried = "ecs:RunTask task-definition/acme-jobs-b:rehearsal"
    assert [denied[each] for each in denied if each.startswith(tried) and "by AS" in each] == [
        "denied"
    ]
    assert seen(found, GROUP)["ecs:RunTask acme-jobs-a:1 by root"] == "RUNNING"


def test_roles_of_another_stack_differ(emulator: LocalEmulator) -> None:
    app = load(ROOT / "examples/nightly-job.yaml")
    template = build_services(app)
    other = "arn:aws:iam::111122223333:role/other"
    properties = template["Resources"]["NightlyReportTaskDefinition"]["Properties"]
    properties["TaskRoleArn"] = other
    found = rehearsed(emulator, app, template)
    tried = "task definition acme-orders-nightly-report:1: its two roles"
    assert seen(found, GROUP)[tried] == other
    assert found.differs


def test_a_value_that_the_template_refuses_is_told(emulator: LocalEmulator) -> None:
    app = load(ROOT / "examples/nightly-job.yaml")
    with pytest.raises(TemplateError, match="NightlyReportImageTag"):
        rehearsed(emulator, app, NightlyReportImageTag="a b")


def test_a_template_that_the_emulator_refuses_is_told(emulator: LocalEmulator) -> None:
    app = load(ROOT / "examples/nightly-job.yaml")
    template = build_services(app)
    template["Resources"]["Strange"] = {"Type": "AWS::Nothing::AtAll"}
    with pytest.raises(EmulatorError, match="AWS::Nothing::AtAll"):
        rehearsed(emulator, app, template)
