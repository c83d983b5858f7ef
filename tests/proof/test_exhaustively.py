"""Every pair of small policies, against a truth told by listing all requests that differ.

The truth is twenty lines that share nothing with the prover or the evaluator: a request is an
action, a resource and perhaps a value of one key, and no policy here tells more of them apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from influmojo_cfn.proof.question import excess
from tests.proof.policies import Statement, role, statement

ACTIONS = ("s3:GetObject", "s3:Get*", "*")
RESOURCES = ("*", "arn:aws:s3:::a*", "arn:aws:s3:::?b", "arn:aws:s3:::ab")
KEY = "aws:SourceVpc"
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"StringEquals": {KEY: "a"}},
    {"StringNotEquals": {KEY: "a"}},
    {"StringLikeIfExists": {KEY: "a*"}},
    {"Null": {KEY: "true"}},
)
REQUESTS = list(
    itertools.product(
        ("s3:GetObject", "s3:GetBucketAcl", "s3:PutObject", "sqs:SendMessage"),
        [f"arn:aws:s3:::{name}" for name in ("a", "ab", "abc", "b", "bb", "c", "cb", "cc")],
        (None, "a", "ab", "b"),
    )
)
"""One of each kind that the policies tell apart, and more."""


def holds(condition: dict[str, Any], value: str | None) -> bool:
    for operator, keys in condition.items():
        wanted = str(keys[KEY])
        if operator == "Null":
            return value is None
        if value is None:
            return operator != "StringEquals"
        if operator == "StringNotEquals":
            return bool(value != wanted)
        return fnmatchcase(value, wanted)
    return True


def allowed(policy: tuple[Statement, ...]) -> int:
    """Return the requests that a policy allows, as bits."""
    found = {"Allow": 0, "Deny": 0}
    for row in policy:
        for number, (action, resource, value) in enumerate(REQUESTS):
            if (
                fnmatchcase(action, row["Action"])
                and fnmatchcase(resource, row["Resource"])
                and holds(row.get("Condition", {}), value)
            ):
                found[row["Effect"]] |= 1 << number
    return found["Allow"] & ~found["Deny"]


def policies() -> Iterator[tuple[Statement, ...]]:
    """Yield every policy of one Allow, and of an Allow and a Deny on fewer of their choices."""
    for choice in itertools.product(ACTIONS, RESOURCES, CONDITIONS):
        yield (statement("Allow", *choice),)
    few = list(itertools.product(ACTIONS[:2], RESOURCES[::2], CONDITIONS[:3]))
    for one, other in itertools.product(few[::4], few):
        yield statement("Allow", *one), statement("Deny", *other)


def test_every_pair_of_small_policies_agrees_with_exhaustive_truth() -> None:
    rows = [(role(*policy), allowed(policy), policy) for policy in policies()]
    for (old, before, first), (new, after, second) in itertools.product(rows, repeat=2):
        verdict = excess(old, [new], first_only=True).verdict
        expected = "refuted" if after & ~before else "proven"
        assert verdict == expected, (first, second)
    assert len(rows) ** 2 >= 9_000
