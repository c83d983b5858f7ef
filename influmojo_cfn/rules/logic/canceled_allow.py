"""E9402: Allows that a Deny takes back entirely."""

from __future__ import annotations

from dataclasses import replace

from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.logic.cover import is_listed, pairs_left
from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9402",
    shortdesc="A Deny cancels the Allow",
    description="A Deny that covers an allowed action on all its resources wins, always.",
    why="The action is never allowed, however often it is granted.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
)
def canceled_allow(model: Model) -> Findings:
    for group in groups(model):
        denies = [s for s in group if s.denies]
        for allow in group if denies else ():
            if not allow.allows or not is_listed(allow):
                continue
            left = {id(action) for action, _ in pairs_left(allow, denies)}
            canceled = [action for action in allow.actions if id(action) not in left]
            for action in canceled:
                yield (
                    action.path,
                    f"{action.text!r} is allowed here and denied on all its resources",
                )
            for deny in denies if canceled else ():
                if any(not pairs_left(_only(allow, action), [deny]) for action in canceled):
                    yield (
                        (*deny.path, _element(deny)),
                        "takes back all that another statement allows",
                    )


def _only(statement: PolicyStatement, action: Value) -> PolicyStatement:
    return replace(statement, actions=(action,))


def _element(statement: PolicyStatement) -> str:
    return "Action" if "Action" in statement.raw else "NotAction"
