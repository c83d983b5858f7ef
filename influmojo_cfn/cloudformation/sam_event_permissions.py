"""The permissions, queues and rules that AWS SAM makes for events; their roles are made elsewhere.

A rule is made with what decides which events it sends, and with a role that it is given.

Source: samtranslator/model/eventsources/push.py, cloudwatchlogs.py, scheduler.py and
model/stepfunctions/events.py of https://github.com/aws/serverless-application-model (1.115.0, read
2026-11-28).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_event_roles import API, RULES, SCHEDULED, is_with_role
from influmojo_cfn.cloudformation.sam_references import called_function
from influmojo_cfn.cloudformation.sam_role_additions import (
    DEAD_LETTERS_OF_EVENTS,
    EVENTS,
    FUNCTION,
    QUEUED,
    is_queue_made,
    is_source_read,
    queue_of,
)
from influmojo_cfn.cloudformation.sections import condition_of, items_of, section
from influmojo_cfn.data.openapi_extensions import OPENAPI_ANY_METHOD

HTTP_API = "HttpApi"
IMPLICIT_APIS = {API: ("RestApiId", "ServerlessRestApi"), HTTP_API: ("ApiId", "ServerlessHttpApi")}
"""By the type of an event, the property that names its API, and the API that it has else."""

PERMISSION, _QUEUE, _QUEUE_POLICY = (
    "AWS::Lambda::Permission",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
)
_PLACE = "${AWS::Region}:${AWS::AccountId}"
_ACCOUNT = {REFERENCE: "AWS::AccountId"}
API_GATEWAY, _EVENTS_SERVICE = "apigateway.amazonaws.com", "events.amazonaws.com"
DEFAULT_ROUTE = "$default"
PATH_PARAMETER = re.compile(r"{[a-zA-Z0-9._-]+\+?}")
_OPEN = frozenset({API, HTTP_API})
"""The events by which others than the service get access too: callers."""
_SIGN_UP = "Cognito"

EventProperties = Mapping[str, Any]


def permission(
    function: Any,
    principal: str,
    conditions: Mapping[str, Any],
    action: str = "lambda:InvokeFunction",
) -> dict[str, Any]:
    """Return a permission that lets a service call a function."""
    row = {"Action": action, "FunctionName": function, "Principal": principal, **conditions}
    return {"Type": PERMISSION, "Properties": row}


def of_api(end: str, api: Any) -> dict[str, Any]:
    """Return the source ARN of an API, which ends as given."""
    text = f"arn:${{AWS::Partition}}:execute-api:{_PLACE}:${{Api}}/{end}"
    return {"Fn::Sub": [text, {"Api": api}]}


def event_resources(
    name: str, row: EventProperties, properties: EventProperties
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the logical ID of each resource but roles, and the resource.

    Args:
        name: the logical ID of the function or state machine.
        row: its resource.
        properties: its properties, with those of Globals.
    """
    kind, under = str(row.get("Type")), condition_of(row)
    for event, given in section(properties, EVENTS).items():
        if is_expanded(kind, given):
            for end, made in _resources(kind, name, f"{name}{event}", given, properties):
                yield f"{name}{event}{end}", {**made, **under}


def triggers(name: str, properties: EventProperties) -> dict[str, dict[str, Any]]:
    """Return by the user pools of a function's events what AWS SAM adds to their LambdaConfig."""
    found: dict[str, dict[str, Any]] = {}
    for event in section(properties, EVENTS).values():
        if is_expanded(FUNCTION, event) and event["Type"] == _SIGN_UP:
            given = event["Properties"]
            added = {key: {REFERENCE: name} for key in items_of(given.get("Trigger"))}
            found.setdefault(given["UserPool"][REFERENCE], {}).update(added)
    return found


def unread_events(kind: str, events: Any) -> set[str] | None:
    """Return the names of the events that can give access and are not read; None for all."""
    if not isinstance(events, Mapping) or is_call(events):
        return None
    return {str(name) for name, event in events.items() if not _is_read(kind, event)}


