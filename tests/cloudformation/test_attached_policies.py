"""The policies of a template's resources, and those of one resource."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_policies import (
    AttachedPolicy,
    attached_policies,
    default_policies,
    of_one_resource,
)
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import ResourceGrant
from influmojo_cfn.iam.document import Policy

ALLOW = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}


def attached(*arns: str) -> AttachedPolicy:
    return AttachedPolicy("AWS::S3::BucketPolicy", ResourceGrant(" ".join(arns), Policy(())), arns)


def test_each_policy_has_its_type_and_what_it_is_attached_to() -> None:
    properties: dict[str, Any] = {"Bucket": "b", "PolicyDocument": ALLOW}
    resources = {
        "P": {"Type": "AWS::S3::BucketPolicy", "Properties": properties},
        "Q": {"Type": "AWS::SQS::Queue"},
    }
    document = Document({"Resources": resources})
    (found,) = attached_policies(document, ResolvedTemplate(document.data))
    assert (found.resource_type, found.grant.name) == ("AWS::S3::BucketPolicy", "P")
    assert found.arns == ("arn:aws:s3:::b",)


def test_what_holds_without_a_policy_is_of_the_type_that_is_asked_for() -> None:
    kinds = {"Files": "AWS::EFS::FileSystem", "Key": "AWS::KMS::Key", "Q": "AWS::SQS::Queue"}
    document = Document({"Resources": {name: {"Type": kind} for name, kind in kinds.items()}})
    found = default_policies(document, ResolvedTemplate(document.data), kinds["Files"])
    assert [each.grant.name for each in found] == ["Files"]


@pytest.mark.parametrize(
    ("arns", "surely", "maybe"),
    [
        pytest.param(("yes", "no"), True, False, id="one of several"),
        pytest.param(("perhaps", "yes"), True, False, id="one that is, and one that might be"),
        pytest.param(("no", "perhaps"), False, True, id="one that might be"),
        pytest.param(("no",), False, False, id="another resource"),
        pytest.param((), True, False, id="the account's"),
    ],
)
def test_the_policies_of_one_resource(arns: tuple[str, ...], surely: bool, maybe: bool) -> None:
    answers = {"yes": True, "no": False, "perhaps": None}
    found = of_one_resource([attached(*arns)], lambda arn: answers[str(arn)])
    assert tuple(map(bool, found)) == (surely, maybe)
