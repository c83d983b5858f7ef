"""W9611: a Deny that locks everyone out of a resource."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="W9611",
    shortdesc="The Deny locks everyone out",
    description="A Deny of every action for everyone, without a condition, is a Deny for its owner as well.",
    why="Nobody can use the resource or repair its policy; of a bucket only the root user can.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    needs="principals",
)
def everyone_locked_out(statement: PolicyStatement) -> Iterator[Found]:
    """Find a Deny of everything, or of changing the policy, for everyone without a condition."""
    if statement.policy.kind != "resource" or statement.effect != "Deny" or statement.conditions:
        return
    if not _takes_in_the_policy(statement):
        return
    for principal in statement.principals:
        if principal.element == "Principal" and principal.value.text == "*":
            yield principal.value.path, "denies it to everyone, its owner included"
    if "NotPrincipal" in statement.raw and _spares_no_account(statement):
        place = (*statement.path, "NotPrincipal")
        yield place, "denies it to those it names as well: also name their account's root"


def _takes_in_the_policy(statement: PolicyStatement) -> bool:
    """Return whether the actions are all of the service's, or hold the one that puts the policy."""
    texts = [value.text.lower() for value in statement.actions]
    if any(text == "*" or text.endswith(":*") or text in PUTS_POLICY for text in texts):
        return True
    left = [value.text.lower() for value in statement.not_actions]
    return bool(left) and not any(
        t.has_unknown(x) or covers(x, a) for x in left for a in PUTS_POLICY
    )


def _spares_no_account(statement: PolicyStatement) -> bool:
    """Return whether NotPrincipal names roles and users of known form and no account.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    (read 2026-11-27)
    """
    arns = [read_arn(p.value.text) for p in statement.principals if p.kind == "AWS"]
    if len(arns) < len(statement.principals) or not arns:
        return False
    return all(arn is not None and arn.resource.startswith(("role/", "user/")) for arn in arns)


PUTS_POLICY = frozenset(
    {
        *("ecr:setrepositorypolicy", "kms:putkeypolicy", "s3:putbucketpolicy"),
        *("secretsmanager:putresourcepolicy", "sns:settopicattributes", "sqs:setqueueattributes"),
    }
)
"""Actions that put the policy of a resource; who cannot, cannot repair it."""
