"""W9741: who can run or deploy a task of the template, and pass one of its roles, not all."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import is_denied
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls
from influmojo_cfn.rules.services.task_not_started import starts_task
from influmojo_cfn.service_roles.pipeline_calls import definitions_of_service
from influmojo_cfn.service_roles.run_task_calls import (
    PASSED,
    ROLE_FIELDS,
    definition_named,
    role_arn,
)
from influmojo_cfn.service_roles.template_fields import properties_of
from influmojo_cfn.task_definition.task_resources import TASK_DEFINITION

_RUN = "ecs:runtask"
_REGISTER = "ecs:registertaskdefinition"
_PASS = "iam:passrole"


@rule(
    id="W9741",
    shortdesc="A role of the task that may be run cannot be passed",
    description="Running a task, or registering its definition, takes iam:PassRole on its execution role and on its task role.",
    why="The action ecs:RunTask or ecs:RegisterTaskDefinition is denied although it is allowed.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    tags=("iam", "ecs", "services"),
)
def roles_not_passed(model: Model) -> Findings:
    if not model.resolver.resources_of(TASK_DEFINITION):
        return
    judged = {
        each.role.logical_id for each in denied_service_calls(model) if starts_task(each.call)
    }
    for entity in model.entities.values():
        if entity.logical_id in judged:
            continue
        place = _pass_role(entity)
        for definition in _run_by(entity) if place else ():
            roles = dict(_roles_of(model, definition))
            left = [
                what
                for what, arn in roles.items()
                if is_denied(model, entity, _PASS, arn, {PASSED: ECS_TASKS})
            ]
            if left and len(left) < len(roles):
                what = " and ".join(left)
                yield (
                    place,
                    f"{entity.logical_id} runs or registers {definition} and does not pass {what}",
                )


def _run_by(entity: Entity) -> Iterator[str]:
    """Yield the task definitions of the template that an entity can run, or register again."""
    resolver = entity.resolver
    found = {definition_named(resolver, text) for text in _allowed_on(entity, _RUN)}
    if any(s.allows and _REGISTER in s.exact_actions for s in entity.statements):
        for text in _allowed_on(entity, "ecs:updateservice"):
            for service in (text, text.rpartition("/")[2]):
                found.update(definitions_of_service(resolver, service))
    yield from sorted(found - {""})


def _allowed_on(entity: Entity, action: str) -> Iterator[str]:
    """Yield the resources that an entity is allowed an action on, as far as they are known."""
    for statement in entity.statements:
        if statement.allows and action in statement.exact_actions:
            for value in statement.resources:
                symbol = entity.resolver.symbols.get(value.text)
                if not t.UNKNOWN.fullmatch(value.text) or (symbol and symbol.resource_type):
                    yield value.text


def _pass_role(entity: Entity) -> Path:
    """Return the place of the first resource that an entity is allowed to pass."""
    for statement in entity.statements:
        if statement.allows and _PASS in statement.exact_actions and statement.resources:
            return statement.resources[0].path
    return ()


def _roles_of(model: Model, definition: str) -> Iterator[tuple[str, str]]:
    properties = properties_of(model.resolver, definition)
    for key, what in ROLE_FIELDS.items():
        for value in properties.values(key):
            yield what, role_arn(model.resolver, value.text)
