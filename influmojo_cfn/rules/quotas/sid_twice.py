"""E9808: Sids that a policy of IAM has twice; W9831 is about those of resources."""

from __future__ import annotations

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.branches import repeated
from influmojo_cfn.rules.model import PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9808",
    shortdesc="Two statements have the same Sid",
    description="Every Sid of a policy must be different.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
)
def sid_twice(policy: TemplatePolicy) -> Findings:
    if policy.kind != "resource":
        yield from repeated_sids(policy)


def repeated_sids(policy: TemplatePolicy) -> Findings:
    """Yield each Sid that a statement before has as well."""
    written: dict[Path, PolicyStatement] = {}
    for each in policy.statements:
        written.setdefault(each.path, each)
    named = ((each.sid, each.branch, each) for each in written.values() if each.sid)
    for statement, _ in repeated(named):
        yield (*statement.path, "Sid"), f"another statement has the Sid {statement.sid!r}"
