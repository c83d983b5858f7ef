"""What the role of a pipeline can do: push the app's images, register and deploy its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import ecr, ecs, iam

from influmojo_cfn.app import App, Parameter
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.app.uses import workloads_of
from influmojo_cfn.app.workloads import containers_of
from influmojo_cfn.template.schedules import (
    HERE,
    PASSED_TO_TASKS,
    cluster_text,
    family_arn,
    in_cluster,
    passed_arns,
)
from influmojo_cfn.template.statements import GrantStatement, SubText, allowing, as_text

PUSH = (
    ecr.BatchCheckLayerAvailability,
    ecr.BatchGetImage,
    ecr.CompleteLayerUpload,
    ecr.InitiateLayerUpload,
    ecr.PutImage,
    ecr.UploadLayerPart,
)
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html (read 2026-11-27)."""


def deployment_statements(app: App) -> list[GrantStatement]:
    """Return the statements of the role that deploys."""
    return [
        allowing(
            "GetRegistryToken",
            (ecr.GetAuthorizationToken,),
            (SubText(text="*"),),
            "Authenticate to Amazon ECR: ecr:GetAuthorizationToken supports only *.",
        ),
        *_images(app),
        allowing(
            "RegisterTaskDefinitions",
            (ecs.RegisterTaskDefinition,),
            families_of(app),
            "Register new revisions of the app's task definitions.",
        ),
        allowing(
            "DescribeTaskDefinitions",
            (ecs.DescribeTaskDefinition,),
            (SubText(text="*"),),
            "Read the revision that runs: ecs:DescribeTaskDefinition takes only *.",
        ),
        *_services(app),
        *_runs(app),
        pass_roles(app),
    ]


def pass_roles(app: App) -> GrantStatement:
    """Return the statement that hands the roles of the app's tasks to ECS."""
    return allowing(
        "PassRoles",
        (iam.PassRole,),
        passed_arns(app),
        "Hand the roles of the app's tasks to Amazon ECS, and to nothing else.",
        PASSED_TO_TASKS,
    )


def _images(app: App) -> Iterator[GrantStatement]:
    if repositories := repositories_of(app):
        yield allowing("PushImages", PUSH, repositories, "Push the images of the app.")


def _services(app: App) -> Iterator[GrantStatement]:
    if app.services:
        yield allowing(
            "UpdateServices",
            (ecs.DescribeServices, ecs.UpdateService),
            service_arns(app),
            "Deploy a revision to the app's services, and see it become stable.",
        )


def _runs(app: App) -> Iterator[GrantStatement]:
    """Yield what runs a task once and sees how it ends, where the app asks for it."""
    if app.deployment is None or not app.deployment.run_tasks:
        return
    yield allowing(
        "RunTasks",
        (ecs.RunTask,),
        families_of(app),
        "Run the app's tasks in its cluster, such as a migration before a deployment.",
        in_cluster(app),
    )
    yield allowing(
        "DescribeTasks",
        (ecs.DescribeTasks,),
        (cluster_text(app, f"arn:${{AWS::Partition}}:ecs:{HERE}:task/", "/*"),),
        "See how a task ends that was run.",
    )


def families_of(app: App) -> tuple[SubText, ...]:
    """Return the ARNs of the app's task definitions, in every revision and environment."""
    return tuple(SubText(text=family_arn(app, each.name)) for _, each in workloads_of(app))


def service_arns(app: App) -> tuple[SubText, ...]:
    """Return the ARNs of the app's services, in whichever environment."""
    before = f"arn:${{AWS::Partition}}:ecs:{HERE}:service/"
    names = (f"/{app.project}-{ENVIRONMENT_PREFIX}{service.name}" for service in app.services)
    return tuple(cluster_text(app, before, name) for name in names)


def repositories_of(app: App) -> tuple[SubText, ...]:
    """Return the ARNs of the repositories of the app's images."""
    found = {}
    containers = (each for _, found in workloads_of(app) for _, each in containers_of(found))
    for each in containers:
        value = each.repository
        if value is None:
            continue
        needs = (value.name,) if isinstance(value, Parameter) else ()
        text = f"arn:${{AWS::Partition}}:ecr:{HERE}:repository/{as_text(value)}"
        found[text] = SubText(text=text, needs=needs)
    return tuple(found.values())
