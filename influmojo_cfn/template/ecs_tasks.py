"""What a service and a job have alike: log group, task definition, security group."""

from __future__ import annotations

from typing import Any

from troposphere import If, Ref, Sub, ec2, ecs, logs

from influmojo_cfn.app import App, Parameter
from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.app.model import Job, Workload
from influmojo_cfn.app.roles import image_tag_of, logical_prefix
from influmojo_cfn.app.services import LOG_FOLDER, SECRET_NAME, is_arn, is_secret_name
from influmojo_cfn.app.uses import has_own_roles
from influmojo_cfn.template.roles import CONTEXT
from influmojo_cfn.template.statements import camel_case


def id_of(service: Workload) -> str:
    """Return how the logical IDs of a service's or job's resources begin."""
    return camel_case(service.name)


def resource_name(app: App, rest: str, prefix: str = "") -> Any:
    """Return a name with EnvironmentName between the project and the rest."""
    return If(
        f"Has{ENVIRONMENT}",
        Sub(f"{prefix}{app.project}-${{{ENVIRONMENT}}}-{rest}"),
        f"{prefix}{app.project}-{rest}",
    )


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
    return ecs.TaskDefinition(
        f"{id_of(service)}TaskDefinition",
        Metadata=why(f"What one task of the {service.name} runs, and with which roles."),
        Family=resource_name(app, service.name),
        Cpu=str(service.cpu),
        Memory=str(service.memory),
        NetworkMode="awsvpc",
        RequiresCompatibilities=["FARGATE"],
        **given(RuntimePlatform=_platform(service), Volumes=_volumes(service)),
        ExecutionRoleArn=Ref(f"{_role_prefix(app, service)}TaskExecutionRoleArn"),
        TaskRoleArn=Ref(f"{_role_prefix(app, service)}TaskRoleArn"),
        ContainerDefinitions=[_container(service)],
    )


def _container(service: Workload) -> ecs.ContainerDefinition:
    repository = service.repository
    name = f"${{{repository.name}}}" if isinstance(repository, Parameter) else repository
    own = (
        "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/"
        f"{name}:${{{image_tag_of(service)}}}"
    )
    return ecs.ContainerDefinition(
        Name=service.name,
        Image=service.image or Sub(own),
        Essential=True,
        LogConfiguration=ecs.LogConfiguration(
            LogDriver="awslogs",
            Options={
                "awslogs-group": Ref(f"{id_of(service)}LogGroup"),
                "awslogs-region": Ref("AWS::Region"),
                "awslogs-stream-prefix": service.name,
            },
        ),
        **given(
            PortMappings=_port_mappings(service),
            HealthCheck=_health_check(service),
            MountPoints=[
                ecs.MountPoint(
                    SourceVolume=f"efs-{number}",
                    ContainerPath=volume.path,
                    ReadOnly=volume.read_only,
                )
                for number, volume in enumerate(service.volumes, 1)
            ],
            EntryPoint=list(service.entry_point),
            Command=list(service.command),
            Environment=[
                ecs.Environment(Name=key, Value=value) for key, value in service.environment.items()
            ],
            Secrets=[
                ecs.Secret(Name=key, ValueFrom=_secret(value))
                for key, value in service.secrets.items()
            ],
        ),
    )


def _health_check(service: Workload) -> ecs.HealthCheck | None:
    if service.health_command is None:
        return None
    return ecs.HealthCheck(
        Command=["CMD-SHELL", service.health_command], Interval=30, Retries=3, StartPeriod=60
    )


def _volumes(service: Workload) -> list[ecs.Volume]:
    def value(given: str | Parameter) -> Any:
        return Ref(given.name) if isinstance(given, Parameter) else given

    return [
        ecs.Volume(
            Name=f"efs-{number}",
            EFSVolumeConfiguration=ecs.EFSVolumeConfiguration(
                FilesystemId=value(volume.file_system),
                TransitEncryption="ENABLED",
                AuthorizationConfig=ecs.AuthorizationConfig(
                    AccessPointId=value(volume.access_point), IAM="ENABLED"
                ),
            ),
        )
        for number, volume in enumerate(service.volumes, 1)
    ]


def _platform(service: Workload) -> ecs.RuntimePlatform | None:
    if service.architecture is None:
        return None
    return ecs.RuntimePlatform(CpuArchitecture=service.architecture, OperatingSystemFamily="LINUX")


def _port_mappings(service: Workload) -> list[ecs.PortMapping]:
    if isinstance(service, Job) or service.port is None:
        return []
    return [ecs.PortMapping(ContainerPort=service.port, Protocol="tcp")]


def _role_prefix(app: App, service: Workload) -> str:
    return logical_prefix(service.name) if has_own_roles(app, service) else ""


def given(**values: Any) -> dict[str, Any]:
    """Return the properties that have a value."""
    return {key: value for key, value in values.items() if value}


def _secret(value: str | Parameter) -> Any:
    if isinstance(value, str) and is_secret_name(value):
        name = value.removeprefix(SECRET_NAME)
        here = "${AWS::Region}:${AWS::AccountId}"
        return Sub(f"arn:${{AWS::Partition}}:secretsmanager:{here}:secret:{name}")
    if is_arn(value):
        return Ref(value.name) if isinstance(value, Parameter) else value
    name = f"${{{value.name}}}" if isinstance(value, Parameter) else value
    return Sub(f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{name}")


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
        SecurityGroupEgress=[
            ec2.SecurityGroupRule(
                Description="To AWS services and whatever the application calls",
                IpProtocol="-1",
                CidrIp="0.0.0.0/0",
            )
        ],
    )
