"""E9815: statements that lack an element."""

from __future__ import annotations

from influmojo_cfn.cloudformation.intrinsics import is_function
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9815",
    shortdesc="The statement lacks an element",
    description="A statement has Effect, Action or NotAction, and Resource or, in a trust policy, Principal.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
)
def missing_element(statement: PolicyStatement) -> Findings:
    if any(map(is_function, statement.raw)):
        return
    trust = statement.policy.is_trust
    resource_policy = statement.policy.kind == "resource"
    wanted = [("Effect",), ("Action", "NotAction")]
    if trust or resource_policy:
        wanted.append(("Principal", "NotPrincipal"))
    if not trust:
        wanted.append(("Resource", "NotResource"))
    for names in wanted:
        if not any(name in statement.raw for name in names):
            if not (resource_policy and names[0] == "Resource"):
                yield statement.path, f"the statement lacks {' or '.join(names)}"
        for name in names:
            if statement.raw.get(name, 0) in ([], "", {}, None):
                yield (*statement.path, name), f"{name} is empty"
