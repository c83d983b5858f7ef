"""A difference as a reviewer reads it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.report.difference import as_json, pretty
from influmojo_cfn.report.difference_comment import markdown
from tests.proof.policies import allow, deny

ECS = {"Service": "ecs-tasks.amazonaws.com"}


def template(
    actions: list[str], resource: str, principal: dict[str, Any], bucket: str = ""
) -> Document:
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    grant = {"Effect": "Allow", "Action": actions, "Resource": resource}
    role = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [
            {
                "PolicyName": "own",
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [grant]},
            }
        ],
    }
    resources: dict[str, Any] = {"Worker": {"Type": "AWS::IAM::Role", "Properties": role}}
    if bucket:
        public = {"Effect": "Allow", "Principal": bucket, "Action": "s3:GetObject", "Resource": "*"}
        resources["Open"] = {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {"PolicyDocument": {"Version": "2012-10-17", "Statement": public}},
        }
    return Document({"Resources": resources}, "t.yaml")


OLD = template(
    ["sqs:SendMessage", "sqs:GetQueueUrl"], "arn:aws:sqs:us-east-1:111122223333:a|b", ECS
)
NEW = template(
    ["sqs:SendMessage"],
    "arn:aws:sqs:us-east-1:111122223333:*",
    {**ECS, "AWS": "444455556666"},
    bucket="*",
)


def test_pretty_has_a_line_for_each_role_and_policy() -> None:
    heads = [line for line in pretty(compare_documents(OLD, NEW)).splitlines() if line[0].isalpha()]
    assert heads == [
        "Worker: both",
        "Worker, trust policy: widened",
        "Open, policy (added): widened",
    ]


def policy(*statements: dict[str, Any]) -> Document:
    return Document({"Version": "2012-10-17", "Statement": list(statements)}, "")


UPLOADS = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::uploads/*")
NO_BACKUPS = deny("s3:*", "arn:aws:s3:::uploads/backup/*")
ONLY_TLS = deny("*", "*", {"Bool": {"aws:SecureTransport": "false"}})
EDITS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], list[str]]] = {
    "a Deny is removed": (
        (UPLOADS, NO_BACKUPS),
        (UPLOADS,),
        [
            "+ s3:GetObject, s3:PutObject on arn:aws:s3:::uploads/*",
            "of it, what was denied: s3:* on arn:aws:s3:::uploads/backup/*",
            "for example: s3:GetObject on arn:aws:s3:::uploads/backup/",
        ],
    ),
    "a Deny is added": (
        (UPLOADS,),
        (UPLOADS, ONLY_TLS),
        [
            "- s3:GetObject, s3:PutObject on arn:aws:s3:::uploads/*",
            "of it, what is now denied: * on * when aws:SecureTransport Bool false",
            "for example: s3:GetObject on arn:aws:s3:::uploads/x with aws:SecureTransport=false",
        ],
    ),
    "a Deny is removed and an Allow is wider": (
        (allow("s3:GetObject", "arn:aws:s3:::uploads/a/*"), NO_BACKUPS),
        (allow("s3:GetObject", "arn:aws:s3:::uploads/*"),),
        [
            "+ s3:GetObject on arn:aws:s3:::uploads/*",
            "for example: s3:GetObject on arn:aws:s3:::uploads/x",
        ],
    ),
    "a condition is added": (
        (UPLOADS,),
        ({**UPLOADS, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},),
        [
            "- s3:GetObject, s3:PutObject on arn:aws:s3:::uploads/*",
            "for example: s3:GetObject on arn:aws:s3:::uploads/x without aws:SecureTransport",
        ],
    ),
    "actions and resources are added": (
        (UPLOADS,),
        (
            allow(
                ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                ["arn:aws:s3:::uploads/*", "arn:aws:s3:::shared/*"],
            ),
        ),
        [
            "+ s3:GetObject, s3:PutObject on arn:aws:s3:::shared/*",
            "for example: s3:GetObject on arn:aws:s3:::shared/x",
            "+ s3:DeleteObject on arn:aws:s3:::uploads/*, arn:aws:s3:::shared/*",
            "for example: s3:DeleteObject on arn:aws:s3:::shared/x",
        ],
    ),
    "everything but one service": (
        (allow("sqs:*"),),
        (allow("sqs:*"), allow("*", NotAction=["iam:*", "sqs:*"])),
        [
            "+ every action of other services (such as s3:GetObject) on *",
            "for example: s3:GetObject on arn:aws:s3:::xxx/x",
        ],
    ),
}


@pytest.mark.parametrize("about", EDITS)
def test_an_edit_as_a_reviewer_reads_it(about: str) -> None:
    old, new, lines = EDITS[about]
    text = pretty(compare_documents(policy(*old), policy(*new)))
    assert [line.strip() for line in text.splitlines()[1:]] == lines


def test_a_statement_of_an_aws_managed_policy_is_named_by_its_arn() -> None:
    attached = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
    wider = copy.deepcopy(OLD.data)
    wider["Resources"]["Worker"]["Properties"]["ManagedPolicyArns"] = [attached]
    text = pretty(compare_documents(OLD, Document(wider, "t.yaml")))
    assert text.splitlines()[1:3] == ["  + sqs:* on *", f"      {attached}"]


def test_json_names_the_principals_that_were_gained() -> None:
    changes = json.loads(as_json(compare_documents(OLD, NEW)))["changes"]
    assert [c["gained"]["found"][0]["principals"] for c in changes[1:]] == [
        ["AWS:444455556666"],
        ["*:*"],
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("`", "`` ` ``"),
        ("a key <b> and _c_", "a key `<b>` and `_c_`"),
        ("what is said: nothing", "what is said: nothing"),
    ],
)
def test_what_is_no_english_is_code(text: str, written: str) -> None:
    from influmojo_cfn.report.printable import markdown_terms

    assert markdown_terms(text) == written


def test_what_the_update_fails_on_is_told() -> None:
    before, after = (Document(copy.deepcopy(OLD.data), "t.yaml") for _ in range(2))
    for document, path in ((before, "/"), (after, "/team/")):
        document.data["Resources"]["Worker"]["Properties"] |= {"RoleName": "w", "Path": path}
    found = compare_documents(before, after)
    (row,) = json.loads(as_json(found))["replacements"]
    assert (row["resource"], row["property"]) == ("Worker", "Path")
    for shown in (pretty(found), markdown(found)):
        assert "Path of Worker has changed, which replaces it" in shown.replace("`", "")
    assert compare_documents(before, after, role="Worker").replacements == found.replacements
