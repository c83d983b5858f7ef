"""No request contradicts what is proven: every operator on every type of key, every principal.

Values are taken from the ends of what the conditions tell apart, and from texts that are no number,
date, address, boolean or ARN at all: a key that may carry any text escapes a Deny with those.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller, Request, context_of, parse_principal
from influmojo_cfn.iam.conditions import condition_doubts
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.iam.operators import OPERATORS
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from tests.proof.policies import Statement, document

PAIRS, REQUESTS = 600, 60

WRITTEN: dict[str, list[Any]] = {
    "String": [
        "a",
        "a*",
        "?b",
        "*",
        "",
        "A",
        "k:k",
        "${aws:username}",
        "${aws:username, 'a'}x",
        "a${*}",
    ],
    "Numeric": [5, "5.0", -1, "10", "five", "1e1"],
    "Date": ["2020-01-01", "2020-01-01T02:00:00+02:00", "1577836800", "2030", "soon", "2020-1-1"],
    "Bool": ["true", "False", "maybe"],
    "Binary": ["YQ==", "YWI=", "no", "YR=="],
    "IPAddress": [
        "10.0.0.0/8",
        "10.128.0.0/9",
        "0.0.0.0/0",
        "::/0",
        "2001:db8::/32",
        "here",
        "010.0.0.0/8",
    ],
    "ARN": ["arn:aws:s3:::a*", "arn:*:iam::111122223333:role/${aws:username}", "arn:aws:sqs", "*"],
    "Null": ["true", "false"],
}
CARRIED: dict[str, list[str]] = {
    "text": [
        *(
            "a",
            "A",
            "ab",
            "a*",
            "bb",
            "k:k",
            "K",
            "\N{KELVIN SIGN}",
            "x",
            "",
            "ax",
            "5",
            "true",
            "YQ==",
            "YR==",
            "+5",
            "1e1",
            "5.",
        ),
        *("10.1.2.3", "2020-01-01", "arn:aws:s3:::ab", "arn:aws:iam::111122223333:role/a"),
    ],
    "number": ["5", "4.99", "5.01", "-1", "10", "0"],
    "date": ["2020-01-01T00:00:00Z", "2019-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "1577836801"],
    "boolean": ["true", "false"],
    "address": [
        "10.0.0.0",
        "10.128.0.0",
        "10.255.255.255",
        "11.0.0.0",
        "2001:db8::1",
        "::",
        "ffff::",
    ],
    "arn": ["arn:aws:s3:::a", "arn:aws:iam::111122223333:role/a", "arn:aws:sqs:r:1:q:x", "none"],
}
KEYS = {
    "aws:username": "text",
    "aws:PrincipalTag/team": "text",
    "custom:key": "text",
    "aws:TagKeys": "text",
    "s3:max-keys": "number",
    "aws:CurrentTime": "date",
    "aws:SecureTransport": "boolean",
    "aws:SourceIp": "address",
    "aws:SourceArn": "arn",
}
SEVERAL = ("custom:key", "aws:TagKeys")
FITTING = {
    "text": ("String", "Binary"),
    "number": ("Numeric",),
    "date": ("Date",),
    "boolean": ("Bool",),
    "address": ("IPAddress",),
    "arn": ("ARN", "String"),
}
RESOURCES = ["*", "arn:aws:s3:::a/*", "arn:aws:s3:::a/${aws:username}/*", "arn:aws:s3:::?/a/*"]
ASKED = ["arn:aws:s3:::a/a/x", "arn:aws:s3:::a/ab/", "arn:aws:s3:::b/a/x", "arn:aws:s3:::a/a*/x"]
ACCOUNT = "111122223333"
PRINCIPALS: list[Any] = [
    "*",
    {"AWS": "*"},
    {"AWS": ACCOUNT},
    {"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"},
    {"AWS": [f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s", f"arn:aws:iam::{ACCOUNT}:user/u"]},
    {"Service": ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]},
    {"Federated": "cognito-identity.amazonaws.com"},
    {"AWS": "444455556666", "Service": "ec2.amazonaws.com"},
]
CALLERS = [
    parse_principal(text)
    for text in (
        f"AWS:{ACCOUNT}",
        "AWS:444455556666",
        f"AWS:arn:aws:iam::{ACCOUNT}:user/u",
        f"AWS:arn:aws:iam::{ACCOUNT}:user/v",
        f"AWS:arn:aws:sts::{ACCOUNT}:assumed-role/r/s",
        f"AWS:arn:aws:sts::{ACCOUNT}:assumed-role/r/t",
        "AWS:arn:aws:sts::444455556666:assumed-role/q/s",
        "Service:ecs-tasks.amazonaws.com",
        "Service:lambda.amazonaws.com",
        "Federated:cognito-identity.amazonaws.com",
    )
]


class Chance:
    """Random policies of one kind, and requests that they may tell apart."""

    def __init__(self, seed: int, kind: PolicyType) -> None:
        self.random = random.Random(seed)
        self.kind: PolicyType = kind

    def condition(self) -> dict[str, dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        for _ in range(self.random.choice([0, 1, 1, 2])):
            key, carries = self.random.choice(list(KEYS.items()))
            fitting = ("Null", *FITTING[carries], *FITTING[carries])
            if carries == "text" and self.random.random() < 0.5:
                fitting = tuple(WRITTEN)
            operator = self.random.choice([row for row in OPERATORS if row.family in fitting])
            name = operator.name
            if operator.family != "Null":
                name += self.random.choice(["", "", "IfExists"])
                if key in SEVERAL:
                    name = self.random.choice(["", "ForAllValues:", "ForAnyValue:"]) + name
            values = self.random.sample(WRITTEN[operator.family], self.random.choice([1, 2]))
            made.setdefault(name, {})[key] = values
        return made

    def statement(self) -> Statement:
        made: Statement = {"Effect": self.random.choice(["Allow", "Allow", "Deny"])}
        if self.kind == "trust":
            made["Action"] = self.random.choice(["sts:AssumeRole", "sts:*"])
        else:
            made["Action"] = self.random.choice(["s3:GetObject", "s3:Get*", "*"])
            name = self.random.choice(["Resource", "Resource", "Resource", "NotResource"])
            made[name] = self.random.choice(RESOURCES)
        if self.kind != "identity":
            name = "Principal" if self.random.random() < 0.85 else "NotPrincipal"
            made[name] = self.random.choice(PRINCIPALS)
        made["Condition"] = self.condition()
        return made

    def pair(self) -> tuple[Access, Access]:
        old = [self.statement() for _ in range(self.random.randint(1, 3))]
        new = [self.statement() for _ in range(self.random.randint(1, 2))]
        if self.random.random() < 0.7:
            new = [*old, *new] if self.random.random() < 0.5 else [*old[1:], new[0]]
        return self.access(old), self.access(new)

    def access(self, statements: list[Statement]) -> Access:
        return Access((parse_policy(document(*statements), kind=self.kind),))

    def request(self) -> Request:
        context: dict[str, list[str]] = {}
        for key, carries in KEYS.items():
            if self.random.random() < 0.6:
                count = self.random.choice([1, 2]) if key in SEVERAL else 1
                context[key] = self.random.sample(CARRIED[carries], count)
        caller: Caller | None = None
        if self.kind != "identity":
            caller = self.random.choice(CALLERS)
        actions = ["s3:GetObject", "s3:GetBucketAcl", "sqs:SendMessage"]
        if self.kind == "trust":
            return Request("sts:AssumeRole", "*", context_of(context), caller)
        return Request(
            self.random.choice(actions), self.random.choice(ASKED), context_of(context), caller
        )


def cannot_be_read(access: Access) -> bool:
    """Return whether AWS's pages do not say what a statement of the policies does."""
    return any(
        statement.unknown
        or any(condition_doubts(each, variables=True) for each in statement.conditions)
        for policy in access.identity
        for statement in policy.statements
    )


