"""How long proofs take: policies with one thing changed, and templates of many roles."""

from __future__ import annotations

import copy
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench import size_limits
from bench.measure import cpu, show
from influmojo_cfn.api import Template
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.managed_policies import aws_managed_documents
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess

SEEDS = 3
"""How many pairs are made of each kind at IAM's size limits."""
FEW, MANY = 50, 500
"""Roles of five statements; a template of the latter is near CloudFormation's limits."""


def main() -> bool:
    """Measure claims, templates, policies at IAM's size limits, and the AWS managed policies."""
    command = [sys.executable, "-m", "influmojo_cfn", "prove", "templates/influmojo-ecs-iam.yaml"]
    own = show("prove, our template's own claims", cpu(command), at_most=1, unit="s")
    linear = _of_templates()
    answered = _at_size_limits()
    return _of_managed_policies() and own and linear and answered


def _of_templates() -> bool:
    """Measure the CPU time of many roles, and what one costs among them and among few."""
    within = []
    for name, asked, limit in (
        ("explain", lambda old, new: old.explain(), 5),
        ("diff", lambda old, new: old.diff(new), 4),
        ("prove", lambda old, new: old.prove(_CLAIMS), 4),
    ):
        few, many = (_seconds(asked, count) for count in (FEW, MANY))
        within.append(show(f"{name}, {MANY} roles of 5 statements", many, at_most=limit, unit="s"))
        growth = many / MANY / (few / FEW)
        within.append(show(f"{name}, a role among {MANY} / among {FEW}", growth, at_most=1.5))
    return all(within)


_CLAIMS = {"claims": [{"claim": "no IAM", "never": {"actions": ["iam:*"]}}]}


def _seconds(asked: Callable[[Template, Template], object], count: int) -> float:
    """Return the CPU time of the second or third time: the roles of few are among those of many."""
    return min([_once(asked, count) for _ in range(3)][1:])


def _once(asked: Callable[[Template, Template], object], count: int) -> float:
    sides = [Template(_template(count, action)) for action in ("sqs:SendMessage", "sqs:*")]
    began = time.process_time()
    asked(sides[0], sides[1])
    return time.process_time() - began


def _template(count: int, action: str) -> dict[str, Any]:
    """Return a template of roles; every seventh is allowed an action that can be another."""
    return {"Resources": {f"Role{i}": _role(i, action if i % 7 else "sqs:*") for i in range(count)}}


def _role(number: int, action: str) -> dict[str, Any]:
    actions = (action, "s3:GetObject", "sns:Publish", "dynamodb:GetItem", "ssm:GetParameter")
    place = "${AWS::Region}:${AWS::AccountId}"
    rows = [
        {
            "Effect": "Allow",
            "Action": each,
            "Resource": {"Fn::Sub": f"arn:aws:{each.split(':')[0]}:{place}:one-{number}/*"},
        }
        for each in actions
    ]
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
    properties = {
        "RoleName": f"role-{number}",
        "AssumeRolePolicyDocument": {"Statement": {**trust, "Action": "sts:AssumeRole"}},
        "Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": rows}}],
    }
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _at_size_limits() -> bool:
    """Measure policies near IAM's limits against each other, both ways: how many are unknown."""
    slowest = 0.0
    verdicts: Counter[str] = Counter()
    for kind in size_limits.KINDS:
        for seed in range(SEEDS):
            old, new = map(_access_of, kind(random.Random(seed)))
            for over, within in ((old, new), (new, old)):
                began = time.process_time()
                verdicts[excess(over, [within], first_only=True).verdict] += 1
                slowest = max(slowest, time.process_time() - began)
    unknown = 100 * verdicts["unknown"] / verdicts.total()
    name = f"proof at IAM's size limits, {len(size_limits.KINDS)} kinds"
    few = show(f"{name}, unknown", unknown, at_most=20, unit="%")
    return show(f"{name}, longest pair", slowest, at_most=8, unit="s") and few


def _access_of(statements: list[dict[str, Any]]) -> Access:
    return _access({"Version": "2012-10-17"}, statements)


def _of_managed_policies() -> bool:
    """Measure each AWS managed policy against itself with a statement dropped, and back."""
    times: list[float] = []
    verdicts: Counter[str] = Counter()
    for document in aws_managed_documents().values():
        for old, new, expected in _pairs(document):
            began = time.perf_counter()
            verdict = excess(old, [new], first_only=True).verdict
            times.append(time.perf_counter() - began)
            verdicts[f"{verdict}{'' if verdict == (expected or verdict) else ' WRONGLY'}"] += 1
    print(f"proof: {len(times)} pairs: {dict(sorted(verdicts.items()))}")
    milliseconds = [took * 1000 for took in times]
    late = statistics.quantiles(milliseconds, n=20)[-1]
    fast = show("proof, median pair", statistics.median(milliseconds), at_most=50, unit="ms")
    steady = show("proof, 95 % of pairs", late, at_most=250, unit="ms")
    bounded = show("proof, longest pair", max(milliseconds), at_most=10_000, unit="ms")
    return fast and steady and bounded and not any("WRONGLY" in name for name in verdicts)


def _pairs(document: dict[str, Any]) -> list[tuple[Access, Access, str]]:
    """Return pairs of old and new, with the verdict where it is known beforehand."""
    rows = document["Statement"]
    rows = rows if isinstance(rows, list) else [rows]
    allows = [i for i, row in enumerate(rows) if row["Effect"] == "Allow"]
    whole = _access(document, rows)
    pairs = [(whole, whole, "proven")]
    if allows:
        middle = allows[len(allows) // 2]
        less = _access(document, rows[:middle] + rows[middle + 1 :])
        pairs += [(whole, less, "proven"), (less, whole, "")]
        if rows[middle].get("Resource") in ("*", ["*"]):
            narrow = copy.deepcopy(rows)
            narrow[middle]["Resource"] = "arn:aws:s3:::one"
            narrower = _access(document, narrow)
            pairs += [(whole, narrower, "proven"), (narrower, whole, "")]
        more = [*rows, {"Effect": "Allow", "Action": "not-yet:Act", "Resource": "*"}]
        pairs += [(_access(document, more), whole, "proven")]
    return pairs


def _access(document: dict[str, Any], rows: list[dict[str, Any]]) -> Access:
    return Access((parse_policy({**document, "Statement": rows}),))
