"""E9715: roles of schedules, rules, state machines and pipelines that cannot run their task."""

from __future__ import annotations

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls, findings_of
from influmojo_cfn.service_roles.run_task_calls import PASSED
from influmojo_cfn.service_roles.service_call import ServiceCall


@rule(
    id="E9715",
    shortdesc="The role of a rule, schedule or state machine cannot start the task",
    description="It needs ecs:RunTask on the task definition, and iam:PassRole on each role of the task.",
    why="The call fails every time; for rules and schedules, only a metric shows it.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html",
    tags=("iam", "ecs", "services"),
    follows="E9714",
)
def task_not_started(model: Model) -> Findings:
    found = [each for each in denied_service_calls(model) if starts_task(each.call)]
    yield from findings_of(found)


def starts_task(call: ServiceCall) -> bool:
    """Return whether a call runs a task or hands a role over to it."""
    return call.actions == ("ecs:RunTask",) or (PASSED, ECS_TASKS) in call.context
