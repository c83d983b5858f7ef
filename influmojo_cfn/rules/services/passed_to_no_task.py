"""W9755: who runs tasks or registers their definitions, and passes roles to other services alone."""

from __future__ import annotations

from collections.abc import Collection

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import failing, is_known, statements
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls
from influmojo_cfn.rules.services.passed_to_another import roles_passed
from influmojo_cfn.rules.services.role_not_trusting import may_be_assumed
from influmojo_cfn.rules.services.task_not_started import starts_task
from influmojo_cfn.service_roles.run_task_calls import PASSED

_PASS = "iam:passrole"
_TAKES_ROLES = ("ecs:RunTask", "ecs:StartTask", "ecs:RegisterTaskDefinition")
"""Actions that pass the roles of a task definition to its tasks.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
(read 2026-11-28)
"""


@rule(
    id="W9755",
    shortdesc="Roles are passed to another service than the tasks",
    description="Running a task, or registering its definition, passes its roles to ecs-tasks.amazonaws.com.",
    why="AWS denies the passing of every role that a task definition names.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html",
    tags=("iam", "ecs", "services"),
    follows="E",
)
def passed_to_no_task(model: Model) -> Findings:
    judged = {
        each.role.logical_id for each in denied_service_calls(model) if starts_task(each.call)
    }
    for entity in model.entities.values():
        action = _takes_roles(entity)
        if not action or entity.logical_id in judged or not is_known(entity):
            continue
        passing = [s for s in statements(entity) if s.allows and s.may_name(_PASS)]
        refusing = [(s, failing(entity, s, {PASSED: ECS_TASKS})) for s in passing]
        if all(condition for _, condition in refusing):
            for statement, condition in refusing:
                if condition and not _is_meant(model, statement, condition.texts):
                    services = ", ".join(sorted(condition.texts))
                    message = f"{action} passes roles to {ECS_TASKS}, not {services}"
                    yield condition.values[0].path, message


def _is_meant(model: Model, statement: PolicyStatement, services: Collection[str]) -> bool:
    """Return whether a role that a statement names trusts the service that it is passed to."""
    roles = roles_passed(model, statement)
    return any(may_be_assumed(role, service) for role in roles for service in services)


def _takes_roles(entity: Entity) -> str:
    """Return an action on task definitions that an entity is allowed, which passes their roles."""
    named = {name for s in entity.statements if s.allows for name in s.exact_actions}
    return next((each for each in _TAKES_ROLES if each.lower() in named), "")
