"""Jobs: three roles each, a schedule that may run its job alone, and the claims that say so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from influmojo_cfn.app import Job, grant
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.config import dump as dump_app
from influmojo_cfn.config import load, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import LOGICAL_ID, build_boundary
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_root
from scripts.app_diagram import mermaid
from tests.conftest import ROOT
from tests.template.verdicts import verdicts

APP = load(ROOT / "examples" / "nightly-job.yaml")
HERE = Environment(account="111122223333", region="eu-west-1")
ROLE = "NightlyReportScheduleRole"


def test_a_job_has_its_two_roles_and_the_one_that_starts_it() -> None:
    assert [role.name for role in roles_of(Document(build(APP)), HERE).values()] == [
        "acme-orders-nightly-report-task-execution-role",
        "acme-orders-nightly-report-task-role",
        "acme-orders-nightly-report-schedule-role",
    ]


def test_shared_roles_are_there_only_where_something_has_them() -> None:
    assert "TaskRole" not in build(APP)["Resources"]
    assert "TaskRole" in build(replace(APP, grants=[grant("xray.write_traces")]))["Resources"]


def test_nothing_is_found_in_what_is_written(tmp_path: Path) -> None:
    root = build_root(APP, "acme-orders-ecs-service.yaml", "https://a.s3.amazonaws.com/b")
    paths = []
    for number, template in enumerate((build(APP), build_services(APP), build_boundary(APP), root)):
        paths.append(tmp_path / f"{number}.yaml")
        paths[-1].write_text(dump(template), "utf-8")
    assert check(paths) == []


def test_the_claims_are_proven() -> None:
    assert set(verdicts(build(APP), APP).values()) == {"proven"}


PLANTED = {
    "another task": (
        "acme-orders-${EnvironmentPrefix}nightly-report:*",
        "acme-*",
        "The schedule of the nightly-report runs its task and no other",
    ),
    "another role": (
        "${EnvironmentPrefix}nightly-report-task-role",
        "*",
        "The schedule of the nightly-report passes the roles of its task and no others",
    ),
    "another service": (
        'ecs-tasks.amazonaws.com"}}}',
        'lambda.amazonaws.com"}}}',
        "The schedule of the nightly-report passes roles to ECS tasks alone",
    ),
}


@pytest.mark.parametrize(("old", "new", "claim"), PLANTED.values(), ids=PLANTED)
def test_a_wider_schedule_role_is_refuted(old: str, new: str, claim: str) -> None:
    template = build(APP)
    policy = json.dumps(template["Resources"]["NightlyReportSchedulePolicy"])
    assert old in policy
    template["Resources"]["NightlyReportSchedulePolicy"] = json.loads(policy.replace(old, new))
    assert verdicts(template, APP)[claim] == "refuted"


def test_the_schedule_names_group_role_and_task() -> None:
    resources = build_services(APP)["Resources"]
    schedule = resources["NightlyReportSchedule"]["Properties"]
    assert schedule["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Berlin"
    assert schedule["GroupName"] == {"Ref": "ScheduleGroup"}
    target = schedule["Target"]
    assert target["RoleArn"] == {"Ref": f"{ROLE}Arn"}
    assert target["EcsParameters"]["TaskDefinitionArn"] == {"Ref": "NightlyReportTaskDefinition"}
    definition = resources["NightlyReportTaskDefinition"]["Properties"]
    (container,) = definition["ContainerDefinitions"]
    assert container["Command"] == ["python", "-m", "reports.nightly"]


@pytest.mark.parametrize("environment", ["", "qa"])
def test_cluster_group_and_family_are_those_of_the_services_template(environment: str) -> None:
    """What the role names is what the other template makes, in the same environment."""
    here = replace(HERE, parameters={"EnvironmentName": environment})
    resolved = ResolvedTemplate(build_services(APP), replace(here), missing_is_unknown=True)
    prefix = "acme-orders-qa" if environment else "acme-orders"
    assert resolved.property("Cluster", "ClusterName") == f"{prefix}-cluster"
    assert resolved.property("ScheduleGroup", "Name") == f"{prefix}-jobs"
    assert resolved.property("NightlyReportTaskDefinition", "Family") == f"{prefix}-nightly-report"
    role = roles_of(Document(build(APP)), here)[ROLE]
    here = Environment(region="eu-west-1", parameters={"EnvironmentName": environment})
    documents, _ = documents_of(APP, here)
    text = json.dumps(documents["nightly-report-schedule-role.json"])
    assert f"cluster/{prefix}-cluster" in text
    assert f"task-definition/{prefix}-nightly-report:*" in text
    trust = json.dumps(documents["schedule-trust-policy.json"])
    assert f"schedule-group/{prefix}-jobs" in trust
    assert role.name == f"{prefix}-nightly-report-schedule-role"


def test_the_role_of_the_schedule_is_within_the_boundary() -> None:
    resolved = ResolvedTemplate(build_boundary(APP), HERE)
    boundary = parse_policy(resolved.property(LOGICAL_ID, "PolicyDocument"), name="boundary")
    role = roles_of(Document(build(APP)), HERE)[ROLE]
    assert excess(Access((boundary,)), [Access(role.policies)]).verdict == "proven"


def test_the_diagram_shows_whom_the_schedule_runs_with() -> None:
    assert f"{ROLE} -->|runs a task with| NightlyReportTaskRole" in mermaid(APP)


def test_a_job_survives_its_file() -> None:
    assert loads(dump_app(APP)) == APP


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "{name: a, repository: b-c}",
            "jobs[0].schedule: is missing: a job needs its schedule, such as cron(0 3 * * ? *)",
        ),
        (
            "{name: a, repository: b-c, schedule: 0 3 * * *}",
            "jobs[0].schedule: '0 3 * * *' must be cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR), "
            "rate(5 hours) or at(2030-01-31T03:00:00)",
        ),
        (
            "{name: a, repository: b-c, schedule: rate(1 day), schedul: x}",
            "jobs[0].schedul: unknown key; did you mean 'schedule'?",
        ),
        (
            "{name: a, repository: b-c, schedule: rate(1 day), timezone: 'Berlin, Germany'}",
            "jobs[0].timezone: 'Berlin, Germany' must be a time zone such as Europe/Berlin",
        ),
        (
            "{name: a, repository: b-c, schedule: rate(1 day), timezone: Europe/Berln}",
            "must be a time zone such as Europe/Berlin; did you mean 'Europe/Berlin'?",
        ),
        (
            "{name: a, repository: b-c, schedule: cron(0 3 * * * *)}",
            "jobs[0].schedule: 'cron(0 3 * * * *)' must have ? as its DAY or its WEEKDAY",
        ),
        (
            "{name: a, repository: b-c, schedule: cron(0 3 ? * ? *)}",
            "'cron(0 3 ? * ? *)' must have ? as its DAY or its WEEKDAY, and not as both",
        ),
        (
            "{name: a, repository: b-c, event_pattern: {source: aws.s3}}",
            "jobs[0].event_pattern.source: 'aws.s3' must be a list of values, such as [aws.s3]",
        ),
        (
            "{name: a, repository: b-c, event_pattern: {detail: {bucket: {name: x}}}}",
            "jobs[0].event_pattern.detail.bucket.name: 'x' must be a list of values",
        ),
        (
            "{name: a, repository: b-c, schedule: rate(1 day), memory: 700}",
            "jobs[0].memory: 700 does not go with 256 CPU units: 512, 1024, 2048",
        ),
        (
            "{name: a, repository: b-c, schedule: rate(1 day)}, {name: a, repository: b-c, "
            "schedule: rate(1 day)}",
            "jobs[1].name: 'a' is given twice",
        ),
        ("{name: a, repository: B, schedule: rate(1 day)}", "jobs[0].repository: 'B' must be"),
    ],
)
def test_the_message_of_a_mistake(entry: str, message: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(f"project: shop\njobs: [{entry}]")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "entry",
    [
        "schedule: cron(15 10 ? * MON-FRI 2030)",
        "schedule: cron(0 8 1 * ? *), timezone: America/Argentina/Buenos_Aires",
        "event_pattern: {source: [aws.s3], detail: {size: [{numeric: ['>', 5]}]}}",
    ],
)
def test_what_starts_a_job_at_aws_is_taken(entry: str) -> None:
    loads(f"project: shop\njobs: [{{name: a, repository: b-c, {entry}}}]")


def test_a_job_that_cannot_be_read_keeps_the_places_of_the_others() -> None:
    with pytest.raises(AppError) as caught:
        loads(
            "project: shop\njobs: [{name: 5, repository: b-c, schedule: rate(1 day)}, "
            "{name: b, repository: b-c, schedule: daily}]"
        )
    assert "jobs[1].schedule: 'daily' must be" in str(caught.value)


def test_several_jobs_share_one_group() -> None:
    more = Job(name="hourly", schedule="rate(1 hour)", repository="acme-hourly")
    app = replace(APP, jobs=[*APP.jobs, more])
    resources = build_services(app)["Resources"]
    kinds = [resource["Type"] for resource in resources.values()]
    assert kinds.count("AWS::Scheduler::ScheduleGroup") == 1
    assert kinds.count("AWS::Scheduler::Schedule") == 2
    assert set(verdicts(build(app), app).values()) == {"proven"}
