"""Pairs of policies whose answer AWS's pages give, of every class of requests."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess

Statement = dict[str, Any]

ALLOW: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENY: Statement = {**ALLOW, "Effect": "Deny"}
TAG = "aws:PrincipalTag/t"
TAGS = "aws:TagKeys"
IP = "aws:SourceIp"
NOW = "aws:CurrentTime"
SOURCE = "aws:SourceArn"
ROLES = "arn:aws:iam::111122223333:role/"


def when(operator: str, key: str, value: Any) -> Statement:
    return {**ALLOW, "Condition": {operator: {key: value}}}


def but(operator: str, key: str, value: Any) -> list[Statement]:
    return [ALLOW, {**when(operator, key, value), "Effect": "Deny"}]


def reads(resource: str, effect: str = "Allow") -> Statement:
    return {"Effect": effect, "Action": "s3:GetObject", "Resource": resource}


ONLY_A_IF_ANY = {"ForAllValues:StringEquals": {TAGS: "a"}, "Null": {TAGS: "false"}}

PAIRS: dict[str, tuple[Any, Any, str]] = {
    "either presence": (when("Null", TAG, "false"), when("Null", TAG, ["true", "false"]), "gained"),
    "a pattern's text": (when("StringLike", TAG, "a"), when("StringEquals", TAG, "a"), "same"),
    "a star that is text": (
        *(when("StringLike", TAG, "a*"), when("StringEquals", TAG, "a*")),
        "same",
    ),
    "a star that is none": (
        *(when("StringEquals", TAG, "a*"), when("StringLike", TAG, "a*")),
        "gained",
    ),
    "IfExists": (when("StringEquals", TAG, "a"), when("StringEqualsIfExists", TAG, "a"), "gained"),
    "negated IfExists": (
        *(when("StringNotEquals", TAG, "a"), when("StringNotEqualsIfExists", TAG, "a")),
        "same",
    ),
    "any case": (
        *(when("StringEqualsIgnoreCase", TAG, "a"), when("StringEqualsIgnoreCase", TAG, "A")),
        "same",
    ),
    "all of none": (
        when("ForAnyValue:StringEquals", TAGS, "a"),
        when("ForAllValues:StringEquals", TAGS, "a"),
        "gained",
    ),
    "some of more": (
        {**ALLOW, "Condition": ONLY_A_IF_ANY},
        when("ForAnyValue:StringEquals", TAGS, "a"),
        "gained",
    ),
    "no qualifier in a Deny": (
        but("StringEquals", TAGS, "a"),
        [ALLOW, {**DENY, "Condition": ONLY_A_IF_ANY}],
        "unknown",
    ),
    "seconds": (
        when("DateLessThan", NOW, "2026-01-01T00:00:00Z"),
        when("DateLessThan", NOW, "1767225600"),
        "same",
    ),
    "an earlier zone": (
        when("DateLessThan", NOW, "2026-01-01T00:00:00Z"),
        when("DateLessThan", NOW, "2026-01-01T02:00:00+01:00"),
        "gained",
    ),
    "no zone": (
        when("DateLessThan", NOW, "2026-01-01T00:00:00Z"),
        when("DateLessThan", NOW, "2026-01-01T00:00:00"),
        "unknown",
    ),
    "a fraction": (
        when("NumericEquals", "s3:max-keys", "10"),
        when("NumericEquals", "s3:max-keys", "10.0"),
        "same",
    ),
    "two halves": (
        when("IpAddress", IP, ["10.0.0.0/9", "10.128.0.0/9"]),
        when("IpAddress", IP, "10.0.0.0/8"),
        "same",
    ),
    "all addresses": (when("IpAddress", IP, ["0.0.0.0/0", "::/0"]), ALLOW, "gained"),
    "one version": (
        when("IpAddress", IP, "0.0.0.0/0"),
        when("IpAddress", IP, ["0.0.0.0/0", "2001:db8::/32"]),
        "gained",
    ),
    "a text across colons": (
        when("ArnLike", SOURCE, "arn:aws:sns:*:111122223333:*"),
        when("StringLike", SOURCE, "arn:aws:sns:*:111122223333:*"),
        "gained",
    ),
    "fewer who are spared": (
        but("ArnNotLike", "aws:PrincipalArn", f"{ROLES}a"),
        but("ArnNotLike", "aws:PrincipalArn", f"{ROLES}*"),
        "gained",
    ),
    "both booleans": (
        when("Null", "aws:SecureTransport", "false"),
        when("Bool", "aws:SecureTransport", ["true", "false"]),
        "same",
    ),
    "other base64": (
        but("BinaryEquals", "acme:b", "QQ=="),
        but("BinaryEquals", "acme:b", "QR=="),
        "unknown",
    ),
    "a default": (
        reads("arn:aws:s3:::b/${aws:username}/*"),
        reads("arn:aws:s3:::b/${aws:username, 'all'}/*"),
        "gained",
    ),
    "a star in a variable": (reads("arn:aws:s3:::b/*"), reads("arn:aws:s3:::b/${*}"), "same"),
    "more than a star": (reads("arn:aws:s3:::b/${*}"), reads("arn:aws:s3:::b/*"), "gained"),
    "no variable": (
        [ALLOW, reads("arn:aws:s3:::b/*", "Deny")],
        [ALLOW, reads("arn:aws:s3:::b/${aws:username", "Deny")],
        "unknown",
    ),
    "no ARN": (
        [ALLOW, reads("arn:aws:s3:::b/*", "Deny")],
        [ALLOW, reads("ARN:aws:s3:::b/*", "Deny")],
        "unknown",
    ),
    "no key": (
        but("StringNotEquals", "aws:SourceVpce", "v"),
        but("StringNotEquals", "SourceVpce", "v"),
        "unknown",
    ),
    "a key twice": (
        but("StringEquals", TAG, "a"),
        [ALLOW, {**DENY, "Condition": {"StringEquals": {TAG: "a", TAG.upper(): "a"}}}],
        "unknown",
    ),
    "a wildcard for services": (
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "Action": "*:GetObject", "Resource": "*"},
        "unknown",
    ),
    "nor in one": (
        but("StringNotEquals", TAG, ["a", "b"]),
        [*but("StringNotEquals", TAG, "a"), *but("StringNotEquals", TAG, "b")],
        "same",
    ),
    "nor in two": (
        [*but("StringNotEquals", TAG, "a"), *but("StringNotEquals", TAG, "b")],
        but("StringNotEquals", TAG, ["a", "b"]),
        "gained",
    ),
}


def to(principal: Any, effect: str = "Allow", element: str = "Principal") -> Statement:
    return {**reads("arn:aws:s3:::b/*", effect), element: principal}


APP = {"AWS": f"{ROLES}app"}
ACCOUNT = {"AWS": "111122223333"}
RESOURCE_PAIRS: dict[str, tuple[Any, Any, str]] = {
    "an account in two forms": (
        *(to(ACCOUNT), to({"AWS": "arn:aws:iam::111122223333:root"})),
        "same",
    ),
    "a role of the account": (to(ACCOUNT), to(APP), "same"),
    "its account": (to(APP), to(ACCOUNT), "gained"),
    "a session of the role": (
        to(APP),
        to({"AWS": "arn:aws:sts::111122223333:assumed-role/app/s"}),
        "same",
    ),
    "everybody in two forms": (to("*"), to({"AWS": "*"}), "same"),
    "a service too": (to(APP), to({**APP, "Service": "sns.amazonaws.com"}), "gained"),
    "all but one": (to(ACCOUNT), to({"AWS": "444455556666"}, element="NotPrincipal"), "unknown"),
    "a star within": (to(APP), to({"AWS": f"{ROLES}*"}), "unknown"),
    "a group": (
        [to("*"), to(APP, "Deny")],
        [to("*"), to({"AWS": "arn:aws:iam::111122223333:group/g"}, "Deny")],
        "unknown",
    ),
    "nobody": ([to("*"), to(APP, "Deny")], [to("*"), to({"AWS": []}, "Deny")], "unknown"),
}
VERDICTS = {"proven": "same", "refuted": "gained", "unknown": "unknown"}


def verdict(old: Any, new: Any, kind: PolicyType) -> str:
    accesses = [
        Access((parse_policy({"Version": "2012-10-17", "Statement": each}, kind=kind),))
        for each in (old, new)
    ]
    return VERDICTS[excess(accesses[0], accesses[1:], first_only=True).verdict]


@pytest.mark.parametrize(("old", "new", "found"), PAIRS.values(), ids=PAIRS)
def test_a_pair_of_identity_policies(old: Any, new: Any, found: str) -> None:
    assert verdict(old, new, "identity") == found


@pytest.mark.parametrize(("old", "new", "found"), RESOURCE_PAIRS.values(), ids=RESOURCE_PAIRS)
def test_a_pair_of_resource_policies(old: Any, new: Any, found: str) -> None:
    assert verdict(old, new, "resource") == found
