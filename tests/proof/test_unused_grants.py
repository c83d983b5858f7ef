"""Why each action is needed, or why it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from influmojo_cfn.iam.document import Policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.unused_grants import Need, needs_of
from tests.proof.policies import allow, deny, role

OBJECTS = "arn:aws:s3:::uploads/*"
BUCKET = "arn:aws:s3:::uploads"


def why_needed(access: Access) -> Iterator[Need]:
    for policy in access.identity:
        for statement in policy.statements:
            if statement.effect == "Allow":
                yield from needs_of(access, policy, statement)


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
    redundant = next(iter(why_needed(role(rest, allow("*", "arn:aws:s3:::*", Sid="All")))))
    assert redundant.reason == "All allows it already"


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


def test_what_a_deny_takes_away_is_told_apart_from_what_is_left() -> None:
    left = allow("sqs:SendMessage", "*")
    found = needs(role(allow("s3:GetObject", OBJECTS), deny("s3:*", "*"), left))
    assert found["s3:GetObject"].reason == "a Deny takes it away"
    assert not found["sqs:SendMessage"].redundant


def test_a_boundary_that_does_not_allow_it() -> None:
    bounded = replace(role(allow("s3:GetObject", OBJECTS)), boundary=role(allow("sqs:*")).identity)
    assert needs(bounded)["s3:GetObject"].reason == "the permissions boundary does not allow it"


@pytest.mark.parametrize(
    ("action", "resource", "reason"),
    [
        (
            "s3:ListAllMyBuckets",
            BUCKET,
            "s3:ListAllMyBuckets takes none of its resources; it takes * only",
        ),
        (
            "sqs:SendMessage",
            BUCKET,
            "sqs:SendMessage takes none of its resources; it takes arn:*:sqs:*:*:*",
        ),
        (
            "s3:GetBucketLocation",
            "arn:aws:sqs:us-east-1:111122223333:q",
            "s3:GetBucketLocation takes none of its resources; it takes"
            " arn:*:s3:*:*:accesspoint/* or arn:*:s3:::*",
        ),
        ("sqs:*", BUCKET, "sqs:* takes none of its resources"),
    ],
)
def test_what_an_action_takes_is_told(action: str, resource: str, reason: str) -> None:
    assert needs(role(allow(action, resource)))[action].reason == reason


@pytest.mark.parametrize(
    ("name", "sid", "shown"),
    [
        ("own", "All", "All of own allows it already"),
        ("own", None, "a statement of own allows it already"),
        ("", "All", "All allows it already"),
        ("", None, "another statement allows it already"),
    ],
)
def test_the_statement_that_allows_it_is_named(name: str, sid: str | None, shown: str) -> None:
    other = allow("sqs:Send*", "*", **({"Sid": sid} if sid else {}))
    (policy,) = role(allow("sqs:SendMessage"), other).identity
    found = needs(Access((replace(policy, name=name),)))
    assert found["sqs:SendMessage"].reason == shown


@pytest.mark.parametrize(
    ("action", "covered"),
    [
        ("sqs:SendMessage", True),
        ("sqs:DeleteQueue", False),
        ("sqs:*", False),
    ],
)
def test_what_notaction_leaves_is_named(action: str, covered: bool) -> None:
    rest = allow("x", NotAction="sqs:Delete*")
    found = needs(role(allow(action), rest))
    assert found[action].redundant is covered
    assert found[action].reason == ("another statement allows it already" if covered else "")


def test_a_statement_with_notaction_has_its_need() -> None:
    access = role(allow("x", "arn:aws:sqs:*:*:q", NotAction="s3:*"))
    (policy,) = access.identity
    (need,) = why_needed(access)
    assert (need.policy, need.statement) == (policy, policy.statements[0])
    assert need.counterexample is not None
    assert need.counterexample.request.resource == "arn:aws:sqs:::q"


def test_a_statement_with_notaction_that_others_cover_is_redundant() -> None:
    rest = allow("x", "arn:aws:sqs:*:*:q", NotAction="s3:*")
    access = role(rest, allow("*", Sid="All"))
    (policy,) = access.identity
    need = next(iter(why_needed(access)))
    assert (need.redundant, need.reason) == (True, "All allows it already")
    assert need.statement is policy.statements[0]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(allow("sqs:SendMessage", "*"), id="an action"),
        pytest.param(allow("x", "*", NotAction="s3:*"), id="NotAction"),
    ],
)
def test_what_is_not_known_is_not_redundant(row: dict[str, object]) -> None:
    elsewhere = Policy((), "elsewhere", unknown=("it is not in the template",))
    access = Access((*role(row).identity, elsewhere))
    (need,) = why_needed(access)
    assert (need.known, need.redundant, need.counterexample) == (False, False, None)
    assert need.reason == "not known: elsewhere: it is not in the template"
    assert need.statement is access.identity[0].statements[0]


def test_one_action_of_a_statement_is_covered_by_another_statement() -> None:
    both = allow(["sqs:SendMessage", "sqs:DeleteQueue"])
    found = needs(role(both, allow("sqs:Send*", Sid="Send")))
    assert found["sqs:SendMessage"].reason == "Send allows it already"
    assert not found["sqs:DeleteQueue"].redundant
