"""Every pair of small policies, against a truth told by listing all requests that differ.

The truth is twenty lines that share nothing with the prover or the evaluator: a request is an
action, a resource and perhaps a value of one key, and no policy here tells more of them apart.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.unknown import Unknown, UnknownPart
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from tests.proof.policies import Statement, document, role, statement

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


def matched(policy: tuple[Statement, ...]) -> dict[str, int]:
    """Return the requests that the statements of a policy allow and deny, as bits."""
    found = {"Allow": 0, "Deny": 0}
    for row in policy:
        condition = json.dumps(row.get("Condition", {}))
        found[row["Effect"]] |= meant(row["Action"], row["Resource"], condition)
    return found


@cache
def meant(actions: str, resources: str, condition: str) -> int:
    """Return the requests that one statement is about, as bits."""
    return sum(
        1 << number
        for number, (action, resource, value) in enumerate(REQUESTS)
        if fnmatchcase(action, actions)
        and fnmatchcase(resource, resources)
        and holds(json.loads(condition), value)
    )


def allowed(*layers: tuple[Statement, ...]) -> int:
    """Return the requests that each layer of policies allows, and none denies."""
    found = (1 << len(REQUESTS)) - 1
    for layer in map(matched, layers):
        found &= layer["Allow"]
    for layer in map(matched, layers):
        found &= ~layer["Deny"]
    return found


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


@dataclass(frozen=True)
class Caller:
    """A user of a group: the policies of both, and what limits them."""

    identity: tuple[tuple[Statement, ...], ...]
    boundary: tuple[Statement, ...]
    service_control: tuple[tuple[Statement, ...], ...]

    @property
    def access(self) -> Access:
        return Access(
            read(self.identity),
            boundary=read((self.boundary,)),
            service_control=tuple(read((policy,)) for policy in self.service_control),
        )

    @property
    def allowed(self) -> int:
        return allowed(sum(self.identity, ()), self.boundary, *self.service_control)

    def changed(self, chance: random.Random, every: list[tuple[Statement, ...]]) -> Caller:
        """Return the caller with another policy in one place."""
        other = chance.choice(every)
        return chance.choice(
            (
                replace(self, identity=(self.identity[0], other)),
                replace(self, boundary=other),
                replace(self, service_control=(other,)),
                replace(self, service_control=(*self.service_control, other)),
            )
        )


def read(written: Iterable[tuple[Statement, ...]]) -> tuple[Policy, ...]:
    return tuple(parse_policy(document(*policy)) for policy in written)


def test_users_groups_and_limits_agree_with_exhaustive_truth() -> None:
    chance, every = random.Random(16), list(policies())
    verdicts: Counter[str] = Counter()
    for _ in range(700):
        user, group, boundary, control, unit = chance.choices(every, k=5)
        old = Caller(
            (user, group), boundary, (control, unit) if chance.random() < 0.5 else (control,)
        )
        new = old.changed(chance, every)
        verdict = excess(old.access, [new.access], first_only=True).verdict
        assert verdict == ("refuted" if new.allowed & ~old.allowed else "proven"), (old, new)
        verdicts[verdict] += 1
    assert min(verdicts["proven"], verdicts["refuted"]) > 70


PLACEHOLDER = Unknown(
    "a parameter", covers="arn:aws:s3:::*", parts=("arn:aws:s3:::", UnknownPart(("parameter",)))
)
FILLED = sorted({resource for _, resource, _ in REQUESTS})


def test_what_is_said_of_a_placeholder_holds_for_each_of_its_values() -> None:
    every = list(policies())
    verdicts: Counter[str] = Counter()
    for old, new in random.Random(17).choices(list(itertools.product(every, repeat=2)), k=700):
        asked, of_each = [], []
        for policy in (old, new):
            asked.append(role(*({**row, "Resource": open_or(row, PLACEHOLDER)} for row in policy)))
        verdict = excess(asked[0], [asked[1]], first_only=True).verdict
        for value in FILLED:
            before, after = (
                allowed(tuple({**row, "Resource": open_or(row, value)} for row in policy))
                for policy in (old, new)
            )
            of_each.append(bool(after & ~before))
        assert verdict != "proven" or not any(of_each), (old, new)
        assert verdict != "refuted" or all(of_each), (old, new)
        verdicts[verdict] += 1
    assert min(verdicts["proven"], verdicts["refuted"]) > 70
    assert verdicts["unknown"] < 350


def open_or(row: Statement, value: Any) -> Any:
    """Return the resource of a statement, with a value in place of one of them."""
    return value if row["Resource"] == "arn:aws:s3:::?b" else row["Resource"]
