"""What stands around the roles: policies, conditions, outputs, and the committed template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, Job, Service, grant, parameter
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.errors import AppError, QuotaError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.assembly import lengths_of, policies_of
from influmojo_cfn.template.boundary import build_boundary
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.frame import CONTEXT
from influmojo_cfn.template.nesting import build_nest
from influmojo_cfn.template.parameters import ParameterRow
from tests.conftest import ROOT

TEMPLATE = ROOT / "templates" / "influmojo-ecs-iam.yaml"


def test_the_committed_template_is_what_build_writes() -> None:
    assert TEMPLATE.read_text("utf-8") == dump(build(APP)), "run: influmojo-cfn build"


@pytest.mark.parametrize(
    "builds", [build, build_services, build_boundary, lambda app: build_nest(app, "a.yaml", [])]
)
@pytest.mark.parametrize("value", [{"project": "shop"}, None, "app.yaml"])
def test_what_is_no_app_is_told_in_words(builds: Callable[[Any], object], value: object) -> None:
    with pytest.raises(AppError) as caught:
        builds(value)
    assert str(caught.value) == (
        f"app: is of type {type(value).__name__}; expected App, which load() reads from an app file"
    )


OPTIONAL = grant("sns.publish", topic=parameter("Topic", default="orders"))
FIXED = grant("sqs.send_messages", queue="orders")
ELSEWHERE = grant("sqs.send_messages", queue="orders", account="444455556666", region="eu-west-1")
OWN = Service(name="web", repository="a-b", port=80, roles="own")
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")
REGIONS = (
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-west-1"),
    *("eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1"),
)
LONG = [
    grant("sqs.send_messages", queue=f"{number:03}{'q' * 70}", region=REGIONS[number % 9])
    for number in range(60)
]


def shop(*grants: Any, **values: Any) -> App:
    return App(**{"project": "shop", "grants": grants, **values})


def test_more_parameters_than_cloudformation_allows_are_refused() -> None:
    topics = [grant("sns.publish", topic=parameter(f"T{n}", default="a")) for n in range(200)]
    with pytest.raises(QuotaError, match="the template needs 203 parameters"):
        build(shop(*topics))


def test_a_policy_whose_statements_can_all_go_goes_with_them() -> None:
    resources = build(shop(OPTIONAL))["Resources"]
    assert resources["TaskPolicy"]["Condition"] == "HasTopic"
    assert resources["TaskRole"]["Properties"]["ManagedPolicyArns"] == [
        {"Fn::If": ["HasTopic", {"Ref": "TaskPolicy"}, {"Ref": "AWS::NoValue"}]}
    ]


def test_a_policy_of_which_a_statement_stays_is_there_without_a_condition() -> None:
    resources = build(shop(OPTIONAL, FIXED))["Resources"]
    assert "Condition" not in resources["TaskPolicy"]
    assert resources["TaskRole"]["Properties"]["ManagedPolicyArns"] == [{"Ref": "TaskPolicy"}]


def test_the_output_of_a_policy_goes_with_it() -> None:
    outputs = build(shop(OPTIONAL))["Outputs"]
    assert outputs["TaskPolicyArn"]["Condition"] == "HasTopic"
    assert "Condition" not in outputs["TaskRoleArn"]


def test_the_conditions_of_parameters_stand_first_in_the_order_of_the_form() -> None:
    other = grant("sqs.send_messages", queue=parameter("Alpha", default="a"))
    assert list(build(shop(OPTIONAL, other))["Conditions"]) == [
        "HasEnvironmentName",
        "HasTopic",
        "HasAlpha",
        "HasPermissionsBoundaryArn",
        "AttachesTaskExecutionRolePolicy",
        "HasTaskPolicy",
    ]


def test_a_role_without_grants_has_no_policy() -> None:
    template = build(shop(FIXED))
    assert "TaskExecutionPolicy" not in template["Resources"]
    assert "TaskExecutionPolicyArn" not in template["Outputs"]


def custom(action: str, resource: str) -> GrantUse:
    return grant("custom.statement", actions=[action], resources=[resource], reason="Why.")


def test_an_account_and_a_region_that_the_app_fixes_are_not_found_by_our_rules() -> None:
    metadata = build(shop(ELSEWHERE))["Resources"]["TaskPolicy"]["Metadata"]
    assert metadata["cfn-lint"] == {"config": {"ignore_checks": ["W9217", "W9218"]}}


OTHER_MESH = "arn:${AWS::Partition}:appmesh:eu-west-1:444455556666:mesh/m"


@pytest.mark.parametrize(
    ("use", "ignored"),
    [
        (
            grant("sts.assume_role", arns=["arn:aws:iam::444455556666:role/logs"]),
            ["W9217", "W9219"],
        ),
        (custom("appmesh:StreamAggregatedResources", OTHER_MESH), ["W9217", "W9218"]),
        (custom("sqs:ListQueues", "*"), []),
        (custom("sqs:SendMessage", "arn:aws:sqs:*:${AWS::AccountId}:q"), ["W9219"]),
    ],
)
def test_what_the_app_fixes_in_an_arn_is_not_found(use: GrantUse, ignored: list[str]) -> None:
    metadata = build(shop(use))["Resources"]["TaskPolicy"]["Metadata"]
    found = metadata.get("cfn-lint", {}).get("config", {}).get("ignore_checks", [])
    assert found == ignored


def test_a_partition_that_the_app_fixes_is_not_found_either() -> None:
    secret = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"
    read = grant("secretsmanager.read_secrets", arns=[secret], use="code")
    metadata = build(shop(read))["Resources"]["TaskPolicy"]["Metadata"]
    assert "W9219" in metadata["cfn-lint"]["config"]["ignore_checks"]


def test_nothing_is_ignored_where_the_app_fixes_nothing() -> None:
    assert set(build(shop(FIXED))["Resources"]["TaskPolicy"]["Metadata"]) == {CONTEXT}


def test_each_statement_has_its_reason_beside_its_sid() -> None:
    metadata = build(shop(FIXED, OPTIONAL))["Resources"]["TaskPolicy"]["Metadata"]
    lines = metadata[CONTEXT]["why"].splitlines()
    assert [line.partition(":")[0] for line in lines] == ["SendMessagesOrders", "PublishToTopic"]


def test_parts_of_a_split_policy_are_numbered_from_the_second() -> None:
    found = [(policy.logical_id, policy.name) for policy in policies_of(shop(*LONG))]
    assert found[:2] == [
        ("TaskPolicy", "ecs-task-policy"),
        ("TaskPolicy2", "ecs-task-policy-2"),
    ]


def test_the_outputs_of_a_split_policy_say_which_part() -> None:
    outputs = build(shop(*LONG))["Outputs"]
    assert outputs["TaskPolicyArn"]["Description"].endswith("of TaskRole")
    assert outputs["TaskPolicy2Arn"]["Description"].endswith("of TaskRole, part 2")


def test_each_role_has_the_statements_of_its_own_purpose() -> None:
    services = [OWN, Service(name="api", repository="a-b", port=80, priority=101)]
    policies = policies_of(shop(FIXED, services=services, jobs=[JOB]))
    found = {each.logical_id: [s.sid for s in each.statements] for each in policies}
    assert found["TaskPolicy"] == ["SendMessagesOrders"]
    assert found["NightSchedulePolicy"] == ["RunTaskNight", "PassRolesNight"]
    assert "WebTaskPolicy" not in found


def test_the_description_names_whose_roles_they_are() -> None:
    assert "the task execution role and the task role" in build(shop(FIXED))["Description"]
    assert "task roles of its services" in build(shop(services=[OWN]))["Description"]


def test_the_sentence_of_the_app_about_its_architecture_is_kept() -> None:
    template = build(shop(FIXED, architecture="One queue."))
    assert template["Metadata"][CONTEXT]["arch"] == "One queue."


def test_the_architecture_names_the_roles_of_services() -> None:
    arch = build(shop(services=[OWN]))["Metadata"][CONTEXT]["arch"]
    assert "TaskExecutionRole of each service (Web...)" in arch


def row(**values: Any) -> ParameterRow:
    given = {"name": "A", "group": "task", "label": "A", "description": "A", "default": None}
    return ParameterRow(**{**given, **values})


@pytest.mark.parametrize(
    ("values", "length"),
    [
        ({"max_length": 20}, 20),
        ({"allowed_values": ("true", "false")}, 5),
        ({}, 0),
    ],
)
def test_the_longest_value_of_a_parameter(values: dict[str, Any], length: int) -> None:
    assert lengths_of([row(**values)]) == {"A": length}
