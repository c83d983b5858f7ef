"""W9506: guards against the confused deputy that let everyone pass."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.guard import guards, holds


@rule(
    id="W9506",
    shortdesc="The guard lets everybody pass",
    description="A value `*`, a negated operator, or an ARN of any account limits nothing.",
    why="It looks guarded, and another account's tasks pass all the same.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role",
    needs="principals allows of-role",
)
def useless_guard(statement: PolicyStatement) -> Findings:
    accounts = [c for c in statement.on("aws:sourceaccount") if holds(c)]
    presence = [c for c in guards(statement) if c.asks_presence]
    if presence and len(presence) == len(guards(statement)):
        yield presence[0].path, "any value passes: compare the key with your account"
    for condition in guards(statement):
        if condition.asks_presence:
            continue
        if condition.negated:
            yield condition.path, f"{condition.operator} lets everybody else pass"
            continue
        for value in condition.values:
            arn = read_arn(value.text)
            if value.text.strip("*?") == "" or (
                condition.key.lower() == "aws:sourceaccount" and value.text[:1] == "*"
            ):
                yield value.path, f"{value.text!r} lets everybody pass"
            elif arn and arn.account in ("*", "") and not accounts:
                yield value.path, "tasks of every account pass: name the account"
