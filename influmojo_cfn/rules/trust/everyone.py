"""W9503: roles that everyone can assume."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

NARROWING = ("aws:principalorg", "aws:principalarn", "aws:principalaccount", "aws:sourcevpc")
"""Keys that say who, or from where. aws:SourceAccount and aws:SourceArn come with services alone.

An external ID says nothing of who calls, and is not a secret:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
(read 2026-11-27)
"""


@rule(
    id="W9503",
    shortdesc="Everyone can assume the role",
    description="A principal `*` in an Allow without a condition that names who or from where.",
    why="Any AWS account in the world can take the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    needs="allows of-role",
    follows="E9530 E9531",
)
def everyone(statement: PolicyStatement) -> Findings:
    if any(c.key.lower().startswith(NARROWING) and not c.negated for c in statement.conditions):
        return
    for principal in statement.principals:
        if principal.kind in ("*", "AWS") and principal.value.text == "*":
            yield principal.value.path, "everyone can assume the role"
    if "NotPrincipal" in statement.raw:
        yield (*statement.path, "NotPrincipal"), "everyone else can assume the role"
