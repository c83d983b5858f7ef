"""A role of a template made ready for requests: its layers, its context, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.principals import (
    check_known_action,
    evaluator_of,
    misspelled,
    principal_context,
    request_of,
    trust_evaluator_of,
)
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.text import Reach
from influmojo_cfn.iam.unknown import Unknown

TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}


def policy(action: str, effect: str = "Allow") -> Policy:
    return parse_policy({"Statement": {"Effect": effect, "Action": action, "Resource": "*"}})


def role(*actions: str, **properties: Any) -> TemplateRole:
    statements = [{"Effect": "Allow", "Action": action, "Resource": "*"} for action in actions]
    row = {
        "AssumeRolePolicyDocument": {"Statement": {**TRUST, "Action": "sts:AssumeRole"}},
        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
        **properties,
    }
    return roles_of(Document({"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": row}}}))[
        "R"
    ]


GET, PUT, ALL = policy("s3:GetObject"), policy("s3:PutObject"), policy("s3:*")


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ({}, True),
        ({"boundary": PUT}, False),
        ({"boundary": ALL}, True),
        ({"session": [PUT]}, False),
        ({"session": [GET]}, True),
        ({"service_control": [PUT]}, False),
        ({"service_control": [PUT, GET]}, True),
    ],
)
def test_every_layer_has_to_allow(more: dict[str, Any], allowed: bool) -> None:
    decision = evaluator_of(role("s3:GetObject"), **more).decide(Request("s3:GetObject"))
    assert decision.allowed is allowed


def test_a_boundary_takes_the_place_of_the_roles_own() -> None:
    own = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
    bounded = role("s3:GetObject", PermissionsBoundary=own)
    request = Request("s3:GetObject")
    assert not evaluator_of(bounded).decide(request).allowed
    assert evaluator_of(bounded, boundary=ALL).decide(request).allowed


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [("Service:ec2.amazonaws.com", True), ("Service:ecs-tasks.amazonaws.com", False)],
)
def test_a_trust_policy_is_asked_of_a_principal(principal: str, allowed: bool) -> None:
    asked = role()
    request = request_of(asked, "sts:AssumeRole", principal=principal)
    assert trust_evaluator_of(asked).decide(request).allowed is allowed


def test_a_request_carries_what_a_task_with_the_role_does() -> None:
    named = role(RoleName="r", Tags=[{"Key": "team", "Value": "shop"}])
    context = principal_context(named)
    assert context["aws:principalarn"] == ("arn:aws:iam::111122223333:role/r",)
    assert context["aws:principaltag/team"] == ("shop",)


def test_a_role_without_a_name_has_an_unknown_arn() -> None:
    assert isinstance(principal_context(role())["aws:principalarn"], Unknown)


@pytest.mark.parametrize(
    ("given", "carried"),
    [
        ({}, ("us-east-1",)),
        ({"context": {"aws:RequestedRegion": "eu-west-1"}}, ("eu-west-1",)),
    ],
)
def test_a_context_that_is_given_comes_last(
    given: dict[str, Any], carried: tuple[str, ...]
) -> None:
    found = request_of(role(), "s3:GetObject", "arn:aws:s3:::b/k", **given).context
    assert found.get("aws:requestedregion", ("us-east-1",)) == carried


@pytest.mark.parametrize(
    ("principal", "key", "carried"),
    [
        (None, "aws:principalarn", True),
        ("Service:ecs-tasks.amazonaws.com", "aws:principalarn", False),
        ("Service:ecs-tasks.amazonaws.com", "aws:sourceaccount", True),
        ("Federated:accounts.google.com", "aws:sourceaccount", False),
    ],
)
def test_a_principal_brings_a_context_of_its_own(
    principal: str | None, key: str, carried: bool
) -> None:
    found = request_of(role(), "sts:AssumeRole", principal=principal).context
    assert (key in found) is carried


@pytest.mark.parametrize(
    ("action", "resource", "principal"),
    [
        ("s3:Get*", "*", None),
        ("GetObject", "*", None),
        ("s3:GetObject", "bucket", None),
        ("s3:GetObject", "*", "nobody"),
    ],
)
def test_what_is_no_request_is_refused(action: str, resource: str, principal: str | None) -> None:
    with pytest.raises(Error):
        request_of(role(), action, resource, principal=principal)


@pytest.mark.parametrize(
    ("actions", "asked", "doubtful"),
    [
        (["s3:*"], "s3:GetObject", False),
        (["s3:*"], "s3:GetObjct", True),
        (["s3:GetObjct"], "s3:GetObjct", False),
        ([], "s3:GetObjct", True),
    ],
)
def test_an_action_that_iam_does_not_have_is_told(
    actions: list[str], asked: str, doubtful: bool
) -> None:
    decision = evaluator_of(role(*actions)).decide(Request(asked))
    assert bool(misspelled(decision)) is doubtful


def test_an_action_that_iam_does_not_have_is_refused_with_the_nearest_name() -> None:
    decision = evaluator_of(role("s3:*")).decide(Request("s3:GetObjct"))
    with pytest.raises(Error, match="GetObject"):
        check_known_action(decision)
    check_known_action(evaluator_of(role("s3:*")).decide(Request("s3:GetObject")))


def test_a_request_has_the_context_of_its_caller_and_of_its_resource() -> None:
    arn, ecs = "arn:aws:sqs:us-east-1:444455556666:q", "Service:ecs-tasks.amazonaws.com"
    own = request_of(role(RoleName="r"), "sqs:SendMessage", arn)
    assert (own.action, own.resource, own.principal) == ("sqs:SendMessage", arn, None)
    assert own.context["aws:resourceaccount"] == ("444455556666",)
    assert own.context["aws:principalaccount"] == ("111122223333",)
    given = request_of(role(), "sqs:SendMessage", arn, context={"aws:ResourceAccount": "0" * 12})
    assert given.context["aws:resourceaccount"] == ("0" * 12,)
    assert given.context["aws:requestedregion"] == ("us-east-1",)
    always = request_of(role(), "sqs:SendMessage", arn, always={"k:a": ("b",)})
    assert always.context == {"k:a": ("b",), "aws:resourceaccount": ("444455556666",)}
    assert request_of(role(), "ecs:ListClusters", always={}).context == {
        "aws:resourceaccount": ("111122223333",)
    }
    assumed = request_of(role(), "sts:AssumeRole", principal=ecs)
    assert assumed.principal is not None
    assert assumed.resource == "*"
    known = {
        "aws:principalisawsservice": ("true",),
        "aws:principalservicename": ("ecs-tasks.amazonaws.com",),
        "aws:requestedregion": ("us-east-1",),
        "aws:securetransport": ("true",),
        "aws:sourceaccount": ("111122223333",),
        "aws:sourcearn": ("arn:aws:ecs:us-east-1:111122223333:*",),
        "aws:resourceaccount": ("111122223333",),
    }
    assert known.items() <= assumed.context.items()
    user = request_of(role(), "sts:AssumeRole", principal="AWS:111122223333", context={"k:a": "b"})
    known = {
        "aws:principalaccount": ("111122223333",),
        "aws:requestedregion": ("us-east-1",),
        "aws:resourceaccount": ("111122223333",),
        "k:a": ("b",),
    }
    assert known.items() <= user.context.items()


def test_an_account_that_assumes_is_one_of_the_roles_partition() -> None:
    here = replace(role().environment, region="cn-north-1", partition="aws-cn")
    own = replace(role(), environment=here)
    found = request_of(own, "sts:AssumeRole", principal="AWS:444455556666").principal
    assert found is not None
    assert found.identifier == "arn:aws-cn:iam::444455556666:root"


def test_the_context_of_a_role_without_a_name() -> None:
    unnamed = role()
    assert principal_context(unnamed)["aws:principalarn"] == unnamed.arn
    assert principal_context(unnamed)["aws:requestedregion"] == ("us-east-1",)
    assert principal_context(unnamed)["aws:principalaccount"] == ("111122223333",)


def test_what_decides_is_told_by_its_layer() -> None:
    asked = request_of(role(), "sts:AssumeRole", principal="Service:ec2.amazonaws.com")
    found = trust_evaluator_of(role()).decide(asked).deciding
    assert found is not None
    assert found.layer == "trust policy"
    with pytest.raises(Error) as caught:
        check_known_action(evaluator_of(role("s3:*")).decide(Request("s3:GetObjct")))
    (problem,) = caught.value.problems
    assert (problem.place, problem.message) == (
        "action",
        "IAM has no action 'GetObjct' of s3; did you mean 'GetObject'?",
    )


def test_partly_known_policies_meet_partly_known_requests() -> None:
    name = Reach.ANYTHING.character(0)
    resource = f"arn:aws:s3:::{name}/*"
    own = role("s3:GetObject")
    statement = replace(own.policies[0].statements[0], resources=(resource,))
    known = replace(own, policies=(replace(own.policies[0], statements=(statement,)),))
    asked = Request("s3:GetObject", f"arn:aws:s3:::{name}/key")
    other = Request("s3:GetObject", "arn:aws:s3:::other/key")
    partly = evaluator_of(known, partly_known=True)
    assert (partly.decide(asked).outcome, partly.decide(other).outcome) == ("allowed", "unknown")
    assert evaluator_of(known).decide(other).outcome == "implicitDeny"


def test_a_principal_assumes_a_role_by_an_action_of_sts() -> None:
    own, service = role("s3:GetObject"), "Service:ecs-tasks.amazonaws.com"
    with pytest.raises(Error, match="'s3:GetObject' assumes no role"):
        request_of(own, "s3:GetObject", principal=service)
    for action in ("sts:AssumeRole", "STS:TagSession"):
        assert request_of(own, action, principal=service).action == action


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"action": 3}, "action", id="an action that is no text"),
        pytest.param({"resource": 3}, "resource", id="a resource that is no text"),
        pytest.param({"context": {"aws:SourceIpp": "a"}}, "did you mean", id="a misspelled key"),
        pytest.param({"context": 3}, "context", id="a context that is none"),
        pytest.param({"principal": 3}, "principal", id="a principal that is no text"),
    ],
)
def test_what_no_request_can_have_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(Error, match=told):
        request_of(role(), **{"action": "s3:GetObject", **given})
