"""E9221: a policy variable in a policy of the old version."""

from __future__ import annotations

from influmojo_cfn.iam.text import POLICY_VARIABLE
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import is_template_name, texts_of
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9221",
    shortdesc="The policy's version does not support policy variables",
    description="Policy variables work in policies of version 2012-10-17 only.",
    why="Without that version, `${aws:username}` is plain text and matches nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
)
def variable_without_version(statement: PolicyStatement) -> Findings:
    version = statement.policy.document.get("Version", "2008-10-17")
    if version != "2008-10-17":
        return
    for value in texts_of(statement):
        found = POLICY_VARIABLE.search(value.text) if "${" in value.text else None
        if found and not is_template_name(found.group(1)):
            yield (
                value.path,
                f"{found.group()!r} is plain text in a policy without Version 2012-10-17",
            )
