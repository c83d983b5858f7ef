"""Files that are not task definitions, by what they hold, and what to give instead of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from influmojo_cfn.input_files import APP, CLAIMS


class FileKind(NamedTuple):
    """A kind of file: how it is told, what it is, and what to give instead."""

    holds: Callable[[Mapping[str, Any]], bool]
    name: str
    instead: str


def _has(*keys: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda data: all(key in data for key in keys)


_COPILOT = (
    "Load Balanced Web Service",
    "Backend Service",
    "Worker Service",
    "Request-Driven Web Service",
    "Scheduled Job",
    "Static Site",
    "Environment",
)
_REGISTERED = (
    "give the task definition itself: aws ecs describe-task-definition --task-definition FAMILY"
)

_OF_SERVICE = {
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "desiredCount",
    "launchType",
    "networkConfiguration",
}
"""Fields that services and runs of tasks have, and task definitions have not."""

KINDS: tuple[FileKind, ...] = (
    FileKind(APP.is_one, APP.name, "that is what derive writes; give the task definition"),
    FileKind(CLAIMS.is_one, CLAIMS.name, CLAIMS.reader),
    FileKind(
        _has("primaryContainer"),
        "a service of ECS Express Mode",
        "ECS makes the task definition; give a template with the AWS::ECS::ExpressGatewayService",
    ),
    FileKind(
        lambda data: "stages" in data and isinstance(data.get("source"), Mapping),
        "a Copilot pipeline",
        "give the template that copilot svc package prints for a service",
    ),
    FileKind(
        lambda data: "runtime" in data and "containerDefinitions" not in data,
        "a Pulumi program",
        "give the containerDefinitions of its task definition, as the JSON array that they are",
    ),
    FileKind(
        lambda data: (
            bool(data)
            and all(
                isinstance(each, Mapping) and ("image" in each or "build" in each)
                for each in data.values()
            )
        ),
        "a compose file",
        f"ECS does not read it; {_REGISTERED}",
    ),
    FileKind(
        lambda data: data.get("type") in _COPILOT,
        "a Copilot manifest",
        "give the template that copilot svc package (or copilot job package) prints",
    ),
    FileKind(
        lambda data: isinstance(data.get("services"), Mapping),
        "a compose file",
        f"ECS does not read it; {_REGISTERED}",
    ),
    FileKind(
        lambda data: "task_definition" in data and not {"cluster", "service"}.isdisjoint(data),
        "a configuration of ecspresso",
        "it names a task definition; give what ecspresso render taskdef prints",
    ),
    FileKind(
        lambda data: "task_definition" in data and "containerDefinitions" not in data,
        "an ecs-params.yml of the ECS CLI",
        f"it only adds to a compose file; {_REGISTERED}",
    ),
    FileKind(
        lambda data: (
            isinstance(data.get("Resources"), list) and ("version" in data or "Hooks" in data)
        ),
        "a CodeDeploy appspec file",
        "it names a task definition; give that (taskdef.json, where CodePipeline deploys)",
    ),
    FileKind(
        _has("AWSEBDockerrunVersion"),
        "a Dockerrun.aws.json of Elastic Beanstalk",
        "Elastic Beanstalk makes the task definition; give what aws ecs describe-task-definition "
        "prints of the running environment",
    ),
    FileKind(
        lambda data: "planned_values" in data or "resource_changes" in data,
        "a Terraform plan",
        "give the container_definitions of its aws_ecs_task_definition, as the JSON array that "
        "they are",
    ),
    FileKind(
        lambda data: "terraform_version" in data,
        "a Terraform state",
        "give the container_definitions of its aws_ecs_task_definition, as the JSON array that "
        "they are",
    ),
    FileKind(
        lambda data: isinstance(data.get("resource"), (Mapping, list)),
        "a Terraform configuration",
        "give the container_definitions of its aws_ecs_task_definition, as the JSON array that "
        "they are",
    ),
    FileKind(
        _has("apiVersion", "kind"), "a Kubernetes manifest", f"ECS does not read it; {_REGISTERED}"
    ),
    FileKind(
        lambda data: (
            "serviceName" in data
            or isinstance(data.get("taskDefinition"), str)
            or not _OF_SERVICE.isdisjoint(data)
        ),
        "the definition of a service or a run of tasks",
        f"it names a task definition; {_REGISTERED}",
    ),
    FileKind(
        lambda data: (
            isinstance(data.get("services"), list)
            or isinstance(data.get("tasks"), list)
            or isinstance(data.get("taskDefinitionArns"), list)
        ),
        "a list of services, tasks or ARNs",
        _REGISTERED,
    ),
    FileKind(
        lambda data: "jobs" in data or "phases" in data or "pipelines" in data,
        "a pipeline's configuration",
        "give the task definition that it deploys",
    ),
    FileKind(
        _has("jobDefinitionName"),
        "a job definition of AWS Batch",
        "give a template with the AWS::Batch::JobDefinition, which AWS makes a task definition of",
    ),
    FileKind(
        lambda data: "provider" in data and ("functions" in data or "service" in data),
        "a configuration of the Serverless Framework",
        "give the template that serverless package writes",
    ),
    FileKind(
        lambda data: "containerOverrides" in data or "ImageURI" in data,
        "what a pipeline puts into a task definition",
        "give the task definition, with --image NAME=URI for an image",
    ),
    FileKind(
        _has("artifacts", "version"),
        "the manifest of a CDK assembly",
        "give its template, whose name ends in .template.json",
    ),
    FileKind(
        _has("autoScalingGroupProvider"),
        "a capacity provider of ECS",
        f"it runs tasks of services; {_REGISTERED}",
    ),
    FileKind(
        _has("Statement"),
        "a policy document",
        "give it to preflight with --execution-policy or --task-policy",
    ),
)


def kind_of(data: Any) -> FileKind | None:
    """Return which other kind of file the data is of, None where none is known."""
    if isinstance(data, list):
        if any(isinstance(item, Mapping) and "hosts" in item for item in data):
            instead = "give the task definition that it registers"
            return FileKind(bool, "an Ansible playbook", instead)
        is_images = bool(data) and all(
            isinstance(item, Mapping) and "imageUri" in item for item in data
        )
        instead = "give the task definition, with --image NAME=URI for each of these"
        return (
            FileKind(bool, "an imagedefinitions.json of CodePipeline", instead)
            if is_images
            else None
        )
    if not isinstance(data, Mapping):
        return None
    found = next((kind for kind in KINDS if kind.holds(data)), None)
    is_own = "containerDefinitions" in data and "AWSEBDockerrunVersion" not in data
    return None if is_own else found


def is_task_definition(data: Any) -> bool:
    """Return whether data is what the ECS API takes or describes a task definition as."""
    if not isinstance(data, Mapping):
        return False
    return any(
        isinstance(each, Mapping) and "containerDefinitions" in each
        for each in (data, data.get("taskDefinition"))
    )


_PROGRAMS = {
    ".jsonnet": ("a Jsonnet program", "give what it evaluates to: jsonnet FILE"),
    ".libsonnet": ("a Jsonnet library", "give what a program that imports it evaluates to"),
    ".cue": ("a CUE program", "give what it evaluates to: cue export FILE"),
    ".dhall": ("a Dhall program", "give what it evaluates to: dhall-to-json --file FILE"),
}
"""Programs that make a task definition, by the ends of their names, and what to give instead."""


def kind_of_name(path: str) -> FileKind | None:
    """Return which other kind of file a name says, for files that are neither YAML nor JSON."""
    suffix = PurePath(path).suffix
    if suffix in _PROGRAMS:
        return FileKind(bool, *_PROGRAMS[suffix])
    if suffix in (".tf", ".hcl", ".tfvars", ".tofu"):
        instead = (
            "give the JSON array of its container_definitions, such as terraform console prints of "
            "aws_ecs_task_definition.NAME.container_definitions"
        )
        return FileKind(bool, "a Terraform configuration", instead)
    return None
