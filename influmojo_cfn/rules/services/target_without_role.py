"""E9721: targets without RoleArn of services that EventBridge reaches with a role alone."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.target_calls import NEEDS_ROLE, target_kind


@rule(
    id="E9721",
    shortdesc="The rule's target has no role",
    description="EventBridge starts tasks, state machines, builds and pipelines with a role, and writes to streams with one.",
    why="EventBridge rejects the target, and the stack fails.",
    source_url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html",
)
def target_without_role(model: Model) -> Findings:
    for each in model.resources("AWS::Events::Rule"):
        for target in each.mappings("Targets", "*") if not each.is_given("RoleArn") else ():
            kind = target_kind(target.text("Arn"))
            if kind in NEEDS_ROLE and not target.is_given("RoleArn"):
                yield target.path, f"EventBridge reaches {kind} with a role alone: add RoleArn"
