"""W9709: execution roles that pull but cannot write logs."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import LOGS, PULL
from influmojo_cfn.rules.model import Entity, names_of
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import has, is_known
from influmojo_cfn.rules.trust.guard import is_execution_role


@rule(
    id="W9709",
    shortdesc="The execution role has no log rights",
    description="An execution role usually writes the containers' logs: logs:CreateLogStream and logs:PutLogEvents.",
    why="With the awslogs driver the task does not start; without it nobody sees why it stops.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
def pull_without_logs(entity: Entity) -> Findings:
    if entity.kind != "Role" or not is_known(entity) or not is_execution_role(entity):
        return
    if not has(entity, PULL) or has(entity, LOGS):
        return
    for statement in entity.statements:
        for value in statement.actions:
            if not names_of(value).isdisjoint(PULL):
                yield value.path, f"{entity.logical_id} pulls images but cannot write logs"
                return
