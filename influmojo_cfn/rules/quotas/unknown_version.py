"""E9810: policy versions that do not exist."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9810",
    shortdesc="The policy's Version does not exist",
    description="Version is 2012-10-17 or 2008-10-17; it is the language's, not a date of yours.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
)
def unknown_version(policy: TemplatePolicy) -> Findings:
    document = policy.document
    version = document.get("Version") if isinstance(document, Mapping) else None
    if isinstance(version, (str, int)) and str(version) not in ("2012-10-17", "2008-10-17"):
        yield (*policy.path, "Version"), f"Version {version} does not exist: write 2012-10-17"
