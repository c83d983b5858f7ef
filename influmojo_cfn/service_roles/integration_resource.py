"""What a call of Step Functions or of a universal target acts on, by its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.call_tables.state_machines import OBJECTS, SDK_PARAMETERS
from influmojo_cfn.service_roles.service_call import ANYTHING, Integration
from influmojo_cfn.service_roles.template_fields import arn_of, resource_named, service_of

_COMPUTED = ("$", "{%", "{{", "<aws.")
"""What tells that a parameter's value is computed when the machine or the schedule runs."""
_QUEUE = re.compile(r"https://sqs\.([^./]+)\.[^/]+/([^/]+)/([^/]+)")
_MACHINE = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")


def resource_of(resolver: Resolver, row: Integration, given: Mapping[str, Any]) -> str:
    """Return the ARN that a call acts on, :data:`ANYTHING` where its parameters do not tell."""
    text = given.get(row.parameter)
    if not row.parameter or not isinstance(text, str) or not text:
        return ANYTHING
    found = resource_named(resolver, text, *row.finding) if row.finding else ""
    if found:
        attribute = "TopicArn" if "AWS::SNS::Topic" in row.finding else "Arn"
        arn = resolver.get_att(found, attribute)
        version = text[len(arn) :] if text.startswith(f"{arn}:") else ""
        return (arn if service_of(arn) or not row.arn else arn_of_name(row, text)) + version
    if service_of(text):
        return text
    queue = _QUEUE.fullmatch(text)
    if queue:
        region, account, name = queue.groups()
        return arn_of("sqs", name, region=region, account=account)
    if not row.arn or t.UNKNOWN.match(text) or "://" in text or is_computed(text):
        return ANYTHING
    return arn_of_name(row, text)


def is_computed(text: str) -> bool:
    """Return whether a parameter's value is computed when the state machine runs."""
    return any(mark in text for mark in _COMPUTED)


def arn_of_name(row: Integration, name: str) -> str:
    """Return the ARN of what is given by its name; a model in another Region has a dot more."""
    if row.arn.startswith("arn:"):
        return row.arn.format(name) if name.count(".") < 2 else ANYTHING
    return arn_of(row.actions[0].partition(":")[0], row.arn.format(name))


def sdk_action(service: str, call: str) -> str:
    """Return the action of an SDK call, such as ``ecs:UpdateService``.

    Empty where the call is not known, or does not need just one action. The service is as an SDK
    or an ARN names it.
    """
    from influmojo_cfn.iam.sdk_operations import (
        actions_of,
        operation_named,
        sdk_service,
        services_of_prefix,
    )

    name = sdk_service(service) or next(iter(services_of_prefix(service)), None)
    operation = operation_named(name, call) if name else None
    actions = (actions_of(name, operation) if name and operation else None) or ()
    return actions[0] if len(actions) == 1 else ""


def sdk_resource(resolver: Resolver, action: str, given: Mapping[str, Any]) -> str:
    """Return the ARN that an SDK call acts on, :data:`ANYTHING` where it is not known."""
    prefix = action.partition(":")[0]
    if prefix == "ecs":
        return _service_of_cluster(given)
    if action in OBJECTS:
        return object_arn(given, "Key", OBJECTS[action])
    for parameter, arn, types in SDK_PARAMETERS.get(action, SDK_PARAMETERS.get(prefix, ())):
        if parameter in given:
            row = Integration((action,), "", parameter, arn, types)
            return _of_index(resource_of(resolver, row, given), given)
    return ANYTHING


def _of_index(arn: str, given: Mapping[str, Any]) -> str:
    """Return the ARN of the index that a query names instead of its table."""
    if arn == ANYTHING or not {"IndexName", "IndexName.$"} & given.keys():
        return arn
    index = given.get("IndexName")
    known = isinstance(index, str) and not is_computed(index)
    return f"{arn}/index/{index if known else t.ANY}"


def object_arn(given: Mapping[str, Any], key: str, slash: str = "/") -> str:
    """Return the ARN of a bucket, or of its objects of a key, as far as it is known."""
    bucket, name = given.get("Bucket"), given.get(key)
    if not isinstance(bucket, str) or not bucket or is_computed(bucket):
        return ANYTHING
    known = isinstance(name, str) and not is_computed(name)
    return (
        f"arn:{t.PARTITION}:s3:::{bucket}{slash}{name if known else t.ANY}"
        if slash
        else (f"arn:{t.PARTITION}:s3:::{bucket}")
    )


def _service_of_cluster(given: Mapping[str, Any]) -> str:
    """Return the ARN of the service of ECS that a call names, which is in a cluster of a name."""
    service, cluster = given.get("Service"), given.get("Cluster", "default")
    if not isinstance(service, str) or not isinstance(cluster, str) or is_computed(cluster):
        return ANYTHING
    if service_of(service):
        return service
    name = t.ANY if is_computed(service) or t.UNKNOWN.match(service) else service
    return arn_of("ecs", f"service/{cluster.rpartition(':cluster/')[2]}/{name}")


def executions_of(resolver: Resolver, text: str) -> str:
    """Return the ARN of the executions of a state machine, by its ARN."""
    machine = resource_named(resolver, text, *_MACHINE)
    name = resolver.get_att(machine, "Name") if machine else text.partition(":stateMachine:")[2]
    return arn_of("states", f"execution:{name}:{t.ANY}") if name else ANYTHING


def event_buses(given: Mapping[str, Any]) -> list[str]:
    """Return the ARNs of the event buses that events are put on."""
    entries = given.get("Entries")
    found = []
    for entry in entries if isinstance(entries, list) else ():
        bus = entry.get("EventBusName", "default") if isinstance(entry, Mapping) else ""
        computed = not isinstance(bus, str) or not bus or is_computed(bus)
        if computed or "EventBusName.$" in entry:
            found.append(ANYTHING)
        else:
            found.append(bus if service_of(bus) else arn_of("events", f"event-bus/{bus}"))
    return found or [ANYTHING]
