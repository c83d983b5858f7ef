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


def alice(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::User", "Properties": {"UserName": "alice", **properties}}


def about_alice(principal: Any, **properties: Any) -> str:
    """Return the verdict on a claim about a user whom the policy of a table can name."""
    rows = {"Alice": alice(**properties), "Table": table(principal, **NAMED)}
    claims = parse_claims(Document({"claims": [{"claim": "a", "role": "Alice", **NEVER}]}))
    (found,) = Prover(Document({"Resources": rows}), claims).prove().findings
    return found.verdict


@pytest.mark.parametrize(
    ("principal", "verdict"),
    [({"AWS": {"Fn::GetAtt": ["Alice", "Arn"]}}, "refuted"), ("*", "proven")],
    ids=["by name", "as one of all"],
)
def test_a_boundary_does_not_limit_what_names_a_user(principal: Any, verdict: str) -> None:
    assert about_alice(principal, PermissionsBoundary=BOUNDARY) == verdict


def test_a_deny_of_a_boundary_limits_what_names_a_user() -> None:
    boundary = {"Statement": [{**DENIES, "Effect": "Allow", "Action": "*"}, DENIES]}
    claims = parse_claims(Document({"claims": [{"claim": "a", "role": "Alice", **NEVER}]}))
    limit = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": boundary}}
    rows = {
        "Alice": alice(PermissionsBoundary={"Ref": "Limit"}),
        "Limit": limit,
        "Table": table({"AWS": {"Fn::GetAtt": ["Alice", "Arn"]}}, **NAMED),
    }
    (found,) = Prover(Document({"Resources": rows}), claims).prove().findings
    assert found.verdict == "proven"


def assuming(principal: Any, who: str, named: bool = True) -> str:
    """Return the verdict on the claim that someone never assumes the role of a template."""
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    properties: dict[str, Any] = {"AssumeRolePolicyDocument": {"Statement": trust}}
    properties |= {"RoleName": "r"} if named else {}
    ecs = {"AssumeRolePolicyDocument": {"Statement": {**TRUST, "Action": "sts:AssumeRole"}}}
    rows = {
        "Role": {"Type": "AWS::IAM::Role", "Properties": properties},
        "Worker": {"Type": "AWS::IAM::Role", "Properties": ecs},
        "Alice": alice(),
    }
    never = {"role": who, "never": {"actions": "sts:AssumeRole"}}
    claims = parse_claims(Document({"claims": [{"claim": "a", **never}]}))
    (found,) = Prover(Document({"Resources": rows}), claims).prove().findings
    return found.verdict


@pytest.mark.parametrize("who", ["Worker", "Alice"])
def test_a_trust_policy_that_names_someone_lets_them_assume_the_role(who: str) -> None:
    assert assuming({"AWS": {"Fn::GetAtt": [who, "Arn"]}}, who) == "refuted"
    assert assuming({"AWS": {"Fn::GetAtt": [who, "Arn"]}}, who, named=False) != "proven"
    assert assuming({"AWS": {"Ref": "AWS::AccountId"}}, who) == "proven"
    assert assuming({"AWS": "arn:aws:iam::111122223333:user/bob"}, who) == "proven"
    assert assuming({"Service": "lambda.amazonaws.com"}, who) == "proven"


OPEN = {"Parameters": {"P": {"Type": "String"}}}


def of_an_open_name(who: str, **rows: Any) -> str:
    """Return the verdict on a claim where a parameter is the name of any principal."""
    ecs = {"AssumeRolePolicyDocument": {"Statement": {**TRUST, "Action": "sts:AssumeRole"}}}
    worker = {"Type": "AWS::IAM::Role", "Properties": {**ecs, "RoleName": "worker"}}
    group = {"Type": "AWS::IAM::Group", "Properties": {"Policies": [{"PolicyName": "p", **READS}]}}
    resources = {"Worker": worker, "Alice": alice(), "Group": group, **rows}
    claims = parse_claims(Document({"claims": [{"claim": "a", "role": who, **NEVER}]}))
    (found,) = Prover(Document({**OPEN, "Resources": resources}), claims).prove().findings
    return found.verdict


READS = {"PolicyDocument": {"Statement": {**DENIES, "Effect": "Allow"}}}


def attached(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {**READS, **properties}}


@pytest.mark.parametrize(
    ("who", "rows", "verdict"),
    [
        ("Worker", {"X": attached(Roles=[{"Ref": "P"}])}, "unknown"),
        ("Alice", {"X": attached(Users=[{"Ref": "P"}])}, "unknown"),
        ("Alice", {"X": attached(Roles=[{"Ref": "P"}])}, "proven"),
        ("Worker", {"X": attached(Roles=[{"Fn::Sub": "other-${P}"}])}, "proven"),
        ("Worker", {"X": table({"AWS": {"Ref": "P"}}, **NAMED)}, "unknown"),
        (
            "Alice",
            {
                "X": {
                    "Type": "AWS::IAM::UserToGroupAddition",
                    "Properties": {"GroupName": {"Ref": "Group"}, "Users": [{"Ref": "P"}]},
                }
            },
            "unknown",
        ),
    ],
    ids=["a role", "a user", "of another kind", "another name", "a principal", "a member"],
)
def test_an_open_name_can_be_anyones(who: str, rows: dict[str, Any], verdict: str) -> None:
    assert of_an_open_name(who, **rows) == verdict


@pytest.mark.parametrize(
    ("resource", "verdict"),
    [("arn:aws:dynamodb:us-east-1:111122223333:table/orders", "proven"), ("*", "refuted")],
    ids=["the table", "more than the table"],
)
def test_what_a_resource_grants_is_always_allowed(resource: str, verdict: str) -> None:
    always = {"always": {"actions": "dynamodb:GetItem", "resources": resource}}
    assert proven(always, table({"AWS": ROLE}, TableName="orders")) == verdict
    other = {"AWS": "arn:aws:iam::111122223333:role/other"}
    assert proven(always, table(other, TableName="orders")) == "refuted"
