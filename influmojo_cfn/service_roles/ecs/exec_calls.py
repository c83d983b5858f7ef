"""What the agent of ECS Exec calls with a task role because the cluster keeps sessions.

The rows are those of preflight; here the cluster says where its sessions are logged.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html (read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.ecs.call_table import ROW
from influmojo_cfn.service_roles.encrypted_calls import key_named
from influmojo_cfn.service_roles.run_task_calls import definition_named
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, properties_of, resources

_COMMAND = ("Configuration", "ExecuteCommandConfiguration")
_LOGS = (*_COMMAND, "LogConfiguration")


def exec_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of each service with ECS Exec whose cluster logs or encrypts sessions."""
    for service in resources(resolver, "AWS::ECS::Service"):
        if service.text("EnableExecuteCommand") != "true":
            continue
        cluster = service.resource(service.text("Cluster"), "AWS::ECS::Cluster")
        definition = definition_named(resolver, service.text("TaskDefinition"))
        if cluster and definition:
            for role in properties_of(resolver, definition).below("TaskRoleArn"):
                yield from _of_cluster(cluster, service, role)


def _of_cluster(cluster: Property, service: Property, role: Property) -> Iterator[ServiceCall]:
    on: dict[str, str] = {}
    if cluster.text(*_COMMAND, "Logging") == "OVERRIDE":
        for value in cluster.values(*_LOGS, "CloudWatchLogGroupName"):
            on["execute command log groups"] = ANYTHING
            stream = f"log-group:{value.text}:log-stream:{t.ANY}"
            on["execute command log"] = arn_of("logs", stream)
        for value in cluster.values(*_LOGS, "S3BucketName"):
            bucket = f"arn:{t.PARTITION}:s3:::{value.text}"
            prefix = cluster.text(*_LOGS, "S3KeyPrefix")
            on["execute command objects"] = f"{bucket}/{prefix}{t.ANY}"
    for value in cluster.values(*_COMMAND, "KmsKeyId"):
        if key := key_named(cluster.resolver, value.text):
            on["execute command key"] = key
    for name, resource in on.items():
        row = ROW[name]
        for action in row.actions:
            path = (*service.path, "EnableExecuteCommand")
            call = ServiceCall.one(role, action, resource, row.purpose, row.page, path)
            yield call._replace(logical_id=service.logical_id)
