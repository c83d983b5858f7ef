"""Quotas: what fits in one policy, what is split, what cannot fit and by how much."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, Service, grant, parameter
from influmojo_cfn.errors import QuotaError
from influmojo_cfn.template import build
from influmojo_cfn.template.assembly import lengths_of, policies_of
from influmojo_cfn.template.budget import budget_of
from influmojo_cfn.template.documents import Place, documents_of
from influmojo_cfn.template.parameters import rows_of
from influmojo_cfn.template.quotas import POLICY_CHARACTERS, policy_size

PLACE = Place(account="111122223333", region="us-gov-west-1", partition="aws-us-gov")
LONGEST_REGION = "us-isof-south-1"


def app(*uses: GrantUse) -> App:
    return App(project="shop", grants=uses)


def topics(count: int, default: str = "t") -> tuple[GrantUse, ...]:
    return tuple(
        grant("sns.publish", topic=parameter(f"Topic{index}", default=default))
        for index in range(count)
    )


def managed(built: dict[str, Any]) -> list[str]:
    return [k for k, r in built["Resources"].items() if r["Type"] == "AWS::IAM::ManagedPolicy"]


def test_sixty_single_parameters_take_one_policy_when_merged() -> None:
    names = tuple(f"/shop/production/{index}" for index in range(60))
    uses = [grant("ssm.read_parameters", names=(name,), use="environment") for name in names]
    assert managed(build(app(*uses))) == ["TaskExecutionPolicy"]


def test_what_is_too_long_at_the_longest_values_is_split_into_numbered_policies() -> None:
    assert managed(build(app(*topics(40)))) == ["TaskPolicy", "TaskPolicy2", "TaskPolicy3"]


def test_the_role_names_every_part() -> None:
    role = build(app(*topics(40)))["Resources"]["TaskRole"]["Properties"]
    assert [each["Fn::If"][1]["Ref"] for each in role["ManagedPolicyArns"]] == [
        *("TaskPolicy", "TaskPolicy2", "TaskPolicy3"),
    ]


def test_nothing_is_lost_by_splitting() -> None:
    statements = [
        statement for policy in policies_of(app(*topics(40))) for statement in policy.statements
    ]
    assert len({text.text for each in statements for text in each.resources}) == 40


@pytest.mark.parametrize("count", [1, 10, 17, 40])
def test_no_policy_exceeds_the_quota_with_the_longest_values(count: int) -> None:
    longest = app(*topics(count, default="x" * 256))
    documents, _ = documents_of(longest, PLACE)
    lengths = lengths_of(rows_of(longest))
    for policy in policies_of(longest):
        name = f"ecs-task-role{'' if policy.number == 1 else f'-{policy.number}'}.json"
        text = json.dumps(documents[name], separators=(",", ":"))
        real = len(text.replace(PLACE.region, LONGEST_REGION))
        assert real == policy_size(list(policy.statements), lengths) <= POLICY_CHARACTERS


def test_too_many_policies_is_an_error_that_says_by_how_much() -> None:
    uses = [grant("sns.publish", topic=f"{index:x>250}") for index in range(210)]
    with pytest.raises(QuotaError) as caught:
        build(app(*uses))
    assert str(caught.value) == (
        "TaskRole: needs 12 attached policies, 2 more than the 10 that IAM allows: grant paths or "
        "prefixes in place of single names"
    )


def test_too_many_parameters_is_an_error_that_says_by_how_much() -> None:
    with pytest.raises(QuotaError) as caught:
        build(app(*topics(220)))
    assert str(caught.value) == (
        "the template needs 223 parameters, 23 more than the 200 that CloudFormation allows: give "
        "literals in place of some"
    )


def test_a_statement_that_cannot_be_divided_is_an_error_that_says_by_how_much() -> None:
    namespaces = tuple(f"{index:x<200}" for index in range(40))
    with pytest.raises(QuotaError) as caught:
        build(app(grant("cloudwatch.put_metrics", namespaces=namespaces)))
    assert str(caught.value) == (
        "TaskRole.PutMetrics0"
        + "x" * 63
        + "And39More: the statement takes 8,380 characters at the "
        "longest parameter values, 2,236 more than the 6,144 that a managed policy may have, and "
        "cannot be divided"
    )


def test_a_statement_is_divided_by_its_actions_where_one_resource_is_too_much() -> None:
    actions = tuple(f"s3:GetObjectNumber{index:0>60}" for index in range(100))
    resources = ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")
    use = grant("custom.statement", actions=actions, resources=resources, reason="r", sid="Big")
    policies = policies_of(app(use))
    allowed = {
        (action, text.text)
        for policy in policies
        for each in policy.statements
        for action in each.actions
        for text in each.resources
    }
    assert allowed == {(action, resource) for action in actions for resource in resources}
    for policy in policies:
        sids = [each.sid for each in policy.statements]
        assert len(sids) == len(set(sids))
        assert policy_size(list(policy.statements), {}) <= POLICY_CHARACTERS


def test_the_budget_names_each_quota() -> None:
    said = {budget.what: (budget.used, budget.allowed) for budget in budget_of(app(*topics(40)))}
    assert said["TaskRole name"] == (39, 64)
    assert said["TaskRole policies attached"] == (3, 10)
    assert said["TaskPolicy3 name"] == (43, 128)


def test_more_outputs_than_a_template_may_have_are_refused() -> None:
    services = [
        Service(name=f"s{n}", image="busybox:1", roles="own", grants=[grant("xray.write_traces")])
        for n in range(34)
    ]
    with pytest.raises(QuotaError, match=r"needs 204 outputs, 4 more than the 200"):
        build(App(project="shop", services=services))
    assert len(build(App(project="shop", services=services[:33]))["Outputs"]) == 198
