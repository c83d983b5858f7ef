"""E9613: key policies in which no Allow has kms:PutKeyPolicy."""

from __future__ import annotations

from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9613",
    shortdesc="Nobody can administer the key",
    description="Some principal of a key policy must be allowed kms:PutKeyPolicy; the account has no other way in.",
    why="KMS rejects the key, or nobody can ever change its policy or delete it.",
    source_url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
)
def key_without_administrator(policy: TemplatePolicy) -> Findings:
    if service_of_policy(policy.resource_type) != "kms":
        return
    if policy.statements and not any(map(_may_administer, policy.statements)):
        yield policy.path, "allows kms:PutKeyPolicy to nobody"


def _may_administer(statement: PolicyStatement) -> bool:
    if any(map(_is_never_of_an_administrator, statement.conditions)) or _is_of_services(statement):
        return False
    return statement.allows and statement.may_name("kms:putkeypolicy")


def _is_of_services(statement: PolicyStatement) -> bool:
    """Return whether only AWS services are let in, which administer no keys."""
    kinds = {principal.kind for principal in statement.principals}
    return kinds == {"Service"}


def _is_never_of_an_administrator(condition: WrittenCondition) -> bool:
    """Return whether a condition asks for what no call of kms:PutKeyPolicy carries.

    No service makes the call for its caller; grants and encryption contexts are of other calls.
    """
    key = condition.key.lower()
    return condition.needs_key and key.startswith(OF_OTHER_CALLS)


OF_OTHER_CALLS = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "kms:encryptionalgorithm",
    "kms:encryptioncontext",
    "kms:grant",
    "kms:viaservice",
)
"""Keys, or what they begin with, that come with other calls only.

https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (read 2026-11-27)
"""
