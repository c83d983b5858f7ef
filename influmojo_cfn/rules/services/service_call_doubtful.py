"""W9720: roles without a permission that AWS lists for what their service does."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls, findings_of


@rule(
    id="W9720",
    shortdesc="The role lacks a permission that AWS requires",
    description="AWS's page lists the permission for what the template sets up; some of it works without.",
    why="A part of what the resource sets up fails, often without a message.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    follows="E9714 E9719",
)
def service_call_doubtful(model: Model) -> Findings:
    yield from findings_of([each for each in denied_service_calls(model) if not each.call.certain])
