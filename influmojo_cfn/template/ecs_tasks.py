"""What a service and a job have alike: log group, task definition, security group."""

from __future__ import annotations

from typing import Any

from troposphere import Ref, ec2, ecs, logs

from influmojo_cfn.app import App, Parameter
from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.app.model import Workload
from influmojo_cfn.app.roles import logical_prefix
from influmojo_cfn.app.services import LOG_FOLDER
from influmojo_cfn.app.uses import has_own_roles
from influmojo_cfn.app.workloads import containers_of
from influmojo_cfn.template.ecs_containers import container_definition, given, id_of
from influmojo_cfn.template.frame import CONTEXT, with_environment


def resource_name(app: App, rest: str, prefix: str = "") -> Any:
    """Return a name with EnvironmentName between the project and the rest."""
    return with_environment(f"{prefix}{app.project}", rest, f"Has{ENVIRONMENT}")


def why(words: str, **more: Any) -> dict[str, Any]:
    """Return the metadata of a resource: what it is for."""
    return {CONTEXT: {"why": words, **more}}


def log_group(app: App, service: Workload) -> logs.LogGroup:
    """Return the log group of a service or job."""
    return logs.LogGroup(
        f"{id_of(service)}LogGroup",
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        LogGroupName=resource_name(app, service.name, LOG_FOLDER),
        RetentionInDays=service.log_retention,
    )


def task_definition(app: App, service: Workload) -> ecs.TaskDefinition:
    """Return the task definition of a service or job."""
    volumes = _volumes(service)
    return ecs.TaskDefinition(
        f"{id_of(service)}TaskDefinition",
        Metadata=why(f"What one task of the {service.name} runs, and with which roles."),
        Family=resource_name(app, service.name),
        Cpu=str(service.cpu),
        Memory=str(service.memory),
        NetworkMode="awsvpc",
        RequiresCompatibilities=["FARGATE"],
        **given(
            RuntimePlatform=_platform(service),
            Volumes=[_volume(volume, name) for volume, name in volumes.items()],
        ),
        ExecutionRoleArn=Ref(f"{_role_prefix(app, service)}TaskExecutionRoleArn"),
        TaskRoleArn=Ref(f"{_role_prefix(app, service)}TaskRoleArn"),
        ContainerDefinitions=[
            container_definition(service, container, volumes)
            for _, container in containers_of(service)
        ],
    )


def _volumes(service: Workload) -> dict[tuple[Any, Any], str]:
    """Return the volumes of a task, by file system and access point, each with its name there."""
    mounts = [volume for _, each in containers_of(service) for volume in each.volumes]
    found = dict.fromkeys((mount.file_system, mount.access_point) for mount in mounts)
    return {each: f"efs-{number}" for number, each in enumerate(found, 1)}


def _volume(found: tuple[Any, Any], name: str) -> ecs.Volume:
    file_system, access_point = map(value_of, found)
    return ecs.Volume(
        Name=name,
        EFSVolumeConfiguration=ecs.EFSVolumeConfiguration(
            FilesystemId=file_system,
            TransitEncryption="ENABLED",
            AuthorizationConfig=ecs.AuthorizationConfig(AccessPointId=access_point, IAM="ENABLED"),
        ),
    )


def value_of(given: str | Parameter) -> Any:
    """Return a value as a template takes it: a parameter by its name."""
    return Ref(given.name) if isinstance(given, Parameter) else given


def _platform(service: Workload) -> ecs.RuntimePlatform | None:
    if service.architecture is None:
        return None
    return ecs.RuntimePlatform(CpuArchitecture=service.architecture, OperatingSystemFamily="LINUX")


def _role_prefix(app: App, service: Workload) -> str:
    return logical_prefix(service.name) if has_own_roles(app, service) else ""


EGRESS = ec2.SecurityGroupRule(
    Description="To AWS services and whatever the application calls",
    IpProtocol="-1",
    CidrIp="0.0.0.0/0",
)
"""What the tasks can reach."""


def security_group(app: App, service: Workload, ingress: Any = None) -> ec2.SecurityGroup:
    """Return the security group of a service or job; nothing reaches it without ``ingress``."""
    return ec2.SecurityGroup(
        f"{id_of(service)}SecurityGroup",
        Metadata=why(
            f"Only the load balancer reaches the {service.name}."
            if ingress
            else f"Nothing reaches the {service.name}."
        ),
        GroupDescription=f"The {service.name} of {app.display_title}",
        VpcId=Ref("VpcId"),
        **given(SecurityGroupIngress=ingress),
        SecurityGroupEgress=[EGRESS],
    )
