"""Which parameters are varied together because a changed statement combines them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.statement_groups import (
    combined_by_claim,
    combined_by_statements,
    listed_parameters,
)

NONE = {"Ref": "AWS::NoValue"}
PSEUDO = ("AWS::Region",)


def either(name: str, one: Any, other: Any = NONE) -> dict[str, Any]:
    return {"Fn::If": [f"Is{name}", one, other]}


def allow(action: Any, resource: Any = "*", effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def policy(*rows: Any) -> dict[str, Any]:
    return {"PolicyName": "p", "PolicyDocument": {"Statement": [*rows]}}


TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:*"}


def role(*rows: Any, **more: Any) -> dict[str, Any]:
    trusted = {"AssumeRolePolicyDocument": {"Statement": TRUST}}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {**trusted, "Policies": [policy(*rows)], **more},
    }


def attached(*rows: Any, to: Any = None, kind: str = "Policy") -> dict[str, Any]:
    roles = [{"Ref": "Role"} if to is None else to]
    return {"Type": f"AWS::IAM::{kind}", "Properties": {**policy(*rows), "Roles": roles}}


def template(**resources: Any) -> dict[str, Any]:
    names = "ABC"
    return {
        "Parameters": {
            each: {"Type": "String", "Default": "no", "AllowedValues": ["yes", "no"]}
            for each in names
        },
        "Conditions": {f"Is{each}": {"Fn::Equals": [{"Ref": each}, "yes"]} for each in names},
        "Mappings": {"M": {"us-east-1": {"a": "s3:Get*"}}},
        "Resources": resources,
    }


def groups(old: dict[str, Any], new: dict[str, Any]) -> list[set[str]]:
    return combined_by_statements(template(**old), template(**new), PSEUDO)


OF_REGION = {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "a"]}
ALL = allow("*")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (role(), role(allow(either("A", "s3:Get*", "s3:Put*"), either("B", "*", "b"))), [{*"AB"}]),
        (role(), role(allow(OF_REGION, either("B", "*", "b"))), [{"AWS::Region", "B"}]),
        (role(either("A", ALL)), role(either("A", ALL), either("B", ALL)), [{*"AB"}]),
        (role(either("A", ALL)), role(either("A", ALL), ALL), []),
        (
            role(either("A", allow("sqs:Send*"))),
            role(either("A", allow("sqs:Send*")), either("B", allow("s3:*"))),
            [],
        ),
        (
            role(either("A", allow("sqs:*"))),
            role(either("A", allow("sqs:*")), either("B", {**ALL, "Action": {"Ref": "A"}})),
            [{*"AB"}],
        ),
        (
            role(either("A", allow("sqs:*")), either("B", ALL), ALL),
            role(either("A", allow("sqs:*")), ALL),
            [],
        ),
        (
            role(either("A", allow("sqs:*")), either("B", allow("sqs:*", "*", "Deny")), ALL),
            role(either("A", allow("sqs:*")), ALL),
            [{*"AB"}],
        ),
        (role(either("A", ALL)), role(either("A", ALL)), []),
        (
            role(either("A", ALL), either("B", ALL), PermissionsBoundary="arn"),
            role(either("A", ALL), either("B", ALL)),
            [{*"AB"}],
        ),
        (
            role(either("A", ALL), either("B", ALL), ManagedPolicyArns=["arn"]),
            role(either("A", ALL), either("B", ALL)),
            [],
        ),
        (
            role(either("A", ALL)),
            role(either("A", ALL), ManagedPolicyArns=[either("B", "arn")]),
            [{*"AB"}],
        ),
        (
            role({"NotAction": "s3:*", **either("A", ALL)}),
            role({"NotAction": "s3:*", **either("B", ALL)}),
            [{*"AB"}],
        ),
    ],
)
def test_statements_about_the_same_calls_are_combined(
    before: Any, after: Any, found: list[set[str]]
) -> None:
    assert groups({"Role": before}, {"Role": after}) == found


MINE = role(either("A", ALL))
NAMED = attached(either("B", ALL), to="by-name")
OF_OTHER = attached(either("B", ALL), to={"Ref": "Other"})
MANAGED = attached(either("B", ALL), to={"Ref": "Other"}, kind="ManagedPolicy")
REFERRING = role(either("A", ALL), PermissionsBoundary={"Ref": "Mine"})


GROUP = {"Type": "AWS::IAM::Group", "Properties": {"Policies": [policy(either("A", ALL))]}}
ADDED = {
    "Type": "AWS::IAM::UserToGroupAddition",
    "Properties": {"GroupName": {"Ref": "Group"}, "Users": [{"Ref": "User"}]},
}


def user(groups: Any = None) -> dict[str, Any]:
    return {"Type": "AWS::IAM::User", "Properties": {"Groups": groups} if groups else {}}


@pytest.mark.parametrize(
    ("old", "more", "found"),
    [
        ({"Role": MINE}, {"Mine": attached(either("B", ALL))}, [{*"AB"}]),
        ({"Role": MINE}, {"Mine": NAMED}, [{*"AB"}]),
        ({"Role": MINE, "Other": role()}, {"Mine": OF_OTHER}, []),
        ({"Role": REFERRING, "Other": role()}, {"Mine": MANAGED}, [{*"AB"}]),
        ({"Role": MINE}, {"Mine": {**attached(ALL), "Condition": "IsC"}}, [{*"AC"}]),
        ({"Group": GROUP}, {"User": user([either("B", {"Ref": "Group"})])}, [{*"AB"}]),
        ({"Group": GROUP, "User": user()}, {"Added": {**ADDED, "Condition": "IsB"}}, [{*"AB"}]),
    ],
)
def test_statements_that_one_role_has_are_combined(
    old: dict[str, Any], more: dict[str, Any], found: list[set[str]]
) -> None:
    assert groups(old, {**old, **more}) == found


def test_lookups_combine_parameters_where_there_are_no_conditions() -> None:
    lookup = {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, {"Ref": "A"}]}
    old, new = template(Role=role()), template(Role=role(allow(lookup)))
    del old["Conditions"], new["Conditions"]
    assert combined_by_statements(old, new, PSEUDO) == [{"AWS::Region", "A"}]


def test_a_statement_changes_with_what_it_depends_on() -> None:
    rows = {"Role": role(either("A", ALL), either("B", ALL))}
    old, new = template(**rows), template(**rows)
    assert combined_by_statements(old, new, ()) == []
    new["Conditions"]["IsB"] = {"Fn::Equals": ["yes", {"Ref": "B"}]}
    assert combined_by_statements(old, new, ()) == [{*"AB"}]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            role(allow("s3:GetObject"), allow("s3:DeleteObject", "arn:aws:s3:::b/*")),
            role(
                allow("s3:GetObject"),
                allow("s3:DeleteObject", "arn:aws:s3:::b/*"),
                allow(
                    either("A", "s3:DeleteObject", "s3:GetObject"),
                    either("B", "*", "arn:aws:s3:::b/*"),
                ),
            ),
        ),
        (
            role(either("A", NONE, allow("s3:GetObject"))),
            role(either("A", NONE, allow("s3:GetObject")), either("B", allow("s3:GetObject"))),
        ),
        (
            role(either("A", allow("s3:*")), allow("s3:*", "*", "Deny")),
            role(either("A", allow("s3:*")), either("B", NONE, allow("s3:*", "*", "Deny"))),
        ),
    ],
)
def test_what_only_two_parameters_together_give_is_found(before: Any, after: Any) -> None:
    found = compare_documents(
        Document(template(Role=before)), Document(template(Role=after))
    ).changes
    notes = {each.note for change in found for each in change.gained.excesses}
    assert notes == {"where A is yes and B is yes"}


DENY = allow("s3:*", effect="Deny")
BOUNDARY = {
    "Type": "AWS::IAM::ManagedPolicy",
    "Properties": {"PolicyDocument": {"Statement": [either("B", allow("s3:*"))]}},
}


@pytest.mark.parametrize(
    ("resources", "never", "always"),
    [
        ({"Role": role(either("A", allow("s3:*")))}, [], []),
        (
            {"Role": role(either("A", allow("s3:*")), either("B", allow("s3:Get*")))},
            [],
            [{"A", "B"}],
        ),
        ({"Role": role(either("A", allow("s3:*")), either("B", allow("sqs:*")))}, [], []),
        (
            {"Role": role(either("A", allow("s3:*"))), "P": attached(either("B", DENY))},
            [{"A", "B"}],
            [],
        ),
        (
            {
                "Role": role(either("A", allow("s3:*")), either("C", allow("s3:*"))),
                "P": attached(either("B", DENY)),
            },
            [{"A", "B"}, {"B", "C"}],
            [{"A", "C"}],
        ),
        (
            {
                "Role": role(either("A", allow("s3:*")), PermissionsBoundary={"Ref": "P"}),
                "P": BOUNDARY,
            },
            [{"A", "B"}],
            [{"A", "B"}],
        ),
        ({"Role": role(allow("s3:*")), "P": attached(either("B", DENY))}, [], []),
        (
            {
                "Role": role(ManagedPolicyArns=[either("A", {"Ref": "P"})]),
                "P": attached(either("B", allow("s3:*")), to=NONE, kind="ManagedPolicy"),
            },
            [{"A", "B"}],
            [{"A", "B"}],
        ),
        (
            {
                "Role": role(
                    either("A", allow("s3:*")), ManagedPolicyArns=[either("B", {"Ref": "P"})]
                ),
                "P": attached(DENY, to=NONE, kind="ManagedPolicy"),
            },
            [{"A", "B"}],
            [{"A", "B"}],
        ),
        (
            {
                "Role": role(either("B", DENY)),
                "P": {
                    "Type": "AWS::S3::BucketPolicy",
                    "Properties": {"PolicyDocument": {"Statement": [either("A", allow("s3:*"))]}},
                },
            },
            [{"A", "B"}],
            [],
        ),
        (
            {
                "User": {
                    "Type": "AWS::IAM::User",
                    "Properties": {"Groups": [either("A", {"Ref": "Group"})]},
                },
                "Group": {"Type": "AWS::IAM::Group"},
                "P": {
                    "Type": "AWS::IAM::GroupPolicy",
                    "Properties": {**policy(either("B", allow("s3:*"))), "GroupName": "Group"},
                },
            },
            [{"A", "B"}],
            [{"A", "B"}],
        ),
    ],
    ids=[
        "one Allow",
        "two Allows",
        "another service",
        "a Deny apart",
        "two Allows and a Deny",
        "a boundary of the template",
        "one Deny",
        "an Allow that is attached",
        "a Deny that is attached",
        "an Allow of a bucket",
        "a policy of a group",
    ],
)
def test_a_claim_combines_what_decides_it(
    resources: dict[str, Any], never: list[set[str]], always: list[set[str]]
) -> None:
    found = [
        combined_by_claim(template(**resources), PSEUDO, ["s3:getobject"], is_always=is_always)
        for is_always in (False, True)
    ]
    assert found == [never, always]


@pytest.mark.parametrize(
    ("row", "resources", "listed"),
    [
        ({"AllowedValues": ["a", "b"]}, {"Role": role(allow({"Ref": "P"}))}, {"P"}),
        ({"AllowedValues": ["a"]}, {"Role": role(allow({"Ref": "P"}))}, set()),
        ({"AllowedValues": [*map(str, range(21))]}, {"Role": role(allow({"Ref": "P"}))}, set()),
        ({}, {"Role": role(allow({"Ref": "P"}))}, set()),
        (
            {"AllowedValues": ["a", "b"]},
            {
                "Role": role(allow("s3:*", {"Fn::GetAtt": ["Bucket", "Arn"]})),
                "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "P"}}},
            },
            {"P"},
        ),
        (
            {"AllowedValues": ["a", "b"]},
            {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Ref": "P"}}}},
            set(),
        ),
    ],
    ids=["two values", "one value", "many", "no list", "the name of a bucket", "no statement"],
)
def test_listed_parameters_are_those_that_statements_depend_on(
    row: dict[str, Any], resources: dict[str, Any], listed: set[str]
) -> None:
    asked = template(**resources)
    asked["Parameters"] = {"P": {"Type": "String", "Default": "a", **row}}
    assert listed_parameters(asked) == listed


@pytest.mark.parametrize("row", [None, 1, True, [None], [[]], "x"])
def test_what_is_no_statement_combines_nothing(row: Any) -> None:
    before, after = (role(allow("s3:*"), Policies=[policy(*each)]) for each in ([row], [row, row]))
    assert groups({"Role": before}, {"Role": after}) == []
