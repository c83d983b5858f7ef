"""Pairs of templates, and what the new one gives somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.proof.difference import compare_documents

PAIRS = Path(__file__).with_name("pairs")
OUTCOMES = {
    "alarm-changed": "unchanged",
    "bucket-acl": "widened",
    "bucket-deny-added": "narrowed",
    "bucket-deny-loosened": "widened",
    "bucket-deny-removed": "widened",
    "bucket-policy-moved": "widened",
    "bucket-policy-narrowed": "narrowed",
    "custom-resource-added": "unknown",
    "custom-resource-changed": "unknown",
    "endpoint-policy-added": "narrowed",
    "endpoint-policy-removed": "widened",
    "event-bus-policy": "widened",
    "function-url-closed": "narrowed",
    "function-url-open": "unknown",
    "function-url-with-permission": "widened",
    "group-attachment": "widened",
    "group-deny-added": "narrowed",
    "group-deny-removed": "widened",
    "group-member-added": "widened",
    "group-member-by-addition": "widened",
    "group-of-template-deny-removed": "widened",
    "identity-pool-guests": "widened",
    "identity-pool-moved": "unknown",
    "identity-pool-role-narrowed": "narrowed",
    "identity-pool-roles": "unknown",
    "image-changed": "unchanged",
    "import-narrowed": "narrowed",
    "import-widened": "widened",
    "instance-profile-of-writer": "widened",
    "instance-profile-role": "unknown",
    "key-policy-wider": "widened",
    "lambda-permission": "widened",
    "log-group-added": "unchanged",
    "loop-in-loop-widened": "widened",
    "loop-item-added": "widened",
    "loop-narrowed": "narrowed",
    "loop-over-unknown": "unknown",
    "loop-written-out": "unchanged",
    "macro-added": "unknown",
    "mapping-by-region": "widened",
    "module-added": "unknown",
    "nested-file-moved": "unchanged",
    "nested-file-widened": "widened",
    "nested-output-widened": "widened",
    "nested-parameter-narrowed": "narrowed",
    "nested-stack-added": "unknown",
    "nested-stack-removed": "unknown",
    "nested-stack-unchanged": "unchanged",
    "parameter-store-value-narrowed": "narrowed",
    "permission-set-inline": "widened",
    "permission-set-managed": "widened",
    "policy-as-json-text": "widened",
    "policy-attached-to-user": "widened",
    "policy-from-text-to-mapping": "unchanged",
    "policy-in-one-account": "widened",
    "policy-in-one-partition": "widened",
    "policy-in-one-region": "widened",
    "policy-in-one-stack-name": "widened",
    "policy-moved-to-other-user": "widened",
    "policy-on-role-elsewhere": "widened",
    "public-access-block-added": "unchanged",
    "public-access-block-removed": "unknown",
    "queue-policy-moved": "widened",
    "queue-policy-one-more": "widened",
    "repository-policy-text": "widened",
    "resolve-in-text-narrowed": "narrowed",
    "resolve-in-text-widened": "widened",
    "resolve-narrowed": "narrowed",
    "resolve-widened": "widened",
    "sam-api-account": "widened",
    "sam-api-addresses": "widened",
    "sam-api-fewer-addresses": "narrowed",
    "sam-arn": "widened",
    "sam-document": "widened",
    "sam-function-url": "unknown",
    "sam-managed-policy": "widened",
    "sam-template": "widened",
    "service-control-deny-removed": "widened",
    "service-control-policy-removed": "widened",
    "statement-in-other-regions": "widened",
    "task-role-changed": "unknown",
    "task-role-narrowed": "narrowed",
    "two-parameters": "widened",
    "user-attachment": "widened",
    "user-boundary-removed": "widened",
    "user-in-group-elsewhere-narrowed": "narrowed",
    "user-joins-group-elsewhere": "unknown",
    "user-leaves-group": "narrowed",
    "user-policy-resource": "widened",
}
WIDER = {"widened", "both"}


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_outcome_of_a_pair(name: str) -> None:
    old, new = (read_document(PAIRS / f"{name}.{side}.yaml") for side in ("old", "new"))
    found = compare_documents(old, new)
    outcomes = {change.outcome for change in found.changes}
    expected = OUTCOMES[name]
    if expected == "widened":
        assert outcomes & WIDER
    else:
        assert expected in outcomes
        assert not outcomes & WIDER
    assert found.may_be_wider == (expected in ("widened", "unknown"))


def test_every_pair_has_an_outcome() -> None:
    assert {path.name.split(".")[0] for path in PAIRS.iterdir()} == set(OUTCOMES)
