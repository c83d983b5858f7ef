"""The judge of calls: what a role may, may not, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.iam.document import Policy, Statement, parse_policy
from influmojo_cfn.iam.text import Reach
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.service_roles.ecs_call_table import ROW
from influmojo_cfn.service_roles.ecs_calls import Call
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import Judge
from influmojo_cfn.task_definition.model import Field

HOME = Home(partition="aws", account="111122223333", region="us-east-1")
ARN = "arn:aws:iam::111122223333:role/execution"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"
READ = "secretsmanager:GetSecretValue"
OPEN = Reach.ANYTHING.character(0)


def judge(*statements: Statement, trust: Policy | None = None, **options: Any) -> Judge:
    role = TemplateRole(
        logical_id="ExecutionRole",
        name="execution",
        arn=ARN,
        policies=(Policy(statements, "own"),),
        trust=trust or Policy(()),
    )
    return Judge(role, HOME, **options)


def call(resource: Text, only_if: str = "") -> Call:
    row = ROW["registry token"]
    return Call(
        row=row,
        action=READ,
        resource=resource,
        at_home=resource,
        context={},
        subject={},
        field=Field(value=resource),
        only_if=only_if,
    )


ALLOW = Statement("Allow", (READ,), (f"{SECRET[:-7]}-*",))
DENY = Statement("Deny", ("secretsmanager:*",), (SECRET,))


@pytest.mark.parametrize(
    ("statements", "asked", "expected"),
    [
        pytest.param([ALLOW], call(SECRET), "allowed", id="allowed"),
        pytest.param([], call(SECRET), "missing", id="nothing allows it"),
        pytest.param([ALLOW, DENY], call(SECRET), "missing", id="denied"),
        pytest.param([], call(SECRET, "the key is yours"), "unknown", id="perhaps not needed"),
        pytest.param([], call(Unknown("not given")), "unknown", id="on what is not known"),
        pytest.param(
            [ALLOW], call(Unknown("the end", f"{SECRET[:-6]}??????")), "allowed", id="every end"
        ),
        pytest.param(
            [ALLOW, DENY], call(Unknown("the end", f"{SECRET[:-6]}??????")), "unknown", id="one end"
        ),
    ],
)
def test_the_answer_to_a_call(statements: list[Statement], asked: Call, expected: str) -> None:
    assert judge(*statements).answer(asked).verdict == expected


@pytest.mark.parametrize(
    ("statements", "resource", "expected"),
    [
        pytest.param([], OPEN, True, id="nothing names the action"),
        pytest.param([ALLOW], OPEN, False, id="it may be the secret"),
        pytest.param([Statement("Allow", (READ,), (OPEN,))], SECRET, False, id="it may be it"),
        pytest.param([Statement("Allow", (OPEN,), ("*",))], SECRET, False, id="an open action"),
        pytest.param([Statement("Allow", ("s3:*",), ("*",))], OPEN, True, id="another service"),
        pytest.param(
            [Statement("Allow", ("*",), ("*",)), Statement("Deny", ("*",), (OPEN,))],
            OPEN,
            True,
            id="the same is denied",
        ),
        pytest.param(
            [Statement("Allow", ("*",), ("*",)), Statement("Deny", ("*",), (OPEN,))],
            SECRET,
            False,
            id="it may be another than the denied one",
        ),
        pytest.param(
            [Statement("Allow", ("*",), ("*",)), Statement("Deny", ("*",), ("*",), unknown=("c",))],
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
    assert judge(*statements, partly_known=True).cannot(READ, resource) is expected


@pytest.mark.parametrize(
    ("condition", "role", "expected"),
    [
        pytest.param({}, "execution", "allowed", id="without conditions"),
        pytest.param(
            {"StringEquals": {"aws:SourceAccount": "111122223333"}},
            "task",
            "allowed",
            id="the key that ECS sends for task roles",
        ),
        pytest.param(
            {"StringEquals": {"aws:SourceAccount": "111122223333"}},
            "execution",
            "unknown",
            id="and perhaps not for execution roles",
        ),
        pytest.param(
            {"StringEquals": {"aws:SourceAccount": "444455556666"}},
            "task",
            "missing",
            id="of another account",
        ),
    ],
)
def test_whether_ecs_may_assume_the_role(condition: Any, role: Any, expected: str) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    trust = parse_policy({"Version": "2012-10-17", "Statement": statement}, kind="trust")
    assert judge(trust=trust).assume(role).verdict == expected


def test_where_a_role_may_do_what_it_may_not_there() -> None:
    elsewhere = SECRET.replace("us-east-1", "eu-west-1")
    assert judge(ALLOW).allows_elsewhere(call(elsewhere)) == SECRET
    assert judge().allows_elsewhere(call(elsewhere)) == ""


def test_a_deny_that_may_be_about_what_a_call_acts_on() -> None:
    assert judge(ALLOW, DENY).may_deny(call(Unknown("the end", f"{SECRET[:-6]}??????")))
    assert not judge(ALLOW, DENY).may_deny(call(SECRET.replace("db", "queue")))
