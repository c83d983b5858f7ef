"""Where ``${...}`` stands in a statement, and what it can mean there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.data.identity_provider_tokens import WITHOUT_ARN
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.arn import Arn
from influmojo_cfn.iam.service_authorization import condition_key, service
from influmojo_cfn.iam.unlisted_keys import nearest_keys
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement

SPECIAL = frozenset({"*", "?", "$"})
_DEFAULT = re.compile("'[^']*'")
"""What stands in for a variable that a request does not carry.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-default-values
(read 2026-11-27)
"""


def texts_of(statement: PolicyStatement) -> Iterator[Value]:
    """Yield every resource and condition value of a statement."""
    yield from statement.resources
    yield from statement.not_resources
    for condition in statement.conditions:
        yield from condition.values
    for principal in statement.principals:
        yield principal.value


def source_arns(statement: PolicyStatement) -> Iterator[Value]:
    """Yield the values of ARN conditions of a statement."""
    for condition in statement.conditions:
        if condition.family == "ARN" or condition.key.lower().endswith("arn"):
            yield from condition.values


def written_arns(statement: PolicyStatement) -> Iterator[tuple[Value, Arn]]:
    """Yield the ARNs among the resources and the values of ARN conditions of a statement."""
    for value in (*statement.resources, *source_arns(statement)):
        arn = read_arn(value.text)
        if arn is not None:
            yield value, arn


def is_of_a_principal(statement: PolicyStatement, arn: Arn) -> bool:
    """Return whether an ARN is of an account that the policy lets in: what it has is meant."""
    principals = (p for each in statement.policy.statements for p in each.principals)
    return arn.account.isdigit() and any(arn.account in p.value.text for p in principals)


def portable(statement: PolicyStatement, pseudo_parameter: str) -> bool:
    """Return whether the template uses a pseudo parameter elsewhere, and so means to be portable."""
    return pseudo_parameter in statement.policy.resolver.used_pseudo


def is_template_name(name: str) -> bool:
    """Return whether ``${name}`` was meant for CloudFormation: AWS::Region, or a logical ID."""
    name = name.strip()
    if name.startswith("AWS::"):
        return True
    if ":" in name or name in SPECIAL or not name:
        return False
    return name.replace(".", "").isalnum()


def problem_of_variable(name: str) -> str:
    """Return what is wrong with a policy variable; an empty string where nothing is."""
    key, comma, default = name.partition(",")
    key = key.strip()
    if comma and not _DEFAULT.fullmatch(default.strip()):
        return "has a default without its quotes: ${key, 'default'}"
    if key in SPECIAL or is_template_name(name):
        return ""
    prefix, colon, _ = key.partition(":")
    if not colon or not key:
        return "is not a policy variable"
    found = condition_key(key)
    claims = WITHOUT_ARN.get(prefix.lower())
    if claims and key.partition(":")[2].lower() not in claims:
        return f"names no condition key: {prefix} has {', '.join(claims)}"
    if found is None:
        known = prefix.lower() == "aws" or service(prefix) is not None
        return f"names no condition key{did_you_mean(key, nearest_keys(key))}" if known else ""
    return "names a multivalued key, which cannot be a variable" if found.multivalued else ""
