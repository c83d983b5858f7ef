"""Files that are not task definitions, by what they hold, and what to give instead of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from influmojo_cfn.input_files import APP, CLAIMS


class FileKind(NamedTuple):
    """A kind of file: how it is told, what it is, and what to give instead."""

    holds: Callable[[Any], bool]
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
_OF_STACK = "give its template, with --parameter NAME=VALUE for each of these"

_OF_SERVICE = {
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "desiredCount",
    "launchType",
    "networkConfiguration",
}
"""Fields that services and runs of tasks have, and task definitions have not."""
_OF_PIPELINE = {"jobs", "phases", "pipelines", "script", "stages", "steps", "trigger", "workflows"}
"""Fields of pipelines: GitHub, GitLab, CircleCI, CodeBuild, Bitbucket, Azure, Buildkite, Travis."""

_OF_KUBERNETES = (re.compile(r"^apiVersion: ", re.M), re.compile(r"^kind: ", re.M))
CONTROLLER = "ecs.services.k8s.aws/"
"""The group of TaskDefinition resources of AWS Controllers for Kubernetes, whose spec is one."""
KUBERNETES = FileKind(
    _has("apiVersion", "kind"), "a Kubernetes manifest", f"ECS does not read it; {_REGISTERED}"
)

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
        lambda data: "runtime" in data and ("build" in data or "run" in data),
        "a configuration of App Runner",
        "App Runner runs it without a task definition; give one that ECS runs",
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
        lambda data: isinstance(data.get("target"), Mapping),
        "a bake file of Docker",
        f"it builds images; {_REGISTERED}",
    ),
    KUBERNETES,
    FileKind(
        lambda data: (
            {"apiVersion", "name", "version"} <= set(data)
            or (isinstance(data.get("image"), Mapping) and "repository" in data["image"])
        ),
        "part of a Helm chart",
        f"ECS does not read it; {_REGISTERED}",
    ),
    FileKind(
        lambda data: "name" in data and not {"scripts", "dependencies"}.isdisjoint(data),
        "a package.json of npm",
        "give the task definition that runs the package",
    ),
    FileKind(
        lambda data: isinstance(data.get("app"), str),
        "a configuration of the AWS CDK",
        "give the template that cdk synth writes",
    ),
    FileKind(
        lambda data: "Parameters" in data and "Resources" not in data,
        "the parameters of a stack",
        _OF_STACK,
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
            or isinstance(data.get("families"), list)
        ),
        "a list of services, tasks or ARNs",
        _REGISTERED,
    ),
    FileKind(
        lambda data: not _OF_PIPELINE.isdisjoint(data),
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


LISTS: tuple[FileKind, ...] = (
    FileKind(
        lambda rows: any("hosts" in row for row in rows),
        "an Ansible playbook",
        "give the task definition that it registers",
    ),
    FileKind(
        lambda rows: all("imageUri" in row for row in rows),
        "an imagedefinitions.json of CodePipeline",
        "give the task definition, with --image NAME=URI for each of these",
    ),
    FileKind(
        lambda rows: all("ParameterKey" in row for row in rows),
        "the parameters of a stack",
        _OF_STACK,
    ),
)
"""Lists of mappings that are not task definitions or containers."""


def kind_of(data: Any) -> FileKind | None:
    """Return which other kind of file the data is of, None where none is known."""
    if isinstance(data, list):
        is_rows = bool(data) and all(isinstance(item, Mapping) for item in data)
        return next((kind for kind in LISTS if is_rows and kind.holds(data)), None)
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


_TERRAFORM = (
    "a Terraform configuration",
    "give the JSON array of its container_definitions, such as terraform console prints of "
    "aws_ecs_task_definition.NAME.container_definitions",
)
_PROGRAM = (
    "a program",
    f"give the template that it makes, such as cdk synth writes; or {_REGISTERED}",
)
_PROGRAMS = {
    ".jsonnet": ("a Jsonnet program", "give what it evaluates to: jsonnet FILE"),
    ".libsonnet": ("a Jsonnet library", "give what a program that imports it evaluates to"),
    ".cue": ("a CUE program", "give what it evaluates to: cue export FILE"),
    ".dhall": ("a Dhall program", "give what it evaluates to: dhall-to-json --file FILE"),
    **dict.fromkeys((".tf", ".hcl", ".tfvars", ".tofu"), _TERRAFORM),
    **dict.fromkeys((".cs", ".go", ".java", ".js", ".py", ".rb", ".sh", ".ts"), _PROGRAM),
    ".env": ("an environment file", "give the task definition that names it"),
    ".nomad": ("a job of Nomad", f"ECS does not read it; {_REGISTERED}"),
}
"""Programs that make a task definition, and others, by the ends of their names."""
_NAMED = {
    "Dockerfile": ("a Dockerfile", "give the task definition that runs its image"),
    "Jenkinsfile": ("a pipeline's configuration", "give the task definition that it deploys"),
    "docker-bake.hcl": ("a bake file of Docker", f"it builds images; {_REGISTERED}"),
}


def kind_of_text(path: str, text: str) -> FileKind | None:
    """Return which other kind of file a name or text says, for what no parser of data reads."""
    file = PurePath(path)
    names = (file.name, file.stem, file.suffix.removeprefix("."))
    row = next((_NAMED[name] for name in names if name in _NAMED), _PROGRAMS.get(file.suffix))
    if row:
        return FileKind(bool, *row)
    is_manifest = all(key.search(text) for key in _OF_KUBERNETES) and CONTROLLER not in text
    return KUBERNETES if is_manifest else None
