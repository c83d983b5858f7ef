"""E9708: execution roles that pull without the token call."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import TOKEN
from influmojo_cfn.rules.model import Entity, names_of
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import denied_by_policies, is_known
from influmojo_cfn.rules.trust.guard import may_be_execution_role


@rule(
    id="E9708",
    shortdesc="The role can pull images but cannot authenticate to Amazon ECR",
    description="Every pull begins with ecr:GetAuthorizationToken, which takes `*` as its Resource.",
    why="The task stops with CannotPullContainerError.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
def no_token(entity: Entity) -> Findings:
    if entity.kind != "Role" or not is_known(entity) or not may_be_execution_role(entity):
        return
    pulls = [
        value
        for statement in entity.statements
        if statement.allows
        for value in statement.actions
        if "ecr:batchgetimage" in names_of(value)
    ]
    if pulls and denied_by_policies(entity, TOKEN, "*"):
        yield (
            pulls[0].path,
            f"{entity.logical_id} is allowed to pull, but not to call ecr:GetAuthorizationToken",
        )
