"""Policies made to blow up: an answer, or unknown, in bounded time and memory."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from string import ascii_lowercase as letters

import psutil
import pytest

from influmojo_cfn.iam.budget import Allowance, Budget
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from tests.proof.policies import NOTHING, Statement, allow, deny, document, role

Pair = tuple[Access, Access]


def on(*resources: str) -> Statement:
    return allow("s3:*", list(resources))


def long_wait() -> Pair:
    return role(on("arn:aws:s3:::*a" + "?" * 40 + "b")), role(on("arn:aws:s3:::*a" + "?" * 41))


def many_pieces() -> Pair:
    pieces = [f"arn:aws:s3:::*{a}*{b}*{c}*" for a in "abcd" for b in "efgh" for c in "ijkl"]
    denied = [f"arn:aws:s3:::*{c}?????????*" for c in "xyzw"]
    return role(on(*pieces)), role(on(*(f"{p}z*" for p in pieces)), deny("s3:*", denied))


def long_tails() -> Pair:
    tails = [f"arn:aws:s3:::*{letters[i]}{'?' * (10 + i)}" for i in range(20)]
    return role(on(*tails)), role(on(*(t.replace("?", "??", 1) for t in tails)))


def long_texts() -> Pair:
    return role(on("arn:aws:s3:::" + "a?" * 6000 + "*")), role(on("arn:*" + "?a" * 6000 + "*b*"))


def a_text_longer_than_a_policy() -> Pair:
    first, second = "arn:" + "a" * 200_000, "arn:*" + "ab" * 100_000
    return role(on(f"{first}*")), role(on(f"{first}a*", second))


def layers() -> Pair:
    rows = [on(f"arn:aws:s3:::b{i}/*") for i in range(40)]
    whole = role(*rows).identity
    limited = Access(whole, whole, whole, (whole,))
    return limited, replace(limited, identity=role(*rows, on("arn:aws:s3:::c/*")).identity)


def actions() -> Pair:
    def wild(middle: str) -> Access:
        pairs = itertools.islice(itertools.product(letters, repeat=2), 40)
        return role(*(allow(f"s3:*{a}{middle}{b}*") for a, b in pairs))

    return wild(""), wild("x")


def every_odd_choice_denied() -> Pair:
    keys = [f"aws:PrincipalTag/k{i}" for i in range(10)]
    denies = [
        deny("s3:*", "*", {"StringEquals": dict(zip(keys, choice, strict=True))})
        for choice in itertools.product("ab", repeat=len(keys))
    ]
    return NOTHING, role(
        allow("s3:*", "*", {"StringEquals": {key: ["a", "b"] for key in keys}}), *denies
    )


def values() -> Pair:
    def matching(step: int) -> Access:
        texts = [f"*{i}*{i + step}*" for i in range(2000)]
        return role(allow("s3:*", "*", {"StringLike": {"aws:PrincipalTag/k": texts}}))

    return matching(1), matching(2)


def blocks() -> Pair:
    texts = [f"10.{i // 256}.{i % 256}.0/24" for i in range(8000)]
    return (
        role(allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": texts}})),
        role(allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/9"}})),
    )


def principals() -> Pair:
    def trusting(first: int) -> Access:
        names = [f"arn:aws:iam::{100_000_000_000 + first + i}:role/r" for i in range(60)]
        rows = [allow(f"s3:*{letter}*", Principal={"AWS": names}) for letter in letters]
        return Access((parse_policy(document(*rows), kind="resource"),))

    return trusting(0), trusting(3)


def variables() -> Pair:
    name = "${aws:username}"
    return (
        role(*(on(f"arn:aws:s3:::b/{name}*{name}{i}*") for i in range(20))),
        role(
            *(
                allow(
                    "s3:*",
                    f"arn:aws:s3:::b/*{name}x{i}*{name}*",
                    {"StringLike": {"aws:username": f"*{i}*"}},
                )
                for i in range(20)
            )
        ),
    )


BLOW_UPS: list[Callable[[], Pair]] = [
    long_wait,
    many_pieces,
    long_tails,
    long_texts,
    a_text_longer_than_a_policy,
    layers,
    actions,
    every_odd_choice_denied,
    values,
    blocks,
    principals,
    variables,
]


@pytest.mark.parametrize("blow_up", BLOW_UPS, ids=lambda function: function.__name__)
def test_a_policy_made_to_blow_up_ends_in_bounded_time_and_memory(
    blow_up: Callable[[], Pair],
) -> None:
    old, new = blow_up()
    before = psutil.Process().memory_info().rss
    for first, second in ((old, new), (new, old)):
        began = time.process_time()
        excess(first, [second], budget=Budget(seconds=0.5))
        assert time.process_time() - began < 4
    assert psutil.Process().memory_info().rss - before < 1_000_000_000


def test_a_bound_that_is_reached_is_unknown_with_its_reason() -> None:
    old, new = long_texts()
    assert excess(old, [new], budget=Budget(seconds=0.2)).unknown == (
        "no answer within 0.2 seconds",
    )


def test_many_questions_share_their_time() -> None:
    assert [Allowance(seconds).budget().seconds for seconds in (60, 0)] == [8.0, 0.25]
