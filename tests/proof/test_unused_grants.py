"""Why each action is needed, or why it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.unused_grants import Need, why_needed
from tests.proof.policies import allow, deny, role

OBJECTS = "arn:aws:s3:::uploads/*"
BUCKET = "arn:aws:s3:::uploads"


def needs(access: Access) -> dict[str, Need]:
    return {need.action: need for need in why_needed(access)}


def test_what_is_needed_has_a_witness_of_its_own() -> None:
    found = needs(role(allow(["s3:GetObject", "s3:PutObject"], OBJECTS)))
    assert [(a, n.redundant) for a, n in found.items()] == [
        ("s3:GetObject", False),
        ("s3:PutObject", False),
    ]
    counterexample = found["s3:PutObject"].counterexample
    assert counterexample is not None
    assert counterexample.request.resource.startswith("arn:aws:s3:::uploads/")


def test_a_statement_with_notaction_is_needed_as_a_whole() -> None:
    rest = allow("x", OBJECTS, NotAction=["s3:Get*"])
    (need,) = why_needed(role(rest))
    assert (need.action, need.redundant) == ("every action but s3:Get*", False)
    redundant = [n.reason for n in why_needed(role(rest, allow("*", "arn:aws:s3:::*", Sid="All")))]
    assert redundant[0] == "All allows it already"


DEAD = {
    "allows it already": [
        allow("s3:GetObject", OBJECTS),
        allow("s3:*", "arn:aws:s3:::up*", Sid="All"),
    ],
    "other statements together": [
        allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]),
        allow("s3:Get*", "arn:aws:s3:::a/*"),
        allow("s3:GetO*", "arn:aws:s3:::b/*"),
    ],
    "a Deny takes it away": [allow("s3:GetObject", OBJECTS), deny("s3:*", "arn:aws:s3:::uploads*")],
    "takes none of its resources": [allow("s3:GetObject", BUCKET)],
    "it takes * only": [allow("s3:ListAllMyBuckets", BUCKET)],
    "no service has an action": [allow("s3:GetObjekt", OBJECTS)],
    "never hold together": [
        allow(
            "s3:GetObject",
            OBJECTS,
            {
                "StringEquals": {"aws:SourceVpc": "vpc-1"},
                "StringNotLike": {"aws:SourceVpc": "vpc-*"},
            },
        )
    ],
}


@pytest.mark.parametrize("reason", DEAD)
def test_what_is_dead_has_its_reason(reason: str) -> None:
    first = next(iter(why_needed(role(*DEAD[reason]))))
    assert first.redundant
    assert reason in first.reason


def test_a_boundary_that_does_not_allow_it() -> None:
    bounded = replace(role(allow("s3:GetObject", OBJECTS)), boundary=role(allow("sqs:*")).identity)
    assert needs(bounded)["s3:GetObject"].reason == "the permissions boundary does not allow it"
