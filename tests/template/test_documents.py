"""Policy documents to paste: the place they are for, values filled in, and what is omitted."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import (
    App,
    DeploymentPipeline,
    GitHub,
    Job,
    RoleProperties,
    Service,
    grant,
    parameter,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Error
from influmojo_cfn.template.documents import (
    TRUST_FILE,
    documents_of,
    tag_commands,
)

SCHEDULE_TRUST_FILE = "schedule-trust-policy.json"
DEPLOYMENT_TRUST_FILE = "deployment-trust-policy.json"
TOPIC = grant("sns.publish", topic=parameter("Topic", default="orders"))
QUEUE = grant("sqs.send_messages", queue="jobs")
WEB = Service(name="web", repository="a-b", port=80)
OWN = Service(name="web", repository="a-b", port=80, roles="own")
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")


def app(*grants: Any, **values: Any) -> App:
    return App(**{"project": "shop", "grants": grants, **values})


def here(**parameters: str) -> Environment:
    return Environment(region="eu-west-1", parameters=parameters)


def documents(of: App, **parameters: str) -> dict[str, Any]:
    return documents_of(of, here(**parameters))[0]


def statement(of: App, file: str = "ecs-task-role.json", **parameters: str) -> dict[str, Any]:
    (found,) = documents(of, **parameters)[file]["Statement"]
    return dict(found)


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("eu-west-1", "aws", "amazonaws.com"),
    ],
)
def test_the_url_suffix_is_the_partitions(region: str, partition: str, suffix: str) -> None:
    own = grant(
        "custom.statement",
        actions=["iam:PassRole"],
        resources=["*"],
        reason="Of the partition.",
        conditions={"StringEquals": {"iam:PassedToService": "ec2.${AWS::URLSuffix}"}},
    )
    (found,) = documents_of(app(own), Environment(region=region, partition=partition))[0][
        "ecs-task-role.json"
    ]["Statement"]
    assert found["Condition"] == {"StringEquals": {"iam:PassedToService": f"ec2.{suffix}"}}
    assert Environment(region=region).url_suffix == suffix


def test_documents_of_refused_values_are_not_written() -> None:
    with pytest.raises(Error, match="parameter Topic"):
        documents(app(TOPIC), Topic="a.b")


def test_a_resource_is_filled_in() -> None:
    assert statement(app(TOPIC))["Resource"] == ["arn:aws:sns:eu-west-1:111122223333:orders"]


def test_a_value_that_is_given_takes_the_place_of_the_default() -> None:
    found = statement(app(TOPIC), Topic="bills")
    assert found["Resource"] == ["arn:aws:sns:eu-west-1:111122223333:bills"]


def test_a_policy_variable_stays() -> None:
    own = grant(
        "custom.statement",
        actions=["s3:GetObject"],
        resources=["arn:aws:s3:::a/${aws:username}/*"],
        reason="Their own.",
    )
    assert statement(app(own))["Resource"] == ["arn:aws:s3:::a/${aws:username}/*"]


def test_the_environment_is_part_of_the_names_of_a_services_own_resources() -> None:
    found = documents(app(services=[OWN]), EnvironmentName="qa")["web-task-execution-role.json"]
    text = str(found)
    assert ":log-group:/ecs/shop-qa-web" in text


def test_without_an_environment_there_is_no_prefix() -> None:
    found = documents(app(services=[OWN]))["web-task-execution-role.json"]
    assert ":log-group:/ecs/shop-web" in str(found)


def test_a_statement_whose_parameter_is_empty_is_omitted_with_the_reason() -> None:
    found, omitted = documents_of(app(TOPIC, QUEUE), here(Topic=""))
    sids = [each["Sid"] for each in found["ecs-task-role.json"]["Statement"]]
    assert sids == ["SendMessagesJobs"]
    assert omitted == ["TaskPolicy.PublishToTopic: Topic is empty"]


def test_a_policy_without_a_statement_has_no_file() -> None:
    assert "ecs-task-role.json" not in documents(app(TOPIC), Topic="")


def test_several_empty_parameters_are_named_together() -> None:
    both = grant(
        "rds_db.connect", resource_id=parameter("Database"), user=parameter("User", default="")
    )
    _, omitted = documents_of(app(both), here())
    assert omitted[0].endswith("Database and User are empty")


def test_a_resource_among_several_is_omitted_alone() -> None:
    images = grant("ecr.pull_images", repositories=["a-b", parameter("Image", default="a-c")])
    found, omitted = documents_of(app(images), here(Image=""))
    resources = [
        text
        for each in found["ecs-task-execution-role.json"]["Statement"]
        for text in each["Resource"]
        if "repository" in text
    ]
    assert resources == ["arn:aws:ecr:eu-west-1:111122223333:repository/a-b"]
    assert len(omitted) == 1


def test_a_condition_of_one_value_is_a_text_and_of_several_a_list() -> None:
    def by(*senders: str) -> Any:
        return statement(
            app(
                grant(
                    "custom.statement",
                    actions=["ses:SendEmail"],
                    resources=["*"],
                    reason="Both.",
                    conditions={"StringEquals": {"ses:FromAddress": list(senders)}},
                )
            )
        )["Condition"]

    assert by("a") == {"StringEquals": {"ses:FromAddress": "a"}}
    assert by("a", "b") == {"StringEquals": {"ses:FromAddress": ["a", "b"]}}


def test_a_statement_without_conditions_has_no_such_element() -> None:
    assert set(statement(app(QUEUE))) == {"Sid", "Effect", "Action", "Resource"}


TRUST_FILES = {
    "shared roles": (app(QUEUE), [TRUST_FILE]),
    "jobs": (app(jobs=[JOB]), [TRUST_FILE, SCHEDULE_TRUST_FILE]),
    "a pipeline": (
        app(
            services=[WEB],
            deployment=DeploymentPipeline(github=GitHub(repository="a/b", branch="c")),
        ),
        [TRUST_FILE, DEPLOYMENT_TRUST_FILE],
    ),
}


@pytest.mark.parametrize(("of", "files"), TRUST_FILES.values(), ids=TRUST_FILES)
def test_each_kind_of_role_has_a_trust_policy(of: App, files: list[str]) -> None:
    assert [name for name in documents(of) if "trust" in name] == files


def test_the_trust_policy_that_serves_all_roles_is_the_one_that_is_safe_for_each() -> None:
    (found,) = documents(app(QUEUE))[TRUST_FILE]["Statement"]
    assert found["Condition"] == {
        "StringEqualsIfExists": {"aws:SourceAccount": "111122223333"},
        "ArnLikeIfExists": {"aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*"},
    }


def test_the_trust_policy_of_schedules_names_the_group_of_the_environment() -> None:
    (found,) = documents(app(jobs=[JOB]), EnvironmentName="qa")[SCHEDULE_TRUST_FILE]["Statement"]
    assert found["Condition"]["ArnEquals"] == {
        "aws:SourceArn": "arn:aws:scheduler:eu-west-1:111122223333:schedule-group/shop-qa-jobs"
    }


def test_parts_of_a_split_policy_have_numbered_files() -> None:
    long = [grant("sqs.send_messages", queue=f"{n:03}{'q' * 70}") for n in range(60)]
    files = [name for name in documents(app(*long)) if "trust" not in name]
    assert files[:2] == ["ecs-task-role.json", "ecs-task-role-2.json"]


@pytest.mark.parametrize(
    ("environment", "policy"), [("", "shop-ecs-task-policy"), ("qa", "shop-qa-ecs-task-policy")]
)
def test_a_policy_is_tagged_by_its_name_in_the_environment(environment: str, policy: str) -> None:
    (command,) = tag_commands(app(QUEUE), here(EnvironmentName=environment))
    assert command == (
        f"aws iam tag-policy --policy-arn arn:aws:iam::111122223333:policy/{policy} "
        "--tags Key=Project,Value=Shop 'Key=Purpose,Value=ECS Task Application'"
    )


def test_a_policy_is_tagged_below_its_path() -> None:
    (command,) = tag_commands(
        app(QUEUE, role_properties={"TaskRole": RoleProperties(policy_path="/team/")}), here()
    )
    assert "arn:aws:iam::111122223333:policy/team/shop-ecs-task-policy " in command


def test_tags_of_the_app_are_among_them() -> None:
    (command,) = tag_commands(app(QUEUE, tags={"Team": "a b"}), here())
    assert command.endswith("'Key=Team,Value=a b'")


def test_a_policy_that_is_not_there_is_not_tagged() -> None:
    assert tag_commands(app(TOPIC), here(Topic="")) == []


def test_without_a_role_of_tasks_there_is_no_trust_policy_for_it() -> None:
    found = documents(app(infrastructure=["express"]))
    assert TRUST_FILE not in found
    assert any(name.endswith(TRUST_FILE) for name in found)
