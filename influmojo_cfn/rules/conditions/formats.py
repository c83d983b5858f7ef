"""What the values of well-known condition keys look like: accounts, organizations, VPCs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from influmojo_cfn.cloudformation.symbols import Symbol
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.sdk_operations import letters
from influmojo_cfn.iam.service_authorization import (
    ResourceType,
    condition_key,
    condition_key_facts,
    service,
)
from influmojo_cfn.iam.text import PLAUSIBLE, has_unknown
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.arns import may_name


@cache
def _formats() -> Mapping[str, tuple[re.Pattern[str], str]]:
    return {
        key.lower(): (re.compile(row["pattern"]), row["is"])
        for row in condition_key_facts()["value_formats"]
        for key in row["keys"]
    }


def format_problem(condition: WrittenCondition, text: str) -> str:
    """Return why a key never has a value; an empty string where it can, or where that is not known."""
    form = _formats().get(condition.key.lower())
    if condition.family != "String" and not (condition.family == "ARN" and text[:4] == "arn:"):
        return ""
    if form is None and _lacks_arn(condition, text):
        return "is not an ARN"
    if form is None:
        return _another_type(condition, text) or _no_action(condition, text)
    if condition.negated and condition.key.lower() not in EXCEPTED:
        return ""
    ignores_case = condition.use is not None and condition.use.operator.ignores_case
    return form_problem(condition.key, text.lower() if ignores_case else text)


def form_problem(key: str, text: str) -> str:
    """Return why a key of a known form never has a value; an empty string where it can."""
    pattern, meaning = _formats()[key.lower()]
    text = text.translate(PLAUSIBLE)
    if key.lower() == _USER_ID:
        text = text.partition(":")[0]  # the name of a session is its own
    if text.startswith("arn:") and "arn" not in pattern.pattern:
        return f"is not {meaning}"
    if has_unknown(text) or "${" in text or has_wildcard(text):
        return ""
    return "" if pattern.fullmatch(text) else f"is not {meaning}"


def no_identifier(key: str, symbol: Symbol | None) -> str:
    """Return that a key of accounts or organizations is given the name of a resource, or the stack."""
    pattern, meaning = _formats().get(key.lower(), (None, ""))
    is_made_up = symbol is not None and (
        symbol.identity[:1] == ("name",) or symbol.identity == ("pseudo", "AWS::StackId")
    )
    if pattern is None or not is_made_up:
        return ""
    return f"is not {meaning}" if any(map(pattern.fullmatch, _OF_OWNERS)) else ""


_USER_ID = "aws:userid"
_OF_OWNERS = ("111122223333", "o-a1b2c3d4e5")


def _lacks_arn(condition: WrittenCondition, text: str) -> bool:
    """Return whether a service's key is of ARNs, and a value begins as no ARN does."""
    if condition.negated or not takes_arns(condition.key):
        return False
    begins = text[:4]
    return not has_unknown(begins) and begins[:1] not in ("*", "$", "?", "") and begins != "arn:"


def _another_type(condition: WrittenCondition, text: str) -> str:
    """Return that an ARN cannot be of the resource type that a service's key is named after."""
    kind = _type_named(condition.key.lower()) if takes_arns(condition.key) else None
    if kind is None or condition.negated or text[:4] != "arn:" or may_name(text, kind.arn):
        return ""
    return f"is not {kind.arn}"


@cache
def _type_named(key: str) -> ResourceType | None:
    """Return the type after which a key (lower case) of its service is named: ecs:cluster."""
    prefix, _, name = key.partition(":")
    found = service(prefix)
    kinds = found.resource_types.values() if found else ()
    wanted = letters(name).removesuffix("arn")
    return next((kind for kind in kinds if letters(kind.name) == wanted), None)


def takes_arns(key: str) -> bool:
    """Return whether a service's condition key is of ARNs, by its type or its name.

    A secret is given by its name as well as by its ARN.
    """
    key = key.lower()
    if key.count(":") != 1 or key.startswith(("aws:", "secretsmanager:")):
        return False
    found = condition_key(key)
    return key.endswith("arn") or (found is not None and found.type == "ARN")


def _no_action(condition: WrittenCondition, text: str) -> str:
    """Return that a key of an action that creates a resource is given another kind of value."""
    prefix, _, name = condition.key.lower().partition(":")
    if name != "createaction" or has_unknown(text) or has_wildcard(text) or "${" in text:
        return ""
    found = service(prefix)
    if found is None or text.lower() in found.actions:
        return ""
    names = [action.name for action in found.actions.values()]
    return f"is not an action of {prefix}{did_you_mean(text, names)}"


def is_another_kind(text: str) -> str:
    """Return what a string is by its form alone: an account, an organization, a VPC, an endpoint."""
    for key in ("aws:sourceaccount", "aws:principalorgid", "aws:sourcevpc", "aws:sourcevpce"):
        pattern, meaning = _formats()[key]
        if pattern.fullmatch(text):
            return meaning.partition(":")[0].partition(" such as ")[0]
    return ""


EXCEPTED = frozenset(
    {
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "s3:x-amz-acl",
        "s3:x-amz-server-side-encryption",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)
"""Keys of which one value is excepted by a negated operator, so that the value must be possible."""
