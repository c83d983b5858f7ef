"""A role's requests, with what the template says of the resource and what is not read of it."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import role_of
from influmojo_cfn.evaluation.role_evaluator import RoleEvaluator
from influmojo_cfn.evaluation.roles import request_of
from influmojo_cfn.evaluation.simulate import Decision

ROLE_ARN = "arn:aws:iam::111122223333:role/app"
OBJECT = "arn:aws:s3:::acme/a.png"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def policy(effect: str, action: str, resource: str, principal: Any = None) -> dict[str, Any]:
    row = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Statement": [{**row, "Principal": principal} if principal else row]}


def role(*documents: dict[str, Any], **properties: Any) -> dict[str, Any]:
    own = {
        "AssumeRolePolicyDocument": policy("Allow", "sts:AssumeRole", "*", {"Service": "x.aws"}),
        "Policies": [{"PolicyName": "p", "PolicyDocument": each} for each in documents],
        **properties,
    }
    del own["AssumeRolePolicyDocument"]["Statement"][0]["Resource"]
    return {"Type": "AWS::IAM::Role", "Properties": own}


def bucket_policy(document: dict[str, Any], bucket: Any = "acme") -> dict[str, Any]:
    properties = {"Bucket": bucket, "PolicyDocument": document}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": properties}


def decide(resources: dict[str, Any], action: str, resource: str, **more: Any) -> Decision:
    document = Document({"Resources": resources})
    own = role_of(document, "Role")
    return RoleEvaluator(document, own, **more).decide(request_of(own, action, resource))


NAMED = {"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}
BY_ARN = {"AWS": ROLE_ARN}
ACCOUNT = {"AWS": "arn:aws:iam::111122223333:root"}
READ = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*")


@pytest.mark.parametrize(
    ("own", "document", "outcome"),
    [
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", NAMED), "allowed"),
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", "*"), "allowed"),
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", ACCOUNT), "implicitDeny"),
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", BY_ARN), "implicitDeny"),
        ((), policy("Allow", "s3:PutObject", "arn:aws:s3:::acme/*", NAMED), "implicitDeny"),
        ((READ,), policy("Deny", "s3:GetObject", "arn:aws:s3:::acme/*", ACCOUNT), "explicitDeny"),
        ((READ,), policy("Deny", "s3:GetObject", "arn:aws:s3:::acme/*", NAMED), "explicitDeny"),
        ((READ,), policy("Deny", "s3:GetObject", "arn:aws:s3:::acme/b/*", "*"), "allowed"),
    ],
)
def test_the_policy_of_the_resource_counts(
    own: tuple[Any, ...], document: dict[str, Any], outcome: str
) -> None:
    found = decide({"Role": role(*own), "P": bucket_policy(document)}, "s3:GetObject", OBJECT)
    assert found.outcome == outcome
    if outcome != "implicitDeny" and found.deciding and not own:
        assert found.deciding.layer == "resource policy"


def test_a_role_is_named_by_its_arn_too() -> None:
    document = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", BY_ARN)
    resources = {"Role": role(RoleName="app"), "P": bucket_policy(document)}
    assert decide(resources, "s3:GetObject", OBJECT).allowed


def test_another_role_is_not_the_role() -> None:
    other = {"AWS": {"Fn::GetAtt": ["Other", "Arn"]}}
    document = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", other)
    resources = {"Role": role(), "Other": role(), "P": bucket_policy(document)}
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "implicitDeny"


def test_a_policy_of_another_bucket_is_not_looked_at() -> None:
    document = policy("Allow", "s3:GetObject", "*", NAMED)
    resources = {"Role": role(), "P": bucket_policy(document, "other")}
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "implicitDeny"


def test_a_policy_of_an_unknown_bucket_leaves_the_answer_open() -> None:
    document = policy("Allow", "s3:GetObject", "*", NAMED)
    resources = {"Role": role(), "P": bucket_policy(document, {"Ref": "B"})}
    resources["B"] = {"Type": "AWS::S3::Bucket"}
    found = decide(resources, "s3:GetObject", OBJECT)
    assert found.outcome == "unknown"
    assert "whether P is of arn:aws:s3:::acme/a.png is not known" in found.unknown[0]


def test_a_boundary_limits_what_a_resource_allows() -> None:
    document = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", NAMED)
    limit = {"Ref": "Limit"}
    resources = {"Role": role(PermissionsBoundary=limit), "P": bucket_policy(document)}
    resources["Limit"] = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"PolicyDocument": policy("Allow", "sqs:*", "*")},
    }
    assert decide(resources, "s3:GetObject", OBJECT).limited_by == "permissions boundary"


USE = policy("Allow", "kms:Decrypt", "*")


@pytest.mark.parametrize(
    ("own", "principal", "outcome"),
    [
        ((USE,), ACCOUNT, "allowed"),
        ((USE,), {"AWS": "arn:aws:iam::111122223333:role/admin"}, "unknown"),
        ((), ACCOUNT, "unknown"),
    ],
)
def test_a_key_that_may_be_the_one_asked_for(
    own: tuple[Any, ...], principal: Any, outcome: str
) -> None:
    key = {"KeyPolicy": policy("Allow", "kms:*", "*", principal)}
    resources = {"Role": role(*own), "Key": {"Type": "AWS::KMS::Key", "Properties": key}}
    assert decide(resources, "kms:Decrypt", KEY).outcome == outcome


def test_what_is_not_read_may_allow() -> None:
    resources = {"Role": role(READ), "X": {"Type": "AWS::IoT::Policy"}}
    assert decide(resources, "s3:GetObject", OBJECT).allowed
    found = decide(resources, "s3:PutObject", OBJECT)
    assert found.outcome == "unknown"
    assert found.unknown == (
        "what is not read: AWS::IoT::Policy may grant access and is not read (X)",
    )


def test_what_is_not_read_and_names_the_role_may_also_deny() -> None:
    unread = {"Type": "Custom::Attach", "Properties": {"Role": {"Ref": "Role"}}}
    found = decide({"Role": role(READ), "X": unread}, "s3:GetObject", OBJECT)
    assert found.outcome == "unknown"


def test_the_trust_policy_answers_for_a_caller() -> None:
    document = Document({"Resources": {"Role": role()}})
    own = role_of(document, "Role")
    request = request_of(own, "sts:AssumeRole", principal="Service:x.aws")
    assert RoleEvaluator(document, own).decide(request).allowed
