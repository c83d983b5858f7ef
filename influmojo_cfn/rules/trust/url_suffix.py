"""W9513: service principals with the partition's URL suffix."""

from __future__ import annotations

from influmojo_cfn.iam.text import URL_SUFFIX
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9513",
    shortdesc="The service principal changes with the partition",
    description="ecs-tasks.amazonaws.com is the same in every partition; `${AWS::URLSuffix}` is not.",
    why="In China the trust policy then names a principal that ECS does not use.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services",
    needs="principals",
)
def url_suffix(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        text = principal.value.text
        if principal.kind == "Service" and text == f"ecs-tasks.{URL_SUFFIX}":
            yield principal.value.path, "write ecs-tasks.amazonaws.com, the same in every partition"
