"""E9105: a wildcard that no action matches."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9105",
    shortdesc="The wildcard matches no action",
    description="A pattern such as s3:Get* must match at least one action of its service.",
    why="A pattern that matches nothing grants nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
)
def wildcard_matches_nothing(statement: PolicyStatement) -> Findings:
    for value, prefix, name in statement.unlisted:
        if ("*" in name or "?" in name) and service(prefix):
            yield value.path, f"{value.text!r} matches no action of {prefix}"
