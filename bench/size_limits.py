"""Pairs of policies near IAM's size limits, of kinds for which automata grow or searches branch.

Each function takes a source of chance and returns the statements of an old and of a new policy that
differ in one place.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from string import ascii_lowercase as letters
from typing import Any

Statement = dict[str, Any]
Statements = list[Statement]
Kind = Callable[[random.Random], tuple[Statements, Statements]]

LIMIT = 10_240
"""The characters that the inline policies of a role can have together."""


def allow(action: Any, resource: Any = "*", condition: Any = None) -> Statement:
    """Return an Allow."""
    return _statement("Allow", action, resource, condition)


def deny(action: Any, resource: Any = "*", condition: Any = None) -> Statement:
    """Return a Deny."""
    return _statement("Deny", action, resource, condition)


def deny_outside(resources: Any) -> Statement:
    """Return a Deny with NotResource."""
    return {"Effect": "Deny", "Action": "s3:*", "NotResource": resources}


def _statement(effect: str, action: Any, resource: Any, condition: Any) -> Statement:
    own = {"Condition": condition} if condition else {}
    return {"Effect": effect, "Action": action, "Resource": resource, **own}


def _pairs(chance: random.Random, count: int) -> list[str]:
    """Return pairs of letters, all different."""
    return chance.sample([one + other for one in letters for other in letters], count)


def _one_changed(texts: Sequence[str], chance: random.Random, other: str) -> list[str]:
    """Return strings with one replaced."""
    changed = list(texts)
    changed[chance.randrange(len(changed))] = other
    return changed


def _pieces(chance: random.Random, count: int, pieces: int, length: int) -> list[str]:
    """Return patterns of pieces between stars, ``*ab*cd*``, all different."""
    made: dict[str, None] = {}
    while len(made) < count:
        own = ["".join(chance.choices(letters, k=length)) for _ in range(pieces)]
        made[f"*{'*'.join(own)}*"] = None
    return list(made)


def denies_with_not_resource(chance: random.Random) -> tuple[Statements, Statements]:
    """49 Deny with NotResource: a request must be in all of them."""
    bars = [f"arn:aws:s3:::*{pair}*" for pair in _pairs(chance, 50)]

    def barred(texts: Iterable[str]) -> Statements:
        return [allow("s3:*"), *(deny_outside(text) for text in texts)]

    return barred(bars[:49]), barred(_one_changed(bars[:49], chance, bars[49]))


def denies_with_not_resources(chance: random.Random) -> tuple[Statements, Statements]:
    """49 Deny with NotResource of two patterns each."""
    pairs = iter(_pairs(chance, 100))
    bucket = "arn:aws:s3:::"
    bars = [[f"{bucket}*{one}*", f"{bucket}*{next(pairs)}"] for one in pairs]

    def barred(rows: Iterable[list[str]]) -> Statements:
        return [allow("s3:*"), *(deny_outside(row) for row in rows)]

    return barred(bars[:49]), barred([*bars[:48], bars[49]])


def values_with_pieces(chance: random.Random) -> tuple[Statements, Statements]:
    """250 values of StringLike with two pieces each."""
    texts = _pieces(chance, 251, 2, 2)

    def liked(values: list[str]) -> Statements:
        return [allow("s3:*", "*", {"StringLike": {"aws:PrincipalTag/team": values}})]

    return liked(texts[:250]), liked(_one_changed(texts[:250], chance, texts[250]))


def values_not_like(chance: random.Random) -> tuple[Statements, Statements]:
    """250 values of StringNotLike with two pieces each."""
    texts = _pieces(chance, 251, 2, 2)

    def unlike(values: list[str]) -> Statements:
        return [allow("s3:*", "*", {"StringNotLike": {"aws:PrincipalTag/team": values}})]

    return unlike(texts[:250]), unlike(_one_changed(texts[:250], chance, texts[250]))


def action_patterns(chance: random.Random) -> tuple[Statements, Statements]:
    """48 action patterns, each in a statement of its own."""
    texts = [f"s3:*{pair[0]}*{pair[1]}*" for pair in _pairs(chance, 49)]

    def acting(actions: Sequence[str]) -> Statements:
        return [
            allow(action, f"arn:aws:s3:::bucket-{number}/*")
            for number, action in enumerate(actions)
        ]

    return acting(texts[:48]), acting(_one_changed(texts[:48], chance, texts[48]))


def action_patterns_of_one_statement(chance: random.Random) -> tuple[Statements, Statements]:
    """48 action patterns in one statement."""
    texts = [f"s3:*{pair[0]}*{pair[1]}*" for pair in _pairs(chance, 49)]
    changed = _one_changed(texts[:48], chance, texts[48])
    return [allow(texts[:48])], [allow(changed)]


def hundred_against_hundred(chance: random.Random) -> tuple[Statements, Statements]:
    """100 patterns of three pieces against another 100."""
    texts = [f"arn:aws:s3:::{text}" for text in _pieces(chance, 200, 3, 1)]
    return [allow("s3:*", texts[:100])], [allow("s3:*", texts[100:])]


def hundred_against_the_same_but_one(chance: random.Random) -> tuple[Statements, Statements]:
    """100 patterns of three pieces, one of them another."""
    texts = [f"arn:aws:s3:::{text}" for text in _pieces(chance, 101, 3, 1)]
    return [allow("s3:*", texts[:100])], [
        allow("s3:*", _one_changed(texts[:100], chance, texts[100]))
    ]


def long_waits(chance: random.Random) -> tuple[Statements, Statements]:
    """A letter and forty characters more at the end: 2^40 states to tell apart."""
    one, other = (f"arn:aws:s3:::*{letter}" for letter in chance.sample(letters, 2))
    wait = chance.randint(38, 42)
    return [allow("s3:*", one + "?" * 40)], [allow("s3:*", other + "?" * wait)]


def long_waits_that_are_denied(chance: random.Random) -> tuple[Statements, Statements]:
    """Denies of a letter at each of many places from the end."""
    own = chance.sample(letters, 12)
    places = chance.sample(range(20, 60), 12)
    rows = [
        deny("s3:*", f"arn:aws:s3:::*{letter}" + "?" * place)
        for letter, place in zip(own, places, strict=True)
    ]
    return [allow("s3:*"), *rows], [allow("s3:*"), *rows[1:]]


_HOLES = [str(number) for number in range(5)]


def pigeonhole(chance: random.Random) -> tuple[Statements, Statements]:
    """Six tags with five values, no two of them equal: nothing is allowed, or one can be."""
    return _pigeonhole(
        chance,
        lambda keys: [
            {one: hole, other: hole} for hole in _HOLES for one, other in combinations(keys, 2)
        ],
    )


def pigeonhole_by_variables(chance: random.Random) -> tuple[Statements, Statements]:
    """Six tags with five values, no two of them equal, written with policy variables."""
    return _pigeonhole(
        chance, lambda keys: [{one: f"${{{other}}}"} for one, other in combinations(keys, 2)]
    )


def _pigeonhole(
    chance: random.Random, denied: Callable[[list[str]], list[dict[str, str]]]
) -> tuple[Statements, Statements]:
    keys = [f"aws:PrincipalTag/{name}" for name in chance.sample(letters, 6)]
    rows = [deny("*", "*", {"StringEquals": equal}) for equal in denied(keys)]
    within = allow("*", "*", {"StringEquals": dict.fromkeys(keys, _HOLES)})
    less = list(rows)
    del less[chance.randrange(len(less))]
    return [within, *rows], [within, *less]


def segments(chance: random.Random) -> tuple[Statements, Statements]:
    """100 ARNs with wildcards in several segments."""
    texts = [
        f"arn:aws:sqs:*{one}*:*{chance.randint(0, 9)}*:*{other}*{one[0]}"
        for one, other in zip(_pairs(chance, 101), _pairs(chance, 101), strict=True)
    ]
    return [allow("sqs:*", texts[:100])], [
        allow("sqs:*", _one_changed(texts[:100], chance, texts[100]))
    ]


def blocks_with_gaps(chance: random.Random) -> tuple[Statements, Statements]:
    """250 address blocks that are denied within others that are allowed."""
    blocks = [f"10.{chance.randrange(256)}.{chance.randrange(256)}.0/24" for _ in range(251)]

    def rows(denied: list[str]) -> Statements:
        return [
            allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            deny("s3:*", "*", {"IpAddress": {"aws:SourceIp": denied}}),
        ]

    return rows(blocks), rows(blocks[1:])


def own_paths(chance: random.Random) -> tuple[Statements, Statements]:
    """60 resources with a policy variable between pieces."""
    texts = [f"arn:aws:s3:::*{pair}*/${{aws:username}}/*{pair[0]}*" for pair in _pairs(chance, 61)]
    return [allow("s3:*", texts[:60])], [allow("s3:*", _one_changed(texts[:60], chance, texts[60]))]


def sets_of_values(chance: random.Random) -> tuple[Statements, Statements]:
    """200 patterns under ForAllValues, beside 20 under ForAnyValue."""
    texts = _pieces(chance, 221, 2, 2)

    def tagged(values: list[str]) -> Statements:
        condition = {
            "ForAllValues:StringLike": {"aws:TagKeys": values},
            "ForAnyValue:StringLike": {"aws:TagKeys": texts[201:]},
        }
        return [allow("ec2:CreateTags", "*", condition)]

    return tagged(texts[:200]), tagged(_one_changed(texts[:200], chance, texts[200]))


def choices_of_conditions(chance: random.Random) -> tuple[Statements, Statements]:
    """Forty Denies of three conditions each: one of three must fail, forty times."""
    keys = [f"aws:PrincipalTag/{letter}" for letter in letters[:12]]
    rows = []
    for _ in range(40):
        own = chance.sample(keys, 3)
        rows.append(deny("*", "*", {"StringEquals": {key: chance.choice("01") for key in own}}))
    within = allow("*", "*", {"StringEquals": {key: ["0", "1"] for key in keys}})
    return [within, *rows], [within, *rows[1:]]


HANDED: tuple[Kind, ...] = (
    denies_with_not_resource,
    values_with_pieces,
    action_patterns,
    hundred_against_hundred,
    long_waits,
    pigeonhole,
)
OWN: tuple[Kind, ...] = (
    denies_with_not_resources,
    values_not_like,
    action_patterns_of_one_statement,
    hundred_against_the_same_but_one,
    long_waits_that_are_denied,
    pigeonhole_by_variables,
    segments,
    blocks_with_gaps,
    own_paths,
    sets_of_values,
    choices_of_conditions,
)
KINDS = HANDED + OWN


def characters(statements: Statements) -> int:
    """Return the size of a policy as IAM counts it, without white space."""
    return len(json.dumps({"Statement": statements}, separators=(",", ":")))
