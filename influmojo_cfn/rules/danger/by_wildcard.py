"""I9607: wildcards that match dangerous actions next to others."""

from __future__ import annotations

from influmojo_cfn.rules.danger.escalation import exposed_by, is_meant, is_own_user, opened_by
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9607",
    shortdesc="The wildcard takes in actions that were hardly meant",
    description="Among what the wildcard matches are actions that hand out credentials or open a resource to others.",
    why="The pattern s3:Put* is written for objects, and grants s3:PutBucketPolicy where the resource is a bucket.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    needs="grants of-identity",
)
def by_wildcard(statement: PolicyStatement) -> Findings:
    if is_own_user(statement):
        return
    for value in statement.actions:
        if value.text.endswith(":*"):
            continue
        for names in (exposed_by(value.text), opened_by(value.text)):
            if names and not is_meant(value.text, names):
                yield value.path, f"{value.text!r} takes in {', '.join(names[:3])}"
                break
