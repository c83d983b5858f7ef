"""What EventBridge and its Scheduler and Pipes call with the role of a target."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Node, Value
from influmojo_cfn.service_roles.integration_resource import sdk_action, sdk_resource
from influmojo_cfn.service_roles.run_task_calls import run_task_calls
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    below,
    properties_of,
    service_of,
    text_at,
    values_at,
)

TARGET_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "batch": ("batch:SubmitJob",),
    "codebuild": ("codebuild:StartBuild",),
    "codepipeline": ("codepipeline:StartPipelineExecution",),
    "execute-api": ("execute-api:Invoke",),
    "firehose": ("firehose:PutRecord", "firehose:PutRecordBatch"),
    "glue": ("glue:NotifyEvent",),
    "kinesis": ("kinesis:PutRecord", "kinesis:PutRecords"),
    "lambda": ("lambda:InvokeFunction",),
    "redshift": ("redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"),
    "sagemaker": ("sagemaker:StartPipelineExecution",),
    "sns": ("sns:Publish",),
    "sqs": ("sqs:SendMessage",),
    "ssm": ("ssm:SendCommand", "ssm:StartAutomationExecution"),
    "states": ("states:StartExecution", "states:StartSyncExecution"),
}
"""By the service of the target's ARN; one of the actions is enough.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
(read 2026-11-27)
"""

IN_PARTS = frozenset({"ssm"})
"""Targets that a call reaches in parts: a document, its version, and the instances."""

API_DESTINATIONS = "API destinations"

NEEDS_ROLE = frozenset(
    {
        API_DESTINATIONS,
        "batch",
        "codebuild",
        "codepipeline",
        "ecs",
        "firehose",
        "glue",
        "kinesis",
        "redshift",
        "sagemaker",
        "ssm",
        "states",
    }
)
"""Targets of rules that EventBridge reaches with a role alone; see :func:`target_kind`.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html (read 2026-11-27)
"""

_API_DESTINATION = ":api-destination/"
"""What the ARN of an API destination contains."""

AUTOMATION = ":automation-definition/"
"""What stands in the ARN of a document that Systems Manager runs as an automation."""

_OF_EVENTS = {
    ":event-bus/": "events:PutEvents",
    _API_DESTINATION: "events:InvokeApiDestination",
}
_RUN_TASK = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html"
_DEAD = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"
_SDK = ":scheduler:::aws-sdk:"


class TargetRow(NamedTuple):
    """Where a type has its targets, and in each of them its ARN and the task that it runs.

    The role, RoleArn, is beside the ARN.
    """

    resource_type: str
    target: tuple[str, ...]
    arn: str
    definition: tuple[str, ...]
    page: str


SCHEDULE = "AWS::Scheduler::Schedule"
_DEFINITION = ("EcsParameters", "TaskDefinitionArn")
TARGETS = (
    TargetRow(
        "AWS::Events::Rule",
        ("Targets", "*"),
        "Arn",
        _DEFINITION,
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html",
    ),
    TargetRow(
        "AWS::Pipes::Pipe",
        (),
        "Target",
        ("TargetParameters", "EcsTaskParameters", "TaskDefinitionArn"),
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html",
    ),
    TargetRow(
        SCHEDULE,
        ("Target",),
        "Arn",
        _DEFINITION,
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html",
    ),
)
"""Each page was read 2026-11-27."""


def target_kind(arn: str) -> str:
    """Return what a target is: an API destination, or a resource of a service, by its name."""
    return API_DESTINATIONS if _API_DESTINATION in arn else service_of(arn)


def target_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every target of a rule or schedule."""
    for row in TARGETS:
        for logical_id in resolver.resources_of(row.resource_type):
            for target in below(resolver, properties_of(resolver, logical_id), row.target):
                for role in below(resolver, target, ("RoleArn",)):
                    for value in values_at(resolver, target, (row.arn,)):
                        yield from _of_target(resolver, logical_id, role, target, value, row)
                    if row.resource_type == SCHEDULE:
                        yield from _dead_letters(resolver, logical_id, role, target)


def _dead_letters(
    resolver: Resolver, logical_id: str, role: Node, target: Node
) -> Iterator[ServiceCall]:
    for value in values_at(resolver, target, ("DeadLetterConfig", "Arn")):
        purpose = "send what failed to the dead-letter queue"
        yield ServiceCall(
            logical_id, role, ("sqs:SendMessage",), (value.text,), purpose, value.path, _DEAD
        )


def _of_target(
    resolver: Resolver, logical_id: str, role: Node, target: Node, value: Value, row: TargetRow
) -> Iterator[ServiceCall]:
    if _SDK in value.text:
        yield from _universal(resolver, logical_id, role, target, value)
        return
    service = service_of(value.text)
    if service == "ecs" or below(resolver, target, row.definition[:-1]):
        yield from run_task_calls(
            resolver,
            logical_id,
            role,
            definition=text_at(resolver, target, *row.definition),
            cluster=value.text,
            path=role[1],
            page=_RUN_TASK,
        )
    actions = TARGET_ACTIONS.get(service, ())
    for kind, action in _OF_EVENTS.items():
        if service == "events" and kind in value.text:
            actions = (action,)
    resources = _target_arns(service, value.text)
    if actions:
        yield ServiceCall(
            logical_id, role, actions, resources, "reach the target", value.path, row.page
        )


def _target_arns(service: str, arn: str) -> tuple[str, ...]:
    """Return the ARNs of which one is enough to reach a target.

    An automation has two, and a third without an account where it is one of AWS.
    """
    if AUTOMATION in arn:
        name = arn.partition(AUTOMATION)[2].partition(":")[0]
        version = f"{AUTOMATION[1:]}{name}:{t.ANY}"
        own = (arn_of("ssm", version), arn_of("ssm", f"document/{name}"))
        return (*own, arn_of("ssm", version, account="")) if f":{AUTOMATION}" in arn else own
    return (ANYTHING,) if service in IN_PARTS else (arn,)


def _universal(
    resolver: Resolver, logical_id: str, role: Node, target: Node, value: Value
) -> Iterator[ServiceCall]:
    """Yield the call of a universal target: ``arn:aws:scheduler:::aws-sdk:ecs:updateService``."""
    service, _, call = value.text.partition(_SDK)[2].partition(":")
    action = sdk_action(service, call)
    if not action:
        return
    given = _input(text_at(resolver, target, "Input"))
    page = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"
    if action == "ecs:RunTask":
        yield from run_task_calls(
            resolver,
            logical_id,
            role,
            definition=str(given.get("TaskDefinition", "")),
            cluster=str(given.get("Cluster", "")),
            path=value.path,
            page=page,
        )
        return
    resource = sdk_resource(resolver, action, given)
    purpose = f"make the call {service}:{call}"
    yield ServiceCall(logical_id, role, (action,), (resource,), purpose, value.path, page)


def _input(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if text and text != t.ANY else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
