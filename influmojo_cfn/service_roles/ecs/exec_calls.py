"""What the agent of ECS Exec calls with a task role because the cluster keeps sessions.

The rows are those of preflight; here the cluster says where its sessions are logged.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html (read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Node
from influmojo_cfn.service_roles.ecs.call_table import ROW
from influmojo_cfn.service_roles.encrypted_calls import key_named
from influmojo_cfn.service_roles.run_task_calls import definition_named
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    below,
    properties_of,
    resource_named,
    text_at,
    values_at,
)

_CLUSTER = "AWS::ECS::Cluster"
_COMMAND = ("Configuration", "ExecuteCommandConfiguration")
_LOGS = (*_COMMAND, "LogConfiguration")


def exec_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of each service with ECS Exec whose cluster logs or encrypts sessions."""
    for logical_id in resolver.resources_of("AWS::ECS::Service"):
        properties = properties_of(resolver, logical_id)
        if text_at(resolver, properties, "EnableExecuteCommand") != "true":
            continue
        cluster = resource_named(resolver, text_at(resolver, properties, "Cluster"), _CLUSTER)
        definition = definition_named(resolver, text_at(resolver, properties, "TaskDefinition"))
        if cluster and definition:
            place = (*properties[1], "EnableExecuteCommand")
            for role in below(resolver, properties_of(resolver, definition), ("TaskRoleArn",)):
                yield from _of_cluster(resolver, logical_id, role, cluster, place)


def _of_cluster(
    resolver: Resolver, logical_id: str, role: Node, cluster: str, path: Path
) -> Iterator[ServiceCall]:
    properties = properties_of(resolver, cluster)
    resources: dict[str, str] = {}
    if text_at(resolver, properties, *_COMMAND, "Logging") == "OVERRIDE":
        for value in values_at(resolver, properties, (*_LOGS, "CloudWatchLogGroupName")):
            resources["execute command log groups"] = ANYTHING
            stream = f"log-group:{value.text}:log-stream:{t.ANY}"
            resources["execute command log"] = arn_of("logs", stream)
        for value in values_at(resolver, properties, (*_LOGS, "S3BucketName")):
            bucket = f"arn:{t.PARTITION}:s3:::{value.text}"
            prefix = text_at(resolver, properties, *_LOGS, "S3KeyPrefix")
            resources["execute command objects"] = f"{bucket}/{prefix}{t.ANY}"
    for value in values_at(resolver, properties, (*_COMMAND, "KmsKeyId")):
        if key := key_named(resolver, value.text):
            resources["execute command key"] = key
    for name, resource in resources.items():
        row = ROW[name]
        for action in row.actions:
            yield ServiceCall(logical_id, role, (action,), (resource,), row.purpose, path, row.page)
