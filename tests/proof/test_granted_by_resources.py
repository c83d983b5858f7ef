"""What policies of resources grant a role by name counts against claims about the role."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover

TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
ROLE = {"Fn::GetAtt": ["Role", "Arn"]}
BOUNDARY = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"


def table(principal: Any, **properties: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "dynamodb:GetItem",
        "Resource": "*",
    }
    policy = {"ResourcePolicy": {"PolicyDocument": {"Statement": statement}}}
    return {"Type": "AWS::DynamoDB::Table", "Properties": {**policy, **properties}}


def proven(claim: dict[str, Any], resource: dict[str, Any], **role: Any) -> str:
    """Return the verdict on a claim about the only role of a template."""
    trust = {"Statement": {**TRUST, "Action": "sts:AssumeRole"}}
    rows = {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": trust, **role},
        },
        "Table": resource,
    }
    claims = parse_claims(Document({"claims": [{"claim": "a", **claim}]}))
    (found,) = Prover(Document({"Resources": rows}), claims).prove().findings
    return found.verdict


NEVER = {"never": {"actions": "dynamodb:*"}}
NAMED = {"TableName": "t"}
DENIES = {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("principal", "verdict"),
    [
        ({"AWS": ROLE}, "refuted"),
        ("*", "refuted"),
        ({"AWS": {"Ref": "AWS::AccountId"}}, "proven"),
        ({"AWS": "arn:aws:iam::111122223333:role/other"}, "proven"),
        ({"AWS": "arn:aws:iam::444455556666:role/other"}, "proven"),
        ({"Service": "ecs-tasks.amazonaws.com"}, "proven"),
    ],
)
def test_a_role_is_granted_what_names_it(principal: Any, verdict: str) -> None:
    assert proven(NEVER, table(principal, **NAMED)) == verdict


def test_what_a_policy_is_attached_to_bounds_it() -> None:
    other = {"never": {"actions": "dynamodb:*", "resources": "arn:aws:dynamodb:*:*:table/other"}}
    assert proven(other, table({"AWS": ROLE}, **NAMED)) == "proven"
    assert proven(other, table({"AWS": ROLE})) == "unknown"
    assert proven({"never": {"actions": "s3:*"}}, table({"AWS": ROLE}, **NAMED)) == "proven"


@pytest.mark.parametrize(
    "role",
    [
        {"PermissionsBoundary": BOUNDARY},
        {"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": DENIES}}]},
    ],
)
def test_a_boundary_and_a_deny_of_the_role_limit_it(role: dict[str, Any]) -> None:
    assert proven(NEVER, table({"AWS": ROLE}, **NAMED), **role) == "proven"


def test_a_role_is_wider_than_a_policy_by_what_it_is_granted() -> None:
    bound = {"no-wider-than": BOUNDARY}
    assert proven(bound, table({"AWS": ROLE}, **NAMED)) == "refuted"
    assert proven(bound, table({"Service": "ecs-tasks.amazonaws.com"}, **NAMED)) == "proven"
