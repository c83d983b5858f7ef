"""W9747: actions of which one is of no use without the others."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule

NEEDS: Mapping[str, tuple[str, ...]] = {
    "dynamodb:GetRecords": ("dynamodb:GetShardIterator",),
    "ecr:InitiateLayerUpload": (
        "ecr:BatchCheckLayerAvailability",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
    ),
    "kinesis:GetRecords": ("kinesis:GetShardIterator",),
}
"""By action, those that every use of it calls as well.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html,
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html and
https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html (read 2026-11-28)
"""


@rule(
    id="W9747",
    shortdesc="The action is of no use without another one",
    description="A push to Amazon ECR takes five actions, and records are read at the place that GetShardIterator returns.",
    why="The first action begins a push or a read that the role cannot finish.",
    source_url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html",
    follows="E9719/resource",
)
def action_without_its_others(model: Model) -> Findings:
    for group in groups(model, complete=True):
        allowing = [statement for statement in group if statement.allows]
        known = {name for statement in allowing for name in statement.known_actions}
        if any(statement.not_actions for statement in allowing):
            continue
        for action, others in NEEDS.items():
            having = [s for s in allowing if action.lower() in s.exact_actions]
            missing = [other for other in others if other.lower() not in known]
            if having and missing:
                value = next(v for v in having[0].actions if v.text.lower() == action.lower())
                yield value.path, f"{action} needs {', '.join(missing)} as well"
