"""W9327: an Allow by a header of the request, and by nothing that says who calls."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.keys import is_header
from influmojo_cfn.rules.danger.callers import narrows
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9327",
    shortdesc="The caller chooses the value of the key",
    description="aws:Referer and aws:UserAgent are headers of the request, which its sender writes.",
    why="Every caller can send the value: the condition protects nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer",
    needs="conditions allows",
)
def key_that_callers_choose(statement: PolicyStatement) -> Findings:
    if any(p.kind == "Service" for p in statement.principals):
        return
    if any(p.value.text == "*" for p in statement.principals):
        if any(map(narrows, statement.conditions)):
            return
    for condition in filter(is_header, statement.conditions):
        yield condition.path, f"{condition.key} is written by the sender: it guards nothing"
