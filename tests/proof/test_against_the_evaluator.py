"""No random request contradicts what is proven."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from tests.proof.policies import NOTHING, Statement, role

ACTIONS = ["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:*Object", "sqs:*"]
RESOURCES = [
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a/b",
    "arn:aws:s3:::*",
    "arn:aws:s3:::home/${aws:username}/*",
    "arn:aws:s3:::home/*",
    "arn:aws:s3:::home/${aws:username, 'nobody'}/*",
    "arn:aws:s3:::${aws:PrincipalTag/team}*",
    "arn:aws:*:*:111122223333:a",
]
CONDITIONS: list[dict[str, dict[str, Any]]] = [
    {},
    {},
    {"StringEquals": {"aws:username": "ann"}},
    {"StringNotEquals": {"aws:username": ["ann", "bob"]}},
    {"StringLike": {"aws:PrincipalTag/team": "${aws:username}*"}},
    {"StringEqualsIgnoreCase": {"aws:PrincipalTag/team": "ANN"}},
    {"StringLikeIfExists": {"aws:PrincipalTag/team": "a*"}},
    {"Null": {"aws:username": "true"}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"BoolIfExists": {"aws:SecureTransport": "false"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}},
    {"NotIpAddress": {"aws:SourceIp": "10.1.0.0/16"}},
    {"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}},
    {"DateGreaterThanEqualsIfExists": {"aws:CurrentTime": "2025-06-01"}},
    {"NumericLessThanEquals": {"s3:max-keys": "10"}},
    {"NumericNotEquals": {"s3:max-keys": ["5", "6"]}},
    {"ForAllValues:StringLike": {"aws:TagKeys": ["a*", "b"]}},
    {"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}},
    {"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["a"]}},
    {"ForAllValues:StringNotLike": {"aws:TagKeys": ["b*"]}},
    {"StringEquals": {"aws:TagKeys": "a"}},
    {"StringNotLike": {"aws:TagKeys": ["b*", ""]}},
    {"Null": {"aws:TagKeys": "false"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}},
    {"ArnNotLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:*:x"}},
    {"StringLike": {"aws:SourceArn": "arn:aws:s*"}},
]
VALUES: dict[str, list[Any]] = {
    "aws:username": [(), "ann", "bob", "Ann", "x*"],
    "aws:PrincipalTag/team": [(), "ann", "ANN", "a", "ann-x", "bob"],
    "aws:SecureTransport": [(), "true", "false"],
    "aws:SourceIp": [(), "10.1.2.3", "10.2.0.1", "192.0.2.1", "2001:db8::1", "2001:db9::1"],
    "aws:CurrentTime": [(), "2025-01-01", "2025-07-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    "s3:max-keys": [(), "5", "6", "10", "10.5"],
    "aws:TagKeys": [
        (),
        [""],
        ["", "a"],
        ["a"],
        ["b"],
        ["a", "b"],
        ["abc", "c"],
        ["c"],
        ["bb", "a"],
    ],
    "aws:SourceArn": [
        (),
        "arn:aws:sns:us-east-1:111122223333:x",
        "arn:aws:sqs:eu-west-1:111122223333:x:y",
        "arn:aws:sns:eu-west-1:999999999999:x",
    ],
}
ASKED_ACTIONS = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:GetBucketAcl",
    "sqs:SendMessage",
    "iam:PassRole",
]
ASKED_RESOURCES = [
    "*",
    "arn:aws:s3:::a/b",
    "arn:aws:s3:::a/c",
    "arn:aws:s3:::home/ann/x",
    "arn:aws:s3:::home/nobody/x",
    "arn:aws:s3:::home/bob/",
    "arn:aws:s3:::ann",
    "arn:aws:sqs:us-east-1:111122223333:a",
    "arn:aws:sqs:us-east-1:x:111122223333:a",
]
PAIRS = 1_000
REQUESTS = 40


def random_policy(chance: random.Random) -> list[Statement]:
    made: list[Statement] = []
    for _ in range(chance.randint(1, 3)):
        statement: Statement = {"Effect": chance.choice(["Allow", "Allow", "Deny"])}
        for name, pool in (("Action", ACTIONS), ("Resource", RESOURCES)):
            name = f"Not{name}" if chance.random() < 0.12 else name
            statement[name] = chance.sample(pool, chance.choice([1, 1, 2]))
        merged: dict[str, dict[str, Any]] = {}
        for condition in chance.sample(CONDITIONS, chance.choice([1, 1, 2])):
            for operator, keys in condition.items():
                merged.setdefault(operator, {}).update(keys)
        if merged:
            statement["Condition"] = merged
        made.append(statement)
    return made


def random_request(chance: random.Random) -> Request:
    context = {key: chance.choice(values) for key, values in VALUES.items()}
    return Request(
        chance.choice(ASKED_ACTIONS), chance.choice(ASKED_RESOURCES), context_of(context)
    )


def pairs(chance: random.Random, count: int) -> Any:
    for _ in range(count):
        old, new = random_policy(chance), random_policy(chance)
        if chance.random() < 0.6:
            new = [*old[1:], *new[:1]] if chance.random() < 0.5 else [*old, new[0]]
        yield role(*old), role(*new)


def contradicted(old: Access, new: Access, request: Request) -> bool:
    allowed, refused = new.evaluator.decide(request), old.evaluator.decide(request)
    return allowed.allowed and refused.denied


def test_no_random_request_contradicts_what_is_proven(counted: Callable[[str], None]) -> None:
    chance = random.Random(5)
    verdicts: Counter[str] = Counter()
    for old, new in pairs(chance, PAIRS):
        answer = excess(old, [new], first_only=True)
        verdicts[answer.verdict] += 1
        for _ in range(REQUESTS):
            request = random_request(chance)
            if answer.verdict == "proven":
                assert not contradicted(old, new, request), (old, new, request)
        if answer.verdict == "refuted":
            assert contradicted(old, new, answer.excesses[0].counterexample.request)
    counted(f"{PAIRS:,} pairs: {dict(sorted(verdicts.items()))}")
    assert verdicts["proven"] > PAIRS // 20
    assert verdicts["unknown"] < PAIRS // 5


def test_a_policy_that_allows_anything_is_refuted_to_allow_nothing() -> None:
    """Every request of a grid that a policy allows means that it allows something."""
    chance = random.Random(7)
    grid = [
        Request(action, resource, context_of(dict(zip(VALUES, values, strict=True))))
        for action, resource in itertools.product(ASKED_ACTIONS, ASKED_RESOURCES[:4])
        for values in itertools.islice(
            zip(*(itertools.cycle(v) for v in VALUES.values()), strict=False), 8
        )
    ]
    for _ in range(300):
        access = role(*random_policy(chance))
        if any(access.evaluator.decide(request).allowed for request in grid):
            assert excess(NOTHING, [access], first_only=True).verdict != "proven"
