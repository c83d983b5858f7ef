"""The guard against the confused deputy in a trust policy."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.rules.trust.principals import trust_statements, trusted_services

GUARDS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})


def holds(condition: WrittenCondition) -> bool:
    """Return whether a condition asks for a value, be it only where the key is there."""
    return not condition.negated and not condition.asks_presence


def guards(statement: PolicyStatement) -> list[WrittenCondition]:
    """Return the conditions of a statement that say for whom a service can assume the role."""
    return list(statement.on(*GUARDS))


def unguarded(entity: Entity) -> Iterator[Path]:
    """Yield where a role lets ECS tasks in without a condition on whom for."""
    for statement in trust_statements(entity):
        if statement.allows and ECS_TASKS in trusted_services(statement) and not guards(statement):
            for principal in statement.principals:
                if principal.kind == "Service":
                    yield principal.value.path


def is_execution_role(entity: Entity) -> bool:
    """Return whether a role is an execution role: by its use, its policies or its name.

    A role that other services assume as well is not judged as one of tasks alone.
    """
    if entity.uses:
        return "execution" in entity.uses
    names = {value.text.rpartition("/")[2] for value in entity.managed_arns}
    if "AmazonECSTaskExecutionRolePolicy" in names:
        return True
    if not _trusts_ecs(entity):
        return False
    if "execution" in entity.logical_id.lower():
        return True
    allowed = {name for s in entity.statements if s.allows for name in s.known_actions}
    return "ecr:getauthorizationtoken" in allowed and "ecr:putimage" not in allowed


def may_be_execution_role(entity: Entity) -> bool:
    """Return whether a role is an execution role as far as its trust policy and the tasks say."""
    return "execution" in entity.uses or (not entity.uses and _trusts_ecs(entity))


def _trusts_ecs(entity: Entity) -> bool:
    services = {s for statement in trust_statements(entity) for s in trusted_services(statement)}
    return len(services) == 1 and services.pop().startswith("ecs")
