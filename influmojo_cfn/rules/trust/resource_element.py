"""E9510: a Resource in a trust policy."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9510",
    shortdesc="A trust policy has no Resource",
    description="The role itself is the resource of its trust policy.",
    why="IAM rejects the trust policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
    needs="of-role of-template",
)
def resource_element(statement: PolicyStatement) -> Findings:
    for element in ("Resource", "NotResource"):
        if element in statement.raw:
            yield (*statement.path, element), f"a trust policy has no {element}"
