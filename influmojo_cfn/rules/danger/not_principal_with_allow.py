"""W9612: NotPrincipal in an Allow of a resource's policy."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9612",
    shortdesc="NotPrincipal with Allow lets everyone else in",
    description="NotPrincipal names the exceptions; with Allow, everyone else is allowed, even without credentials.",
    why="The resource is open to the world but for those who are named.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
    needs="allows of-resource",
)
def not_principal_with_allow(statement: PolicyStatement) -> Findings:
    if "NotPrincipal" in statement.raw:
        place = (*statement.path, "NotPrincipal")
        yield place, "allows everyone else: name the principals under Principal"
