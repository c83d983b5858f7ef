"""E9531: Principal `*` in a trust policy."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9531",
    shortdesc="A trust policy takes no Principal `*`",
    description="A trust policy names each kind of principal; anyone with AWS credentials is AWS: `*`.",
    why="IAM rejects the trust policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    needs="principals of-role of-template",
)
def bare_wildcard(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        if principal.kind == "*" and principal.value.text == "*":
            yield (
                principal.value.path,
                "a bare '*' is not valid here: name the principals that can assume the role",
            )
