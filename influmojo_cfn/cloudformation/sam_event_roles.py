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
    trust_of,
)

_API, _SCHEDULED = "Api", "ScheduleV2"
_PRINCIPALS = {
    _API: "apigateway.amazonaws.com",
    "CloudWatchEvent": "events.amazonaws.com",
    "EventBridgeRule": "events.amazonaws.com",
    "Schedule": "events.amazonaws.com",
    _SCHEDULED: "scheduler.amazonaws.com",
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
    events = properties.get(EVENTS)
    for event, given in events.items() if isinstance(events, Mapping) else ():
        if not isinstance(given, Mapping) or not is_with_role(kind, given.get("Type")):
            continue
        of_event = given.get("Properties")
        of_event = of_event if isinstance(of_event, Mapping) else {}
        if is_call(of_event) or of_event.get("RoleArn"):
            continue
        made = _role(name, kind, str(given["Type"]), of_event)
        holder = of_event if given["Type"] == _SCHEDULED else properties
        if holder.get("PermissionsBoundary"):
            made["Properties"]["PermissionsBoundary"] = holder["PermissionsBoundary"]
        if "Condition" in row:
            made["Condition"] = row["Condition"]
        yield f"{name}{event}Role", made


def is_with_role(kind: str, event: Any) -> bool:
    """Return whether an event of a type has a role of its own."""
    if kind == FUNCTION or not isinstance(event, str):
        return bool(event == _SCHEDULED)
    return event in _PRINCIPALS


def have_roles_only(kind: str, events: Any) -> bool:
    """Return whether events give nobody anything but the roles that are read here.

    An API lets its callers in, a queue that AWS SAM makes for an event has a policy, and a role
    of another name is handed over.
    """
    if not isinstance(events, Mapping) or is_call(events):
        return False
    return all(
        isinstance(event, Mapping)
        and is_with_role(kind, event.get("Type"))
        and event["Type"] != _API
        and _is_read(event.get("Properties", {}))
        for event in events.values()
    )


def _is_read(given: Any) -> bool:
    if not isinstance(given, Mapping) or is_call(given) or "RoleArn" in given:
        return False
    letters = given.get(DEAD_LETTERS_OF_EVENTS)
    return letters is None or (isinstance(letters, Mapping) and "Arn" in letters)


def _role(name: str, kind: str, event: str, given: Mapping[str, Any]) -> dict[str, Any]:
    call = {"Action": "states:StartExecution", "Resource": {"Ref": name}}
    if kind == FUNCTION:
        call = {"Action": "lambda:InvokeFunction", "Resource": {"Fn::GetAtt": [name, "Arn"]}}
    statements: list[dict[str, Any]] = [{"Effect": "Allow", **call}]
    letters = given.get(DEAD_LETTERS_OF_EVENTS)
    if event == _SCHEDULED and letters:
        statements.append(_sending(letters))
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


def _sending(letters: Any) -> dict[str, Any]:
    """Return the statement for what could not be delivered, or a reason in place of it."""
    arn = letters.get("Arn") if isinstance(letters, Mapping) else None
    if arn is None:
        return {"Fn::Transform": "which queue AWS SAM makes for the event is not read"}
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn}
