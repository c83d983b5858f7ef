"""Clauses: which requests a statement is about, element by element."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.iam.document import Condition, Policy, Statement
from influmojo_cfn.iam.unknown import Unknown, UnknownPart
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES, Verdict
from influmojo_cfn.proof.clauses import Clause, applies, clauses_of
from influmojo_cfn.proof.letters import Letters

SOME = Unknown("Actions has no default", "s3:Get*")
ECS = Caller("Service", "ecs-tasks.amazonaws.com")


def clause(statement: Statement) -> Clause:
    return Clause(Policy((statement,)), statement, Letters())


@pytest.mark.parametrize(
    ("actions", "not_action", "expected"),
    [
        pytest.param(("s3:GetObject",), False, YES, id="named"),
        pytest.param(("S3:GETOBJECT",), False, YES, id="case does not count"),
        pytest.param(("s3:PutObject",), False, NO, id="another is named"),
        pytest.param(("s3:Get*",), False, YES, id="a pattern of the service"),
        pytest.param(("s3:Put*",), False, NO, id="another pattern of the service"),
        pytest.param(("*",), False, YES, id="everything"),
        pytest.param(("s?:GetObject",), False, YES, id="a pattern of services"),
        pytest.param((SOME,), False, UNKNOWN, id="an unknown one may be it"),
        pytest.param((SOME, "s3:GetObject"), False, YES, id="what is named is no longer unknown"),
        pytest.param(("s3:GetObject",), True, NO, id="NotAction names it"),
        pytest.param(("s3:Get*",), True, NO, id="a pattern of NotAction names it"),
        pytest.param(("s3:PutObject",), True, YES, id="NotAction names another"),
        pytest.param((SOME,), True, UNKNOWN, id="NotAction may name it"),
    ],
)
def test_about(actions: tuple[str | Unknown, ...], not_action: bool, expected: Verdict) -> None:
    made = clause(Statement("Allow", actions, ("*",), not_action=not_action))
    assert made.about("s3:getobject") == expected


@pytest.mark.parametrize(
    ("principals", "not_principal", "expected"),
    [
        pytest.param(None, False, YES, id="an identity policy names none"),
        pytest.param({"Service": (ECS.identifier,)}, False, YES, id="named"),
        pytest.param({"Service": ("ec2.amazonaws.com",)}, False, NO, id="another is named"),
        pytest.param({"Service": (Unknown("why"),)}, False, UNKNOWN, id="it may be named"),
        pytest.param({"AWS": ("arn:aws:iam::*:root",)}, False, UNKNOWN, id="a wildcard within"),
        pytest.param({"Service": (ECS.identifier,)}, True, NO, id="left out"),
        pytest.param({"Service": ("ec2.amazonaws.com",)}, True, YES, id="another is left out"),
    ],
)
def test_callers(
    principals: dict[str, tuple[str | Unknown, ...]] | None, not_principal: bool, expected: Verdict
) -> None:
    statement = Statement(
        "Allow", ("sts:AssumeRole",), principals=principals, not_principal=not_principal
    )
    assert applies(clause(statement), "sts:assumerole", ECS) == expected


def test_a_caller_does_not_make_up_for_another_action() -> None:
    statement = Statement("Allow", ("sts:TagSession",), principals={"*": ("*",)})
    assert applies(clause(statement), "sts:assumerole", ECS) == NO


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        pytest.param(Policy((Statement("Allow", ("*",), ("*",)),)), ["Allow"], id="a statement"),
        pytest.param(Policy((Statement("Allow", ("*",)),)), [], id="one without a resource"),
        pytest.param(
            Policy((Statement("Allow", ("*",), not_resource=True),)),
            ["Allow"],
            id="NotResource is a resource",
        ),
        pytest.param(Policy((), unknown=("why",)), ["Allow", "Deny"], id="what is not known"),
    ],
)
def test_clauses_of_a_policy(policy: Policy, expected: list[str]) -> None:
    assert [found.statement.effect for found in clauses_of([policy], Letters())] == expected


def test_what_is_not_known_of_a_policy_stays_unknown_in_its_clauses() -> None:
    found = clauses_of([Policy((), unknown=("why",))], Letters())
    assert [each.unknown for each in found] == [("why",), ("why",)]


def test_variables_before_the_fifth_colon_are_named_in_order() -> None:
    keys = (
        "aws:userid",
        "aws:username",
        "aws:PrincipalTag/b",
        "aws:PrincipalTag/a",
        "aws:SourceIp",
    )
    texts = tuple(f"arn:aws:s3:${{{key}}}::b" for key in keys)
    statement = Statement("Allow", ("s3:*",), texts)
    policy = Policy((statement,), version="2012-10-17")
    assert Clause(policy, statement, Letters()).doubtful_variables == tuple(
        f"what ${{{key}}} stands for before the fifth colon of an ARN" for key in sorted(keys)
    )


@pytest.mark.parametrize(
    ("resource", "differ"),
    [
        ("*", False),
        ("arn:aws:s3:::b/*", False),
        ("arn:aws:sqs:*:111122223333:q", True),
        ("arn:aws:s3:::b/${aws:username}", True),
        (Unknown("why"), True),
    ],
)
def test_whether_the_readings_of_a_resource_differ(resource: str | Unknown, differ: bool) -> None:
    assert clause(Statement("Allow", ("s3:*",), (resource,))).readings_differ is differ


@pytest.mark.parametrize("service", ["s3", "s?"])
def test_a_wildcard_for_the_service_surely_names_nothing_in_the_narrow_reading(
    service: str,
) -> None:
    made = clause(Statement("Allow", ("*",), (f"arn:aws:{service}:::b/${{aws:username}}",)))
    assert bool(made.resources(wide=False)) is (service == "s3")
    assert made.resources(wide=True)


AB = ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")


@pytest.mark.parametrize(
    ("wider", "narrower", "expected"),
    [
        pytest.param(Statement("Allow", ("*",), AB), Statement("Allow", ("*",), AB[:1]), True),
        pytest.param(Statement("Allow", ("*",), AB[:1]), Statement("Allow", ("*",), AB), False),
        pytest.param(
            Statement("Allow", ("*",), AB, not_resource=True),
            Statement("Allow", ("*",), AB, not_resource=True),
            True,
        ),
        pytest.param(
            Statement("Allow", ("*",), AB, not_resource=True),
            Statement("Allow", ("*",), AB[:1], not_resource=True),
            False,
        ),
        pytest.param(
            Statement("Allow", ("*",), AB, not_resource=True),
            Statement("Allow", ("*",), AB),
            False,
        ),
    ],
    ids=["all and some", "some and all", "omit the same", "omit more", "omit and name"],
)
def test_what_the_strings_alone_show_to_be_included(
    wider: Statement, narrower: Statement, expected: bool
) -> None:
    assert clause(wider).includes(clause(narrower)) is expected


DOUBTED = Statement(
    "Allow",
    ("s3:GetObject", "s3:PutObject"),
    ("arn:aws:s3:::a", "arn:aws:s3:::b"),
    (Condition("StringEquals", "aws:username", ("ann", "bob")),),
    sid="Team",
    principals={"AWS": ("111122223333", "444455556666")},
    not_principal=True,
    unknown=("AWS supports NotPrincipal with Deny alone",),
)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"sid": "Users"}, True),
        ({"actions": ("s3:PutObject",)}, True),
        ({"resources": DOUBTED.resources[::-1]}, True),
        ({"principals": {"AWS": ("444455556666", "111122223333")}}, True),
        (
            {"conditions": (Condition("stringequals", "AWS:UserName", ("bob", "ann")),)},
            True,
        ),
        ({"resources": DOUBTED.resources[:1]}, False),
        ({"principals": {"AWS": ("111122223333",)}}, False),
        ({"conditions": ()}, False),
        ({"effect": "Deny"}, False),
        ({"unknown": ("a condition",)}, False),
        ({"origin": "another"}, False),
        ({"not_resource": True}, False),
        ({"not_principal": False}, False),
    ],
)
def test_of_two_statements_in_doubt_both_hold_or_neither(
    changed: dict[str, Any], same: bool
) -> None:
    assert clause(DOUBTED).includes(clause(replace(DOUBTED, **changed))) is same


def test_what_a_parameter_may_name_is_in_the_narrow_reading_too() -> None:
    parts = ("arn:aws:sqs:*:", UnknownPart(("parameter", "Account"), "*"), ":jobs")
    queue = Unknown("why", "arn:aws:sqs:*:*:jobs", parts=parts)
    made = clause(Statement("Allow", ("*",), (queue,)))
    sure, most = (made.resources(wide=False, at_most=at_most) for at_most in (False, True))
    assert most == made.resources(wide=True)
    assert most != sure
