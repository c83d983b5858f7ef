"""Whether a role may make a call: allowed, missing, or not known before deployment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.iam.document import Condition, Policy, Statement
from influmojo_cfn.iam.text import Reach
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.call_table import ROW
from influmojo_cfn.service_roles.ecs.calls import Call
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import Judge
from influmojo_cfn.task_definition.model import Field

HOME = Home(partition="aws", account="111122223333", region="us-east-1")
QUEUE = "arn:aws:sqs:us-east-1:111122223333:"
ECS = {"Service": "ecs-tasks.amazonaws.com"}
GUARD = {"aws:SourceAccount": "111122223333"}


def judge(*rows: dict[str, Any], trust: Any = None, **more: Any) -> Judge:
    statements = [
        {"Effect": "Allow", **({} if "NotResource" in row else {"Resource": "*"}), **row}
        for row in rows
    ]
    trusted = {"Effect": "Allow", "Principal": ECS, "Action": "sts:AssumeRole", **(trust or {})}
    properties = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trusted},
        "Policies": [
            {
                "PolicyName": "p",
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            }
        ],
    }
    template = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": properties}}}
    return Judge(roles_of(Document(template), Environment())["R"], HOME, **more)


def call(
    resource: Text, action: str = "sqs:SendMessage", only_if: str = "", **context: Any
) -> Call:
    row = ROW["image"]
    return Call(
        row=row,
        action=action,
        resource=resource,
        at_home=resource,
        context=context,
        subject={},
        field=Field(value=resource),
        only_if=only_if,
    )


SEND = {"Action": "sqs:SendMessage"}
SOME = Unknown("the name is made up", f"{QUEUE}*")


@pytest.mark.parametrize(
    ("rows", "resource", "only_if", "verdict"),
    [
        ([SEND], f"{QUEUE}q", "", "allowed"),
        ([], f"{QUEUE}q", "", "missing"),
        ([{**SEND, "Resource": f"{QUEUE}other"}], f"{QUEUE}q", "", "missing"),
        ([], f"{QUEUE}q", "it is on", "unknown"),
        ([SEND], f"{QUEUE}q", "it is on", "allowed"),
        ([], SOME, "", "unknown"),
        ([SEND], SOME, "", "allowed"),
        ([{**SEND, "Resource": f"{QUEUE}q"}], SOME, "", "unknown"),
        ([SEND, {**SEND, "Effect": "Deny", "Resource": f"{QUEUE}q"}], SOME, "", "unknown"),
        ([SEND, {**SEND, "Effect": "Deny", "Resource": "arn:aws:sqs:eu-*"}], SOME, "", "allowed"),
        ([SEND, {**SEND, "Effect": "Deny"}], SOME, "", "unknown"),
        ([SEND, {**SEND, "Effect": "Deny"}], f"{QUEUE}q", "", "missing"),
        ([], Unknown("suffix", f"{QUEUE}q-??????"), "", "missing"),
        (
            *([SEND, {**SEND, "Effect": "Deny"}], Unknown("suffix", f"{QUEUE}q-??????")),
            *("", "missing"),
        ),
        ([{**SEND, "Resource": "arn:*:q"}], f"{QUEUE}q", "", "unknown"),
    ],
)
def test_a_call_is_judged(
    rows: list[dict[str, Any]], resource: Text, only_if: str, verdict: str
) -> None:
    assert judge(*rows).answer(call(resource, only_if=only_if)).verdict == verdict


@pytest.mark.parametrize(
    ("tags", "verdict"),
    [(None, "unknown"), ({f"{QUEUE}q": {"team": "a"}}, "allowed"), ({f"{QUEUE}q": {}}, "missing")],
    ids=["not given", "as the boundary asks", "none"],
)
def test_a_boundary_that_asks_for_a_tag_leaves_it_to_the_tags(tags: Any, verdict: str) -> None:
    condition = Condition("StringEquals", "aws:ResourceTag/team", ("a",))
    limit = Statement("Allow", ("*",), ("*",), conditions=(condition,))
    role = replace(judge(SEND).role, boundary=Policy((limit,)))
    found = Judge(role, HOME, tags=tags).answer(call(f"{QUEUE}q"))
    assert found.verdict == verdict
    assert any("(team=a)" in reason for reason in found.reasons) is (tags is None)


@pytest.mark.parametrize(
    ("rows", "resource", "only_if", "reason"),
    [
        ([], f"{QUEUE}q", "it is on", "not allowed, and needed only if it is on"),
        ([], SOME, "", "the name is made up, and the role allows nothing of that shape"),
        ([{**SEND, "Resource": f"{QUEUE}q"}], SOME, "", "the name is made up"),
        (
            [{**SEND, "Resource": "arn:*:q"}],
            f"{QUEUE}q",
            "",
            "it depends on how far * reaches in an ARN: end the pattern where ARNs end",
        ),
    ],
)
def test_what_is_not_known_says_why(
    rows: list[dict[str, Any]], resource: Text, only_if: str, reason: str
) -> None:
    assert judge(*rows).answer(call(resource, only_if=only_if)).reasons == (reason,)


@pytest.mark.parametrize(
    ("deny", "may"),
    [
        ({"Resource": f"{QUEUE}*"}, True),
        ({"Resource": "arn:aws:sqs:eu-west-1:*:*"}, False),
        ({"NotResource": "x"}, True),
        ({"Resource": f"{QUEUE}${{aws:username}}"}, True),
        ({"Resource": f"{QUEUE}*", "Action": "sqs:DeleteQueue"}, False),
    ],
)
def test_a_deny_may_be_about_what_is_not_known(deny: dict[str, Any], may: bool) -> None:
    denied, allowed = judge({**SEND, "Effect": "Deny", **deny}), judge({**SEND, **deny})
    assert denied.is_so_of_every_name("allowed", "sqs:SendMessage", SOME) is not may
    assert allowed.is_so_of_every_name("missing", "sqs:SendMessage", SOME) is not may


@pytest.mark.parametrize(
    ("condition", "context", "verdict"),
    [
        ({"aws:RequestedRegion": "us-east-1"}, {}, "allowed"),
        ({"aws:RequestedRegion": "eu-west-1"}, {}, "missing"),
        ({"aws:PrincipalAccount": "111122223333"}, {}, "allowed"),
        ({"own:key": "a"}, {"own:key": "a"}, "allowed"),
        ({"own:key": "a"}, {"own:key": Unknown("why", "*")}, "unknown"),
        ({"own:key": "a"}, {}, "missing"),
    ],
)
def test_a_request_carries_what_the_call_does(
    condition: dict[str, str], context: dict[str, Any], verdict: str
) -> None:
    found = judge({**SEND, "Condition": {"StringEquals": condition}})
    assert found.answer(call(f"{QUEUE}q", **context)).verdict == verdict


TAGGED = {**SEND, "Condition": {"StringEquals": {"aws:ResourceTag/team": "shop"}}}


@pytest.mark.parametrize(
    ("tags", "verdict"),
    [
        ({}, "unknown"),
        ({f"{QUEUE}q": {"Team": "shop"}}, "allowed"),
        ({f"{QUEUE}q": {"team": "other"}}, "missing"),
        ({f"{QUEUE}q": {}}, "missing"),
        ({f"{QUEUE}q": {"team": Unknown("why")}}, "unknown"),
    ],
)
def test_tags_are_those_of_the_template(tags: Any, verdict: str) -> None:
    assert judge(TAGGED, tags=tags).answer(call(f"{QUEUE}q")).verdict == verdict


def test_tags_that_nothing_tells_say_what_to_give() -> None:
    (reason,) = judge(TAGGED).answer(call(f"{QUEUE}q")).reasons
    assert "--context aws:resourcetag/team=VALUE gives" in reason


def test_a_context_that_is_given_comes_last() -> None:
    context = {"aws:resourcetag/team": ("shop",)}
    assert judge(TAGGED, context=context).answer(call(f"{QUEUE}q")).verdict == "allowed"


@pytest.mark.parametrize(
    ("resource", "elsewhere"),
    [
        ("arn:aws:sqs:eu-west-1:444455556666:q", f"{QUEUE}q"),
        ("arn:aws-cn:sqs:us-east-1:111122223333:q", f"{QUEUE}q"),
        (f"{QUEUE}q", ""),
        ("arn:aws:sqs:eu-west-1:444455556666:other", ""),
        ("*", ""),
    ],
)
def test_what_is_allowed_at_home_is_named(resource: str, elsewhere: str) -> None:
    found = judge({**SEND, "Resource": f"{QUEUE}q"})
    assert found.allows_elsewhere(call(resource)) == elsewhere


def test_what_has_no_account_keeps_none() -> None:
    found = judge({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})
    assert found.allows_elsewhere(call("arn:aws-cn:s3:::b/k", "s3:GetObject")) == (
        "arn:aws:s3:::b/k"
    )


STRICT = {"Condition": {"StringEquals": GUARD}}
LOOSE = {"Condition": {"StringEqualsIfExists": GUARD}}
OTHERS = {"Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}


@pytest.mark.parametrize(
    ("kind", "trust", "verdict"),
    [
        ("task", {}, "allowed"),
        ("task", STRICT, "allowed"),
        ("task", OTHERS, "missing"),
        ("task", {"Principal": {"Service": "ec2.amazonaws.com"}}, "missing"),
        ("execution", {}, "allowed"),
        ("execution", LOOSE, "allowed"),
        ("execution", STRICT, "unknown"),
        ("execution", OTHERS, "missing"),
    ],
)
def test_ecs_assumes_a_role(kind: Any, trust: dict[str, Any], verdict: str) -> None:
    assert judge(trust=trust).assume(kind).verdict == verdict


def test_a_role_is_assumed_by_its_own_call() -> None:
    answer = judge().assume("task")
    assert (answer.call.action, answer.call.role) == ("sts:AssumeRole", "task")
    assert covered(answer.call.resource) == "arn:aws:iam::111122223333:role/*"
    assert answer.decision is not None
    assert answer.decision.request.resource == covered(answer.call.resource)


OPEN = Reach.ANYTHING.character(0)
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"
READ = "secretsmanager:GetSecretValue"
ALLOW = Statement("Allow", (READ,), (f"{SECRET[:-7]}-*",))
EVERYTHING = Statement("Allow", ("*",), ("*",))


@pytest.mark.parametrize(
    ("statements", "resource", "expected"),
    [
        pytest.param([], OPEN, True, id="nothing names the action"),
        pytest.param([ALLOW], OPEN, False, id="it may be the secret"),
        pytest.param([Statement("Allow", (READ,), (OPEN,))], SECRET, False, id="it may be it"),
        pytest.param([Statement("Allow", (OPEN,), ("*",))], SECRET, False, id="an open action"),
        pytest.param([Statement("Allow", ("s3:*",), ("*",))], OPEN, True, id="another service"),
        pytest.param(
            [EVERYTHING, Statement("Deny", ("*",), (OPEN,))], OPEN, True, id="the same is denied"
        ),
        pytest.param(
            [EVERYTHING, Statement("Deny", ("*",), (OPEN,))],
            SECRET,
            False,
            id="it may be another than the denied one",
        ),
        pytest.param(
            [EVERYTHING, Statement("Deny", ("*",), ("*",), unknown=("a condition",))],
            SECRET,
            False,
            id="denied under conditions",
        ),
        pytest.param([ALLOW], f"{SECRET[:-7]}-??????", False, id="a pattern that it takes in"),
        pytest.param([ALLOW], f"{SECRET[:-9]}cd-??????", True, id="a pattern that it does not"),
    ],
)
def test_what_a_role_surely_cannot_where_parts_are_unknown(
    statements: list[Statement], resource: str, expected: bool
) -> None:
    role = replace(judge().role, policies=(Policy(tuple(statements)),))
    assert Judge(role, HOME, partly_known=True).cannot(READ, resource) is expected


@pytest.mark.parametrize("resource", [f"{QUEUE}q", SOME, "*"])
@pytest.mark.parametrize("allowed", [(), ("*",), (f"{QUEUE}q",), ("arn:*:q",)])
def test_an_answer_holds_its_call_and_its_decision(
    allowed: tuple[str, ...], resource: Text
) -> None:
    asked = call(resource)
    answer = judge(*({**SEND, "Resource": each} for each in allowed)).answer(asked)
    assert answer.call is asked
    assert answer.decision is not None
    assert answer.decision.request.action == "sqs:SendMessage"
    assert answer.hint == ""
    if answer.verdict != "unknown":
        assert answer.reasons == ()


SENT = (
    "the trust policy requires aws:SourceAccount or aws:SourceArn, which AWS "
    "does not document for execution roles: use the IfExists operators"
)
BY_ARN = {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:111122223333:*"}}}


@pytest.mark.parametrize(
    ("kind", "trust", "verdict", "reasons"),
    [
        pytest.param("task", {}, "allowed", (), id="allowed"),
        pytest.param("execution", STRICT, "unknown", (SENT,), id="an account"),
        pytest.param("execution", BY_ARN, "unknown", (SENT,), id="an ARN"),
        pytest.param("task", BY_ARN, "allowed", (), id="of the task role"),
        pytest.param(
            "task",
            OTHERS,
            "missing",
            ("the trust policy does not let ecs-tasks.amazonaws.com assume the role",),
            id="missing",
        ),
    ],
)
def test_why_ecs_may_or_may_not_assume_a_role(
    kind: Any, trust: dict[str, Any], verdict: str, reasons: tuple[str, ...]
) -> None:
    asked = judge(trust=trust)
    answer = asked.assume(kind)
    assert (answer.verdict, answer.reasons) == (verdict, reasons)
    assert answer.decision is not None
    assert answer.call.row is ROW[f"{kind} role"]
    assert answer.call.subject == {"role": asked.role.arn}
    assert answer.call.at_home == answer.call.resource
    assert answer.call.context == {}


def test_a_trust_policy_that_is_not_known_is_told_why() -> None:
    trust = {"Principal": {"Service": {"Fn::ImportValue": "x"}}}
    answer = judge(trust=trust).assume("task")
    assert answer.verdict == "unknown"
    assert answer.decision is not None
    assert answer.reasons == answer.decision.unknown != ()


def test_tags_that_two_statements_ask_for_are_told_together() -> None:
    other = {**SEND, "Condition": {"StringEquals": {"aws:ResourceTag/team": ["ops", "shop"]}}}
    (reason, *more) = judge(TAGGED, other).answer(call(f"{QUEUE}q")).reasons
    assert reason.endswith(
        "it depends on the resource's tags (team=shop or team=ops), "
        "which --context aws:resourcetag/team=VALUE gives"
    )
    assert len(more) <= 1


def test_an_action_of_s3_carries_the_account_of_its_resource() -> None:
    condition = {"StringEquals": {"s3:ResourceAccount": "111122223333"}}
    found = judge({"Action": "*", "Condition": condition})
    assert found.answer(call("arn:aws:s3:::b/k", "s3:GetObject")).verdict == "allowed"
    assert found.answer(call(f"{QUEUE}q")).verdict == "missing"
    assert found.answer(call("arn:aws:sqs:eu-west-1:111122223333:q")).verdict == "missing"


def test_an_action_of_kms_carries_the_account_of_its_caller() -> None:
    key = f"arn:aws:kms:us-east-1:{HOME.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    for account, verdict in ((HOME.account, "allowed"), ("444455556666", "missing")):
        condition = {"StringEquals": {"kms:CallerAccount": account}}
        found = judge({"Action": "*", "Condition": condition})
        assert found.answer(call(key, "kms:Decrypt")).verdict == verdict


@pytest.mark.parametrize("key", ["aws:SourceVpce", "aws:sourceip", "aws:SourceVpc"])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_what_depends_on_the_network_is_unknown_until_it_is_given(key: str, effect: str) -> None:
    operator = "IpAddress" if key == "aws:sourceip" else "StringEquals"
    value = "203.0.113.7" if key == "aws:sourceip" else "vpc-0a1b2c3d"
    limited = {**SEND, "Effect": effect, "Condition": {operator: {key: value}}}
    rows = [limited] if effect == "Allow" else [SEND, limited]
    (reason,) = judge(*rows).answer(call(QUEUE)).reasons
    assert "depends on the network" in reason
    known = judge(*rows, context={key.lower(): (value,)}).answer(call(QUEUE))
    assert known.verdict == ("allowed" if effect == "Allow" else "missing")


@pytest.mark.parametrize(
    ("principal", "is_let_in"),
    [
        pytest.param("ec2.amazonaws.com", True, id="the service"),
        pytest.param("ec2.amazonaws.com.cn", True, id="the service in China"),
        pytest.param("ecs-tasks.amazonaws.com", False, id="another service"),
    ],
)
def test_a_service_is_let_in_by_any_of_its_names(principal: str, is_let_in: bool) -> None:
    role = judge(SEND, trust={"Principal": {"Service": principal}}).role
    in_china = Judge(role, replace(HOME, partition="aws-cn", region="cn-north-1"))
    assert in_china.lets_in("ec2.amazonaws.com") is is_let_in