def contradicts(old: Access, new: Access, request: Request) -> bool:
    """Return whether only the new policy allows a request, in one reading of ``*`` or the other."""
    before, after = old.evaluator.decide(request), new.evaluator.decide(request)
    return any(
        getattr(after, reading) == "allowed" and getattr(before, reading) != "allowed"
        for reading in ("narrow", "wide")
    )


@pytest.mark.parametrize("kind", ["identity", "resource", "trust"])
def test_no_request_contradicts_what_is_proven(
    kind: PolicyType, counted: Callable[[str], None]
) -> None:
    chance = Chance(2026, kind)
    verdicts: Counter[str] = Counter()
    for _ in range(PAIRS):
        old, new = chance.pair()
        answer = excess(old, [new], first_only=True)
        in_doubt = answer.verdict == "unknown" and (cannot_be_read(old) or cannot_be_read(new))
        verdicts["in doubt" if in_doubt else answer.verdict] += 1
        if answer.verdict == "proven":
            for request in (chance.request() for _ in range(REQUESTS)):
                assert not contradicts(old, new, request), (old, new, request)
        if answer.verdict == "refuted":
            assert contradicts(old, new, answer.excesses[0].counterexample.request)
    counted(f"{PAIRS:,} pairs: {dict(sorted(verdicts.items()))}")
    assert min(verdicts["proven"], verdicts["refuted"]) > PAIRS // 5
    assert verdicts["unknown"] < PAIRS // 50
