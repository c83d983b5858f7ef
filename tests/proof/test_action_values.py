"""Values of parameters in the place of actions: one for each kind that statements tell apart."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.proof.action_values import ActionParameters
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.prove import Prover

WHOLE: dict[str, Any] = {"Ref": "P"}
S3 = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def deny(action: Any, key: str = "Action") -> dict[str, Any]:
    return {"Effect": "Deny", key: action, "Resource": "*"}


def allow(action: Any, key: str = "Action") -> dict[str, Any]:
    return {"Effect": "Allow", key: action, "Resource": "*"}


def template(*statements: dict[str, Any], **of_parameter: Any) -> dict[str, Any]:
    trust = {**allow("sts:AssumeRole"), "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
    del trust["Resource"]
    properties = {
        "AssumeRolePolicyDocument": {"Statement": [trust]},
        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": list(statements)}}],
    }
    return {
        "Parameters": {name: {"Type": "String", **of_parameter} for name in ("P", "Q")},
        "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}},
    }


def values(*statements: dict[str, Any], admitted: str = "") -> set[str]:
    found = ActionParameters([template(*statements)])
    return set(found.values("P", lambda text: text.startswith(admitted)))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow(WHOLE)], {"sts:AssumeRole"}),
        ([allow(WHOLE), deny("s3:GetObject")], {"sts:AssumeRole", "s3:GetObject"}),
        ([allow([WHOLE]), deny("s3:Unlisted")], {"sts:AssumeRole", "s3:Unlisted"}),
        ([allow({"Fn::Sub": "s3:${P}"}), deny("s3:GetObject")], {"GetObject"}),
        ([allow({"Fn::Sub": "s3:${P}Object"}), deny("S3:GetObject")], {"Get"}),
        ([allow({"Fn::Sub": "S3:${P}"}), deny("s3:GetObject")], {"GetObject"}),
        ([allow({"Fn::If": ["C", WHOLE, "s3:GetObject"]})], {"sts:AssumeRole", "s3:GetObject"}),
        ([allow({"Fn::Sub": "${P}:${Q}"})], set()),
        ([S3], set()),
    ],
    ids=[
        "a whole action",
        "each that a statement names",
        "one that no service lists",
        "its name",
        "a part of its name",
        "a service in capitals",
        "one of two",
        "two parameters",
        "no parameter",
    ],
)
def test_an_action_of_each_kind_is_a_value(
    statements: list[dict[str, Any]], expected: set[str]
) -> None:
    assert values(*statements) == expected


def test_a_kind_is_represented_by_an_action_that_is_admitted() -> None:
    assert values(allow(WHOLE), S3, admitted="s3:PutObjectAcl") == {"s3:PutObjectAcl"}


PAIRS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]], str]] = {
    "a Deny that goes": ([S3, deny(WHOLE)], [S3], "widened"),
    "another Deny": ([S3, deny(WHOLE)], [S3, deny({"Ref": "Q"})], "both"),
    "a Deny of all but one": ([S3, deny("*")], [S3, deny(WHOLE, "NotAction")], "widened"),
    "the same Deny": ([S3, allow("sqs:*"), deny(WHOLE)], [S3, deny(WHOLE)], "narrowed"),
    "nothing": ([S3, deny(WHOLE)], [deny(WHOLE), S3], "unchanged"),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_what_an_action_of_a_parameter_changes_is_found(pair: str) -> None:
    old, new, outcome = PAIRS[pair]
    found = compare_documents(Document(template(*old)), Document(template(*new)))
    assert {each.outcome for each in found.changes if each.part == "permissions"} == {outcome}


NEVER, ALWAYS = "never: {actions: 's3:*'}", "always: {actions: s3:GetObject}"


@pytest.mark.parametrize(
    ("statements", "claim", "verdict"),
    [
        ([allow(WHOLE)], NEVER, "refuted"),
        ([allow(WHOLE), deny("s3:PutObject", "NotAction")], NEVER, "refuted"),
        ([S3, deny(WHOLE, "NotAction")], NEVER, "refuted"),
        ([allow(WHOLE), deny("s3:*")], NEVER, "proven"),
        ([S3, deny(WHOLE)], ALWAYS, "refuted"),
        ([allow(WHOLE, "NotAction")], ALWAYS, "refuted"),
        ([S3, deny({"Fn::Sub": "sqs:${P}"})], ALWAYS, "proven"),
    ],
)
def test_a_claim_holds_for_every_action_that_a_parameter_can_be(
    statements: list[dict[str, Any]], claim: str, verdict: str
) -> None:
    claims = parse_claims(parse(f"claims: [{{claim: x, {claim}}}]"))
    (finding,) = Prover(Document(template(*statements)), claims).prove().findings
    assert finding.verdict == verdict
