"""The roles of events, as AWS SAM's own translator makes them (1.115.0)."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.sam_event_roles import event_roles

BOUNDARY = "arn:aws:iam::111122223333:policy/team"
FUNCTION, MACHINE = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"
STARTS = ("states:StartExecution", {"Ref": "M"})
CALLS = ("lambda:InvokeFunction", {"Fn::GetAtt": ["M", "Arn"]})


def made(kind: str, events: Any, **more: Any) -> dict[str, dict[str, Any]]:
    return dict(event_roles("M", {"Type": kind, **more}, {"Events": events}))


def statements(role: dict[str, Any]) -> list[dict[str, Any]]:
    (policy,) = role["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


@pytest.mark.parametrize(
    ("kind", "event", "principal", "call"),
    [
        (MACHINE, "Schedule", "events.amazonaws.com", STARTS),
        (MACHINE, "CloudWatchEvent", "events.amazonaws.com", STARTS),
        (MACHINE, "EventBridgeRule", "events.amazonaws.com", STARTS),
        (MACHINE, "Api", "apigateway.amazonaws.com", STARTS),
        (MACHINE, "ScheduleV2", "scheduler.amazonaws.com", STARTS),
        (FUNCTION, "ScheduleV2", "scheduler.amazonaws.com", CALLS),
    ],
)
def test_an_event_has_a_role_of_its_own(
    kind: str, event: str, principal: str, call: tuple[str, Any]
) -> None:
    ((name, role),) = made(kind, {"Nightly": {"Type": event}}, Condition="IsProd").items()
    assert (name, role["Condition"]) == ("MNightlyRole", "IsProd")
    trust = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": principal}
    (statement,) = statements(role)
    assert (statement["Action"], statement["Resource"]) == call


@pytest.mark.parametrize("is_propagated", [True, False])
def test_tags_are_those_of_the_resource_where_they_are_propagated(is_propagated: bool) -> None:
    given = {"Events": {"A": {"Type": "Schedule"}}, "Tags": {"team": "a"}}
    rows = event_roles("M", {"Type": MACHINE}, {**given, "PropagateTags": is_propagated})
    ((_, role),) = rows
    tags = [{"Key": "team", "Value": "a"}] if is_propagated else None
    assert role["Properties"].get("Tags") == tags


@pytest.mark.parametrize(
    ("kind", "events"),
    [
        (FUNCTION, {"A": {"Type": "Schedule"}, "B": {"Type": "SQS"}, "C": {"Type": "Api"}}),
        (MACHINE, {"A": {"Type": "ScheduleV2", "Properties": {"RoleArn": {"Ref": "Own"}}}}),
        (MACHINE, {"A": None, "B": {"Type": {"Ref": "X"}}, "C": {}}),
        (MACHINE, {"A": {"Type": "Api", "Properties": {"Fn::If": ["X", {}, {}]}}}),
        (MACHINE, None),
    ],
)
def test_others_have_none(kind: str, events: Any) -> None:
    assert not made(kind, events)


def test_the_boundary_is_the_state_machines_but_for_schedules_of_the_scheduler() -> None:
    events = {"A": {"Type": "Schedule"}, "B": {"Type": "ScheduleV2"}}
    row = {"Type": MACHINE}
    given = {"Events": events, "PermissionsBoundary": BOUNDARY}
    found = dict(event_roles("M", row, given))
    assert found["MARole"]["Properties"]["PermissionsBoundary"] == BOUNDARY
    assert "PermissionsBoundary" not in found["MBRole"]["Properties"]
    own = {"B": {"Type": "ScheduleV2", "Properties": {"PermissionsBoundary": BOUNDARY}}}
    ((_, role),) = event_roles("M", row, {"Events": own})
    assert role["Properties"]["PermissionsBoundary"] == BOUNDARY


@pytest.mark.parametrize(
    ("letters", "sent"),
    [
        ({"Arn": "arn:q"}, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:q"}),
        (
            {"Type": "SQS"},
            {
                "Effect": "Allow",
                "Action": "sqs:SendMessage",
                "Resource": {"Fn::GetAtt": ["MAQueue", "Arn"]},
            },
        ),
        ({"Type": "SNS"}, None),
        ("x", None),
    ],
)
def test_what_the_scheduler_cannot_deliver_is_sent(letters: Any, sent: Any) -> None:
    event = {"Type": "ScheduleV2", "Properties": {"DeadLetterConfig": letters}}
    ((_, role),) = made(FUNCTION, {"A": event}).items()
    last = statements(role)[-1]
    assert last == sent or (sent is None and is_call(last))
