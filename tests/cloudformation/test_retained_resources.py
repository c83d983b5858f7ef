"""What an update removes from a template and keeps stays as it is where that is sure."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.retained_resources import kept_policies, with_retained

KEPT = {"DeletionPolicy": "Retain"}
INLINE, BUCKET_POLICY = "AWS::IAM::Policy", "AWS::S3::BucketPolicy"


def row(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def role(**properties: Any) -> dict[str, Any]:
    return row("AWS::IAM::Role", **properties)


def policy(role: Any = "R", **more: Any) -> dict[str, Any]:
    return row(INLINE, PolicyName="p", Roles=[{"Ref": role}], **more) | KEPT


def template(resources: dict[str, Any], **sections: Any) -> Document:
    return Document({**sections, "Resources": resources})


def stays(old: Document, new: Document, *given: Environment) -> bool:
    found = with_retained(old, new, given or (Environment(), Environment()))[1]
    return "P" in found.data["Resources"]


PARAMETER = {"N": {"Type": "String", "Default": "a"}}
NAMED = policy(PolicyDocument={"Ref": "N"})
MAPPED = policy(PolicyDocument={"Fn::FindInMap": ["M", "a", "b"]})
CONDITIONAL = {"R": role(), "P": policy() | {"Condition": "C"}}
ASKS = {"C": {"Fn::Equals": [{"Ref": "N"}, "a"]}}
ON_BUCKET = row(BUCKET_POLICY, Bucket={"Ref": "B"}) | KEPT
BUCKET = row("AWS::S3::Bucket", BucketName="b")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (template({"R": role(), "P": policy()}), template({"R": role(Policies=[])}), True),
        (template({"R": role(), "P": policy()}), template({"R": role(RoleName="a")}), False),
        (template({"R": role(), "P": policy()}), template({}), False),
        (template({"R": role() | KEPT, "P": policy()}), template({}), True),
        (
            template({"R": role(), "P": policy()}),
            template({"R": role(), "Q": policy()}),
            False,
        ),
        (
            template({"R": role(), "P": policy()}),
            template({"R": role(Policies=[{"PolicyName": "p"}])}),
            False,
        ),
        (
            template({"R": role(), "P": policy()}),
            template({"R": role(Policies=[{"PolicyName": {"Ref": "N"}}])}),
            False,
        ),
        (
            template({"R": role(), "P": NAMED}, Parameters=PARAMETER),
            template({"R": role()}, Parameters=PARAMETER),
            True,
        ),
        (
            template({"R": role(), "P": NAMED}, Parameters=PARAMETER),
            template({"R": role()}, Parameters={"N": {"Type": "String", "Default": "b"}}),
            False,
        ),
        (
            template({"R": role(), "P": policy() | {"Condition": "C"}}, Conditions={"C": 1}),
            template({"R": role()}, Conditions={"C": 2}),
            False,
        ),
        (
            template(CONDITIONAL, Conditions=ASKS, Parameters=PARAMETER),
            template({"R": role()}, Conditions=ASKS, Parameters={"N": {"Type": "String"}}),
            False,
        ),
        (
            template({"R": role(), "P": MAPPED}, Mappings={"M": 1}),
            template({"R": role()}, Mappings={"M": 2}),
            False,
        ),
        (template({"B": BUCKET, "P": ON_BUCKET}), template({"B": BUCKET}), True),
        (
            template({"B": BUCKET, "P": ON_BUCKET}),
            template({"B": row("AWS::S3::Bucket", BucketName="c")}),
            False,
        ),
        (
            template({"B": BUCKET, "P": ON_BUCKET}),
            template({"B": BUCKET, "Q": row("AWS::SQS::QueuePolicy")}),
            False,
        ),
        (template({"R": role(), "P": row(INLINE)}), template({"R": role()}), False),
        (Document({"Statement": []}), template({}), False),
    ],
)
def test_what_is_kept_stays_where_all_it_refers_to_does(
    old: Document, new: Document, expected: bool
) -> None:
    assert stays(old, new) is expected


def test_what_another_value_of_a_parameter_decides_does_not_surely_stay() -> None:
    old = template({"R": role(), "P": NAMED}, Parameters=PARAMETER)
    new = template({"R": role()}, Parameters=PARAMETER)
    given = (Environment(parameters={"N": "a"}), Environment(parameters={"N": "b"}))
    assert not stays(old, new, *given)


def test_only_policies_that_are_kept_are_named() -> None:
    rows = {"P": policy(), "Q": row(INLINE), "B": BUCKET | KEPT, "O": ON_BUCKET}
    assert list(kept_policies({"Resources": rows}, {"Resources": {}})) == ["P", "O"]


@pytest.mark.parametrize("kind", [{}, ["a"], None, 5], ids=["a mapping", "a list", "none", "5"])
def test_a_type_that_is_no_string_is_no_policy(kind: Any) -> None:
    odd = template({"P": ON_BUCKET, "B": BUCKET}), template({"B": BUCKET, "Odd": {"Type": kind}})
    assert stays(*odd)
    assert [*kept_policies({"Resources": {"P": KEPT | {"Type": kind}}}, {"Resources": {}})] == []
