"""What the role of a job's schedule can do: run the job's task, and pass the roles of it."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import ecs, iam, sqs

from influmojo_cfn.app import App, Parameter
from influmojo_cfn.app.role_properties import properties_of
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.template.role_rows import task_roles_of
from influmojo_cfn.template.statements import (
    GrantCondition,
    GrantStatement,
    SubText,
    allowing,
    as_text,
    camel_case,
    escaped,
)

HERE = "${AWS::Region}:${AWS::AccountId}"


def schedule_group_arn(app: App) -> str:
    """Return the ARN of the group of an app's schedules."""
    return f"arn:${{AWS::Partition}}:scheduler:{HERE}:schedule-group/{_named(app, 'jobs')}"


def rule_arn(app: App, job: str) -> str:
    """Return the ARN of the EventBridge rule that runs a job."""
    return f"arn:${{AWS::Partition}}:events:{HERE}:rule/{_named(app, job)}"


def family_arn(app: App, job: str) -> str:
    """Return the ARN of every revision of a job's task definition."""
    return f"arn:${{AWS::Partition}}:ecs:{HERE}:task-definition/{_named(app, job)}:*"


def passed_arns(app: App, owner: str | None = None) -> tuple[SubText, ...]:
    """Return the ARNs of the roles that the app's tasks run with, or those of one owner."""
    begin = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role"
    return tuple(
        SubText(text=f"{begin}{_role_path(app, row.logical_id)}{_named(app, row.name)}")
        for row in task_roles_of(app, owner)
    )


def _role_path(app: App, logical_id: str) -> str:
    """Return the path of a role, as Fn::Sub takes it."""
    return escaped(properties_of(app, logical_id).path or "/")


def cluster_text(app: App, before: str, behind: str = "") -> SubText:
    """Return a string with the name of an app's cluster in it."""
    needs = (app.cluster.name,) if isinstance(app.cluster, Parameter) else ()
    empty = needs if isinstance(app.cluster, Parameter) and not app.cluster.default else ()
    return SubText(text=f"{before}{cluster_name(app)}{behind}", needs=needs, empty=empty)


def cluster_name(app: App) -> str:
    """Return the name of an app's cluster as a part of a string, in whichever environment."""
    if app.cluster is None:
        return _named(app, "cluster")
    return as_text(app.cluster)


def _named(app: App, rest: str) -> str:
    return f"{app.project}-{ENVIRONMENT_PREFIX}{rest}"


def schedule_statements(app: App, job: str) -> list[GrantStatement]:
    """Return the statements of the role with which EventBridge Scheduler runs a job."""
    return [*_runs(app, job), *_dead_letters(app, job)]


def dead_letter_queue_name(app: App, job: str) -> str:
    """Return the name of the queue of what a job's schedule could not start."""
    return _named(app, f"{job}-dead-letters")


def _dead_letters(app: App, job: str) -> Iterator[GrantStatement]:
    if not any(each.name == job and each.dead_letter_queue for each in app.jobs):
        return
    arn = f"arn:${{AWS::Partition}}:sqs:{HERE}:{dead_letter_queue_name(app, job)}"
    yield allowing(
        "SendDeadLetters",
        (sqs.SendMessage,),
        (SubText(text=arn),),
        "Keep what could not be started in the job's own queue.",
        noun=camel_case(job),
    )


def _runs(app: App, job: str) -> list[GrantStatement]:
    return [
        allowing(
            "RunTask",
            (ecs.RunTask,),
            (SubText(text=family_arn(app, job)),),
            "Run every revision of the job's task definition, in the app's cluster.",
            in_cluster(app),
            noun=camel_case(job),
        ),
        allowing(
            "PassRoles",
            (iam.PassRole,),
            passed_arns(app, job),
            "Hand the job's two roles to Amazon ECS, and to nothing else.",
            PASSED_TO_TASKS,
            noun=camel_case(job),
        ),
    ]


PASSED_TO_TASKS = GrantCondition(
    operator="StringEquals",
    key="iam:PassedToService",
    values=(SubText(text=ECS_TASKS),),
)


def in_cluster(app: App) -> GrantCondition:
    """Return the condition that a task runs in the app's cluster."""
    cluster = cluster_text(app, f"arn:${{AWS::Partition}}:ecs:{HERE}:cluster/")
    return GrantCondition(operator="ArnEquals", key="ecs:cluster", values=(cluster,))
