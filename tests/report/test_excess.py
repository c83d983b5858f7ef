"""An excess and its example request in one line each; long lists are counted."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller, Request, context_of
from influmojo_cfn.iam.document import Condition, parse_policy
from influmojo_cfn.proof.access import Counterexample, Excess
from influmojo_cfn.report.excess import (
    SHOWN,
    condition_text,
    denials_of,
    example,
    line_of,
    named_actions,
    place_of,
)

ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a/*"}


def excess(
    statement: dict[str, Any] | None = None,
    actions: tuple[str, ...] = ("s3:GetObject",),
    resources: tuple[str, ...] = ("arn:aws:s3:::a/*",),
    name: str = "own",
    denied: tuple[dict[str, Any], ...] = (),
) -> Excess:
    policy = parse_policy({"Statement": [statement or ALLOW]}, name=name)
    deny = parse_policy({"Statement": list(denied)}, name=name)
    return Excess(
        policy,
        policy.statements[0],
        actions,
        resources,
        Counterexample(Request("s3:GetObject", "arn:aws:s3:::a/b", context_of({}))),
        denied=tuple((deny, each) for each in deny.statements),
    )


WHEN = {"StringEquals": {"aws:RequestedRegion": ["a", "b"]}}
LINES: dict[str, tuple[Excess, str]] = {
    "an action on a resource": (excess(), "s3:GetObject on arn:aws:s3:::a/*"),
    "everything but a resource": (
        excess({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::a/*"}),
        "s3:GetObject on everything but arn:aws:s3:::a/*",
    ),
    "a condition": (
        excess({**ALLOW, "Condition": WHEN}),
        "s3:GetObject on arn:aws:s3:::a/* when aws:RequestedRegion StringEquals a or b",
    ),
    "two conditions": (
        excess({**ALLOW, "Condition": {**WHEN, "Bool": {"aws:SecureTransport": "true"}}}),
        "s3:GetObject on arn:aws:s3:::a/* when aws:RequestedRegion StringEquals a or b and "
        "aws:SecureTransport Bool true",
    ),
}


@pytest.mark.parametrize(("of", "line"), LINES.values(), ids=LINES)
def test_an_excess_in_one_line(of: Excess, line: str) -> None:
    assert line_of(of) == line


ACTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "as many as are shown": (
        tuple(f"s3:A{number}" for number in range(SHOWN)),
        ", ".join(f"s3:A{number}" for number in range(SHOWN)),
    ),
    "many of one service": (
        tuple(f"s3:A{number}" for number in range(7)),
        "7 actions of s3 (s3:A0, s3:A1 ...)",
    ),
    "two services with three": (
        (*(f"s3:A{number}" for number in range(4)), "sqs:B", "sqs:C", "sqs:D"),
        "4 actions of s3 (s3:A0, s3:A1 ...), 3 actions of sqs (sqs:B, sqs:C ...)",
    ),
    "many of one service and two of another": (
        (*(f"s3:A{number}" for number in range(5)), "sqs:B", "sqs:C"),
        "5 actions of s3 (s3:A0, s3:A1 ...), sqs:B, sqs:C",
    ),
    "one of many services": (
        tuple(f"s{number}:A" for number in range(8)),
        "s0:A, s1:A, s2:A, s3:A, s4:A, s5:A and 2 more",
    ),
}


@pytest.mark.parametrize(("actions", "text"), ACTIONS.values(), ids=ACTIONS)
def test_many_actions_are_put_together(actions: tuple[str, ...], text: str) -> None:
    assert named_actions(excess(actions=actions)) == text


def test_many_resources_are_counted() -> None:
    resources = tuple(f"r{number}" for number in range(9))
    assert line_of(excess(resources=resources)).endswith("r5 and 3 more")


def trusting(**statement: Any) -> Excess:
    given = {"Effect": "Allow", "Action": "sts:AssumeRole", **statement}
    policy = parse_policy({"Statement": [given]}, kind="trust")
    principal = Caller(kind="Service", identifier="lambda.amazonaws.com")
    request = Request("sts:AssumeRole", "*", context_of({}), principal)
    return Excess(policy, policy.statements[0], ("sts:AssumeRole",), (), Counterexample(request))


PRINCIPALS = {
    "services": (
        trusting(Principal={"Service": ["a.amazonaws.com", "b.amazonaws.com"]}),
        "sts:AssumeRole for Service a.amazonaws.com, Service b.amazonaws.com",
    ),
    "everybody": (trusting(Principal="*"), "sts:AssumeRole for *"),
    "everyone but some": (
        trusting(NotPrincipal={"Service": "a.amazonaws.com"}),
        "sts:AssumeRole for everyone but Service a.amazonaws.com (such as Service "
        "lambda.amazonaws.com)",
    ),
}


@pytest.mark.parametrize(("of", "line"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_whom_an_excess_is_for(of: Excess, line: str) -> None:
    assert line_of(of) == line


DENIED: dict[str, tuple[dict[str, Any], str]] = {
    "an action": (
        {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"},
        "s3:GetObject on *",
    ),
    "everything but an action": (
        {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"},
        "everything but s3:GetObject on *",
    ),
    "everything but a resource": (
        {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::a"},
        "s3:* on everything but arn:aws:s3:::a",
    ),
    "under a condition": (
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": WHEN},
        "s3:* on * when aws:RequestedRegion StringEquals a or b",
    ),
}


@pytest.mark.parametrize(("statement", "line"), DENIED.values(), ids=DENIED)
def test_a_deny_that_an_excess_lies_in(statement: dict[str, Any], line: str) -> None:
    assert denials_of(excess(denied=(statement,))) == [line]


ARN = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.mark.parametrize(("name", "place"), [("own", ""), (ARN, ARN)])
def test_a_statement_without_a_file_is_named_by_the_arn_of_its_policy(
    name: str, place: str
) -> None:
    found = excess(name=name, denied=({"Effect": "Deny", "Action": "s3:*", "Resource": "*"},))
    assert place_of(found.policy, found.statement) == place
    assert denials_of(found)[0].endswith(f"[{place}]" if place else "on *")


def test_a_condition_names_its_key_first() -> None:
    condition = Condition(operator="StringLike", key="aws:a", values=("x", "y"))
    assert condition_text(condition) == "aws:a StringLike x or y"


REQUEST = Request("s3:GetObject", "arn:aws:s3:::a/b", context_of({}))
EXAMPLES: dict[str, tuple[Counterexample, str]] = {
    "a request": (Counterexample(REQUEST), ""),
    "keys that are absent": (
        Counterexample(REQUEST, absent=("aws:mfa", "aws:sourceip")),
        " without aws:mfa, aws:SourceIp",
    ),
    "an action of tomorrow": (
        Counterexample(REQUEST, known_action=False),
        " (an action that no service has today)",
    ),
    "a resource that cannot exist": (
        Counterexample(REQUEST, possible_resource=False),
        " (no resource of this action has such an ARN)",
    ),
    "a key that cannot be so": (
        Counterexample(REQUEST, impossible_keys=("aws:sourceaccount",)),
        " (no request has such a value of aws:SourceAccount)",
    ),
}


@pytest.mark.parametrize(("of", "rest"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_in_one_line(of: Counterexample, rest: str) -> None:
    assert example(of) == f"{REQUEST}{rest}"
