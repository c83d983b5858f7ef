"""AWS managed policies, each against itself with one thing changed: the verdict, and the time."""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.managed_policies import aws_managed_documents
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess

EVERY = 12
"""One policy in so many is looked at here; bench/proof.py looks at all."""


def documents(every: int = EVERY) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, row in enumerate(aws_managed_documents().items()):
        if number % every == 0:
            yield row


def statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document["Statement"]
    return found if isinstance(found, list) else [found]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def changed(document: dict[str, Any], rows: list[dict[str, Any]]) -> Access:
    return access({**document, "Statement": rows})


def access(document: dict[str, Any]) -> Access:
    return Access((parse_policy(document),))


def timed(old: Access, new: Access, times: list[float]) -> str:
    began = time.perf_counter()
    verdict = excess(old, [new], first_only=True).verdict
    times.append(time.perf_counter() - began)
    return verdict


def test_each_against_itself_with_one_change(counted: Callable[[str], None]) -> None:
    times: list[float] = []
    for name, document in documents():
        rows = statements(document)
        whole = access(document)
        assert timed(whole, whole, times) == "proven", name
        allows = [i for i, row in enumerate(rows) if row["Effect"] == "Allow"]
        new = copy.deepcopy(rows)
        new.append({"Effect": "Allow", "Action": "never-a-service:Act", "Resource": "*"})
        if not any("*" in listed(row.get("Action", "*")) for row in rows):
            assert timed(whole, changed(document, new), times) == "refuted", name
            assert timed(changed(document, new), whole, times) == "proven", name
        for i in allows[:1]:
            less = changed(document, rows[:i] + rows[i + 1 :])
            assert timed(whole, less, times) == "proven", name
            assert timed(less, whole, times) in ("refuted", "proven"), name
            if listed(rows[i].get("Resource", ())) == ["*"]:
                narrow = copy.deepcopy(rows)
                narrow[i]["Resource"] = "arn:aws:s3:::only-this-one"
                assert timed(whole, changed(document, narrow), times) == "proven", name
    median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    counted(
        f"{len(times):,} pairs: median {median * 1000:.1f} ms, 95 % within {late * 1000:.1f} ms, "
        f"longest {max(times) * 1000:.0f} ms"
    )
