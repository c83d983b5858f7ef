"""E9511: an aws:SourceArn that ECS never sends."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import trusted_services


@rule(
    id="E9511",
    shortdesc="ECS sends no such aws:SourceArn",
    description="For its tasks ECS sends arn:PARTITION:ecs:REGION:ACCOUNT:*; a cluster's ARN is not supported.",
    why="The condition is never true, and no task starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role",
    needs="principals of-role",
)
def cluster_arn(statement: PolicyStatement) -> Findings:
    if ECS_TASKS not in trusted_services(statement):
        return
    for condition in statement.on("aws:sourcearn"):
        for value in condition.values if not condition.negated else ():
            arn = read_arn(value.text)
            if arn is None:
                continue
            if arn.service != "ecs" and not t.has_unknown(arn.service) and "*" not in arn.service:
                yield value.path, f"ECS sends an ARN of ecs, not of {arn.service}"
            elif arn.resource[:1] not in ("*", "") and not t.has_unknown(arn.resource[:1]):
                yield value.path, f"ECS does not send {arn.resource!r}: end the ARN in ':*'"
