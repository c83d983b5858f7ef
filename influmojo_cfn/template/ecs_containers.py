"""The containers of a task definition: image, secrets, environment files, dependencies, logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import Ref, Sub, ecs

from influmojo_cfn.app import Parameter, Service
from influmojo_cfn.app.model import Workload
from influmojo_cfn.app.roles import image_tag_of, logical_prefix
from influmojo_cfn.app.secrets import SECRET_NAME, kind_of
from influmojo_cfn.app.workloads import ContainerFields, EnvironmentFile, SideContainer
from influmojo_cfn.template.schedules import HERE
from influmojo_cfn.template.statements import as_text


def id_of(service: Workload) -> str:
    """Return how the logical IDs of a service's or job's resources begin."""
    return logical_prefix(service.name)


def given(**values: Any) -> dict[str, Any]:
    """Return the properties that have a value."""
    return {key: value for key, value in values.items() if value}


def container_definition(
    service: Workload, container: ContainerFields, volumes: Mapping[tuple[Any, Any], str]
) -> ecs.ContainerDefinition:
    """Return the definition of one container of a task, which has these volumes."""
    return ecs.ContainerDefinition(
        Name=container.name,
        Image=container.image or _own_image(service, container),
        Essential=not isinstance(container, SideContainer) or container.essential,
        LogConfiguration=log_configuration(service, container.name),
        **given(
            PortMappings=_port_mappings(container),
            HealthCheck=_health_check(container),
            DependsOn=[
                ecs.ContainerDependency(ContainerName=name, Condition=condition)
                for name, condition in container.depends_on.items()
            ],
            MountPoints=[
                ecs.MountPoint(
                    SourceVolume=volumes[(volume.file_system, volume.access_point)],
                    ContainerPath=volume.path,
                    ReadOnly=volume.read_only,
                )
                for volume in container.volumes
            ],
            EntryPoint=list(container.entry_point),
            Command=list(container.command),
            Environment=[
                ecs.Environment(Name=key, Value=value)
                for key, value in container.environment.items()
            ],
            EnvironmentFiles=[
                ecs.EnvironmentFile(Type="s3", Value=_object_arn(file))
                for file in container.environment_files
            ],
            Secrets=[
                ecs.Secret(Name=key, ValueFrom=_secret(value))
                for key, value in container.secrets.items()
            ],
        ),
    )


def _own_image(service: Workload, container: ContainerFields) -> Sub:
    name = as_text(container.repository or "")
    tag = image_tag_of(service, container)
    registry = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}"
    return Sub(f"{registry}/{name}:${{{tag}}}")


def log_configuration(service: Workload, prefix: str) -> ecs.LogConfiguration:
    """Return where a container of a service writes its lines; ``prefix`` begins its streams."""
    return ecs.LogConfiguration(
        LogDriver="awslogs",
        Options={
            "awslogs-group": Ref(f"{id_of(service)}LogGroup"),
            "awslogs-region": Ref("AWS::Region"),
            "awslogs-stream-prefix": prefix,
        },
    )


def _port_mappings(container: ContainerFields) -> list[ecs.PortMapping]:
    if not isinstance(container, Service) or container.port is None:
        return []
    named = {"Name": container.name} if container.service_connect == "server" else {}
    return [ecs.PortMapping(ContainerPort=container.port, Protocol="tcp", **named)]


def _health_check(container: ContainerFields) -> ecs.HealthCheck | None:
    if container.health_command is None:
        return None
    return ecs.HealthCheck(
        Command=["CMD-SHELL", container.health_command], Interval=30, Retries=3, StartPeriod=60
    )


def _object_arn(file: EnvironmentFile) -> Sub:
    return Sub(f"arn:${{AWS::Partition}}:s3:::{as_text(file.bucket)}/{as_text(file.object_key)}")


def _secret(value: str | Parameter) -> Any:
    kind = kind_of(value)
    if kind in ("secret_arn", "parameter_arn"):
        return Ref(value.name) if isinstance(value, Parameter) else value
    if kind == "secret_name":
        name = as_text(value).removeprefix(SECRET_NAME)
        return Sub(f"arn:${{AWS::Partition}}:secretsmanager:{HERE}:secret:{name}")
    return Sub(f"arn:${{AWS::Partition}}:ssm:{HERE}:parameter{as_text(value)}")
