"""Sidecars that AWS and others publish, known by their images: what they call with the task role.

The pages were read on 2026-11-27.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.cloudwatch_agent import agent_calls
from influmojo_cfn.service_roles.ecs.log_calls import Named
from influmojo_cfn.service_roles.ecs.otel_collector import (
    collector_calls,
    configuration_of,
    exported_calls,
)
from influmojo_cfn.service_roles.field_readers import s3_object
from influmojo_cfn.service_roles.field_values import (
    Mistake,
    Reading,
    ReadingContext,
    fill,
)
from influmojo_cfn.task_definition.model import Container, Field


class Sidecar(NamedTuple):
    """A sidecar: how its image is told, its calls, and what to say of what they depend on."""

    name: str
    image: str
    calls: Callable[[Field, Container, ReadingContext], Named]
    source: str


def _nothing(where: Field, container: Container, asked: ReadingContext) -> Named:
    yield from ()


def _x_ray(where: Field, container: Container, asked: ReadingContext) -> Named:
    yield "traces", where, Reading(names={})


def _app_config(where: Field, container: Container, asked: ReadingContext) -> Named:
    covers = "arn:{partition}:appconfig:{region}:{account}:{configuration}"
    configuration = Unknown(
        "the application names it", "application/*/environment/*/configuration/*"
    )
    names = {**asked.home.names, "configuration": configuration}
    only_if = "the application asks the agent for it"
    yield "configuration", where, Reading({"configuration": fill(covers, names)}, only_if)


def _ssm_agent(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield what the agent calls to register the task, for faults that AWS FIS injects."""
    role = container.environment.get("MANAGED_INSTANCE_ROLE_NAME")
    others = (name for name in container.other_variables if isinstance(name, Unknown))
    role = role or next((Field(value=name, path=container.path) for name in others), None)
    if role:
        yield "managed instance", role, Reading(names={})
        yield ("managed instance role", role, Reading(names={"managed_instance_role": role.value}))


def _envoy(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield the call for the mesh resource that the environment names."""
    node = container.environment.get("APPMESH_RESOURCE_ARN") or container.environment.get(
        "APPMESH_VIRTUAL_NODE_NAME"
    )
    arn: Text = Unknown("no APPMESH_RESOURCE_ARN is given", "arn:*:appmesh:*:*:mesh/*")
    if node and covered(node.value).startswith("arn:"):
        arn = node.value
    elif node:
        names = {**asked.home.names, "node": node.value}
        arn = fill("arn:{partition}:appmesh:{region}:{account}:{node}", names)
    yield "mesh", node or where, Reading(names={"mesh_resource": arn})
    tracing = container.environment.get("ENABLE_ENVOY_XRAY_TRACING")
    if tracing and tracing.value == "1":
        yield "traces", tracing, Reading(names={})


def _fluent_bit_init(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield the reading of the configuration files that the environment names.

    Its variables tell the image, whatever a mirror or a tag to come calls it.
    """
    for name, value in container.environment.items():
        if not name.lower().startswith("aws_fluent_bit_init_s3"):
            continue
        for found in s3_object(value, asked):
            if isinstance(found, Mistake):
                yield found
            else:
                yield "router configuration", value, found
                yield "router configuration bucket", value, found


OTHER_COLLECTOR = "an OpenTelemetry collector"
SIGNING_PROXY = "AWS's proxy that signs requests"
FLUENT_BIT_INIT = "AWS for Fluent Bit"
_INIT_FILES = ("aws_fluent_bit_init_s3", "aws_fluent_bit_init_file")

SIDECARS: tuple[Sidecar, ...] = (
    Sidecar(
        "the X-Ray daemon",
        r"(?:.*/)?(?:aws-)?xray-daemon",
        _x_ray,
        "https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html",
    ),
    Sidecar(
        "the AWS Distro for OpenTelemetry collector",
        r"(?:.*/)?aws-otel-collector",
        collector_calls,
        "https://aws-otel.github.io/docs/setup/ecs/create-iam-role",
    ),
    Sidecar(
        OTHER_COLLECTOR,
        r"(?:.*/)?opentelemetry-collector(?:-contrib)?",
        exported_calls,
        "https://github.com/open-telemetry/opentelemetry-collector-releases",
    ),
    Sidecar(
        "AWS AppConfig's agent",
        r"(?:.*/)?aws-appconfig-agent",
        _app_config,
        "https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-containers-agent.html",
    ),
    Sidecar(
        "the SSM Agent",
        r"(?:.*/)?amazon-ssm-agent",
        _ssm_agent,
        "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
    ),
    Sidecar(
        SIGNING_PROXY,
        r"(?:.*/)?aws-sigv4-proxy",
        _nothing,
        "https://github.com/awslabs/aws-sigv4-proxy",
    ),
    Sidecar(
        "the CloudWatch agent",
        r"(?:.*/)?(?:amazon-)?cloudwatch-agent",
        agent_calls,
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/deploy_servicelens_CloudWatch_agent_deploy_ECS.html",
    ),
    Sidecar(
        "App Mesh's Envoy",
        r"(?:.*/)?aws-appmesh-envoy",
        _envoy,
        "https://docs.aws.amazon.com/app-mesh/latest/userguide/proxy-authorization.html",
    ),
    Sidecar(
        FLUENT_BIT_INIT,
        r"(?:.*/)?aws-for-fluent-bit:(?:.*-)?(?:init|\*)(?:-.*)?",
        _fluent_bit_init,
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef-customconfig.html",
    ),
    Sidecar(
        "the Datadog agent, which calls nothing with the task role",
        r"(?:.*/)?datadog/agent",
        _nothing,
        "https://docs.datadoghq.com/integrations/ecs_fargate/",
    ),
)


def sidecar_of(image: str) -> Sidecar | None:
    """Return the sidecar whose image it is, with or without its tag, None for other images."""
    tagged = image.partition("@")[0]
    plain = re.sub(r":[^:/]*$", "", tagged)
    for sidecar in SIDECARS:
        if re.fullmatch(sidecar.image, plain) or re.fullmatch(sidecar.image, tagged):
            return sidecar
    return None


def sidecar_calls(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield the calls of a container with the task role, where its image is a known sidecar's."""
    sidecar = sidecar_of(covered(where.value))
    calls = sidecar.calls if sidecar else _fluent_bit_init
    yield from calls(where, container, asked)


def unread_sidecar(image: str, container: Container) -> str:
    """Return what a known sidecar can call that nothing here tells; nothing where it is known."""
    sidecar = sidecar_of(image)
    if sidecar and sidecar.name == SIGNING_PROXY:
        return "signs the requests that it is given with the task role"
    is_collector = sidecar is not None and sidecar.name == OTHER_COLLECTOR
    if is_collector and not any(map(configuration_of, container.environment.values())):
        return "has a configuration that is not read"
    if sidecar is None or sidecar.name == FLUENT_BIT_INIT:
        return _unread_files(container, is_init=sidecar is not None)
    return ""


def _unread_files(container: Container, *, is_init: bool) -> str:
    """Return which configuration files Fluent Bit's init image reads that are not read here."""
    names = (*container.environment, *container.other_variables)
    if any(covered(name).lower().startswith(_INIT_FILES) for name in names):
        return "reads configuration files that are not read here"
    for name in names:
        if is_init and isinstance(name, Unknown):
            return f"may read configuration files that are not known ({name.reason})"
    return ""
