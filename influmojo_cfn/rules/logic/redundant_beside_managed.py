"""I9406: grants that an attached AWS managed policy makes redundant."""

from __future__ import annotations

from dataclasses import replace

from influmojo_cfn.rules.logic.cover import is_listed, pairs_left, statements_together
from influmojo_cfn.rules.managed_policies import aws_statements, managed_path
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9406",
    shortdesc="An attached AWS managed policy grants the same, more widely",
    description="An AWS managed policy that the role has allows all that the statement allows.",
    why="The scoped grant limits nothing.",
    source_url="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html",
)
def redundant_beside_managed(entity: Entity) -> Findings:
    by_aws = [(value, s) for value, s in aws_statements(entity) if s.allows]
    for statement in statements_together(entity) if by_aws else ():
        for action in statement.actions if statement.allows and is_listed(statement) else ():
            alone = replace(statement, actions=(action,))
            for value, wide in by_aws:
                if value.branch <= statement.branch and not pairs_left(alone, [wide]):
                    name = managed_path(value).rpartition("/")[2]
                    yield action.path, f"{name} allows {action.text!r} here as well"
                    break
