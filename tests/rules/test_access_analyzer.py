"""Each check of IAM Access Analyzer: its rule finds the bad example and nothing in the good one."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template, rules
from scripts.access_analyzer_page import RANKS, PolicyCheck, policy_checks
from tests.nonempty import nonempty

CARRIERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "identity": ("AWS::IAM::ManagedPolicy", "PolicyDocument", {}),
    "trust": ("AWS::IAM::Role", "AssumeRolePolicyDocument", {}),
    "bucket": ("AWS::S3::BucketPolicy", "PolicyDocument", {"Bucket": "reports"}),
    "topic": (
        "AWS::SNS::TopicPolicy",
        "PolicyDocument",
        {"Topics": ["arn:aws:sns:eu-west-1:111122223333:orders"]},
    ),
    "queue": (
        "AWS::SQS::QueuePolicy",
        "PolicyDocument",
        {"Queues": ["https://sqs.eu-west-1.amazonaws.com/111122223333/orders"]},
    ),
}
"""Type, property of the document and other properties of the resource that holds an example."""


def template(row: PolicyCheck, example: Any, times: int = 1) -> dict[str, Any]:
    """Return a template with an example in a policy of the kind that the row names."""
    kind, key, properties = CARRIERS[row.policy]
    if isinstance(example, str) or (
        isinstance(example, dict) and example.keys() <= {"Version", "Statement"}
    ):
        document = example
    else:
        statements = example if isinstance(example, list) else [example]
        if times > 1:
            statements = [numbered(example, number) for number in range(times)]
        document = {"Version": "2012-10-17", "Statement": statements}
    return {"Resources": {"Policy": {"Type": kind, "Properties": {**properties, key: document}}}}


def numbered(example: Any, number: int) -> Any:
    """Return an example with its number, so that no two of them are the same."""
    if isinstance(example, dict):
        return {key: numbered(value, number) for key, value in example.items()}
    return example.replace("{number}", str(number)) if isinstance(example, str) else example


@pytest.mark.parametrize("row", policy_checks(), ids=lambda row: row.check)
def test_the_bad_example_is_found(row: PolicyCheck) -> None:
    found = check_template(template(row, row.bad, row.repeat))
    assert row.rule in {one.rule_id for one in found}


@pytest.mark.parametrize("row", policy_checks(), ids=lambda row: row.check)
def test_nothing_is_found_in_the_good_example(row: PolicyCheck) -> None:
    found = check_template(template(row, row.good))
    assert [
        one for one in found if not one.rule_id.startswith("I") or one.rule_id == row.rule
    ] == []


def test_every_check_is_there_once() -> None:
    names = [row.check for row in policy_checks()]
    assert len(names) == len(set(names)) == 140


def test_every_rule_exists_and_has_the_rank_of_aws_or_a_reason() -> None:
    known = {rule.id for rule in rules()}
    for row in nonempty(policy_checks()):
        assert row.rule in known, row.check
        assert (row.rule[0] == RANKS[row.rank][0]) == (not row.why), row.check
