"""What a boundary names where an app has many services: all that fits 6,144 characters."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import encode_to_dict

from influmojo_cfn.app import App, DeploymentPipeline, GitHub, Job, Role, Service, grant
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.grants import grant as row_of
from influmojo_cfn.grants import grant_names
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import build_boundary
from influmojo_cfn.template.boundary_extent import EXTENTS
from influmojo_cfn.template.statements import GrantStatement, SubText, rendered
from tests.template.test_catalog import values_of

HERE = Environment(account="111122223333", region="eu-west-1")
IAM = "arn:aws:iam::111122223333:role"
ECS = "arn:aws:ecs:eu-west-1:111122223333"


def app(services: int, jobs: int = 0, custom: int = 0) -> App:
    resources = tuple(f"arn:aws:s3:::{'x' * 40}{number}/*" for number in range(custom))
    statement = grant(
        "custom.statement", actions=("s3:GetObjectTagging",), resources=resources, reason="Tags."
    )
    return App(
        project="acme-shop",
        roles="per_service",
        services=[
            Service(
                name=f"svc-{number}",
                repository=f"acme-shop-{number}",
                port=8080,
                priority=number + 1,
                secrets={"URL": f"/acme/{number}/url"},
                grants=[statement] if custom and not number else [],
            )
            for number in range(services)
        ],
        jobs=[
            Job(name=f"job-{number}", repository="other", schedule="rate(1 day)")
            for number in range(jobs)
        ],
        deployment=DeploymentPipeline(github=GitHub(repository="acme/shop", branch="main")),
    )


def boundary(of: App) -> Evaluator:
    made = ResolvedTemplate(build_boundary(of), HERE)
    return Evaluator([parse_policy(made.property("PermissionsBoundary", "PolicyDocument"))])


def allowed(found: Evaluator, action: str, resource: str, **context: str) -> bool:
    given = {key.replace("_", ":"): value for key, value in context.items()}
    return found.decide(Request(action, resource, context_of(given))).allowed


SIZES = {"few": app(2), "many": app(20, 5), "many with much of their own": app(20, 5, 30)}
EACH = pytest.mark.parametrize("of", SIZES.values(), ids=SIZES)
TASKS = {"iam_PassedToService": "ecs-tasks.amazonaws.com"}


@EACH
def test_every_statement_of_every_role_is_within_the_boundary(of: App) -> None:
    found = boundary(of)
    roles = roles_of(Document(build(of)), HERE).values()
    assert any(policy.statements for role in roles for policy in role.policies)
    for role in roles:
        for policy in role.policies:
            for statement in policy.statements:
                context: dict[str, str] = {
                    condition.key.replace(":", "_"): str(condition.values[0])
                    for condition in statement.conditions
                }
                for action in map(str, statement.actions):
                    for resource in map(str, statement.resources):
                        assert allowed(found, action, resource, **context), (action, resource)


@EACH
def test_only_roles_of_tasks_are_passed_and_to_ecs_alone(of: App) -> None:
    found = boundary(of)
    mine = f"{IAM}/acme-shop-svc-1-task-role"
    assert allowed(found, "iam:PassRole", mine, **TASKS)
    assert not allowed(found, "iam:PassRole", mine, iam_PassedToService="lambda.amazonaws.com")
    for other in ("acme-shop-deployment-role", "acme-other-task-role", "admin"):
        assert not allowed(found, "iam:PassRole", f"{IAM}/{other}", **TASKS)
    assert not allowed(found, "iam:AttachRolePolicy", mine)


@EACH
def test_services_and_repositories_of_others_are_not_deployed(of: App) -> None:
    found = boundary(of)
    service = f"{ECS}:service/acme-shop-cluster/acme-shop-svc-0"
    assert allowed(found, "ecs:UpdateService", service)
    assert not allowed(found, "ecs:UpdateService", service.replace("acme-shop", "acme-other"))
    repository = "arn:aws:ecr:eu-west-1:111122223333:repository/acme-other"
    assert not allowed(found, "ecr:PutImage", repository)


def test_less_is_named_the_more_there_is() -> None:
    texts = [
        build_boundary(of)["Metadata"]["com.aws.cloudformation.Context"]["must"][0]
        for of in SIZES.values()
    ]
    assert texts == [EXTENTS[0].must, EXTENTS[1].must, EXTENTS[2].must]
    assert allowed(boundary(SIZES["many"]), "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:a")
    used = boundary(SIZES["many with much of their own"])
    assert not allowed(used, "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:a")


NAMES: dict[str, tuple[SubText, str, str]] = {
    "a role of tasks": (
        SubText(text="arn:aws:iam::1:role/team/acme-shop-${EnvironmentPrefix}api-task-role"),
        "arn:aws:iam::1:role/team/acme-shop-*api-task-role",
        "arn:aws:iam::1:role/team/acme-shop-*-task-role",
    ),
    "a task definition": (
        SubText(
            text="arn:aws:ecs:${AWS::Region}:1:task-definition/acme-shop-${EnvironmentPrefix}a:*"
        ),
        "arn:aws:ecs:*:1:task-definition/acme-shop-*a:*",
        "arn:aws:ecs:*:1:task-definition/acme-shop-*:*",
    ),
    "a repository of the project": (
        SubText(text="arn:aws:ecr:e:1:repository/acme-shop-api"),
        "arn:aws:ecr:e:1:repository/acme-shop-api",
        "arn:aws:ecr:e:1:repository/acme-shop*",
    ),
    "another repository": (
        SubText(text="arn:aws:ecr:e:1:repository/base"),
        "arn:aws:ecr:e:1:repository/base",
        "arn:aws:ecr:e:1:repository/base",
    ),
    "a parameter": (
        SubText(text="arn:aws:ecr:e:1:repository/${Image}", needs=("Image",)),
        "arn:aws:ecr:e:1:repository/*",
        "arn:aws:ecr:e:1:repository/*",
    ),
}


@pytest.mark.parametrize(("text", "each", "beginning"), NAMES.values(), ids=NAMES)
def test_a_name_is_whole_or_by_its_beginning(text: Any, each: str, beginning: str) -> None:
    assert [extent.anywhere(app(1), text) for extent in EXTENTS[:2]] == [each, beginning]


def test_an_app_of_the_whole_catalog_keeps_its_roles_alone_by_name() -> None:
    """Its actions fit, their resources do not: what other roles are used stays as narrow."""
    rows = [row_of(name) for name in grant_names() if row_of(name).statements]
    uses = [
        grant(row.name, **values_of(row, frozenset(each.name for each in row.arguments)))
        for row in rows
        if "task" in row.roles
    ]
    of = App(project="acme", task_role=Role(grants=uses))
    limit = boundary(of)
    assert allowed(limit, "events:PutEvents", f"{ECS}:any")
    assert not allowed(limit, "sts:AssumeRole", f"{IAM}/other")
    assert not allowed(limit, "iam:PassRole", f"{IAM}/other", iam_PassedToService=ECS_TASKS)
    assert not allowed(limit, "iam:CreateRole", f"{IAM}/other")


def passing(name: str, **arguments: Any) -> GrantStatement:
    """Return the statement of a grant that passes a role to a service."""
    found = rendered(row_of(name), grant(name, **arguments), "task")
    return next(each for each in found if "iam:PassRole" in each.actions)


def test_roles_are_passed_to_each_service_in_a_statement_of_its_own() -> None:
    ecs = {"cluster": "acme", "task_definition": "acme"}
    statements = [
        passing("ecs.run_task", **ecs, roles=["a-task-role"]),
        passing("scheduler.create_schedules", group="jobs", role="timer"),
        passing("ecs.run_task", **ecs, roles=["b-task-role"]),
    ]
    found = [encode_to_dict(each) for each in EXTENTS[1].passing(app(1), statements)]
    assert [each["Sid"] for each in found] == ["PassRoles", "PassRoles2"]
    services = [each["Condition"]["StringEquals"]["iam:PassedToService"] for each in found]
    assert services == [["ecs-tasks.amazonaws.com"], ["scheduler.amazonaws.com"]]
    assert ["timer" in str(each["Resource"]) for each in found] == [False, True]
