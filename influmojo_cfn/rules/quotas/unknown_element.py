"""E9814: elements that statements and policies do not have."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.intrinsics import is_function
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.document_problems import POLICY_ELEMENTS, STATEMENT_ELEMENTS
from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9814",
    shortdesc="A policy has no such element",
    description="A policy has Version, Id and Statement; a statement Sid, Effect, Principal, Action, Resource and Condition.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
)
def unknown_element(policy: TemplatePolicy) -> Findings:
    document = policy.document
    if not isinstance(document, Mapping):
        return
    for key in document:
        if key not in POLICY_ELEMENTS and not is_function(key):
            yield (
                (*policy.path, key),
                f"a policy has no {key!r}{did_you_mean(str(key), POLICY_ELEMENTS)}",
            )
    for statement in policy.statements:
        for key in statement.raw:
            if key not in STATEMENT_ELEMENTS:
                yield (
                    (*statement.path, key),
                    f"a statement has no {key!r}{did_you_mean(str(key), STATEMENT_ELEMENTS)}",
                )
