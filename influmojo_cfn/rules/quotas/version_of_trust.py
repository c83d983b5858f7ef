"""I9835: trust policies without Version or with the old one."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.version import is_plain_trust, old_version
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="I9835",
    shortdesc="The trust policy's Version is missing or old",
    description="Without a policy variable a trust policy means the same in both versions.",
    why="A variable that somebody adds later is taken as plain text.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
)
def version_of_trust(policy: TemplatePolicy) -> Iterator[Found]:
    """Find trust policies without variables and without Version, or with the old one."""
    if is_plain_trust(policy):
        yield from old_version(policy)
