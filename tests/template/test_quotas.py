"""Quotas: what fits in one policy, what is split, what cannot fit and by how much."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, Service, grant, parameter
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import QuotaError
from influmojo_cfn.template import build, quotas
from influmojo_cfn.template.assembly import lengths_of, policies_of
from influmojo_cfn.template.budget import budget_of
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.parameters import rows_of
from influmojo_cfn.template.quotas import (
    ATTACHED_POLICIES,
    POLICY_CHARACTERS,
    check_output_count,
    check_parameter_count,
    check_resource_count,
    policy_size,
    split,
    statement_size,
)
from influmojo_cfn.template.statements import GrantCondition, GrantStatement, SubText

PLACE = Environment(region="us-gov-west-1", partition="aws-us-gov")
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
    assert policies_of(longest)
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


@pytest.mark.parametrize(
    ("refuse", "most", "told"),
    [
        (
            check_parameter_count,
            200,
            "the template needs 201 parameters, 1 more than the 200 that CloudFormation allows: "
            "give literals in place of some",
        ),
        (
            check_resource_count,
            500,
            "the template needs 501 resources, 1 more than the 500 that CloudFormation allows: "
            "give some of the services an app of their own",
        ),
        (
            check_output_count,
            200,
            "the template needs 201 outputs, 1 more than the 200 that CloudFormation allows: "
            "give some of the services an app of their own",
        ),
    ],
)
def test_one_more_than_a_template_may_have(refuse: Any, most: int, told: str) -> None:
    refuse(most)
    with pytest.raises(QuotaError) as caught:
        refuse(most + 1)
    assert str(caught.value) == told


def test_what_to_do_about_outputs_can_be_told() -> None:
    with pytest.raises(QuotaError, match=r"allows: nest them$"):
        check_output_count(201, "nest them")


def statement(
    *resources: str, actions: tuple[str, ...] = ("s3:Get",), **more: Any
) -> GrantStatement:
    made = dict.fromkeys(actions)
    texts = tuple(SubText(text=each) for each in resources)
    return GrantStatement(verbs=(), nouns=(), actions=made, resources=texts, **{"sid": "S", **more})


def size_of(data: dict[str, Any]) -> int:
    return len("".join(json.dumps(data, separators=(",", ":"), ensure_ascii=False).split()))


@pytest.mark.parametrize(
    ("made", "written"),
    [
        pytest.param(statement("a"), {"Resource": ["a"]}, id="a resource"),
        pytest.param(statement("a b", "\u00e4"), {"Resource": ["ab", "\u00e4"]}, id="white space"),
        pytest.param(statement("a", not_resource=True), {"NotResource": ["a"]}, id="omitted"),
        pytest.param(
            statement("${P}", effect="Deny"), {"Effect": "Deny", "Resource": ["xxxxx"]}, id="P"
        ),
        pytest.param(statement("${!a}"), {"Resource": ["${a}"]}, id="a policy variable"),
        pytest.param(statement("${AWS::AccountId}"), {"Resource": ["x" * 12]}, id="an account"),
        pytest.param(
            statement(
                "a",
                conditions=(
                    GrantCondition(operator="Bool", key="k", values=(SubText(text="${P}"),)),
                ),
            ),
            {"Resource": ["a"], "Condition": {"Bool": {"k": "xxxxx"}}},
            id="one value",
        ),
        pytest.param(
            statement(
                "a",
                conditions=(
                    GrantCondition(
                        operator="Bool", key="k", values=(SubText(text="v"), SubText(text="w"))
                    ),
                    GrantCondition(operator="Bool", key="l", values=(SubText(text="v"),)),
                ),
            ),
            {"Resource": ["a"], "Condition": {"Bool": {"k": ["v", "w"], "l": "v"}}},
            id="two keys of an operator",
        ),
    ],
)
def test_a_statement_is_as_long_as_it_is_written(
    made: GrantStatement, written: dict[str, Any]
) -> None:
    whole = {"Sid": "S", "Effect": "Allow", "Action": ["s3:Get"], **written}
    size = statement_size(made, {"P": 5})
    assert size == size_of(whole)
    document = {"Version": "2012-10-17", "Statement": [whole, whole]}
    assert policy_size([made, made], {"P": 5}) == size_of(document)
    assert policy_size([], {}) == size_of({"Version": "2012-10-17", "Statement": []})


def shared_out(*statements: GrantStatement, attached: int = 0) -> list[list[str]]:
    policies = split(list(statements), {}, "TaskRole", attached)
    return [[text.text for each in policy for text in each.resources] for policy in policies]


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_list_of_omitted_resources_is_never_divided(effect: str) -> None:
    """Each part would allow, or deny, what another one omits."""
    omitted = [f"arn:aws:s3:::{index:x<400}" for index in range(20)]
    with pytest.raises(QuotaError, match="cannot be divided"):
        shared_out(statement(*omitted, effect=effect, not_resource=True))
    divided = shared_out(statement(*omitted, effect=effect))
    assert [each for policy in divided for each in policy] == omitted


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> int:
    """A quota that two statements of one letter fill to the last character."""
    pair = [statement("a", sid="A"), statement("b", sid="B")]
    size = policy_size(pair, {})
    monkeypatch.setattr(quotas, "POLICY_CHARACTERS", size)
    return size


def test_a_policy_is_filled_to_the_last_character(room: int) -> None:
    rows = [statement(letter, sid=letter) for letter in "abcd"]
    assert shared_out(*rows) == [["a", "b"], ["c", "d"]]
    assert shared_out(rows[0], statement("bb", sid="b"), rows[2]) == [["a"], ["bb"], ["c"]]
    assert all(policy_size(rows[:2], {}) == room for _ in rows)


def test_no_policy_has_a_sid_twice(room: int) -> None:
    assert room
    assert shared_out(statement("a", sid="A"), statement("b", sid="A")) == [["a"], ["b"]]


def test_a_long_statement_is_divided_by_its_resources(room: int) -> None:
    whole = room - policy_size([statement("", sid="L")], {})
    names = ["x" * (whole // 2), "y" * (whole // 2), "z" * (whole // 2)]
    assert shared_out(statement(*names, sid="L")) == [[name] for name in names]
    assert shared_out(statement(*names[:2], sid="L")) == [[name] for name in names[:2]]
    with pytest.raises(QuotaError, match=r"^TaskRole\.L: the statement takes"):
        shared_out(statement("a", "x" * room, sid="L"))
    short = statement(*"abcdef", sid="L")
    assert shared_out(short) == [list("abcdef")]


def test_a_resource_that_is_omitted_is_not_divided(room: int) -> None:
    with pytest.raises(
        QuotaError, match=r"^TaskRole\.L: the statement takes .* cannot be divided$"
    ):
        shared_out(statement("x" * room, "y" * room, sid="L", not_resource=True))


def test_how_many_policies_a_role_may_have(room: int) -> None:
    assert room
    rows = [statement("x" * 40, sid=f"S{n}") for n in range(ATTACHED_POLICIES)]
    assert len(shared_out(*rows)) == ATTACHED_POLICIES
    assert len(shared_out(*rows[1:], attached=1)) == ATTACHED_POLICIES - 1
    with pytest.raises(QuotaError) as caught:
        shared_out(*rows, attached=1)
    assert str(caught.value) == (
        "TaskRole: needs 11 attached policies, 1 more than the 10 that IAM allows: grant paths or "
        "prefixes in place of single names"
    )
