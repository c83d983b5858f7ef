"""E9721: targets without RoleArn of services that EventBridge reaches with a role alone."""

from __future__ import annotations

import re

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.target_calls import NEEDS_ROLE, target_kind


@rule(
    id="E9721",
    shortdesc="The rule's target has no role",
    description="EventBridge starts tasks, machines, builds and pipelines with a role, and sends to streams and foreign buses with one.",
    why="EventBridge rejects the target, and the stack fails.",
    source_url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html",
)
def target_without_role(model: Model) -> Findings:
    for each in model.resources("AWS::Events::Rule"):
        for target in each.mappings("Targets", "*") if not each.is_given("RoleArn") else ():
            if target.is_given("RoleArn"):
                continue
            arn = target.text("Arn")
            kind = _BUS if _FOREIGN_BUS.match(arn) else target_kind(arn)
            if kind in NEEDS_ROLE or kind == _BUS:
                yield target.path, f"EventBridge reaches {kind} with a role alone: add RoleArn"


_BUS = "another account's bus"
_FOREIGN_BUS = re.compile(r"arn:[^:]*:events:[^:]*:\d{12}:event-bus/")
"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html (read 2026-11-28)"""
