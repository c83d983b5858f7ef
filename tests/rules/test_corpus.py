"""The AWS managed policies that the package keeps: no crash, and a bound on the time."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

from influmojo_cfn.rules.engine import check_policy, rules

DATA = Path(__file__).parent.parent.parent / "influmojo_cfn/data"
SECONDS_EACH = 0.02


def documents() -> list[Any]:
    small = json.loads((DATA / "aws_managed_policies.json").read_text("utf-8"))
    large = json.loads(gzip.decompress((DATA / "aws_managed_policies_others.json.gz").read_bytes()))
    return [p["document"] for table in (small, large) for p in table["policies"].values()]


def test_no_aws_managed_policy_breaks_a_rule() -> None:
    policies = documents()
    rules()
    started = time.process_time()
    found = [finding for policy in policies for finding in check_policy(policy)]
    assert time.process_time() - started < SECONDS_EACH * len(policies)
    assert found


def test_what_is_found_is_always_the_same() -> None:
    policies = documents()[:100]
    assert [check_policy(p) for p in policies] == [check_policy(p) for p in policies]
