"""W9809: policies without Version or with the old one."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.resources.variables import texts_of
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9809",
    shortdesc="The policy's Version is missing or old",
    description="Without Version IAM reads a policy by the rules of 2008-10-17.",
    why="Policy variables are then plain text, and newer features do not work.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    once="template",
)
def version(policy: TemplatePolicy) -> Findings:
    """Find policies without Version or with the old one; I9835 is about those that it leaves alone."""
    if not is_plain(policy):
        yield from old_version(policy)


def is_plain(policy: TemplatePolicy) -> bool:
    """Return whether a policy has no variable, and is one that is often written without Version.

    That is a trust policy, and one below Policies of AWS SAM, whose own examples have none.
    """
    kind = str(policy.resolver.resource(policy.logical_id).get("Type", ""))
    return (policy.is_trust or kind.startswith("AWS::Serverless::")) and not any(
        "${" in value.text for statement in policy.statements for value in texts_of(statement)
    )


def old_version(policy: TemplatePolicy) -> Findings:
    """Yield the place where the newer version belongs."""
    document = policy.document
    if isinstance(document, Mapping) and "Statement" in document:
        version = document.get("Version")
        if version is None:
            yield (*policy.path, "Statement"), "add Version 2012-10-17"
        elif str(version) == "2008-10-17":
            yield (*policy.path, "Version"), "Version 2008-10-17 is the old one: write 2012-10-17"
