"""I9624: users to whom policies are attached."""

from __future__ import annotations

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9624",
    shortdesc="The user has policies of its own",
    description="Users get their permissions from groups; applications get them from roles.",
    why="Nobody sees what a user can do in one place, and its access keys never end.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#lock-down-users-federation",
)
def policy_of_user(entity: Entity) -> Findings:
    if entity.kind == "User" and (entity.policies or entity.named_arns):
        yield entity.path, "attach its policies to a group, or use a role"
