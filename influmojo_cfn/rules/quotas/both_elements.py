"""E9816: an element and its Not form together."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9816",
    shortdesc="The statement has an element and its Not form",
    description="A statement has Action or NotAction, Resource or NotResource, Principal or NotPrincipal.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
)
def both_elements(statement: PolicyStatement) -> Findings:
    for name in ("Action", "Resource", "Principal"):
        if name in statement.raw and f"Not{name}" in statement.raw:
            yield (*statement.path, f"Not{name}"), f"a statement has {name} or Not{name}, not both"
