"""The roles that AWS SAM makes for what starts a state machine, or calls a function on a schedule.

Source: samtranslator/model/stepfunctions/events.py and model/eventsources/scheduler.py of
https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.sam_role_additions import (
    DEAD_LETTERS_OF_EVENTS,
    EVENTS,
    FUNCTION,
    is_queue_made,
    not_read,
    queue_of,
    tags_of,
    trust_of,
)
from influmojo_cfn.cloudformation.sections import condition_of, section

API, SCHEDULED = "Api", "ScheduleV2"
RULES = ("CloudWatchEvent", "EventBridgeRule", "Schedule")
"""The types of events for which AWS SAM makes a rule."""
_PRINCIPALS = {
    API: "apigateway.amazonaws.com",
    **dict.fromkeys(RULES, "events.amazonaws.com"),
    SCHEDULED: "scheduler.amazonaws.com",
}
"""By the types of a state machine's events, who assumes the role that each gets."""


def event_roles(
    name: str, row: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the logical ID of each role, and the role.

    Args:
        name: the logical ID of the function or state machine.
        row: its resource.
        properties: its properties, with those of Globals.
    """
    kind = str(row.get("Type"))
    for event, given in section(properties, EVENTS).items():
        if not isinstance(given, Mapping) or not is_with_role(kind, given.get("Type")):
            continue
        of_event = section(given, "Properties")
        if is_call(of_event) or of_event.get("RoleArn"):
            continue
        made = _role(name, f"{name}{event}", kind, str(given["Type"]), of_event)
        holder = of_event if given["Type"] == SCHEDULED else properties
        if holder.get("PermissionsBoundary"):
            made["Properties"]["PermissionsBoundary"] = holder["PermissionsBoundary"]
        if properties.get("PropagateTags") and properties.get("Tags"):
            made["Properties"]["Tags"] = tags_of(properties)
        yield f"{name}{event}Role", {**made, **condition_of(row)}


def is_with_role(kind: str, event: Any) -> bool:
    """Return whether an event of a type has a role of its own."""
    if kind == FUNCTION or not isinstance(event, str):
        return bool(event == SCHEDULED)
    return event in _PRINCIPALS


def _role(
    name: str, logical_id: str, kind: str, event: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    call = {"Action": "states:StartExecution", "Resource": {"Ref": name}}
    if kind == FUNCTION:
        call = {"Action": "lambda:InvokeFunction", "Resource": {"Fn::GetAtt": [name, "Arn"]}}
    statements: list[dict[str, Any]] = [{"Effect": "Allow", **call}]
    letters = given.get(DEAD_LETTERS_OF_EVENTS)
    if event == SCHEDULED and letters:
        statements.append(_sending(logical_id, letters))
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": trust_of(_PRINCIPALS[event]),
            "Policies": [
                {
                    "PolicyName": "Policy0",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
                }
            ],
        },
    }


def _sending(logical_id: str, letters: Any) -> dict[str, Any]:
    """Return the statement for what could not be delivered, or a reason in place of it."""
    if is_queue_made(letters):
        arn: Any = {"Fn::GetAtt": [queue_of(logical_id, letters), "Arn"]}
    else:
        arn = letters.get("Arn") if isinstance(letters, Mapping) else None
    if arn is None:
        return not_read("where what could not be delivered goes", letters)
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn}
