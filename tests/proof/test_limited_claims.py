"""What is claimed to be always allowed, beside policies of the template that might deny it."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import principal_of, roles_of
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.limited_claims import ClaimLimits
from influmojo_cfn.proof.targets import target_of

GET = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
ENCRYPTED = {**GET, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
PLAIN = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def resource(kind: str, row: dict[str, Any], key: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": {**properties, key: document(row)}}


def bucket(effect: str, action: str, **more: Any) -> dict[str, Any]:
    row = {"Effect": effect, "Principal": "*", "Action": action, "Resource": "*", **more}
    return resource("AWS::S3::BucketPolicy", row, "PolicyDocument", Bucket="b")


def organization(effect: str, action: str) -> dict[str, Any]:
    row = {"Effect": effect, "Action": action, "Resource": "*"}
    kind = {"Type": "SERVICE_CONTROL_POLICY", "TargetIds": ["r-abcd"], "Name": "n"}
    return resource("AWS::Organizations::Policy", row, "Content", **kind)


def endpoint(service: str, action: str) -> dict[str, Any]:
    row = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
    name = f"com.amazonaws.us-east-1.{service}"
    return resource("AWS::EC2::VPCEndpoint", row, "PolicyDocument", ServiceName=name)


@pytest.mark.parametrize(
    ("limit", "claimed", "reasons"),
    [
        pytest.param(bucket("Allow", "s3:PutObject"), GET, (), id="a bucket policy that allows"),
        pytest.param(bucket("Deny", "s3:PutObject"), GET, (), id="a Deny of something else"),
        pytest.param(bucket("Deny", "s3:*"), GET, ("Limit might deny it",), id="a Deny"),
        pytest.param(
            bucket("Deny", "s3:*", **PLAIN), GET, ("Limit might deny it",), id="a Deny of some"
        ),
        pytest.param(bucket("Deny", "s3:*", **PLAIN), ENCRYPTED, (), id="a Deny of others"),
        pytest.param(
            organization("Deny", "s3:Get*"), GET, ("Limit might deny it",), id="an organization"
        ),
        pytest.param(
            organization("Allow", "sqs:*"),
            GET,
            ("Limit might not let it through",),
            id="an organization that allows something else",
        ),
        pytest.param(
            endpoint("s3", "s3:PutObject"),
            GET,
            ("Limit might not let it through",),
            id="an endpoint",
        ),
        pytest.param(endpoint("s3", "s3:Get*"), GET, (), id="an endpoint that lets it through"),
        pytest.param(endpoint("sqs", "sqs:*"), GET, (), id="an endpoint of another service"),
        pytest.param(
            {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "b", "PolicyDocument": 5}},
            GET,
            (
                "Limit might deny it: Resources.Limit.Properties.PolicyDocument: is a number, "
                "not a policy document; expected a mapping",
            ),
            id="a policy that is not read",
        ),
        pytest.param({"Type": "AWS::S3::Bucket"}, GET, (), id="no policy"),
    ],
)
def test_what_might_deny_a_claim(
    limit: dict[str, Any], claimed: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    limits = ClaimLimits(Document({"Resources": {"Limit": limit}}), Environment())
    assert tuple(limits.on(Access((parse_policy(document(claimed)),)), None)) == reasons


ASSUME = {"Effect": "Allow", "Action": "sts:AssumeRole"}
ROLE = "arn:aws:iam::111122223333:role/r"
DECRYPT = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}


@pytest.mark.parametrize(
    ("principal", "more", "let_in"),
    [
        pytest.param({"Service": "ecs-tasks.amazonaws.com"}, {}, False, id="a service"),
        pytest.param({"AWS": "111122223333"}, {}, True, id="the account"),
        pytest.param({"AWS": {"Fn::GetAtt": "Alice.Arn"}}, {}, True, id="the user"),
        pytest.param({"AWS": {"Fn::GetAtt": "Alice.Arn"}}, MFA, False, id="the user in part"),
    ],
)
def test_roles_and_keys_must_let_the_principal_in(
    principal: Any, more: dict[str, Any], let_in: bool
) -> None:
    trust = document({**ASSUME, "Principal": principal, **more})
    row = {**DECRYPT, "Principal": principal, **more}
    resources = {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"RoleName": "r", "AssumeRolePolicyDocument": trust},
        },
        "Key": resource("AWS::KMS::Key", row, "KeyPolicy"),
        "Alice": {"Type": "AWS::IAM::User"},
    }
    template = Document({"Resources": resources})
    roles = map(target_of, roles_of(template).values())
    limits = ClaimLimits(template, Environment(), [*roles])
    alice = principal_of(template, "Alice")
    for claimed, name in (({**ASSUME, "Resource": ROLE}, "Role"), (DECRYPT, "Key")):
        found = tuple(limits.on(Access((parse_policy(document(claimed)),)), alice))
        reason = f"the own policy of {name} might not let it through"
        assert found == (() if let_in else (reason,))


@pytest.mark.parametrize(("account", "count"), [("111122223333", 0), ("444455556666", 1)])
def test_another_account_must_allow_it_too(account: str, count: int) -> None:
    row = {"Effect": "Allow", "Action": "sqs:*", "Resource": f"arn:aws:sqs:us-east-1:{account}:q"}
    limits = ClaimLimits(Document({"Resources": {}}), Environment())
    assert len([*limits.on(Access((parse_policy(document(row)),)), None)]) == count
