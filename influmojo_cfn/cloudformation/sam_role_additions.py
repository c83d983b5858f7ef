"""What AWS SAM adds to the role of a function or a state machine for properties but Policies.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html,
sam-property-function-sqs.html, sam-property-function-kinesis.html,
sam-property-function-dynamodb.html, sam-property-function-msk.html (read 2026-11-27), and
samtranslator/model/sam_resources.py, eventsources/pull.py and stepfunctions/generators.py of
https://github.com/aws/serverless-application-model (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import CHOICE, NO_VALUE_NAME, REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_event_sources import WRITTEN_FOR, source_statements
from influmojo_cfn.cloudformation.sections import section, with_parts

FUNCTION = "AWS::Serverless::Function"
DEAD_LETTERS, INVOKED, EVENTS = "DeadLetterQueue", "EventInvokeConfig", "Events"
DEAD_LETTERS_OF_EVENTS = "DeadLetterConfig"
QUEUED = "SqsSubscription"
"""The property with which a queue is put between a topic and a function."""
_BASIC = "service-role/AWSLambdaBasicExecutionRole"
_DURABLE = "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
_TRACING = "AWSXRayDaemonWriteAccess"
_VPC = "service-role/AWSLambdaVPCAccessExecutionRole"
_SOURCES = {
    "DynamoDB": "service-role/AWSLambdaDynamoDBExecutionRole",
    "Kinesis": "service-role/AWSLambdaKinesisExecutionRole",
    "MSK": "service-role/AWSLambdaMSKExecutionRole",
    "SQS": "service-role/AWSLambdaSQSQueueExecutionRole",
}
"""The policies by the types of events that a function reads with its own role."""
_SENDS = {
    "EventBridge": "events:PutEvents",
    "Lambda": "lambda:InvokeFunction",
    "SNS": "sns:Publish",
    "SQS": "sqs:SendMessage",
}


_MADE = {"SNS": "Topic", "SQS": "Queue"}
"""The types of destinations that AWS SAM makes where none is given, and what it makes."""
ABSENT = {REFERENCE: NO_VALUE_NAME}
_QUEUE_ID = "QueueLogicalId"
_BUCKETS = ("S3", "S3Bucket")
_UNREAD_FIELDS = ("SchemaRegistryConfig", "SourceAccessConfigurations")


def trust_of(service: str) -> dict[str, Any]:
    """Return the trust policy of a role that AWS SAM makes for a service."""
    return {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        },
    }


def aws_policy(path: str) -> dict[str, str]:
    """Return the ARN of an AWS managed policy with its path."""
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::aws:policy/{path}"}


def not_read(what: str, given: Any) -> dict[str, Any]:
    """Return what represents what AWS SAM makes of something, where that is not read.

    For other given values it is another.
    """
    return {f"Fn::Serverless ({what})": given}


def tags_of(properties: Mapping[str, Any]) -> Any:
    """Return the tags of a resource as a list of keys and values, where they can be one."""
    tags = properties.get("Tags")
    if not isinstance(tags, Mapping) or is_call(tags):
        return tags
    return [{"Key": str(key), "Value": value} for key, value in tags.items()]


def filled(data: Any, values: Mapping[str, Any]) -> Any:
    """Return data of a table with each ``${Name}`` of a value filled in."""
    if not isinstance(data, str):
        return with_parts(data, lambda item: filled(item, values))
    if "${" not in data:
        return data
    used = {name: value for name, value in values.items() if f"${{{name}}}" in data}
    whole = next((value for name, value in used.items() if data == f"${{{name}}}"), None)
    return {"Fn::Sub": [data, used]} if whole is None else whole


def added_policies(kind: str, properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of the AWS managed policies that a role gets."""
    if kind != FUNCTION:
        tracing = properties.get("Tracing")
        if isinstance(tracing, Mapping) and _is_on(tracing.get("Enabled")):
            yield _TRACING
        return
    yield _DURABLE if properties.get("DurableConfig") else _BASIC
    if properties.get("VpcConfig"):
        yield _VPC
    if properties.get("Tracing") not in (None, "", "Disabled"):
        yield _TRACING
    for event in events_of(properties):
        is_queued = event.get("Type") == "SNS" and section(event, "Properties").get(QUEUED)
        source = "SQS" if is_queued else str(event.get("Type"))
        if source in _SOURCES:
            yield _SOURCES[source]


