"""Whom a statement of a resource's policy lets in: everyone, or callers that its conditions name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.written import Value, WrittenCondition
from influmojo_cfn.rules.conditions.owner_of_the_resource_itself import is_about_the_owner
from influmojo_cfn.rules.model import PolicyStatement, TemplatePolicy

CHOSEN_BY_CALLERS = (
    "aws:securetransport",
    "aws:tokenissuetime",
    "aws:referer",
    "aws:useragent",
    "aws:currenttime",
    "aws:epochtime",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:tagkeys",
    "events:detail",
    "events:source",
    "kms:encryptioncontext",
    "kms:grantconstrainttype",
    "kms:grantisforawsresource",
    "kms:grantoperations",
    "kms:requestalias",
    "kms:viaservice",
    "s3:max-keys",
    "s3:x-amz-",
    "s3:prefix",
    "s3:tlsversion",
    "s3:delimiter",
    "s3:versionid",
    "secretsmanager:version",
    "sns:protocol",
)
"""Beginnings of the keys whose values a caller chooses, or that everyone fulfills.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-27)
"""


def narrows(condition: WrittenCondition) -> bool:
    """Return whether a condition says who calls, or from where, as far as a caller cannot choose."""
    if condition.negated or _is_chosen(condition) or is_about_the_owner(condition):
        return False
    if condition.if_exists and condition.key.lower() in MAY_BE_ABSENT:
        return False
    if condition.asks_presence:
        return condition.texts != {"true"}
    return not any(lets_everyone_pass(value.text) for value in condition.values)


MAY_BE_ABSENT = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
    }
)
"""Keys that requests of strangers do not carry: with IfExists they pass."""


def lets_everyone_pass(text: str) -> bool:
    """Return whether a value is a wildcard alone, every address, or an ARN of anyone."""
    if text.strip("*?") == "" or text in ("0.0.0.0/0", "::/0"):
        return text != ""
    arn = parse_arn(text)
    return arn is not None and arn.account.strip("*?") == "" and arn.resource.strip("*?/:") in _ANY


_ANY = frozenset({"", "root", "role", "user", "assumed-role"})
"""What is left of a resource part without wildcards, where it names no one."""


def denies_outsiders(policy: TemplatePolicy, allow: PolicyStatement) -> bool:
    """Return whether another statement denies an Allow to all but some callers or places.

    So a private API's policy is written: everyone is allowed, and denied outside a VPC endpoint.
    """
    for deny in policy.statements:
        if deny.denies and any(True for _ in everyone(deny)):
            if any(c.negated and not _is_chosen(c) for c in deny.conditions):
                if covers_each(allow.actions, deny.actions) and covers_each(
                    allow.resources, deny.resources
                ):
                    return True
    return False


def covers_each(narrow: Sequence[Value], wide: Sequence[Value]) -> bool:
    """Return whether each text is covered; nothing is covered by nothing."""
    texts = [value.text.lower() for value in wide]
    return all(any(covers(text, value.text.lower()) for text in texts) for value in narrow)


def _is_chosen(condition: WrittenCondition) -> bool:
    return condition.key.lower().startswith(CHOSEN_BY_CALLERS)


def everyone(statement: PolicyStatement) -> Iterator[Path]:
    """Yield the places at which a statement's Principal is everyone."""
    for principal in statement.principals:
        if principal.kind in ("*", "AWS") and principal.value.text == "*":
            if "Principal" in statement.raw:
                yield principal.value.path
