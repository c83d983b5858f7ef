"""I9835: policies that no version changes, without Version or with the old one."""

from __future__ import annotations

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.version import is_plain, old_version
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9835",
    shortdesc="The Version of a policy without variables is missing or old",
    description="Without a policy variable a trust policy, or one of AWS SAM, means the same in both versions.",
    why="A variable that somebody adds later is taken as plain text.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    once="template",
)
def version_of_trust(policy: TemplatePolicy) -> Findings:
    """Find trust policies and those of AWS SAM without variables, without Version or with the old one."""
    if is_plain(policy):
        yield from old_version(policy)
