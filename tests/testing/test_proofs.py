"""The assertions of the testing package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from influmojo_cfn.cloudformation import read_document, reader
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.testing import Role, assert_never, assert_no_new_access
from tests.conftest import ROOT
from tests.proof.policies import allow, document

OWN = ROOT / "templates" / "influmojo-ecs-iam.yaml"


def test_no_new_access_of_a_template_against_itself() -> None:
    assert_no_new_access(OWN, OWN)


def test_new_access_is_shown_with_a_request() -> None:
    with pytest.raises(AssertionError, match="for example: s3:PutObject on"):
        assert_no_new_access(document(allow("s3:GetObject")), document(allow("s3:PutObject")))


def test_never() -> None:
    assert_never(Role(OWN, "TaskRole"), ["iam:*", "sts:*"])
    assert_never(Role(OWN, "TaskRole"), "s3:*", not_resources="arn:aws:s3:::influmojo-*")


def test_what_is_allowed_after_all_is_shown() -> None:
    with pytest.raises(AssertionError, match="arn:aws:s3:::influmojo-"):
        assert_never(Role(OWN, "TaskRole"), "s3:Delete*", "arn:aws:s3:::*")


def test_never_under_a_condition() -> None:
    secure = {"Bool": {"aws:SecureTransport": "true"}}
    policy = document(allow("s3:*", "*", secure))
    assert_never(policy, "s3:*", conditions={"Bool": {"aws:SecureTransport": "false"}})
    with pytest.raises(AssertionError):
        assert_never(policy, "s3:*", conditions={"Bool": {"aws:SecureTransport": "true"}})


@pytest.mark.parametrize(
    ("actions", "conditions", "message"),
    [
        ("s3:GetObjct", None, "did you mean 'GetObject'"),
        (["s3:*", "sqs"], None, "expected one such as s3:GetObject"),
        ("s3:*", {"StringEqual": {"aws:SourceVpc": "a"}}, "did you mean 'StringEquals'"),
        ("s3:*", {"StringEquals": {"aws:SourceVcp": "a"}}, "did you mean 'aws:SourceVpc'"),
    ],
)
def test_never_asserts_nothing_about_what_there_is_not(
    actions: str | list[str], conditions: dict[str, dict[str, str]] | None, message: str
) -> None:
    with pytest.raises(TemplateError, match=message):
        assert_never(document(allow("sqs:*")), actions, conditions=conditions)


def test_access_that_cannot_be_excluded_is_new_access() -> None:
    odd = allow("s3:*", "*", {"StringIsNot": {"aws:SourceVpc": "a"}})
    with pytest.raises(AssertionError, match="not known: 'StringIsNot' is not an operator"):
        assert_no_new_access(document(allow("s3:GetObject")), document(odd))


def test_a_bucket_policy_is_compared_too() -> None:
    def template(principal: object) -> dict[str, object]:
        statement = allow("s3:GetObject", "arn:aws:s3:::a/*", Principal=principal)
        policy = {"Bucket": "a", "PolicyDocument": document(statement)}
        return {"Resources": {"P": {"Type": "AWS::S3::BucketPolicy", "Properties": policy}}}

    own = {"AWS": "111122223333"}
    with pytest.raises(AssertionError, match="P, policy: new access"):
        assert_no_new_access(template(own), template("*"))


def test_what_is_not_read_may_be_what_never_should() -> None:
    template = read_document(OWN).data
    thing = {"Type": "AWS::IoT::RoleAlias"}
    unread = {**template, "Resources": {**template["Resources"], "Thing": thing}}
    assert_never(template, "iam:*", role="TaskRole")
    with pytest.raises(AssertionError, match="not known: AWS::IoT::RoleAlias may grant access"):
        assert_never(unread, "iam:*", role="TaskRole")
    assert not Role(unread, "TaskRole").cannot("iam:CreateUser")


@pytest.mark.parametrize("name", ["resources", "not_resources"])
def test_a_resource_that_is_no_arn_asserts_nothing(name: str) -> None:
    texts: dict[str, Any] = {name: ["*", "s3:GetObjct", "arn:aws:s3:uploads"]}
    with pytest.raises(TemplateError) as caught:
        assert_never(document(allow("sqs:*")), "s3:*", **texts)
    assert [problem.place for problem in caught.value.problems] == [name, name]


@pytest.mark.parametrize(("region", "is_new"), [("us-east-1", True), ("eu-west-1", False)])
def test_new_access_is_that_of_the_region_that_is_given(region: str, is_new: bool) -> None:
    def template(resource: object) -> dict[str, Any]:
        policy = {"PolicyDocument": document(allow("sqs:SendMessage", resource))}
        return {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": policy}}}

    fixed = template("arn:aws:sqs:eu-west-1:111122223333:jobs")
    open_ = template({"Fn::Sub": "arn:aws:sqs:${AWS::Region}:111122223333:jobs"})
    if is_new:
        with pytest.raises(AssertionError, match="us-east-1"):
            assert_no_new_access(fixed, open_, region=region)
    else:
        assert_no_new_access(fixed, open_, region=region)


def test_never_is_asserted_where_the_template_is_deployed() -> None:
    queues = "arn:aws:sqs:*:444455556666:*"
    policy = {
        "PolicyName": "own",
        "PolicyDocument": document(
            allow("sqs:*", {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs"})
        ),
    }
    role = {"AssumeRolePolicyDocument": document(), "Policies": [policy]}
    template = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": role}}}
    assert_never(template, "sqs:*", queues, role="R")
    with pytest.raises(AssertionError, match="444455556666:jobs"):
        assert_never(template, "sqs:*", queues, role="R", account="444455556666")


def test_requests_that_there_are_none_of_assert_nothing() -> None:
    with pytest.raises(TemplateError, match=r"no request on \['s3:GetObject'\] is of this shape"):
        assert_never(document(allow("sqs:*")), "s3:GetObject", "arn:aws:sqs:*:*:jobs")


def template_with(**more: Any) -> dict[str, Any]:
    role = {"RoleName": "r", "AssumeRolePolicyDocument": document()}
    return {
        "Parameters": {"Admin": {"Type": "String", "Default": "no"}},
        "Conditions": {"IsAdmin": {"Fn::Equals": [{"Ref": "Admin"}, "yes"]}},
        "Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": role}, **more},
    }


BY_A_BUCKET = template_with(
    B={
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": "a",
            "PolicyDocument": document(
                allow("s3:*", "arn:aws:s3:::a/*", Principal={"AWS": {"Fn::GetAtt": "R.Arn"}})
            ),
        },
    }
)
BY_A_PARAMETER = template_with(
    P={
        "Type": "AWS::IAM::RolePolicy",
        "Condition": "IsAdmin",
        "Properties": {
            "RoleName": "r",
            "PolicyName": "p",
            "PolicyDocument": document(allow("s3:*")),
        },
    }
)


@pytest.mark.parametrize("is_role", [True, False], ids=["a Role", "a template"])
@pytest.mark.parametrize(
    ("template", "example"),
    [(BY_A_BUCKET, "on arn:aws:s3:::a/"), (BY_A_PARAMETER, "with Admin=yes")],
    ids=["by the policy of a bucket", "by another value of a parameter"],
)
def test_never_is_a_claim(template: dict[str, Any], example: str, is_role: bool) -> None:
    asked: dict[str, Any] = {"subject": template, "role": "R"}
    if is_role:
        asked = {"subject": Role(template, "R")}
    with pytest.raises(AssertionError, match=example):
        assert_never(actions="s3:GetObject", **asked)
    assert_never(actions="sqs:*", **asked)


def test_a_value_that_is_given_does_not_vary() -> None:
    assert_never(Role(BY_A_PARAMETER, "R", parameters={"Admin": "no"}), "s3:*")


def test_what_is_allowed_says_what_it_assumes() -> None:
    with pytest.raises(AssertionError, match="assumed: account 111122223333, Region eu-west-1"):
        assert_never(BY_A_BUCKET, "s3:*", role="R", region="eu-west-1")


def test_a_role_has_its_own_deployment() -> None:
    with pytest.raises(TemplateError, match="region: cannot be combined with a Role"):
        assert_never(Role(OWN, "TaskRole"), "iam:*", region="eu-west-1")


def test_a_file_is_read_again_where_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(document(allow("sqs:*"))))
    assert_never(file, "s3:*")
    with patch.object(reader, "parse", side_effect=AssertionError("read again")):
        assert_never(file, "sns:*")
    file.write_text(json.dumps(document(allow("s3:*"))))
    with pytest.raises(AssertionError, match=r"s3:\* on"):
        assert_never(file, "s3:*")
