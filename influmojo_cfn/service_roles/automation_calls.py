"""What Systems Manager calls with the role of an automation, by the steps of its document.

https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeAwsApi.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam.written import Node
from influmojo_cfn.service_roles.integration_resource import sdk_action
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import below, mapping_at, properties_of

DOCUMENT = "AWS::SSM::Document"
_PAGE = (
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "automation-action-executeAwsApi.html"
)
_CALLING = frozenset(
    {"aws:assertAwsResourceProperty", "aws:executeAwsApi", "aws:waitForAwsResourceProperty"}
)
"""The steps that make the call of an SDK which they name."""


def automation_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of the steps of each document of an automation."""
    for logical_id in resolver.resources_of(DOCUMENT):
        properties = properties_of(resolver, logical_id)
        for role in below(resolver, properties, ("Content", "assumeRole")):
            for step, place in mapping_at(resolver, properties, "Content", "mainSteps", "*"):
                action = _action(resolver, step)
                if action:
                    yield _call(logical_id, role, action, place)


def _call(logical_id: str, role: Node, action: str, place: Node) -> ServiceCall:
    purpose = "run a step of the automation"
    return ServiceCall(logical_id, role, (action,), (ANYTHING,), purpose, place[1], _PAGE)


def _action(resolver: Resolver, step: Mapping[str, Any]) -> str:
    inputs = step.get("inputs")
    if step.get("action") not in _CALLING or not isinstance(inputs, Mapping):
        return ""
    service = resolver.text(inputs.get("Service", "")).lower()
    call = resolver.text(inputs.get("Api", ""))
    return sdk_action(service, call)
