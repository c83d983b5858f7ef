"""A job's schedule: when it runs, with which task and role, in one group for all jobs."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.app import App, Job, Service
from influmojo_cfn.template.ecs_jobs import jobs_of

JOB = Job(
    name="night-run", repository="a-b", schedule="cron(0 3 * * ? *)", timezone="Europe/Berlin"
)
PLAIN = Job(name="day", repository="a-b", schedule="rate(1 day)")


def resources(*jobs: Job) -> dict[str, Any]:
    return {made.title: made.to_dict() for made in jobs_of(App(project="shop", jobs=jobs))}


def schedule(job: Job, name: str) -> dict[str, Any]:
    return dict(resources(job)[name]["Properties"])


def test_an_app_without_jobs_has_no_group() -> None:
    web = Service(name="web", repository="a-b", port=80)
    assert list(jobs_of(App(project="shop", services=[web]))) == []


def test_jobs_share_one_group_and_have_the_rest_each() -> None:
    assert list(resources(JOB, PLAIN)) == [
        "ScheduleGroup",
        *(
            f"NightRun{kind}"
            for kind in ("LogGroup", "TaskDefinition", "SecurityGroup", "Schedule")
        ),
        *(f"Day{kind}" for kind in ("LogGroup", "TaskDefinition", "SecurityGroup", "Schedule")),
    ]


def test_the_group_is_named_after_the_environment() -> None:
    assert resources(JOB)["ScheduleGroup"]["Properties"]["Name"]["Fn::If"][1:] == [
        {"Fn::Sub": "shop-${EnvironmentName}-jobs"},
        "shop-jobs",
    ]


def test_a_schedule_is_that_of_the_job_in_its_time_zone() -> None:
    found = schedule(JOB, "NightRunSchedule")
    assert found["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert found["ScheduleExpressionTimezone"] == "Europe/Berlin"


def test_a_job_without_a_time_zone_names_none() -> None:
    assert "ScheduleExpressionTimezone" not in schedule(PLAIN, "DaySchedule")


def test_a_schedule_runs_on_time() -> None:
    assert schedule(PLAIN, "DaySchedule")["FlexibleTimeWindow"] == {"Mode": "OFF"}


def test_a_schedule_is_in_the_group_that_its_role_trusts() -> None:
    assert schedule(PLAIN, "DaySchedule")["GroupName"] == {"Ref": "ScheduleGroup"}


def test_a_schedule_runs_the_jobs_task_with_the_jobs_role() -> None:
    target = schedule(JOB, "NightRunSchedule")["Target"]
    assert target["Arn"] == {"Fn::GetAtt": ["Cluster", "Arn"]}
    assert target["RoleArn"] == {"Ref": "NightRunScheduleRoleArn"}
    assert target["EcsParameters"] == {
        "TaskDefinitionArn": {"Ref": "NightRunTaskDefinition"},
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {
            "AwsvpcConfiguration": {
                "AssignPublicIp": {"Ref": "AssignPublicIp"},
                "SecurityGroups": [{"Fn::GetAtt": ["NightRunSecurityGroup", "GroupId"]}],
                "Subnets": {"Ref": "SubnetIds"},
            }
        },
    }
