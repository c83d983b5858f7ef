"""E9719: roles without a permission that the service they are given to always uses."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls, findings_of
from influmojo_cfn.rules.services.task_not_started import starts_task


@rule(
    id="E9719",
    shortdesc="The service cannot do with the role what the template sets up",
    description="Lambda, CodeBuild, CodePipeline, Step Functions and others act with the role that a resource gives them.",
    why="The stack fails, or each run of what it sets up.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    follows="E9714",
)
def service_call_denied(model: Model) -> Findings:
    found = [
        each
        for each in denied_service_calls(model)
        if each.call.certain and not starts_task(each.call)
    ]
    yield from findings_of(found)
