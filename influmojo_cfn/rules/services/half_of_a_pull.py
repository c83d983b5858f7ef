"""W9738: principals of a repository that have one action of a pull, or none but its check."""

from __future__ import annotations

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.ecs.tasks import PULL
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

IMAGE, LAYERS = "ecr:batchgetimage", "ecr:getdownloadurlforlayer"
PUSH = ("ecr:putimage", "ecr:initiatelayerupload", "ecr:completelayerupload")
"""Actions of those who push: they read a manifest, or look for a layer, without a pull.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html (read 2026-11-27)
"""

WITH_A_ROLE = {
    ECS_TASKS: "the task's execution role",
    "ecs.amazonaws.com": "the task's execution role",
    "ec2.amazonaws.com": "the role of the instance",
}
"""Services that pull with a role, and are not principals of a repository's policy.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
(read 2026-11-27)
"""


@rule(
    id="W9738",
    shortdesc="The repository policy lets nobody pull",
    description="A pull takes ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, and ECS pulls with the execution role.",
    why="The image is found and its layers are denied, or the reverse: no container starts.",
    source_url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
)
def half_of_a_pull(model: Model) -> Findings:
    for statement in model.statements:
        if statement.allows and statement.policy.resource_type == "AWS::ECR::Repository":
            yield from _services(statement)
            yield from _actions(statement)


def _services(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        name = principal.value.text
        if principal.kind == "Service" and name in WITH_A_ROLE:
            yield principal.value.path, f"{name} pulls with {WITH_A_ROLE[name]}: name that role"


def _actions(statement: PolicyStatement) -> Findings:
    together = [s for s in statement.policy.statements if s.allows and _shares(s, statement)]
    if statement.not_actions or statement.unlisted or any(_has(together, a) for a in PUSH):
        return
    missing = [action for action in (IMAGE, LAYERS) if not _has(together, action)]
    named = [value for value in statement.actions if value.text.lower() in PULL]
    if missing and named:
        names = " and ".join(_NAMES[action] for action in missing)
        yield named[0].path, f"a pull needs {names} as well"


_NAMES = {IMAGE: "ecr:BatchGetImage", LAYERS: "ecr:GetDownloadUrlForLayer"}


def _has(statements: list[PolicyStatement], action: str) -> bool:
    return any(statement.may_name(action) for statement in statements)


def _shares(one: PolicyStatement, other: PolicyStatement) -> bool:
    """Return whether two statements have a principal in common, or one has everyone."""
    mine, theirs = ({p.value.text for p in s.principals} for s in (one, other))
    return bool(mine & theirs) or "*" in mine
