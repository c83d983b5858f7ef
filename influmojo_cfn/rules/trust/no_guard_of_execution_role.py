"""I9505: execution roles without a guard against the confused deputy."""

from __future__ import annotations

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.guard import is_execution_role, unguarded


@rule(
    id="I9505",
    shortdesc="The execution role has no guard against the confused deputy",
    description="AWS documents aws:SourceAccount and aws:SourceArn for the task role only; IfExists forms fit here.",
    why="Where ECS sends the keys they are enforced, and where it does not they do no harm.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
def no_guard_of_execution_role(entity: Entity) -> Findings:
    if "execution" not in entity.uses and not is_execution_role(entity):
        return
    for path in unguarded(entity):
        yield path, "no condition limits the tasks: add aws:SourceAccount with IfExists"
