"""W9109: NotAction in an Allow."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9109",
    shortdesc="NotAction with Allow allows everything else",
    description="NotAction names the exceptions; with Allow, every other action is granted.",
    why="Services and actions that nobody thought of are allowed, now and whenever AWS adds one.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    needs="grants",
)
def not_action_with_allow(statement: PolicyStatement) -> Findings:
    if "NotAction" in statement.raw:
        yield (*statement.path, "NotAction"), "NotAction with Allow allows every other action"
