"""E9610: demands that deny what fulfills them, or allow what does not."""

from __future__ import annotations

from influmojo_cfn.iam.text import ACCOUNT, has_unknown
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.danger.callers import everyone
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9610",
    shortdesc="The demand is the wrong way round",
    description="A Deny names what is not wanted: aws:SecureTransport false, StringNotEquals aws:kms or an organization.",
    why="The statement denies every call that fulfills the demand and lets the others pass.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    needs="conditions of-resource",
)
def demand_the_wrong_way(statement: PolicyStatement) -> Findings:
    alone = len(statement.conditions) == 1
    for condition in statement.conditions:
        if statement.allows:
            message = _allowed(condition) or (_allowed_alone(condition) if alone else "")
        else:
            message = (_denied(condition) or _fenced(statement, condition)) if alone else ""
        if message:
            yield condition.path, message


_NOT_FULFILLED = {
    "aws:securetransport": "calls without TLS",
    "elasticfilesystem:accessedviamounttarget": "mounts that use no mount target",
    "kms:grantisforawsresource": "grants that are for no AWS service",
}
"""Keys (lower case) that are true where a demand is fulfilled, and what an Allow of false allows.

https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html and
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
(read 2026-11-28)
"""
_TLS_VERSION = "s3:tlsversion"
_ENCRYPTION = "s3:x-amz-server-side-encryption"
_ENCRYPTION_KEY = f"{_ENCRYPTION}-aws-kms-key-id"


def _allowed(condition: WrittenCondition) -> str:
    what = _NOT_FULFILLED.get(condition.key.lower())
    if what and condition.family == "Bool" and condition.texts == {"false"}:
        return f"allows {what} alone: write true"
    return ""


def _allowed_alone(condition: WrittenCondition) -> str:
    """Return what is wrong with the only condition: a second one can make a range of both."""
    if condition.key.lower() == _TLS_VERSION and "less" in _comparison(condition):
        return "allows old versions of TLS alone: write NumericGreaterThanEquals"
    return ""


def _denied(condition: WrittenCondition) -> str:
    key, texts = condition.key.lower(), condition.texts
    if key == "aws:securetransport" and texts == {"true"}:
        return "denies every call over TLS: write false"
    if key == _TLS_VERSION and "greater" in _comparison(condition):
        return "denies new versions of TLS: write NumericLessThan"
    if key not in (_ENCRYPTION, _ENCRYPTION_KEY) or condition.negated:
        return ""
    if condition.asks_presence:
        wrong = key == _ENCRYPTION and texts == {"false"}
        return "denies every upload that asks for encryption: write true" if wrong else ""
    if key == _ENCRYPTION and texts and texts <= {"aws:kms", "aws:kms:dsse"}:
        return "denies the uploads that AWS KMS encrypts: write StringNotEquals"
    if key == _ENCRYPTION_KEY and any(map(has_unknown, texts)):
        return "denies the uploads under this key: write StringNotEquals"
    return ""


def _fenced(statement: PolicyStatement, condition: WrittenCondition) -> str:
    """Return that everyone of one's own is denied, where the others are meant."""
    key = condition.key.lower()
    if condition.negated or condition.asks_presence or not any(everyone(statement)):
        return ""
    own = key in ("aws:principalorgid", "aws:principalorgpaths") or (
        key == "aws:principalaccount" and condition.texts == {ACCOUNT}
    )
    through = key in ("aws:sourcevpc", "aws:sourcevpce") and any(
        value.text.endswith("*") or value.text.lower() == "execute-api:invoke"
        for value in statement.actions
    )
    whom = "everyone of one's own" if own else "every call through it" if through else ""
    return f"denies {whom}: write StringNotEquals" if whom else ""


def _comparison(condition: WrittenCondition) -> str:
    return condition.use.operator.comparison if condition.use else ""
