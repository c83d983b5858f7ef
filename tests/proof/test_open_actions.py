"""Claims where the value of a parameter without a default is a part of an action."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.api import Template
from influmojo_cfn.iam.automata import MOST_LETTERS, opaque
from influmojo_cfn.proof.open_actions import ask_of_any_action
from tests.proof.policies import allow, deny, document, role

OBJECTS = "arn:aws:s3:::orders/*"
READ = {"always": {"actions": "s3:GetObject", "resources": OBJECTS}}
OPEN = opaque(MOST_LETTERS)


def never(actions: str) -> dict[str, Any]:
    return {"never": {"actions": actions}}


def named(before: str, after: str = "") -> dict[str, str]:
    return {"Fn::Sub": f"{before}${{Verb}}{after}"}


def verdict(claim: dict[str, Any], *statements: dict[str, Any], bucket: Any = None) -> str:
    principal = {"Service": "ecs-tasks.amazonaws.com"}
    trust = document(allow("sts:AssumeRole", NotResource="", Principal=principal))
    del trust["Statement"][0]["NotResource"]
    policies = [{"PolicyName": "p", "PolicyDocument": document(*statements)}]
    resources: dict[str, Any] = {
        "Task": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": trust, "Policies": policies},
        }
    }
    if bucket:
        attached = {"Bucket": "orders", "PolicyDocument": document({**bucket, "Principal": "*"})}
        resources["Attached"] = {"Type": "AWS::S3::BucketPolicy", "Properties": attached}
    template = {"Parameters": {"Verb": {"Type": "String"}}, "Resources": resources}
    claims = {"claims": [{"claim": "c", "role": "Task", **claim}]}
    return Template(template).prove(claims).findings[0].verdict


@pytest.mark.parametrize(
    ("claim", "statements"),
    [
        (never("s3:PutObject"), [allow(named("s3:", "*"))]),
        (never("s3:*"), [allow(named("", ":Get*"))]),
        (never("s3:*"), [allow({"Fn::Sub": "${Verb}:${Verb}"})]),
        (never("s3:PutObject"), [allow("s3:*"), deny("*", NotAction=named("s3:", "*"))]),
        (READ, [allow("s3:*"), deny(named("s3:", "*"))]),
        (READ, [allow("*", NotAction=named("s3:", "*"))]),
    ],
)
def test_what_some_value_allows_or_denies_is_not_proven(
    claim: dict[str, Any], statements: list[dict[str, Any]]
) -> None:
    assert verdict(claim, *statements) != "proven"


def test_a_bucket_perhaps_denies_what_its_policy_names_by_a_parameter() -> None:
    assert verdict(READ, allow("s3:*"), bucket=deny(named("s3:", "*"), OBJECTS)) == "unknown"


def test_what_no_value_allows_is_proven() -> None:
    assert verdict(never("sqs:*"), allow(named("s3:", "*"))) == "proven"
    assert verdict(never("s3:Put*"), allow(named("s3:Get", "*"))) == "proven"


def test_the_same_value_on_both_sides_is_the_same_action() -> None:
    mine, other = (role(allow(f"s3:{text}*")) for text in (OPEN, f"Get{OPEN}"))
    assert ask_of_any_action(mine, [mine]).verdict == "proven"
    bound = role(allow("s3:*"), deny("s3:PutObject"))
    assert ask_of_any_action(bound, [role(allow(f"s3:{OPEN}"))]).verdict == "unknown"
    assert ask_of_any_action(bound, [other]).verdict == "proven"
