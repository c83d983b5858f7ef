"""E9811: managed policies that are attached twice."""

from __future__ import annotations

from influmojo_cfn.iam.branches import repeated
from influmojo_cfn.iam.text import ANY
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9811",
    shortdesc="The managed policy is attached twice",
    description="A list of managed policies names each of them once.",
    why="CloudFormation rejects a list with the same ARN twice.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html",
)
def attached_twice(entity: Entity) -> Findings:
    known = [value for value in entity.named_arns if ANY not in value.text]
    for value, _ in repeated((value.text, value.branch, value) for value in known):
        yield value.path, f"{entity.resolver.show(value.text)!r} is attached already"
