"""Judging documents of others for days must not fill the memory with what they say."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from itertools import chain

from influmojo_cfn.rules.engine import check_policy


def policy_of(word: str) -> dict[str, object]:
    """Return a policy whose texts hold a word that no other policy has."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": word,
                "Effect": "Allow",
                "Action": [f"s3:Get{word}", f"s3:{word}*", f"{word}:Get", f"{word}:*"],
                "Resource": [
                    f"arn:aws:s3:::{word}/*",
                    f"arn:aws:{word}:eu-west-1:111122223333:{word}/a?c",
                ],
                "Condition": {
                    "StringLike": {f"aws:PrincipalTag/{word}": f"{word}*", f"s3:{word}": word},
                    "IpAddress": {f"{word}:Key": word},
                },
            },
        ],
    }


def trust_policy_of(word: str) -> dict[str, object]:
    """Return a trust policy whose principals hold a word that no other has."""
    return {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{word}:role/a", "Service": f"{word}.com"},
            "Action": "sts:AssumeRole",
        },
    }


REMEMBERED = {"influmojo_cfn.rules.model.named_by", "influmojo_cfn.rules.resources.shape.problem"}
"""Some of what the rules remember while they run."""


def judge(word: str) -> None:
    """Run the rules over both."""
    check_policy(policy_of(word))
    check_policy(trust_policy_of(word))


def caches() -> Iterator[_lru_cache_wrapper[object]]:
    """Yield the caches of the modules, and of their classes, that the rules ask."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("influmojo_cfn.rules.", "influmojo_cfn.iam.")):
            content = list(vars(module).values())
            of_classes = (vars(each).values() for each in content if isinstance(each, type))
            for found in (*content, *chain.from_iterable(of_classes)):
                if isinstance(found, _lru_cache_wrapper):
                    yield found


def kept(*, bounded: bool) -> dict[str, int]:
    """Return how many answers each cache holds, of those with a bound or of those without."""
    return {
        f"{found.__module__}.{found.__qualname__}": found.cache_info().currsize
        for found in caches()
        if (found.cache_info().maxsize is not None) == bounded
    }


def test_no_unbounded_cache_grows_with_what_documents_say() -> None:
    judge("warm")
    before = kept(bounded=False)
    assert before
    for number in range(20):
        judge(f"word{number}")
    assert kept(bounded=False) == before


def test_the_rules_keep_nothing_when_a_run_is_over() -> None:
    judge("short")
    sizes = {name: size for name, size in kept(bounded=False).items() if name in REMEMBERED}
    assert sizes
    assert set(sizes.values()) == {0}


def test_nothing_is_kept_of_very_long_texts() -> None:
    judge("short")
    tracemalloc.start()
    try:
        for number in range(20):
            judge(f"{number}long" * 10_000)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 700_000
    finally:
        tracemalloc.stop()
