"""The fast question of the rules beside the prover: what the one affirms the other never refutes.

Keys that no request for an action carries are left aside: the prover takes any request for
possible, and the rules know which keys AWS sends.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from influmojo_cfn.iam.operators import OPERATORS
from influmojo_cfn.proof.question import excess
from influmojo_cfn.rules.logic.cover import MOST_PAIRS, comparable, is_listed, pairs_left
from influmojo_cfn.rules.read import read_policy
from tests.proof.policies import document, role
from tests.proof.test_every_operator import WRITTEN

PAIRS = 1_500
ACTIONS = ["s3:*", "s3:Get*", "s3:GetObject", "s3:getobject", "s3:?etObject", "s3:PutObject", "*"]
RESOURCES = [
    *("*", "arn:aws:s3:::a/*", "arn:aws:s3:::a/b", "arn:aws:s3:::a/?", "arn:aws:s3:::*"),
    *("arn:aws:s3:::a/${aws:username}/*", "arn:aws:s3:::a/*/x", "arn:aws:s3:*"),
]
KEYS = ("aws:PrincipalTag/team", "aws:username", "aws:CalledVia")


class Chance:
    """Random statements, the second of which often says what the first says, and more."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, values: list[Any], most: int = 2) -> list[Any]:
        return self.random.sample(values, self.random.randint(1, most))

    def condition(self) -> dict[str, dict[str, Any]]:
        row = self.random.choice(OPERATORS)
        before = self.random.choice(["", "", "ForAllValues:", "ForAnyValue:"])
        after = self.random.choice(["", "", "IfExists"]) if row.family != "Null" else ""
        return {f"{before}{row.name}{after}": {self.random.choice(KEYS): self.values(row.family)}}

    def values(self, family: str) -> list[Any]:
        return self.some(WRITTEN[family])

    def statement(self) -> dict[str, Any]:
        made: dict[str, Any] = {"Effect": "Allow", "Action": self.some(ACTIONS)}
        made["Resource"] = self.some(RESOURCES)
        if self.random.random() < 0.7:
            made["Condition"] = self.condition()
        return made

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        narrow, wide = self.statement(), self.statement()
        conditions = narrow.get("Condition")
        if conditions and self.random.random() < 0.7:
            ((operator, keys),) = conditions.items()
            ((key, values),) = keys.items()
            family = next(row.family for row in OPERATORS if row.name in operator)
            more = [*values, *self.values(family)] if self.random.random() < 0.5 else values[:1]
            wide["Condition"] = {operator: {key: more}}
        elif self.random.random() < 0.5:
            wide.pop("Condition", None)
        return narrow, wide


def test_the_prover_never_refutes_what_cover_affirms(counted: Callable[[str], None]) -> None:
    chance = Chance(4)
    verdicts: Counter[str] = Counter()
    for _ in range(PAIRS):
        narrow, wide = chance.pair()
        (policy,) = read_policy(document(narrow, wide)).policies
        first, second = policy.statements
        assert comparable(first)
        assert is_listed(first)
        if pairs_left(first, [second]):
            continue
        verdict = excess(role(wide), [role(narrow)], first_only=True).verdict
        verdicts[verdict] += 1
        assert verdict != "refuted", (narrow, wide)
    counted(f"of {PAIRS:,} pairs {sum(verdicts.values())} are covered: {dict(verdicts)}")
    assert verdicts["proven"] > PAIRS // 20


def test_so_many_pairs_are_compared_and_no_more() -> None:
    found: list[bool] = []
    for many in (MOST_PAIRS, MOST_PAIRS + 1):
        resources = [f"arn:aws:s3:::b/{number}" for number in range(many)]
        row = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources}
        (policy,) = read_policy(document(row)).policies
        found += map(comparable, policy.statements)
    assert found == [True, False]
