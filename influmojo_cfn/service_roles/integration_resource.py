"""What a call of Step Functions or of a universal target acts on, by its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import ANYTHING, Integration
from influmojo_cfn.service_roles.state_machine_call_table import SDK_ACTIONS, SDK_PREFIXES
from influmojo_cfn.service_roles.template_fields import arn_of, resource_named, service_of


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
    if not row.arn or t.UNKNOWN.match(text) or any(mark in text for mark in ("://", "$", "{%")):
        return ANYTHING
    return arn_of_name(row, text)


def arn_of_name(row: Integration, name: str) -> str:
    """Return the ARN of what is given by its name."""
    return arn_of(row.actions[0].partition(":")[0], row.arn.format(name))


def sdk_action(service: str, call: str) -> str:
    """Return the action of an SDK call, such as ``ecs:UpdateService``; empty where not known."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    prefix = SDK_PREFIXES.get(service.lower(), "")
    action = f"{prefix}:{call[:1].upper()}{call[1:]}"
    action = SDK_ACTIONS.get(action, action)
    return action if prefix and actions_matching(action) else ""
