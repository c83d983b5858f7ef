"""W9711: what the application should have, on the execution role."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.model import Entity, names_of
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.guard import is_execution_role
from influmojo_cfn.service_roles.ecs.execution_role_calls import EXECUTION_ROLE_CALLS, GRANTED_TOO

_FOR_ECS = {
    name.lower()
    for name in (*GRANTED_TOO, *(each for row in EXECUTION_ROLE_CALLS for each in row.actions))
}


@rule(
    id="W9711",
    shortdesc="The execution role has what the application should have",
    description="The execution role pulls images, reads configuration and writes logs; the rest is the task role's.",
    why="The application cannot use it, and ECS has what it does not need.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
)
def application_rights_on_execution_role(entity: Entity) -> Findings:
    if entity.kind != "Role" or "task" in entity.uses or not is_execution_role(entity):
        return
    for statement in entity.statements:
        found = [
            value for value in statement.actions if statement.allows and _is_not_for_ecs(value)
        ]
        if found:
            names = ", ".join(repr(value.text) for value in found)
            belongs = "it belongs" if len(found) == 1 else "they belong"
            yield found[0].path, f"ECS never calls {names}: {belongs} to the task role"


def _is_not_for_ecs(value: Value) -> bool:
    names = names_of(value)
    return bool(names) and not any(map(_is_for_ecs, names))


def _is_for_ecs(name: str) -> bool:
    """Return whether ECS has a use for an action (lower case) of the execution role."""
    return any(covers(pattern, name) for pattern in _FOR_ECS)
