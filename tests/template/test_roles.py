"""The roles of an app: what sets them apart, who assumes them, and what is attached."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import encode_to_dict

from influmojo_cfn.app import (
    App,
    Bitbucket,
    DeploymentPipeline,
    GitHub,
    Job,
    Role,
    Service,
    grant,
)
from influmojo_cfn.app.deployment import identity_of
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.roles import (
    CONTEXT,
    DEPLOYMENT_ROLE,
    ROLES,
    deployment_trust,
    name_of,
    outputs_of,
    provider_arn,
    role_of_row,
    roles_of,
    schedule_trust,
    tags_of,
    task_roles_of,
    trust,
)

QUEUE = grant("sqs.send_messages", queue="jobs")
EXECUTION, TASK = ROLES
WEB = Service(name="web", repository="a-b", port=80)
OWN = Service(name="admin-ui", repository="a-b", port=80, roles="own", priority=101)
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")
GITHUB = DeploymentPipeline(github=GitHub(repository="acme/shop", branch="main"))
UUID = "11111111-2222-3333-4444-555555555555"
BITBUCKET = DeploymentPipeline(
    bitbucket=Bitbucket(workspace="acme", workspace_uuid=UUID, repository_uuid=UUID)
)


def app(**values: Any) -> App:
    return App(**{"project": "shop", "grants": [QUEUE], **values})


ROLES_OF: dict[str, tuple[App, list[str]]] = {
    "grants": (app(), ["TaskExecutionRole", "TaskRole"]),
    "a service that shares": (app(services=[WEB]), ["TaskExecutionRole", "TaskRole"]),
    "a service of its own": (
        app(grants=[], services=[OWN]),
        ["AdminUiTaskExecutionRole", "AdminUiTaskRole"],
    ),
    "a job": (
        app(grants=[], jobs=[JOB]),
        ["NightTaskExecutionRole", "NightTaskRole", "NightScheduleRole"],
    ),
    "a pipeline": (
        app(services=[WEB], deployment=GITHUB),
        ["TaskExecutionRole", "TaskRole", "DeploymentRole"],
    ),
}


@pytest.mark.parametrize(("of", "expected"), ROLES_OF.values(), ids=ROLES_OF)
def test_the_roles_of_an_app(of: App, expected: list[str]) -> None:
    assert [row.logical_id for row in roles_of(of)] == expected


def test_the_roles_that_tasks_run_with_are_not_those_of_schedules_and_pipelines() -> None:
    assert task_roles_of(app(services=[WEB], jobs=[JOB], deployment=GITHUB)) == (
        "ecs-task-execution-role",
        "ecs-task-role",
        "night-task-execution-role",
        "night-task-role",
    )


def test_a_role_of_a_service_is_named_and_described_by_it() -> None:
    row = roles_of(app(grants=[], services=[OWN]))[0]
    assert (row.name, row.policy_name, row.owner) == (
        "admin-ui-task-execution-role",
        "admin-ui-execution-policy",
        "admin-ui",
    )
    assert row.policy_id == "AdminUiTaskExecutionPolicy"
    assert row.description == "ECS task execution role for the admin-ui of {title}"


def test_a_name_takes_the_environment_between_project_and_rest() -> None:
    assert encode_to_dict(name_of(app(), "rest", Conditions())) == {
        "Fn::If": [
            "HasEnvironmentName",
            {"Fn::Sub": "shop-${EnvironmentName}-rest"},
            "shop-rest",
        ]
    }


def statement(document: Any) -> dict[str, Any]:
    (found,) = encode_to_dict(document)["Statement"]
    return dict(found)


TRUST: dict[str, tuple[Any, dict[str, str], str, list[str]]] = {
    "task role": (
        trust(strict=True),
        {"Service": "ecs-tasks.amazonaws.com"},
        "sts:AssumeRole",
        ["StringEquals", "ArnLike"],
    ),
    "execution role": (
        trust(strict=False),
        {"Service": "ecs-tasks.amazonaws.com"},
        "sts:AssumeRole",
        ["StringEqualsIfExists", "ArnLikeIfExists"],
    ),
    "schedule": (
        schedule_trust("arn"),
        {"Service": "scheduler.amazonaws.com"},
        "sts:AssumeRole",
        ["StringEquals", "ArnEquals"],
    ),
}


@pytest.mark.parametrize(
    ("document", "principal", "action", "operators"), TRUST.values(), ids=TRUST
)
def test_who_assumes_a_role_and_under_which_operators(
    document: Any, principal: dict[str, str], action: str, operators: list[str]
) -> None:
    found = statement(document)
    assert found["Effect"] == "Allow"
    assert (found["Principal"], found["Action"]) == (principal, [action])
    assert list(found["Condition"]) == operators


def test_a_schedules_role_trusts_its_group() -> None:
    assert statement(schedule_trust("arn:group"))["Condition"]["ArnEquals"] == {
        "aws:SourceArn": "arn:group"
    }


@pytest.mark.parametrize(
    ("pipeline", "exactly", "alike"),
    [(GITHUB, ["aud", "sub"], []), (BITBUCKET, ["aud"], ["sub"])],
)
def test_a_pipelines_role_trusts_one_audience_and_subject(
    pipeline: DeploymentPipeline, exactly: list[str], alike: list[str]
) -> None:
    found = statement(deployment_trust(app(services=[WEB], deployment=pipeline)))["Condition"]
    names = {operator: [key.rpartition(":")[2] for key in keys] for operator, keys in found.items()}
    assert names == {"StringEquals": exactly, **({"StringLike": alike} if alike else {})}


def test_a_pipelines_role_is_assumed_with_a_token_of_its_provider() -> None:
    found = statement(deployment_trust(app(services=[WEB], deployment=GITHUB)))
    (pipeline,) = GITHUB.pipelines
    assert found["Principal"] == {"Federated": {"Fn::Sub": provider_arn(identity_of(pipeline))}}
    assert found["Action"] == ["sts:AssumeRoleWithWebIdentity"]


def properties(of: App, row: Any, *policies: Any) -> dict[str, Any]:
    made: dict[str, Any] = role_of_row(of, row, list(policies), Conditions()).to_dict()
    return dict(encode_to_dict(made)["Properties"])


def test_the_aws_managed_policy_stands_before_the_own_ones() -> None:
    attached = properties(app(), EXECUTION, "own")["ManagedPolicyArns"]
    assert attached[0]["Fn::If"][0] == "AttachesTaskExecutionRolePolicy"
    assert attached[0]["Fn::If"][1]["Fn::Sub"].endswith("/AmazonECSTaskExecutionRolePolicy")
    assert attached[1:] == ["own"]


def test_a_task_role_without_policies_names_none() -> None:
    assert "ManagedPolicyArns" not in properties(app(), TASK)


def test_a_boundary_is_put_together_from_the_parameter() -> None:
    condition, arn, otherwise = properties(app(), TASK)["PermissionsBoundary"]["Fn::If"]
    assert (condition, otherwise) == ("HasPermissionsBoundaryArn", {"Ref": "AWS::NoValue"})
    text, values = arn["Fn::Sub"]
    boundary = "arn:aws:iam::111122223333:policy/team/limits"
    filled = text.replace("${AWS::Partition}", "aws")
    for name, value in values.items():
        index, split = value["Fn::Select"]
        separator, of = split["Fn::Split"]
        assert of == {"Ref": "PermissionsBoundaryArn"}
        filled = filled.replace(f"${{{name}}}", boundary.split(separator)[index])
    assert filled == boundary


def test_a_role_is_described_as_the_app_says() -> None:
    described = app(task_role=Role(description="Of its own", grants=[QUEUE]))
    assert properties(described, TASK)["Description"] == "Of its own"


def test_a_role_is_described_by_the_title_where_the_app_says_nothing() -> None:
    assert properties(app(title="The shop"), TASK)["Description"] == (
        "ECS task role for The shop application permissions"
    )


def test_the_description_of_the_shared_role_is_not_that_of_a_services_own() -> None:
    described = app(task_role=Role(description="Of its own", grants=[QUEUE]), services=[WEB, OWN])
    row = next(row for row in roles_of(described) if row.logical_id == "AdminUiTaskRole")
    assert properties(described, row)["Description"].endswith("for the admin-ui of Shop")


MUST = {
    "a task role": (TASK, "stay strict"),
    "an execution role": (EXECUTION, "IfExists form"),
    "a pipeline's": (DEPLOYMENT_ROLE, "audience and subject"),
    "a schedule's": (roles_of(app(jobs=[JOB]))[-1], "schedule group"),
}


@pytest.mark.parametrize(("row", "words"), MUST.values(), ids=MUST)
def test_the_template_says_why_its_trust_must_stay(row: Any, words: str) -> None:
    of = app(services=[WEB], jobs=[JOB], deployment=GITHUB)
    made = encode_to_dict(role_of_row(of, row, [], Conditions()).to_dict())
    assert words in made["Metadata"][CONTEXT]["must"][0]


def test_tags_of_the_app_stand_beside_project_and_purpose() -> None:
    assert tags_of(app(tags={"Team": "a"}), TASK) == {
        "Project": "Shop",
        "Purpose": "ECS Task Application",
        "Team": "a",
    }


def test_a_tag_of_the_app_takes_the_place_of_one_of_the_template() -> None:
    assert tags_of(app(tags={"Project": "Other"}), TASK)["Project"] == "Other"


@pytest.mark.parametrize(
    ("row", "words", "use"),
    [
        (TASK, "task role", "taskRoleArn of a task definition"),
        (EXECUTION, "task execution role", "executionRoleArn of a task definition"),
        (DEPLOYMENT_ROLE, "deployment role", "role-to-assume of the pipeline"),
        (
            roles_of(app(jobs=[JOB]))[-1],
            "schedule role of the night",
            "RoleArn of the schedule's target",
        ),
    ],
)
def test_the_outputs_of_a_role_say_where_they_go(row: Any, words: str, use: str) -> None:
    found = {key: (text, encode_to_dict(value)) for key, (text, value) in outputs_of(row).items()}
    name = row.logical_id
    assert found == {
        f"{name}Arn": (f"ARN of the {words}: {use}", {"Fn::GetAtt": [name, "Arn"]}),
        f"{name}Name": (f"Name of the {words}", {"Ref": name}),
    }
