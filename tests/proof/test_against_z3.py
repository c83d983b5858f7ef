"""The prover against z3, on random pairs of policies.

z3 is asked what is left of one variable at a time, with one regular expression that holds all that
is wanted of it; which statements apply and which do not is multiplied out here, in the plainest
way. So it shares neither the automata, nor the partition of actions, nor the search.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
import z3

from influmojo_cfn.proof.question import excess
from tests.proof.policies import Statement, role

SEEDS = range(2018, 2022)
PAIRS = 1_250
"""For each seed: 5,000 in all."""

ACTIONS = [
    "*",
    "s3:*",
    "s3:get*",
    "s3:getobject",
    "s3:*object",
    "s3:g?t*acl",
    "sqs:send*",
    "s3:put*",
]
RESOURCES = [
    "*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::*/b?",
    "arn:aws:s3:::a/b?",
    "arn:aws:s3:::a*b*",
    "arn:aws:s3:::?/*c",
]
CONDITIONS: list[dict[str, dict[str, Any]]] = [
    {},
    {},
    {"StringEquals": {"aws:SourceVpc": ["vpc-a", "vpc-ab"]}},
    {"StringLike": {"aws:SourceVpc": "vpc-a*"}},
    {"StringNotLike": {"aws:SourceVpc": "vpc-*b"}},
    {"StringLikeIfExists": {"aws:SourceVpc": "vpc-??"}},
    {"Null": {"aws:SourceVpc": "false"}},
    {"NumericLessThan": {"s3:max-keys": "10"}},
    {"NumericGreaterThanEqualsIfExists": {"s3:max-keys": "9.5"}},
    {"NumericNotEquals": {"s3:max-keys": ["10", "20"]}},
    {"StringLike": {"aws:SourceVpc": "*b"}, "NumericLessThanEquals": {"s3:max-keys": "20"}},
]

Want = tuple[str, str, tuple[str, ...], bool]
"""A variable, an operator, values, and whether it must hold."""


@cache
def expression(pattern: str) -> Any:
    parts = [
        z3.Star(z3.AllChar(z3.ReSort(z3.StringSort())))
        if c == "*"
        else z3.AllChar(z3.ReSort(z3.StringSort()))
        if c == "?"
        else z3.Re(c)
        for c in pattern
    ]
    return parts[0] if len(parts) == 1 else z3.Concat(*parts)


def satisfied(constraint: Any) -> Any:
    """Return what satisfies a constraint, or None."""
    solver = z3.Solver()
    solver.set("timeout", 20_000)
    solver.add(constraint)
    answer = solver.check()
    if answer == z3.unknown:
        raise RuntimeError("z3 does not know")
    return solver.model() if answer == z3.sat else None


FOUND: list[str] = []
"""Texts that z3 found, of which one often meets what is wanted next."""


@cache
def matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


@cache
def some_text(wants: frozenset[tuple[tuple[str, ...], bool]]) -> bool:
    """Return whether a text is in some unions of patterns and outside others.

    z3 decides it of one expression, where neither a text that it found before nor two of them that
    have no text in common do.
    """

    def meets(text: str) -> bool:
        return all(matches(text, patterns) == inside for patterns, inside in wants)

    if any(map(meets, FOUND)):
        return True
    pairs = itertools.combinations(wants, 2) if len(wants) > 2 else ()
    if not all(some_text(frozenset(pair)) for pair in pairs):
        return False
    wanted = z3.Full(z3.ReSort(z3.StringSort()))
    for patterns, inside in sorted(wants):
        union = [expression(p) for p in patterns]
        one = union[0] if len(union) == 1 else z3.Union(*union)
        wanted = z3.Intersect(wanted, one if inside else z3.Complement(one))
    text = z3.String("text")
    model = satisfied(z3.InRe(text, wanted))
    if model is not None:
        # Where every text will do, the model has none: completion gives it one.
        found = model.eval(text, model_completion=True).as_string()
        if meets(found):
            FOUND.append(found)
    return model is not None


@cache
def some_values(key: str, wants: frozenset[Want]) -> bool:
    """Return whether a value of a key, or its absence, does all that is wanted."""
    if all(when_absent(operator, values) == holds for _, operator, values, holds in wants):
        return True
    if any(op == "Null" and ("false" in values) != holds for _, op, values, holds in wants):
        return False
    tests = [want for want in wants if want[1] != "Null"]
    if key == "aws:SourceVpc":
        return some_text(
            frozenset((values, holds != ("Not" in op)) for _, op, values, holds in tests)
        )
    number = z3.Real("number")
    return satisfied(z3.And(*(compared(number, *want[1:]) for want in tests))) is not None


def when_absent(operator: str, values: tuple[str, ...]) -> bool:
    if operator == "Null":
        return "true" in values
    return operator.endswith("IfExists") or "Not" in operator


def compared(number: Any, operator: str, values: tuple[str, ...], holds: bool) -> Any:
    name = operator.removesuffix("IfExists").replace("Not", "")
    tests = {
        "NumericEquals": lambda v: number == v,
        "NumericLessThan": lambda v: number < v,
        "NumericLessThanEquals": lambda v: number <= v,
        "NumericGreaterThanEquals": lambda v: number >= v,
    }
    matched = z3.Or(*(tests[name](z3.RealVal(v)) for v in values))
    return matched if holds != ("Not" in operator) else z3.Not(matched)


def wants_of(statement: Statement) -> list[Want]:
    """Return all that a statement asks of a request."""
    wants: list[Want] = []
    for name in ("Action", "Resource"):
        negated = f"Not{name}" in statement
        texts = statement[f"Not{name}" if negated else name]
        wants.append((name, "pattern", tuple(texts), not negated))
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            listed = values if isinstance(values, list) else [values]
            wants.append((key, operator, tuple(listed), True))
    return wants


def possible(wants: list[Want]) -> bool:
    for name in {want[0] for want in wants}:
        own = frozenset(want for want in wants if want[0] == name)
        if name in ("Action", "Resource"):
            if not some_text(frozenset((values, holds) for _, _, values, holds in own)):
                return False
        elif not some_values(name, own):
            return False
    return True


def gains(old: list[Statement], new: list[Statement]) -> bool:
    """Return whether ``new`` allows a request that ``old`` does not: all choices multiplied out."""
    ways: list[tuple[list[Statement], list[Statement]]] = [
        ([], [s for s in old if s["Effect"] == "Allow"])
    ]
    ways += [([s], []) for s in old if s["Effect"] == "Deny"]
    denies = [s for s in new if s["Effect"] == "Deny"]
    for allow, (met, missed) in itertools.product([s for s in new if s["Effect"] == "Allow"], ways):
        base = [want for statement in (allow, *met) for want in wants_of(statement)]
        choices = [
            [(name, op, values, not holds) for name, op, values, holds in wants_of(statement)]
            for statement in (*missed, *denies)
        ]
        if any(possible([*base, *choice]) for choice in itertools.product(*choices)):
            return True
    return False


def random_policy(chance: random.Random) -> list[Statement]:
    made: list[Statement] = []
    for _ in range(chance.randint(1, 3)):
        statement: Statement = {"Effect": chance.choice(["Allow", "Allow", "Deny"])}
        for name, pool in (("Action", ACTIONS), ("Resource", RESOURCES)):
            name = f"Not{name}" if chance.random() < 0.12 else name
            statement[name] = chance.sample(pool, chance.choice([1, 1, 2]))
        condition = chance.choice(CONDITIONS)
        if condition:
            statement["Condition"] = condition
        made.append(statement)
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_the_prover_agrees_with_z3(seed: int, counted: Callable[[str], None]) -> None:
    chance = random.Random(seed)
    verdicts: Counter[str] = Counter()
    for _ in range(PAIRS):
        old, new = random_policy(chance), random_policy(chance)
        if chance.random() < 0.5:
            new = [*new[:1], *old] if chance.random() < 0.5 else [*old[1:], *new[:1]]
        answer = excess(role(*old), [role(*new)], first_only=True)
        verdicts[answer.verdict] += 1
        if answer.verdict != "unknown":
            assert (answer.verdict == "refuted") == gains(old, new), (old, new, answer)
    counted(f"{PAIRS:,} pairs: {dict(sorted(verdicts.items()))}")
    assert verdicts["unknown"] <= PAIRS // 100
    assert min(verdicts["proven"], verdicts["refuted"]) > PAIRS // 10
