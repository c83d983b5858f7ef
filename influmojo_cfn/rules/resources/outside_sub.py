"""E9215: `${...}` outside Fn::Sub."""

from __future__ import annotations

from influmojo_cfn.iam.text import POLICY_VARIABLE
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import is_template_name, texts_of
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9215",
    shortdesc="`${...}` is written outside Fn::Sub",
    description="CloudFormation replaces `${Name}` inside Fn::Sub only; elsewhere the characters stay.",
    why="The policy then holds the characters themselves, which match nothing or are rejected.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html",
)
def outside_sub(statement: PolicyStatement) -> Findings:
    for value in texts_of(statement):
        if "${" not in value.text:
            continue
        for found in POLICY_VARIABLE.finditer(value.text):
            name = found.group(1)
            if is_template_name(name):
                place = (
                    "outside Fn::Sub" if statement.policy.in_template else "in a policy document"
                )
                yield value.path, f"{found.group()!r} is {place} and is not replaced"
                break
