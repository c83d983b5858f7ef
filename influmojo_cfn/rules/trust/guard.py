"""The guard against the confused deputy in a trust policy."""

from __future__ import annotations

from influmojo_cfn.rules.model import Condition, Entity, Statement

GUARDS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})


def holds(condition: Condition) -> bool:
    """Whether a condition asks for a value, be it only where the key is there."""
    return not condition.negated and condition.base != "null"


def guards(statement: Statement) -> list[Condition]:
    """Give the conditions of a statement that say for whom a service may assume the role."""
    return [c for c in statement.conditions if c.key.lower() in GUARDS]


def is_execution_role(entity: Entity) -> bool:
    """Whether a role that no task definition names is meant as an execution role."""
    if entity.uses:
        return "execution" in entity.uses
    names = {value.text.rpartition("/")[2] for value in entity.managed_arns}
    if "AmazonECSTaskExecutionRolePolicy" in names or "execution" in entity.logical_id.lower():
        return True
    return any("ecr:getauthorizationtoken" in s.known_actions for s in entity.statements)
