"""What no policy of a role, and none of a resource, can allow, whatever is not known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.read import read_template
from influmojo_cfn.rules.services.denied_calls import (
    denied_by_policies,
    failing_conditions,
    has,
    is_denied,
    is_known,
    reaches,
    statements,
)

QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs"
OTHER = QUEUE.replace("jobs", "other")
SENDS: dict[str, Any] = {"Effect": "Allow", "Action": "sqs:SendMessage"}
SENDS_HERE = {**SENDS, "Resource": QUEUE}
DENIES_ALL = {**SENDS, "Effect": "Deny", "Resource": "*"}
KEY = "aws:sourcearn"
CONTEXT = "kms:encryptioncontext:"
NO_VALUE = {"Ref": "AWS::NoValue"}
FULL_ACCESS = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"


def role_of(*written: Any, managed: tuple[str, ...] = (), **resources: Any) -> tuple[Model, Entity]:
    """Return the role of a template that has a role with statements, and other resources."""
    document = {"Version": "2012-10-17", "Statement": list(written)}
    trust = {"Version": "2012-10-17", "Statement": []}
    policies = [{"PolicyName": "own", "PolicyDocument": document}]
    role = {
        "AssumeRolePolicyDocument": trust,
        "Policies": policies,
        "ManagedPolicyArns": list(managed),
    }
    model = read_template(
        {
            "Parameters": {"P": {"Type": "String"}},
            "Conditions": {"Maybe": {"Fn::Equals": [{"Ref": "P"}, "x"]}},
            "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}, **resources},
        }
    )
    return model, model.entities["Role"]


def denied(*written: Any, sent: str = "", **others: Any) -> bool:
    model, role = role_of(*written, **others)
    return is_denied(model, role, "sqs:sendmessage", QUEUE, {KEY: sent} if sent else {})


@pytest.mark.parametrize(
    ("statement", "managed", "expected"),
    [
        pytest.param(SENDS_HERE, (), True, id="what the template holds"),
        pytest.param(SENDS_HERE, (FULL_ACCESS,), True, id="a policy of AWS"),
        pytest.param(
            SENDS_HERE, ("arn:aws:iam::111122223333:policy/a",), False, id="another's policy"
        ),
        pytest.param({**SENDS_HERE, "Action": {"Ref": "P"}}, (), False, id="a parameter"),
        pytest.param(
            {"Effect": "Allow", "NotAction": {"Ref": "P"}, "Resource": QUEUE},
            (),
            False,
            id="a parameter as NotAction",
        ),
    ],
)
def test_whether_every_policy_of_a_role_is_known(
    statement: Any, managed: tuple[str, ...], expected: bool
) -> None:
    _, role = role_of(statement, managed=managed)
    assert is_known(role) is expected
    assert denied_by_policies(role, "sns:publish", OTHER) is expected


@pytest.mark.parametrize(
    ("statement", "managed", "expected"),
    [
        pytest.param(SENDS_HERE, (), True, id="an Allow"),
        pytest.param(DENIES_ALL, (), False, id="a Deny"),
        pytest.param({**SENDS, "Action": "sqs:Get*", "Resource": "*"}, (), False, id="another"),
        pytest.param(DENIES_ALL, (FULL_ACCESS,), True, id="a policy of AWS"),
    ],
)
def test_whether_a_role_has_an_action_on_whatever(
    statement: Any, managed: tuple[str, ...], expected: bool
) -> None:
    _, role = role_of(statement, managed=managed)
    assert has(role, ["sns:publish", "sqs:sendmessage"]) is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(SENDS_HERE, False, id="the queue"),
        pytest.param({**SENDS, "Resource": OTHER}, True, id="another queue"),
        pytest.param({**SENDS, "NotResource": OTHER}, False, id="all but another"),
        pytest.param({**SENDS, "NotResource": QUEUE}, True, id="all but the queue"),
        pytest.param({**SENDS, "Resource": {"Ref": "P"}}, False, id="a parameter"),
        pytest.param(
            {"Effect": "Allow", "NotAction": "sqs:SendMessage", "Resource": "*"},
            True,
            id="all actions but it",
        ),
        pytest.param(DENIES_ALL, True, id="a Deny alone"),
    ],
)
def test_what_a_statement_reaches(statement: Any, expected: bool) -> None:
    _, role = role_of(statement)
    assert denied(statement) is expected
    assert denied_by_policies(role, "sqs:sendmessage", QUEUE) is expected


@pytest.mark.parametrize(
    ("deny", "expected"),
    [
        pytest.param(DENIES_ALL, True, id="it is there"),
        pytest.param({"Fn::If": ["Maybe", DENIES_ALL, NO_VALUE]}, False, id="perhaps it is there"),
        pytest.param(
            {**DENIES_ALL, "Effect": {"Fn::If": ["Maybe", "Deny", "Allow"]}},
            False,
            id="perhaps it denies",
        ),
        pytest.param(
            {**DENIES_ALL, "Resource": [OTHER, {"Fn::If": ["Maybe", QUEUE, NO_VALUE]}]},
            False,
            id="perhaps the resource is",
        ),
        pytest.param(
            {**DENIES_ALL, "Action": ["sqs:Get*", {"Fn::If": ["Maybe", "sqs:*", NO_VALUE]}]},
            False,
            id="perhaps the action is",
        ),
        pytest.param(
            {**DENIES_ALL, "Condition": {"StringEquals": {"aws:username": "a"}}},
            False,
            id="perhaps its condition holds",
        ),
    ],
)
def test_a_deny_that_may_not_apply_denies_nothing_surely(deny: Any, expected: bool) -> None:
    _, role = role_of(SENDS_HERE, deny)
    assert denied_by_policies(role, "sqs:sendmessage", QUEUE) is expected
    assert denied(SENDS_HERE, deny) is expected


def test_a_role_with_a_policy_that_is_not_known_is_denied_nothing() -> None:
    assert not denied(managed=("arn:aws:iam::111122223333:policy/a",))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({**SENDS_HERE, "Action": "sqs:ReceiveMessage"}, id="another action"),
        pytest.param({**SENDS, "Resource": OTHER}, id="another resource"),
        pytest.param(
            {**DENIES_ALL, "Condition": {"StringEquals": {"aws:username": "a"}}}, id="a Deny"
        ),
    ],
)
def test_what_fails_is_not_made_up_for_by_another_statement(other: Any) -> None:
    fails = {**SENDS_HERE, "Condition": {"StringEquals": {KEY: OTHER}}}
    assert denied(fails, other, sent=QUEUE)
    assert not denied(fails, SENDS_HERE, sent=QUEUE)


def arn_of(path: str) -> dict[str, Any]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{path}"}


ITSELF = {"Fn::GetAtt": ["Role", "Arn"]}


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        pytest.param("*", False, id="everyone"),
        pytest.param({"AWS": ITSELF}, False, id="the role"),
        pytest.param({"AWS": {"Ref": "P"}}, False, id="a parameter"),
        pytest.param({"AWS": "arn:aws:iam::111122223333:role/b"}, True, id="another role"),
        pytest.param({"AWS": arn_of("role/b")}, True, id="another role of the account"),
        pytest.param({"AWS": arn_of("root")}, True, id="the account"),
        pytest.param({"AWS": {"Ref": "AWS::AccountId"}}, True, id="the account by its number"),
    ],
)
def test_whom_the_policy_of_a_resource_lets_in(principal: Any, expected: bool) -> None:
    assert denied(Policy=queue_policy({**SENDS_HERE, "Principal": principal})) is expected


def queue_policy(statement: Any) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": [statement]}
    properties = {"Queues": [QUEUE], "PolicyDocument": document}
    return {"Type": "AWS::SQS::QueuePolicy", "Properties": properties}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"Effect": "Deny"}, id="a Deny"),
        pytest.param({"Action": "sqs:ReceiveMessage"}, id="another action"),
        pytest.param({"Resource": OTHER}, id="another resource"),
    ],
)
def test_what_the_policy_of_a_resource_does_not_allow(changed: Any) -> None:
    statement = {**SENDS_HERE, "Principal": {"AWS": ITSELF}, **changed}
    assert denied(Policy=queue_policy(statement))


def test_the_policy_of_an_endpoint_only_limits() -> None:
    document = {"Version": "2012-10-17", "Statement": [{**SENDS_HERE, "Principal": "*"}]}
    properties = {"VpcId": "vpc-1", "PolicyDocument": document}
    assert denied(Endpoint={"Type": "AWS::EC2::VPCEndpoint", "Properties": properties})


@pytest.mark.parametrize(("name", "expected"), [("Images", False), ("Others", True)])
def test_a_statement_without_a_resource_is_about_the_one_that_has_it(
    name: str, expected: bool
) -> None:
    pulls = {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Principal": {"AWS": ITSELF}}
    text = {"RepositoryPolicyText": {"Version": "2012-10-17", "Statement": [pulls]}}
    model, role = role_of(
        Images={"Type": "AWS::ECR::Repository", "Properties": text},
        Others={"Type": "AWS::ECR::Repository"},
    )
    arn = model.resolver.get_att(name, "Arn")
    assert is_denied(model, role, "ecr:batchgetimage", arn) is expected


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        pytest.param(ITSELF, False, id="the role"),
        pytest.param(arn_of("root"), True, id="the account"),
    ],
)
def test_a_role_that_trusts_the_role_lets_it_in(principal: Any, expected: bool) -> None:
    trusts = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principal}}
    trust = {"Version": "2012-10-17", "Statement": [trusts]}
    model, role = role_of(
        Taken={"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    )
    arn = model.resolver.get_att("Taken", "Arn")
    assert is_denied(model, role, "sts:assumerole", arn) is expected


def test_no_generated_name_begins_as_a_policy_of_aws_writes() -> None:
    managed = "arn:aws:iam::aws:policy/AWSThinkboxAWSPortalWorkerPolicy"
    own = {**SENDS, "Resource": "arn:aws:sqs:*:*:DeadlineAWS*"}
    model, role = role_of(own, managed=(managed,), Queue={"Type": "AWS::SQS::Queue"})
    queue = model.resolver.get_att("Queue", "Arn")
    by_place = {
        statement.policy.in_template: reaches(role, statement, queue)
        for statement in statements(role)
        if statement.may_name("sqs:sendmessage")
    }
    assert by_place == {True: True, False: False}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {KEY: QUEUE}}, False),
        ({"StringEquals": {KEY: OTHER}}, True),
        ({"StringEquals": {KEY: [OTHER, QUEUE]}}, False),
        ({"ArnLike": {KEY: OTHER}}, True),
        ({"StringNotEquals": {KEY: OTHER}}, False),
        ({"NumericEquals": {KEY: "1"}}, False),
        ({"DateGreaterThan": {KEY: "2026-01-01"}}, False),
        ({"Null": {KEY: "false"}}, False),
        ({"StringIs": {KEY: OTHER}}, False),
        ({"StringEquals": {"aws:SourceAccount": "111122223333"}}, False),
    ],
)
def test_a_condition_on_what_is_sent_can_fail(condition: Any, expected: bool) -> None:
    assert denied({**SENDS_HERE, "Condition": condition}, sent=QUEUE) is expected


@pytest.mark.parametrize(
    ("condition", "sent", "expected"),
    [
        pytest.param({"StringEquals": {f"{CONTEXT}a": "1"}}, f"{CONTEXT}b", True, id="another"),
        pytest.param(
            {"Null": {f"{CONTEXT}a": "false"}}, f"{CONTEXT}b", True, id="it is to be sent"
        ),
        pytest.param({"StringEquals": {f"{CONTEXT}a": "1"}}, f"{CONTEXT}a", False, id="the same"),
        pytest.param(
            {"StringEqualsIfExists": {f"{CONTEXT}a": "1"}}, f"{CONTEXT}b", False, id="if it is sent"
        ),
        pytest.param({"StringEquals": {KEY: "1"}}, f"{CONTEXT}b", False, id="no such context"),
        pytest.param({"StringEquals": {f"{CONTEXT}a": "1"}}, KEY, False, id="none is known"),
    ],
)
def test_a_part_of_an_encryption_context_that_is_never_sent(
    condition: Mapping[str, Any], sent: str, expected: bool
) -> None:
    _, role = role_of({**SENDS_HERE, "Condition": condition})
    (statement,) = role.statements
    found = list(failing_conditions(role.resolver, statement, {sent: "1"}))
    assert bool(found) is expected
    assert list(failing_conditions(role.resolver, statement, {})) == []
    assert reaches(role, statement, QUEUE)
