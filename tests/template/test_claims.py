"""The claims of an app say what each of its roles must never be able to do."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import (
    App,
    AppEnvironment,
    Bitbucket,
    DeploymentPipeline,
    GitHub,
    Job,
    Service,
    grant,
    parameter,
)
from influmojo_cfn.template.claims import claims_of

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"
UUID = "11111111-2222-3333-4444-555555555555"
WEB = Service(name="web", repository="a-b", port=80, secrets={"URL": "/web/url"})
API = Service(
    name="api", repository="a-c", port=80, priority=101, roles="own", secrets={"KEY": ARN}
)
ADMIN = Service(
    name="admin", repository="a-d", port=80, priority=102, roles="own", secrets={"URL": "/web/url"}
)
JOB = Job(name="night", repository="a-e", schedule="rate(1 day)")
GITHUB = DeploymentPipeline(github=GitHub(repository="acme/shop", branch="main"))
READS = ["ssm:*", "secretsmanager:*"]


def claims(*grants: Any, **values: Any) -> dict[str, dict[str, Any]]:
    app = App(**{"project": "shop", "grants": grants, **values})
    return {each["claim"]: each for each in claims_of(app)["claims"]}


def parameter_arn(name: str) -> str:
    return f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{name}"


def test_environment_name_may_have_every_value() -> None:
    app = App(project="shop", services=[WEB])
    assert claims_of(app)["for-every"] == ["EnvironmentName"]


def test_each_environment_is_named_with_the_values_of_the_roles_parameters() -> None:
    topic = grant("sns.publish", topic=parameter("Topic", default="a"))
    environments = {
        "staging": AppEnvironment(values={"Topic": "b", "WebImageTag": "v1"}),
        "production": AppEnvironment(values={"EnvironmentName": ""}),
    }
    app = App(project="shop", services=[WEB], grants=[topic], environments=environments)
    assert claims_of(app)["environments"] == {
        "staging": {"EnvironmentName": "staging", "Topic": "b"},
        "production": {"EnvironmentName": ""},
    }
    assert "environments" not in claims_of(App(project="shop", services=[WEB]))


def test_a_role_reads_only_what_its_service_names() -> None:
    found = claims(services=[WEB])
    assert found["ECS reads only the configuration of the shared role"] == {
        "claim": "ECS reads only the configuration of the shared role",
        "role": "TaskExecutionRole",
        "never": {"actions": READS, "not-resources": [parameter_arn("/web/url")]},
    }


def test_a_role_whose_service_names_nothing_reads_nothing() -> None:
    found = claims(services=[Service(name="web", repository="a-b", port=80, roles="own")])
    assert found["ECS reads no configuration for web"]["never"] == {"actions": READS}


def test_what_another_service_names_cannot_be_read() -> None:
    found = claims(services=[WEB, API])[
        "ECS cannot read the configuration of api with the shared role"
    ]
    assert found["role"] == "TaskExecutionRole"
    assert found["never"] == {"actions": READS, "resources": [ARN]}


def test_what_both_name_is_claimed_of_neither() -> None:
    assert not [each for each in claims(services=[WEB, ADMIN]) if "cannot read" in each]


def test_a_configuration_that_is_denied_is_not_taken_for_one_that_is_read() -> None:
    deny = grant(
        "custom.statement",
        effect="Deny",
        actions=["ssm:GetParameters"],
        resources=["arn:aws:ssm:eu-west-1:111122223333:parameter/a"],
        reason="Nobody reads it.",
        use="start",
    )
    assert "ECS reads no configuration with the shared role" in claims(deny)


TRUSTED = {
    "TaskRole": ("of this account", "StringEquals"),
    "TaskExecutionRole": ("of this account, where ECS sends one,", "StringEqualsIfExists"),
}


@pytest.mark.parametrize(("role", "expected"), TRUSTED.items())
def test_only_ecs_tasks_assume_a_role(role: str, expected: tuple[str, str]) -> None:
    where, operator = expected
    found = claims(services=[WEB])[f"Only ECS tasks {where} assume {role}"]
    assert found["role"] == role
    assert found["only-trusted-by"] == {
        "principals": {"Service": "ecs-tasks.amazonaws.com"},
        "actions": "sts:AssumeRole",
        "conditions": {operator: {"aws:SourceAccount": "${AWS::AccountId}"}},
    }


NO_ROLE = "These roles cannot pass, change or assume a role"


def test_roles_that_are_granted_nothing_on_roles_cannot_change_one() -> None:
    found = claims(services=[WEB], jobs=[JOB])[NO_ROLE]
    assert found["roles"] == [
        "TaskExecutionRole",
        "TaskRole",
        "NightTaskExecutionRole",
        "NightTaskRole",
    ]
    assert found["never"] == {"actions": ["iam:*", "sts:*"]}


def custom(action: str, **more: Any) -> Any:
    given: dict[str, Any] = {"resources": ["*"], "reason": "The catalog lacks it."}
    return grant("custom.statement", actions=[action], **given, **more)


@pytest.mark.parametrize("action", ["iam:GetRole", "sts:AssumeRole"])
def test_a_role_that_is_granted_something_on_roles_is_not_among_them(action: str) -> None:
    alone = NO_ROLE.replace("These roles", "TaskExecutionRole")
    assert claims(custom(action))[alone]["roles"] == ["TaskExecutionRole"]


def test_nothing_is_claimed_where_every_role_is_granted_something_on_roles() -> None:
    assert NO_ROLE not in claims(custom("iam:GetRole"), custom("iam:GetRole", use="start"))


FAMILY = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/shop-"


def test_a_schedule_runs_its_task_in_whichever_environment() -> None:
    found = claims(jobs=[JOB])["The schedule of the night runs its task and no other"]
    assert found["role"] == "NightScheduleRole"
    assert found["never"] == {
        "actions": "ecs:*",
        "not-resources": [f"{FAMILY}night:*", f"{FAMILY}${{EnvironmentName}}-night:*"],
    }


def test_a_schedule_passes_its_tasks_two_roles_in_whichever_environment() -> None:
    found = claims(jobs=[JOB])[
        "The schedule of the night passes the roles of its task and no others"
    ]
    assert len(found["never"]["not-resources"]) == 4


def test_a_schedule_passes_roles_to_ecs_alone() -> None:
    found = claims(jobs=[JOB])["The schedule of the night passes roles to ECS tasks alone"]
    assert found["never"]["conditions"] == {
        "StringNotEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }


def test_a_schedules_role_is_assumed_by_the_scheduler_alone() -> None:
    claim = "Only EventBridge Scheduler in this account assumes NightScheduleRole"
    trusted = claims(jobs=[JOB])[claim]["only-trusted-by"]
    assert trusted["principals"] == {"Service": "scheduler.amazonaws.com"}
    assert trusted["conditions"] == {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}


DEPLOYED = claims(services=[WEB], deployment=GITHUB)
NEVER = {
    "The pipeline passes the roles of the app's tasks alone": (["iam:*"], 4),
    "The pipeline registers the app's task definitions alone": (["ecs:RegisterTaskDefinition"], 2),
    "The pipeline updates the app's services alone": (["ecs:Update*"], 2),
}


@pytest.mark.parametrize(("claim", "expected"), NEVER.items())
def test_a_pipeline_acts_on_what_is_the_apps_alone(
    claim: str, expected: tuple[list[str], int]
) -> None:
    never = DEPLOYED[claim]["never"]
    assert (never["actions"], len(never["not-resources"])) == expected


def test_a_pipeline_pushes_to_each_repository_once_named() -> None:
    both = [WEB, Service(name="api", repository="a-b", port=80, priority=101)]
    found = claims(services=both, deployment=GITHUB)
    never = found["The pipeline pushes to the app's repositories alone"]["never"]
    assert never["not-resources"] == [
        "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/a-b"
    ]


def test_a_pipeline_changes_nothing_in_iam_on_whatever_resource() -> None:
    never = DEPLOYED["The pipeline changes nothing in IAM"]["never"]
    assert set(never) == {"actions"}
    assert {"iam:Create*", "iam:Put*", "iam:Update*", "iam:Attach*"} <= set(never["actions"])


PIPELINES = [
    (GITHUB, "StringEquals", "repo:acme/shop:ref:refs/heads/main"),
    (
        DeploymentPipeline(
            bitbucket=Bitbucket(workspace="acme", workspace_uuid=UUID, repository_uuid=UUID)
        ),
        "StringLike",
        f"{{{UUID}}}:*",
    ),
]


@pytest.mark.parametrize(("deployment", "operator", "subject"), PIPELINES)
def test_the_pipeline_that_is_named_assumes_its_role_alone(
    deployment: DeploymentPipeline, operator: str, subject: str
) -> None:
    found = claims(services=[WEB], deployment=deployment)
    trusted = found["Only the pipeline that the app names assumes its role"]["only-trusted-by"]
    assert list(trusted["conditions"]) == [operator]
    assert list(trusted["conditions"][operator].values()) == [subject]
