"""The cluster of an app: its own, which records sessions of ECS Exec, or an existing one."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, Sub, ecs, logs

from influmojo_cfn.app import App
from influmojo_cfn.app.services import EXEC_LOG_FOLDER
from influmojo_cfn.template.ecs_containers import given
from influmojo_cfn.template.ecs_tasks import resource_name, value_of, why
from influmojo_cfn.template.schedules import HERE, cluster_name

CLUSTER, EXEC_LOG_GROUP = "Cluster", "ExecLogGroup"
_SESSIONS_KEPT_DAYS = 90


def cluster_of(app: App) -> Any:
    """Return the name of an app's cluster as the services' template takes it."""
    return Ref(CLUSTER) if app.cluster is None else value_of(app.cluster)


def cluster_arn(app: App) -> Any:
    """Return the ARN of an app's cluster as the services' template takes it."""
    if app.cluster is None:
        return GetAtt(CLUSTER, "Arn")
    return Sub(f"arn:${{AWS::Partition}}:ecs:{HERE}:cluster/{cluster_name(app)}")


def cluster_resources(app: App) -> list[Any]:
    """Return the cluster that an app has of its own, and the log group of its sessions."""
    if app.cluster is not None:
        return []
    sessions = any(service.execute_command for service in app.services)
    return [*([_exec_log_group(app)] if sessions else []), _cluster(app, sessions)]


def _exec_log_group(app: App) -> logs.LogGroup:
    return logs.LogGroup(
        EXEC_LOG_GROUP,
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        Metadata=why("Sessions of ECS Exec are recorded here."),
        LogGroupName=resource_name(app, "sessions", EXEC_LOG_FOLDER),
        RetentionInDays=_SESSIONS_KEPT_DAYS,
    )


def _cluster(app: App, sessions: bool) -> ecs.Cluster:
    recorded = ecs.ClusterConfiguration(
        ExecuteCommandConfiguration=ecs.ExecuteCommandConfiguration(
            Logging="OVERRIDE",
            LogConfiguration=ecs.ExecuteCommandLogConfiguration(
                CloudWatchLogGroupName=Ref(EXEC_LOG_GROUP)
            ),
        )
    )
    return ecs.Cluster(
        CLUSTER,
        Metadata=why("One cluster for the services of one environment."),
        ClusterName=resource_name(app, "cluster"),
        ClusterSettings=[ecs.ClusterSetting(Name="containerInsights", Value="enabled")],
        **given(
            CapacityProviders=["FARGATE", "FARGATE_SPOT"]
            if any(service.fargate_spot for service in app.services)
            else [],
            Configuration=recorded if sessions else None,
        ),
    )
