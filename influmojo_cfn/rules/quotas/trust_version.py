"""I9834: trust policies without Version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.version import needs_no_version
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="I9834",
    shortdesc="The trust policy has no Version",
    description="Without policy variables a trust policy means the same with and without Version.",
    why="It changes nothing today; a variable that is added later would be plain text.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    tags=("iam", "quotas"),
    scope="policy",
)
def trust_version(policy: TemplatePolicy) -> Iterator[Found]:
    """Find trust policies without Version that need none."""
    document = policy.document
    if isinstance(document, Mapping) and "Statement" in document:
        if document.get("Version") is None and needs_no_version(policy):
            yield (*policy.path, "Statement"), "add Version 2012-10-17"
