"""E9721: targets of rules that need a role and have none."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.target_calls import NEEDS_ROLE, target_kind
from influmojo_cfn.service_roles.template_fields import is_given, mapping_at, properties_of, text_at


@rule(
    id="E9721",
    shortdesc="The rule's target has no role",
    description="EventBridge starts tasks, state machines, builds and pipelines with a role, and writes to streams with one.",
    why="EventBridge rejects the target, and the stack fails.",
    source_url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html",
)
def target_without_role(model: Model) -> Findings:
    """Find targets without RoleArn of services that EventBridge reaches with a role alone."""
    resolver = model.resolver
    for logical_id in resolver.resources_of("AWS::Events::Rule"):
        properties = properties_of(resolver, logical_id)
        if is_given(resolver, properties, "RoleArn"):
            continue
        for _, target in mapping_at(resolver, properties, "Targets", "*"):
            kind = target_kind(text_at(resolver, target, "Arn"))
            if kind in NEEDS_ROLE and not is_given(resolver, target, "RoleArn"):
                yield target[1], f"EventBridge reaches {kind} with a role alone: add RoleArn"
