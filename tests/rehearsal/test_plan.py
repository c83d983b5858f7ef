"""A rehearsal planned: what is tried for each action, and what is not, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import Policy, parse_policy, read_policy
from influmojo_cfn.rehearsal.plan import (
    GUIDE_EXAMPLES,
    SECURE,
    Attempt,
    Plan,
    PlannedRole,
    plan_calls,
)

QUEUE = "arn:aws:sqs:eu-west-1:111122223333"
ACCOUNT, REGION = "111122223333", "eu-west-1"


def statement(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {"Sid": "S", "Effect": "Allow", "Action": action, "Resource": resource, **more}


def policy(*statements: dict[str, Any]) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)}, name="own")


def planned(*statements: dict[str, Any], examples: tuple[str, ...] = ()) -> Plan:
    own = policy(*statements)
    evaluator = Evaluator([own])

    def expect(
        role: str, action: str, resource: str, context: Mapping[str, str]
    ) -> tuple[bool, str]:
        decision = evaluator.decide(Request(action, resource, context_of(context)))
        return decision.allowed, "own" if decision.deciding else "no statement allows it"

    role = PlannedRole(logical_id="Web", name="web", policies=(own,))
    return plan_calls([role], expect, account=ACCOUNT, region=REGION, examples=examples)


def seen(plan: Plan) -> list[tuple[str, bool]]:
    return [(attempt.resource, attempt.expected) for attempt in plan.attempts]


def test_a_resource_and_a_neighbor_are_tried() -> None:
    assert seen(planned(statement("sqs:SendMessage", f"{QUEUE}:jobs"))) == [
        (f"{QUEUE}:jobs", True),
        (f"{QUEUE}:another-queue", False),
    ]


def test_a_neighbor_that_another_statement_allows_is_expected_to_be_allowed() -> None:
    plan = planned(
        statement("sqs:SendMessage", f"{QUEUE}:jobs"),
        statement("sqs:SendMessage", f"{QUEUE}:another-queue", Sid="T"),
    )
    by_resource = {each.resource: each for each in plan.attempts}
    assert by_resource[f"{QUEUE}:another-queue"].expected
    assert by_resource[f"{QUEUE}:another-queue"].neighbor


def test_what_is_denied_is_tried_too() -> None:
    plan = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs", Effect="Deny"))
    assert seen(plan)[0] == (f"{QUEUE}:jobs", False)


def test_an_attempt_is_planned_once() -> None:
    same = statement("sqs:SendMessage", f"{QUEUE}:jobs")
    assert len(planned(same, same).attempts) == 2


def test_an_example_of_the_application_is_preferred() -> None:
    example = f"{QUEUE}:jobs-urgent"
    plan = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs-*"), examples=(example,))
    assert seen(plan)[0] == (example, True)


def test_an_example_that_no_statement_names_is_not_tried() -> None:
    plan = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs"), examples=(f"{QUEUE}:mails",))
    assert f"{QUEUE}:mails" not in dict(seen(plan))


def test_an_action_without_a_probe_is_tried_on_a_resource_of_its_type() -> None:
    arn = "arn:aws:codecommit:eu-west-1:111122223333"
    plan = planned(statement("codecommit:GitPull", f"{arn}:code-*"))
    assert seen(plan) == [(f"{arn}:code-rehearsal", True), (f"{arn}:elsewhere", False)]
    assert {attempt.call for attempt in plan.attempts} == {None}


def test_an_action_without_a_probe_on_every_resource_is_tried_on_one_of_its_type() -> None:
    plan = planned(statement("codecommit:GitPull", "*"))
    assert seen(plan)[0] == ("arn:aws:codecommit:eu-west-1:111122223333:rehearsal", True)


def test_an_example_serves_an_action_without_a_probe() -> None:
    example = "arn:aws:codecommit:eu-west-1:111122223333:code"
    plan = planned(statement("codecommit:GitPull", "*"), examples=(example,))
    assert seen(plan)[0] == (example, True)


def test_an_action_that_takes_no_resource_is_tried_on_none() -> None:
    plan = planned(statement("ecs:ListClusters", "*"))
    assert seen(plan) == [("*", True)]


def conditioned(operator: str, value: str, key: str = "aws:RequestedRegion") -> list[Attempt]:
    more = {"Condition": {operator: {key: value}}}
    return list(planned(statement("sqs:SendMessage", f"{QUEUE}:jobs", **more)).attempts)


def test_a_condition_is_met_once_and_missed_once() -> None:
    attempts = [each for each in conditioned("StringEquals", "a") if each.resource.endswith("jobs")]
    assert [(each.context["aws:RequestedRegion"], each.expected) for each in attempts] == [
        ("a", True),
        ("elsewhere", False),
    ]
    assert [each.neighbor for each in attempts] == [False, True]


def test_the_keys_of_a_condition_are_shown() -> None:
    assert {each.shown for each in conditioned("StringEquals", "a")} == {("aws:RequestedRegion",)}


def test_a_condition_that_no_request_is_known_for_is_not_tried() -> None:
    more = {"Condition": {"NumericLessThan": {"s3:max-keys": "5"}}}
    plan = planned(statement("s3:ListBucket", "arn:aws:s3:::a", **more))
    assert plan.attempts == ()
    (omitted,) = plan.not_tried
    assert (omitted.role, omitted.sid, omitted.action) == ("Web", "S", "s3:ListBucket")
    assert "NumericLessThan on s3:max-keys" in omitted.reason


OMITTED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an action that does not exist": (
        statement("sqs:SendNothing", "*"),
        "sqs:SendNothing",
        "no such action is known",
    ),
    "every action but one": (
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        "every action",
        "cannot be listed",
    ),
    "every resource but one": (
        {"Effect": "Allow", "Action": "sqs:*", "NotResource": f"{QUEUE}:a"},
        "every action",
        "cannot be listed",
    ),
}


@pytest.mark.parametrize(("of", "action", "reason"), OMITTED.values(), ids=OMITTED)
def test_what_cannot_be_tried_is_told(of: dict[str, Any], action: str, reason: str) -> None:
    (omitted,) = planned(of).not_tried
    assert omitted.action == action
    assert reason in omitted.reason


def test_a_statement_that_is_not_known_is_not_tried() -> None:
    own, _ = read_policy({"Statement": [{"Effect": "Allow", "Action": 5, "Resource": "*"}]})
    role = PlannedRole(logical_id="Web", name="web", policies=(own,))
    plan = plan_calls([role], lambda *_: (True, ""), account=ACCOUNT, region=REGION)
    assert plan.attempts == ()


def test_of_a_pattern_every_action_with_a_probe_is_tried() -> None:
    actions = {each.action for each in planned(statement("sqs:*Message", f"{QUEUE}:a")).attempts}
    assert actions == {"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"}


def test_of_a_pattern_without_a_probe_the_first_action_is_tried() -> None:
    actions = {each.action for each in planned(statement("codecommit:Git*", "*")).attempts}
    assert actions == {"codecommit:GitPull"}


def test_a_policy_variable_is_judged_by_nobody() -> None:
    plan = planned(statement("s3:GetObject", "arn:aws:s3:::a/${aws:username}/*"))
    assert plan.attempts[0].not_judged == "policy variables are not substituted"


def test_a_plain_text_is_judged() -> None:
    plan = planned(statement("s3:GetObject", "arn:aws:s3:::a/*"))
    assert {each.not_judged for each in plan.attempts} == {""}


def test_what_depends_on_https_is_not_called_by_http() -> None:
    more = {"Condition": {"Bool": {SECURE: "true"}}}
    plan = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs", **more))
    met = plan.attempts[0]
    assert (met.expected, met.not_called != "") == (True, True)


def test_what_does_not_depend_on_https_is_called() -> None:
    plan = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs"))
    assert {each.not_called for each in plan.attempts} == {""}


def test_the_control_of_an_attempt_names_the_resource_and_a_neighbor() -> None:
    control = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs")).attempts[0].control
    assert control is not None
    assert (control.resource, control.elsewhere) == (f"{QUEUE}:jobs", f"{QUEUE}:another-queue")


def test_the_control_of_a_secret_leaves_its_random_characters_open() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-??????"
    attempt = planned(statement("secretsmanager:GetSecretValue", arn)).attempts[0]
    assert attempt.control is not None
    assert attempt.control.resource == arn
    assert attempt.resource.endswith("secret:shop/key-AbCdEf")


def test_an_attempt_with_a_probe_is_a_real_call() -> None:
    attempt = planned(statement("sqs:SendMessage", f"{QUEUE}:jobs")).attempts[0]
    assert attempt.call is not None
    assert attempt.call.operation == "send_message"


def test_the_guides_parameters_are_those_of_its_task_definitions() -> None:
    names = [each.rpartition("/")[2] for each in GUIDE_EXAMPLES]
    assert names == ["database-url", "jwt-secret"]


def test_a_policy_variable_in_a_condition_is_judged_by_nobody() -> None:
    attempts = conditioned("StringEquals", "${aws:username}")
    assert {each.not_judged for each in attempts} == {"policy variables are not substituted"}
