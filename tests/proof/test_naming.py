"""Which actions a request stands for, and how they and the principals are named."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.actions import action_classes
from influmojo_cfn.proof.clauses import Clause, clauses_of
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.naming import examples_of, is_known, named_actions, named_principals
from tests.proof.policies import document


def clauses(*rows: dict[str, Any]) -> list[Clause]:
    statements = [{"Effect": "Allow", "Resource": "*", **row} for row in rows]
    return clauses_of([parse_policy(document(*statements))], Letters())


def names(*rows: dict[str, Any]) -> tuple[str, ...]:
    """Return how all classes of the first statement are named."""
    found = clauses(*rows)
    classes = [c for c in action_classes(found, Budget()) if matches(found[0], c.sample)]
    return named_actions(found[0], classes)


def matches(clause: Clause, action: str) -> bool:
    from influmojo_cfn.iam.patterns import action_matches

    texts = [text for text in clause.statement.actions if isinstance(text, str)]
    return any(action_matches(text, action) for text in texts) != clause.statement.not_action


@pytest.mark.parametrize(
    ("actions", "named"),
    [
        ("sqs:SendMessage", ("sqs:SendMessage",)),
        (["sqs:SendMessage", "sqs:DeleteQueue"], ("sqs:DeleteQueue", "sqs:SendMessage")),
        ("sqs:*", ("sqs:*",)),
        ("SQS:send*", ("SQS:send*",)),
        ("*", ("*",)),
        (["sqs:Send*", "sqs:DeleteQueue"], ("sqs:Send*", "sqs:DeleteQueue")),
        ("sqs:NoSuchAction", ("sqs:NoSuchAction",)),
    ],
)
def test_actions_are_named_as_the_statement_writes_them(
    actions: Any, named: tuple[str, ...]
) -> None:
    assert names({"Action": actions}) == named


def test_a_pattern_is_named_with_the_few_that_are_left_out() -> None:
    rows = [{"Action": "sqs:*"}, {"Action": "sqs:SendMessage", "Effect": "Deny"}]
    found = clauses(*rows)
    classes = [each for each in action_classes(found, Budget()) if each.sample != "sqs:sendmessage"]
    assert named_actions(found[0], classes) == ("sqs:* except sqs:SendMessage",)


def test_a_pattern_of_which_much_is_left_out_is_not_named() -> None:
    found = clauses({"Action": "sqs:*"}, {"Action": "sqs:*e*"})
    classes = action_classes(found, Budget())
    few = [each for each in classes if not matches(found[1], each.sample)]
    assert all("*" not in name for name in named_actions(found[0], few))


def test_not_action_names_other_services_at_the_end() -> None:
    found = clauses({"NotAction": "s3:*"})
    named = named_actions(found[0], action_classes(found, Budget()))
    assert named[-1].startswith("every action of other services (such as ")


@pytest.mark.parametrize(
    ("action", "known"), [("s3:GetObject", True), ("s3:getobject", True), ("s3:Nope", False)]
)
def test_an_action_is_known_where_the_data_has_it(action: str, known: bool) -> None:
    assert is_known(action) is known


def test_an_example_has_the_shapes_of_its_resources() -> None:
    classes = action_classes(clauses({"Action": "sqs:SendMessage"}), Budget())
    found = examples_of(classes, about_resources=True)
    assert [name for name, _ in found] == ["sqs:SendMessage", "sqs:SendMessage"]
    arn = "arn:aws:sqs:us-east-1:111122223333:q"
    assert any(pattern.matches(arn) for pattern in found[0][1])


def test_an_example_without_resources_is_of_the_star() -> None:
    classes = action_classes(clauses({"Action": "sqs:SendMessage"}), Budget())
    ((name, shapes),) = examples_of(classes, about_resources=False)
    assert (name, [pattern.matches("*") for pattern in shapes]) == ("sqs:SendMessage", [True])


@pytest.mark.parametrize(("about", "shapes"), [(True, 0), (False, 1)])
def test_an_action_that_nobody_has_is_its_own_example(about: bool, shapes: int) -> None:
    classes = action_classes(clauses({"Action": "sqs:Nope"}), Budget())
    ((name, found),) = examples_of(classes, about_resources=about)
    assert (name, len(found)) == ("sqs:Nope", shapes)


def principals(callers: list[Caller | None], **element: Any) -> tuple[tuple[str, str], ...]:
    row = {"Effect": "Allow", "Action": "sts:AssumeRole", **element}
    policy = parse_policy(document(row), kind="trust")
    return named_principals(policy.statements[0], callers)


ECS = Caller("Service", "ecs-tasks.amazonaws.com")
EC2 = Caller("Service", "ec2.amazonaws.com")
BOTH = {"Service": ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]}


@pytest.mark.parametrize(
    ("callers", "element", "named"),
    [
        ([ECS], {"Principal": BOTH}, (("Service", "ecs-tasks.amazonaws.com"),)),
        (
            [ECS, EC2],
            {"Principal": BOTH},
            (("Service", "ecs-tasks.amazonaws.com"), ("Service", "ec2.amazonaws.com")),
        ),
        ([Caller("Service", "x")], {"Principal": BOTH}, ()),
        ([ECS], {"NotPrincipal": BOTH}, ()),
    ],
)
def test_principals_are_named_that_some_caller_is(
    callers: list[Caller | None], element: Any, named: tuple[tuple[str, str], ...]
) -> None:
    assert principals(callers, **element) == named


def test_a_statement_without_principals_names_none() -> None:
    policy = parse_policy(document({"Effect": "Allow", "Action": "*", "Resource": "*"}))
    assert named_principals(policy.statements[0], [None]) == ()


@pytest.mark.parametrize(
    ("pattern", "left_out", "named"),
    [
        pytest.param(
            "sqs:*Message",
            "sqs:SendMessage",
            ("sqs:DeleteMessage", "sqs:ReceiveMessage"),
            id="2 of 3",
        ),
        pytest.param("sqs:L*", "sqs:ListQueues", ("sqs:L* except sqs:ListQueues",), id="3 of 4"),
    ],
)
def test_one_that_is_left_out_is_named_beside_more_than_twice_as_many(
    pattern: str, left_out: str, named: tuple[str, ...]
) -> None:
    found = clauses({"Action": pattern}, {"Action": left_out, "Effect": "Deny"})
    classes = [
        each
        for each in action_classes(found, Budget())
        if matches(found[0], each.sample) and each.sample != left_out.lower()
    ]
    assert named_actions(found[0], classes) == named
