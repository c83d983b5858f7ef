"""E9819: values of a wrong shape in a policy."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.sizes import is_function
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9819",
    shortdesc="A value of the policy has the wrong shape",
    description="Statement holds statements; Action and Resource take a string or a list of strings.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
)
def wrong_shape(policy: TemplatePolicy) -> Findings:
    document = policy.document
    if isinstance(document, str):
        yield policy.path, "the policy is a string: write the document itself"
        return
    if not isinstance(document, Mapping) or is_function(document):
        return
    raw = document.get("Statement")
    if "Statement" not in document:
        yield policy.path, "the policy has no Statement"
    elif not isinstance(raw, (list, Mapping)) or raw == []:
        yield (*policy.path, "Statement"), "Statement holds one statement or a list of them"
    elif isinstance(raw, list):
        for index, item in enumerate(raw):
            if not isinstance(item, Mapping):
                yield (*policy.path, "Statement", index), "a statement is a mapping"
    for statement in policy.statements:
        for key in ("Action", "NotAction", "Resource", "NotResource"):
            value = statement.raw.get(key, "")
            items = value if isinstance(value, list) else [value]
            for index, item in enumerate(items):
                if not isinstance(item, str) and not is_function(item):
                    place = (*statement.path, key)
                    yield (
                        (*place, index) if isinstance(value, list) else place,
                        f"{key} holds texts",
                    )
