"""E9210: a parameter's ARN with the wrong slashes."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9210",
    shortdesc="The parameter's ARN has the wrong slashes",
    description="The parameter /a/b has the ARN parameter/a/b, with one slash after the word.",
    why="ECS cannot read the parameter, and the task does not start.",
    source_url="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
    tags=("iam", "resources", "arn"),
)
def parameter_slash(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "ssm")
