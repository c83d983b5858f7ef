"""W9606: AWS managed policies that allow everything, or lead to it."""

from __future__ import annotations

from influmojo_cfn.rules.danger.escalation import combinations, grants
from influmojo_cfn.rules.managed_policies import managed_path, managed_policy
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9606",
    shortdesc="The attached AWS managed policy makes an administrator",
    description="Such a policy allows every action, or changing the permissions of others and of oneself.",
    why="An attacker with the role controls the account, whatever the role's other policies contain.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
)
def administrator(entity: Entity) -> Findings:
    for value in entity.managed_arns:
        path = managed_path(value)
        policy = managed_policy(path)
        why = _why(policy.statements) if policy else ""
        if why:
            yield value.path, f"{path.rpartition('/')[2]} {why}"


def _why(statements: list[PolicyStatement]) -> str:
    for statement in statements:
        if statement.allows and statement.everywhere and not statement.conditions:
            if any(value.text == "*" for value in statement.actions):
                return "allows every action on every resource"
            if statement.not_actions:
                return "allows every action but a few, on every resource"
    granted = grants(statements)
    for row in combinations():
        if row.get("on_named_resources") and all(name in granted for name in row["actions"]):
            return f"allows {row['actions'][0]}: {row['leads_to']}"
    return ""
