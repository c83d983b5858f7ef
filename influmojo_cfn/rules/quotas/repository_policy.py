"""E9820: policies of repositories with a Resource."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9820",
    shortdesc="A repository policy has no Resource",
    description="The repository itself is the resource of its policy.",
    why="Amazon ECR rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
)
def repository_policy(statement: PolicyStatement) -> Findings:
    if statement.policy.resource_type in ("AWS::ECR::Repository", "AWS::ECR::PublicRepository"):
        for element in ("Resource", "NotResource"):
            if element in statement.raw:
                yield (*statement.path, element), f"a repository policy has no {element}"
