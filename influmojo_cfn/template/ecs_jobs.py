"""The resources of the services' template that run jobs: a schedule group, and a schedule each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref, events, scheduler, sqs

from influmojo_cfn.app import App, Job
from influmojo_cfn.template.ecs_cluster import cluster_arn
from influmojo_cfn.template.ecs_containers import given, id_of
from influmojo_cfn.template.ecs_tasks import (
    log_group,
    resource_name,
    security_group,
    task_definition,
    why,
)

SCHEDULE_GROUP = "ScheduleGroup"


def jobs_of(app: App) -> Iterator[Any]:
    """Yield the resources of an app's jobs; nothing where it has none."""
    if not app.jobs:
        return
    if any(job.schedule for job in app.jobs):
        yield scheduler.ScheduleGroup(
            SCHEDULE_GROUP,
            Metadata=why("The schedules of one environment; their roles trust this group alone."),
            Name=resource_name(app, "jobs"),
        )
    for job in app.jobs:
        yield log_group(app, job)
        yield task_definition(app, job)
        yield security_group(app, job)
        if job.dead_letter_queue:
            yield _dead_letters(app, job)
        yield _schedule(app, job) if job.schedule else _rule(app, job)


def _dead_letters(app: App, job: Job) -> sqs.Queue:
    return sqs.Queue(
        f"{id_of(job)}DeadLetters",
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        Metadata=why(f"What the schedule of the {job.name} could not start, for two weeks."),
        QueueName=resource_name(app, f"{job.name}-dead-letters"),
        SqsManagedSseEnabled=True,
        MessageRetentionPeriod=1_209_600,
    )


def _dead_letter_config(job: Job) -> scheduler.DeadLetterConfig | None:
    if not job.dead_letter_queue:
        return None
    return scheduler.DeadLetterConfig(Arn=GetAtt(f"{id_of(job)}DeadLetters", "Arn"))


def _rule(app: App, job: Job) -> events.Rule:
    name = id_of(job)
    return events.Rule(
        f"{name}Rule",
        Metadata=why(f"Which events start the {job.name}."),
        Name=resource_name(app, job.name),
        EventPattern=job.event_pattern,
        Targets=[
            events.Target(
                Id=job.name,
                Arn=cluster_arn(app),
                RoleArn=Ref(f"{name}RuleRoleArn"),
                EcsParameters=_run_of(job, events, "AwsVpcConfiguration"),
            )
        ],
    )


def _schedule(app: App, job: Job) -> scheduler.Schedule:
    name = id_of(job)
    return scheduler.Schedule(
        f"{name}Schedule",
        Metadata=why(f"When the {job.name} runs."),
        Name=resource_name(app, job.name),
        GroupName=Ref(SCHEDULE_GROUP),
        ScheduleExpression=job.schedule,
        FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
        **given(ScheduleExpressionTimezone=job.timezone),
        Target=scheduler.Target(
            Arn=cluster_arn(app),
            RoleArn=Ref(f"{name}ScheduleRoleArn"),
            **given(DeadLetterConfig=_dead_letter_config(job)),
            EcsParameters=_run_of(job, scheduler, "AwsvpcConfiguration"),
        ),
    )


def _run_of(job: Job, service: Any, network: str) -> Any:
    """Return how a service of EventBridge, a module of troposphere, runs a job."""
    name = id_of(job)
    vpc = service.AwsVpcConfiguration(
        AssignPublicIp=Ref("AssignPublicIp"),
        SecurityGroups=[GetAtt(f"{name}SecurityGroup", "GroupId")],
        Subnets=Ref("SubnetIds"),
    )
    return service.EcsParameters(
        TaskDefinitionArn=Ref(f"{name}TaskDefinition"),
        LaunchType="FARGATE",
        NetworkConfiguration=service.NetworkConfiguration(**{network: vpc}),
    )