def _is_read(kind: str, event: Any) -> bool:
    if not isinstance(event, Mapping):
        return False
    if kind == FUNCTION and is_source_read(event):
        return True
    return is_expanded(kind, event) and event["Type"] not in _OPEN


def is_expanded(kind: str, event: Any) -> bool:
    """Return whether an event is one that is made into resources here, as it is written."""
    given = event.get("Properties", {}) if isinstance(event, Mapping) else None
    if not isinstance(given, Mapping) or is_call(given):
        return False
    source = event.get("Type")
    letters = given.get(DEAD_LETTERS_OF_EVENTS)
    if letters is not None and not (
        isinstance(letters, Mapping) and ("Arn" in letters or is_queue_made(letters))
    ):
        return False
    if source in RULES or is_with_role(kind, source):
        return True
    needed = _NEEDED.get(source) if isinstance(source, str) else None
    return kind == FUNCTION and needed is not None and needed(given)


def _resources(
    kind: str, name: str, logical_id: str, event: EventProperties, properties: EventProperties
) -> Iterator[tuple[str, dict[str, Any]]]:
    source, given = str(event["Type"]), event.get("Properties", {})
    if source in (*RULES, SCHEDULED):
        yield from _schedule(source, name, logical_id, given)
    if source == "IoTRule":
        yield "", {"Type": "AWS::IoT::TopicRule", "Properties": {"Sql": given.get("Sql")}}
    if kind != FUNCTION or source == SCHEDULED:
        return
    if queued := given.get(QUEUED) if source == "SNS" else None:
        yield from _subscribed_queue(logical_id, queued, given["Topic"])
        return
    function = called_function(name, properties)
    principal, conditions = _PERMISSIONS[source]
    yield "Permission", permission(function, principal, conditions(logical_id, given))


