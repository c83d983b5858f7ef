"""E9851: a change that replaces a resource under a fixed name (only against an older template)."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9851",
    shortdesc="The change replaces a resource whose name is fixed",
    description="Description and Path of a named managed policy, and Path of a named role or instance profile, are create-only. A new logical ID makes a new one too.",
    why="The update creates the new one first and fails on the name; `check --against OLD` sees it.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html",
    tags=("iam", "update"),
)
def replaced_under_fixed_name(_: Model) -> Findings:
    yield from ()
