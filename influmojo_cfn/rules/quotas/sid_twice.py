"""E9808: Sids that a policy has twice."""

from __future__ import annotations

from influmojo_cfn.iam.branches import compatible
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
    """Find Sids that a policy of IAM has twice; W9831 is about those of resources."""
    if policy.kind != "resource":
        yield from repeated_sids(policy)


def repeated_sids(policy: TemplatePolicy) -> Findings:
    """Yield each Sid that a statement before has as well."""
    seen: dict[str, list[PolicyStatement]] = {}
    for statement in policy.statements:
        if not statement.sid or any(
            statement.path == other.path for other in seen.get(statement.sid, ())
        ):
            continue
        if any(compatible(statement.branch, other.branch) for other in seen.get(statement.sid, ())):
            yield (*statement.path, "Sid"), f"another statement has the Sid {statement.sid!r}"
        seen.setdefault(statement.sid, []).append(statement)