def added_statements(kind: str, properties: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the statements that a function's role gets for what it reads and where it sends."""
    for event in events_of(properties) if kind == FUNCTION else ():
        yield from source_statements(event) or ()
    for target, arn in _destinations(properties) if kind == FUNCTION else ():
        if arn is None:
            continue
        if str(target.get("Type")) in _SENDS:
            yield {"Effect": "Allow", "Action": _SENDS[target["Type"]], "Resource": arn}
        if str(target.get("Type")) in _BUCKETS:
            objects = {"Fn::Join": ["/", [arn, "*"]]}
            yield {"Effect": "Allow", "Action": "s3:PutObject", "Resource": objects}
            yield {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": arn}


def unread_additions(kind: str, properties: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a reason in place of each statement of a function's role that is not read."""
    for name, event in section(properties, EVENTS).items():
        source = event.get("Type") if isinstance(event, Mapping) else None
        given = event.get("Properties") if isinstance(event, Mapping) else None
        is_written = isinstance(source, str) and source in WRITTEN_FOR
        is_read = (
            source_statements(event) is not None if is_written else not _has_unread_field(given)
        )
        if kind == FUNCTION and not is_read:
            yield not_read(f"the event {name}", event)


def wholly_read(properties: Mapping[str, Any]) -> set[str]:
    """Return which properties add nothing to a role, or to others, but what is read here."""
    return {
        name
        for name, is_read in (
            (DEAD_LETTERS, _sends(properties.get(DEAD_LETTERS), "TargetArn")),
            (INVOKED, _is_invocation_read(properties.get(INVOKED))),
        )
        if is_read
    }


def is_queue_made(letters: Any) -> bool:
    """Return whether AWS SAM makes a queue for what an event could not deliver."""
    if not isinstance(letters, Mapping) or "Arn" in letters:
        return False
    return letters.get("Type") == "SQS" and isinstance(letters.get(_QUEUE_ID, ""), str)


def queue_of(logical_id: str, letters: Mapping[str, Any]) -> str:
    """Return the logical ID of the queue that AWS SAM makes for an event's dead letters."""
    return str(letters.get(_QUEUE_ID) or f"{logical_id}Queue")


def with_own_destinations(
    name: str, properties: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a function's properties with the queues and topics that AWS SAM makes, and these.

    It makes one for a destination that is omitted, or that a condition omits.
    """
    targets = section(properties.get(INVOKED), "DestinationConfig")
    written: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for key, target in targets.items():
        kind = str(target.get("Type")) if isinstance(target, Mapping) else ""
        given = target.get("Destination", ABSENT) if kind in _MADE else None
        if given is not None and ABSENT in (given, *_branches(given)):
            own = f"{name}{INVOKED}{key}{_MADE[kind]}"
            arn = {"Fn::GetAtt": [own, "Arn"]} if kind == "SQS" else {REFERENCE: own}
            written[key] = {**target, "Destination": _with_absent_as(arn, given)}
            made[own] = {"Type": f"AWS::{kind}::{_MADE[kind]}"}
    if not made:
        return properties, made
    config = {**properties[INVOKED], "DestinationConfig": {**targets, **written}}
    return {**properties, INVOKED: config}, made


def _branches(value: Any) -> list[Any]:
    choice = value.get(CHOICE) if isinstance(value, Mapping) else None
    return choice[1:] if isinstance(choice, list) else []


def _with_absent_as(made: Any, given: Any) -> Any:
    if given == ABSENT:
        return made
    return {CHOICE: [given[CHOICE][0], *(made if b == ABSENT else b for b in _branches(given))]}


def _is_on(value: Any) -> bool:
    """Return whether tracing is on; where that is not known it is taken to be."""
    return value is not None and str(value).lower() != "false"


def events_of(properties: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the events of a function or state machine that have a type."""
    rows = section(properties, EVENTS).values()
    return [row for row in rows if isinstance(row, Mapping) and isinstance(row.get("Type"), str)]


def _destinations(properties: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Yield where a function's messages go, each as it is written and its ARN."""
    queue = properties.get(DEAD_LETTERS)
    if isinstance(queue, Mapping):
        yield queue, queue.get("TargetArn")
    invoked = properties.get(INVOKED)
    for holder in (invoked, *(event.get("Properties") for event in events_of(properties))):
        for target in section(holder, "DestinationConfig").values():
            if isinstance(target, Mapping):
                yield target, target.get("Destination")


def _sends(target: Any, key: str) -> bool:
    """Return whether it is known where messages go, and by which statement they may."""
    if not isinstance(target, Mapping) or key not in target:
        return False
    return str(target.get("Type")) in _SENDS or str(target.get("Type")) in _BUCKETS


def _has_unread_field(properties: Any) -> bool:
    return isinstance(properties, Mapping) and any(field in properties for field in _UNREAD_FIELDS)


def _is_invocation_read(config: Any) -> bool:
    if not isinstance(config, Mapping) or is_call(config):
        return False
    targets = config.get("DestinationConfig", {})
    return isinstance(targets, Mapping) and all(
        _sends(target, "Destination") for target in targets.values()
    )


def is_source_read(event: Mapping[str, Any]) -> bool:
    """Return whether a function's role has all that an event gives, and no one else anything."""
    properties = event.get("Properties")
    if not isinstance(properties, Mapping) or is_call(properties):
        return False
    targets = properties.get("DestinationConfig", {})
    is_known = str(event.get("Type")) in _SOURCES and not _has_unread_field(properties)
    return (
        (is_known or source_statements(event) is not None)
        and isinstance(targets, Mapping)
        and all(
            isinstance(target, Mapping) and ("Type" not in target or _sends(target, "Destination"))
            for target in targets.values()
        )
    )
