"""W9611: a Deny that locks everyone out of a resource."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.conditions.any_value import always_holds
from influmojo_cfn.rules.danger.callers import covers_each, everyone
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9611",
    shortdesc="The Deny locks everyone out",
    description="A Deny for everyone whose condition is missing or always holds is a Deny for its owner as well.",
    why="Nobody can use the resource or repair its policy; of a bucket only the root user can.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    needs="principals denies of-resource",
)
def everyone_locked_out(statement: PolicyStatement) -> Findings:
    """Find a Deny of everything, or of changing the policy, for everyone without a condition.

    Whose conditions always hold has them for some reason, whatever it denies.
    """
    if statement.conditions:
        if all(map(always_holds, statement.conditions)):
            for path in everyone(statement):
                yield path, "denies it to everyone: the condition always holds"
        elif _leaves_no_way(statement):
            for path in everyone(statement):
                yield path, "denies what another Deny lets pass: no request has both ways in"
        return
    if not _takes_in_the_policy(statement):
        return
    for path in everyone(statement):
        yield path, "denies it to everyone, its owner included"
    if "NotPrincipal" in statement.raw and _spares_no_account(statement):
        place = (*statement.path, "NotPrincipal")
        yield place, "denies it to those it names as well: also name their account's root"


def _leaves_no_way(statement: PolicyStatement) -> bool:
    """Return whether this denies all but some addresses, and a Deny above all but some endpoints.

    A request through an endpoint carries no public address, any other no endpoint: in statements
    of their own both are denied.
    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#bucket-policies-s3
    (read 2026-11-28)
    """
    mine = _ways_in(statement)
    if not mine:
        return False
    for other in statement.policy.statements:
        if other.path == statement.path:
            return False
        theirs = _ways_in(other)
        if theirs and theirs != mine and other.branch == statement.branch:
            same = covers_each(statement.actions, other.actions)
            if same and covers_each(statement.resources, other.resources):
                return True
    return False


def _ways_in(statement: PolicyStatement) -> str:
    """Return what a Deny for everyone lets pass, and nothing else: ``address``, ``network`` or none."""
    if not statement.denies or len(statement.conditions) != 1:
        return ""
    (condition,) = statement.conditions
    if not condition.negated or condition.if_exists or condition.qualifier:
        return ""
    if not any(True for _ in everyone(statement)):
        return ""
    return _WAYS_IN.get(condition.key.lower(), "")


_WAYS_IN = {"aws:sourceip": "address", "aws:sourcevpc": "network", "aws:sourcevpce": "network"}


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
        "ecr:setrepositorypolicy",
        "kms:putkeypolicy",
        "s3:putbucketpolicy",
        "secretsmanager:putresourcepolicy",
        "sns:settopicattributes",
        "sqs:setqueueattributes",
    }
)
"""Actions that put the policy of a resource; who cannot, cannot repair it."""
