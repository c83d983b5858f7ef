"""What Systems Manager calls with the role of an automation, by the steps of its document.

https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeAwsApi.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.integration_resource import sdk_action
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import Property, resources

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
    purpose = "run a step of the automation"
    for document in resources(resolver, DOCUMENT):
        for role in document.below("Content", "assumeRole"):
            for step in document.mappings("Content", "mainSteps", "*"):
                action = _action(step)
                if action:
                    yield ServiceCall.one(role, action, ANYTHING, purpose, _PAGE, step.path)


def _action(step: Property) -> str:
    inputs = step.data.get("inputs")
    if str(step.data.get("action")) not in _CALLING or not isinstance(inputs, Mapping):
        return ""
    service = step.resolver.text(inputs.get("Service", "")).lower()
    return sdk_action(service, step.resolver.text(inputs.get("Api", "")))
