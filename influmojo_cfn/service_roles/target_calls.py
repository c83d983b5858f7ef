"""What EventBridge and its Scheduler and Pipes call with the role of a target."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value
from influmojo_cfn.service_roles.field_calls import reason_of
from influmojo_cfn.service_roles.integration_resource import sdk_action, sdk_resource
from influmojo_cfn.service_roles.run_task_calls import run_task_calls
from influmojo_cfn.service_roles.service_call import ANYTHING, ONE_OF, ServiceCall, UnreadCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources, service_of

TARGET_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "appsync": ("appsync:GraphQL",),
    "batch": ("batch:SubmitJob",),
    "codebuild": ("codebuild:StartBuild",),
    "codepipeline": ("codepipeline:StartPipelineExecution",),
    "execute-api": ("execute-api:Invoke",),
    "firehose": ("firehose:PutRecord", "firehose:PutRecordBatch"),
    "glue": ("glue:NotifyEvent",),
    "kinesis": ("kinesis:PutRecord", "kinesis:PutRecords"),
    "lambda": ("lambda:InvokeFunction",),
    "logs": ("logs:PutLogEvents",),
    "redshift": ("redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"),
    "sagemaker": ("sagemaker:StartPipelineExecution",),
    "sns": ("sns:Publish",),
    "sqs": ("sqs:SendMessage",),
    "ssm": ("ssm:SendCommand", "ssm:StartAutomationExecution"),
    "states": ("states:StartExecution",),
    "timestream": ("timestream:WriteRecords",),
}
"""By the service of the target's ARN; one of the actions is enough.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
(read 2026-11-27)
"""

_OF_PIPES = {"states": ("states:StartExecution", "states:StartSyncExecution")}
"""A pipe may wait for the answer of an Express workflow, which is another call.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html
(read 2026-11-28)
"""

IN_PARTS = frozenset({"appsync", "ssm"})
"""Targets that a call reaches in parts: the fields of an API, or a document and the instances."""

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

_OF_EVENTS = {":event-bus/": "events:PutEvents", _API_DESTINATION: "events:InvokeApiDestination"}
_RUN_TASK = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html"
_DEAD = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"
_UNIVERSAL = (
    "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"
)
_SDK = ":scheduler:::aws-sdk:"


class TargetRow(NamedTuple):
    """Where a type has its targets, and in each of them its ARN and the task that it runs.

    The role, RoleArn, is next to the ARN.
    """

    resource_type: str
    target: tuple[str, ...]
    arn: str
    definition: tuple[str, ...]
    page: str


SCHEDULE = "AWS::Scheduler::Schedule"
_PIPE = "AWS::Pipes::Pipe"
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
        _PIPE,
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
    for each in _targets(resolver):
        yield from each.calls()
        if each.row.resource_type == SCHEDULE:
            yield from each.dead_letters()


def unread_targets(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each target of which the tables do not tell how it is reached."""
    for each in _targets(resolver):
        if not any(True for _ in each.calls()):
            arn, role, page = each.arn, each.role, each.row.page
            needed = f"what it takes to reach a target of {target_kind(arn.text)}"
            reason = reason_of(resolver, arn.text, needed)
            yield UnreadCall(role.logical_id, role, "reach the target", arn.path, page, reason)


def _targets(resolver: Resolver) -> Iterator[_Target]:
    for row in TARGETS:
        for properties in resources(resolver, row.resource_type):
            for place in properties.below(*row.target):
                for role, arn in product(place.below("RoleArn"), place.values(row.arn)):
                    yield _Target(row, place, role, arn)


class _Target(NamedTuple):
    """A target with a role: the place that holds both, and one ARN that it can have."""

    row: TargetRow
    place: Property
    role: Property
    arn: Value

    def calls(self) -> Iterator[ServiceCall]:
        """Yield what it takes to reach the target."""
        arn = self.arn.text
        if _SDK in arn:
            yield from self._universal()
            return
        service = service_of(arn)
        if service == "ecs" or self.place.below(*self.row.definition[:-1]):
            definition = self.place.text(*self.row.definition)
            path = self.role.path
            yield from run_task_calls(
                self.role, definition=definition, cluster=arn, path=path, page=_RUN_TASK
            )
        actions = TARGET_ACTIONS.get(service, ())

        if self.row.resource_type == _PIPE:
            actions = _OF_PIPES.get(service, actions)
        for kind, action in _OF_EVENTS.items():
            if service == "events" and kind in arn:
                actions = (action,)
        if actions:
            call = self._call(ONE_OF.join(actions), ANYTHING, "reach the target", self.row.page)
            yield call._replace(resources=_target_arns(service, arn))

    def dead_letters(self) -> Iterator[ServiceCall]:
        """Yield what it takes to send on what failed."""
        for value in self.place.values("DeadLetterConfig", "Arn"):
            purpose = "send what failed to the dead-letter queue"
            call = self._call("sqs:SendMessage", value.text, purpose, _DEAD)
            yield call._replace(path=value.path)

    def _universal(self) -> Iterator[ServiceCall]:
        """Yield the call of a universal target: ``...:scheduler:::aws-sdk:ecs:updateService``."""
        service, _, call = self.arn.text.partition(_SDK)[2].partition(":")
        action = sdk_action(service, call)
        given = _input(self.place.text("Input"))
        if action == "ecs:RunTask":
            definition, cluster = (str(given.get(key, "")) for key in ("TaskDefinition", "Cluster"))
            path = self.arn.path
            yield from run_task_calls(
                self.role, definition=definition, cluster=cluster, path=path, page=_UNIVERSAL
            )
        elif action:
            resource = sdk_resource(self.place.resolver, action, given)
            yield self._call(action, resource, f"make the call {service}:{call}", _UNIVERSAL)

    def _call(self, action: str, resource: str, purpose: str, page: str) -> ServiceCall:
        return ServiceCall.one(self.role, action, resource, purpose, page, self.arn.path)


def _target_arns(service: str, arn: str) -> tuple[str, ...]:
    """Return the ARNs of which one is enough to reach a target.

    An automation has two, and a third without an account where it is one of AWS.
    """
    if AUTOMATION in arn:
        name = arn.partition(AUTOMATION)[2].partition(":")[0]
        version = f"{AUTOMATION[1:]}{name}:{t.ANY}"
        own = (arn_of("ssm", version), arn_of("ssm", f"document/{name}"))
        return (*own, arn_of("ssm", version, account="")) if f":{AUTOMATION}" in arn else own
    if service == "logs":
        return (f"{arn.removesuffix(':*')}:log-stream:{t.ANY}",)
    return (ANYTHING,) if service in IN_PARTS else (arn,)


def _input(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if text and text != t.ANY else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