def _schedule(
    source: str, name: str, logical_id: str, given: EventProperties
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rule, and the queue that AWS SAM makes for what could not be delivered."""
    role = given.get("RoleArn")
    if source != SCHEDULED:
        row = {"EventBusName": given.get("EventBusName"), "EventPattern": given.get("Pattern")}
        row["Name"] = given.get("Name" if source == "Schedule" else "RuleName")
        row["Targets"] = [{"Arn": {REFERENCE: name}, "RoleArn": role}] if role else None
        kept = {key: item for key, item in row.items() if item is not None}
        yield "", {"Type": "AWS::Events::Rule", "Properties": kept}
    elif role:
        target = {"Arn": {REFERENCE: name}, "RoleArn": role}
        yield "", {"Type": "AWS::Scheduler::Schedule", "Properties": {"Target": target}}
    letters = given.get(DEAD_LETTERS_OF_EVENTS)
    if letters is None or not is_queue_made(letters):
        return
    queue = queue_of(logical_id, letters)
    yield queue.removeprefix(logical_id), {"Type": _QUEUE}
    if source != SCHEDULED:
        principal = {"Service": _EVENTS_SERVICE}
        rule = {"Fn::GetAtt": [logical_id, "Arn"]}
        yield (
            "QueuePolicy",
            _sending({"Fn::GetAtt": [queue, "Arn"]}, {REFERENCE: queue}, principal, rule),
        )


def _subscribed_queue(
    logical_id: str, queued: Any, topic: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the policy of the queue between a topic and a function, and the queue if it is made."""
    made = f"{logical_id}Queue"
    arn, url = {"Fn::GetAtt": [made, "Arn"]}, {REFERENCE: made}
    if isinstance(queued, Mapping):
        arn, url = queued["QueueArn"], queued["QueueUrl"]
    else:
        yield "Queue", {"Type": _QUEUE}
    yield "QueuePolicy", _sending(arn, url, "*", topic)


def _sending(arn: Any, url: Any, principal: Any, source: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"Type": _QUEUE_POLICY, "Properties": {"PolicyDocument": document, "Queues": [url]}}


def _by_rule(logical_id: str, given: EventProperties) -> dict[str, Any]:
    return {"SourceArn": {"Fn::GetAtt": [logical_id, "Arn"]}}


def path_and_method(given: EventProperties) -> tuple[str, str]:
    """Return the path of an event of an API, and its method, which is ANY where it is each."""
    path, method = (
        str(given.get("Path", DEFAULT_ROUTE)),
        str(given.get("Method", OPENAPI_ANY_METHOD)),
    )
    method = "ANY" if method.lower() in ("any", OPENAPI_ANY_METHOD) else method.upper()
    return path.rstrip("/") or path[:1], method


def _by_rest_api(logical_id: str, given: EventProperties) -> dict[str, Any]:
    return {"SourceArn": _called(API, given)}


def _by_http_api(logical_id: str, given: EventProperties) -> dict[str, Any]:
    return {"SourceArn": _called(HTTP_API, given)}


def _called(source: str, given: EventProperties) -> dict[str, Any]:
    key, implicit = IMPLICIT_APIS[source]
    path, method = path_and_method(given)
    path = "" if path == DEFAULT_ROUTE else PATH_PARAMETER.sub("*", path)
    method = method.replace("ANY", "*")
    return of_api(f"*/{method}{path}", given.get(key, {REFERENCE: implicit}))


def _by_log_group(logical_id: str, given: EventProperties) -> dict[str, Any]:
    text = f"arn:${{AWS::Partition}}:logs:{_PLACE}:log-group:${{LogGroup}}:*"
    return {"SourceArn": {"Fn::Sub": [text, {"LogGroup": given["LogGroupName"]}]}}


def _by_topic_rule(logical_id: str, given: EventProperties) -> dict[str, Any]:
    arn = {"Fn::Sub": f"arn:${{AWS::Partition}}:iot:{_PLACE}:rule/${{{logical_id}}}"}
    return {"SourceArn": arn, "SourceAccount": _ACCOUNT}


def _by_skill(logical_id: str, given: EventProperties) -> dict[str, Any]:
    return {"EventSourceToken": given["SkillId"]} if "SkillId" in given else {}


_PERMISSIONS: dict[str, tuple[str, Callable[[str, EventProperties], dict[str, Any]]]] = {
    "AlexaSkill": ("alexa-appkit.amazon.com", _by_skill),
    API: (API_GATEWAY, _by_rest_api),
    "CloudWatchLogs": ("logs.amazonaws.com", _by_log_group),
    _SIGN_UP: (
        "cognito-idp.amazonaws.com",
        lambda _, given: {"SourceArn": {"Fn::GetAtt": [given["UserPool"][REFERENCE], "Arn"]}},
    ),
    HTTP_API: (API_GATEWAY, _by_http_api),
    "IoTRule": ("iot.amazonaws.com", _by_topic_rule),
    "S3": ("s3.amazonaws.com", lambda _, given: {"SourceAccount": _ACCOUNT}),
    "SNS": ("sns.amazonaws.com", lambda _, given: {"SourceArn": given["Topic"]}),
    **dict.fromkeys(RULES, (_EVENTS_SERVICE, _by_rule)),
}
"""By the types of a function's events, who calls it, and under which conditions."""


def _is_text(given: EventProperties, *keys: str) -> bool:
    return all(isinstance(given.get(key, ""), str) for key in keys)


def _is_queued_right(given: EventProperties) -> bool:
    queued = given.get(QUEUED, False)
    is_named = isinstance(queued, Mapping) and {"QueueArn", "QueueUrl"} <= {*queued}
    return "Topic" in given and (isinstance(queued, bool) or is_named)


_NEEDED: dict[str, Callable[[EventProperties], bool]] = {
    "AlexaSkill": lambda given: True,
    API: lambda given: {"Path", "Method"} <= {*given} and _is_text(given, "Path", "Method"),
    "CloudWatchLogs": lambda given: "LogGroupName" in given,
    _SIGN_UP: lambda given: (
        isinstance(given.get("UserPool"), Mapping)
        and isinstance(given["UserPool"].get(REFERENCE), str)
        and all(isinstance(trigger, str) for trigger in items_of(given.get("Trigger")))
    ),
    HTTP_API: lambda given: _is_text(given, "Path", "Method"),
    "IoTRule": lambda given: True,
    "S3": lambda given: True,
    "SNS": _is_queued_right,
}
"""By the types of a function's events but schedules, whether what a permission needs is there."""
