"""How long a difference takes: AWS managed policies against themselves with one thing changed."""

from __future__ import annotations

import copy
import gzip
import json
import statistics
import time
from collections import Counter
from typing import Any

from bench.measure import ROOT, show
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess

CORPUS = ROOT.parent / "shared" / "corpus" / "aws-managed-policies.jsonl.gz"


def main() -> bool | None:
    """Measure each policy of the corpus against itself with a statement dropped, and back."""
    if not CORPUS.exists():
        print(f"proof: not measured, {CORPUS} is not there")
        return None
    times: list[float] = []
    verdicts: Counter[str] = Counter()
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)["document"]
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
