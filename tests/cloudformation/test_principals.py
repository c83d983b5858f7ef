"""Users, groups, permission sets and outside principals, each with every policy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.principals import (
    TemplatePrincipal,
    can_attach_by_name,
    principals_of,
    readable,
)
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

DOCUMENT = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
INLINE = {"PolicyName": "p", "PolicyDocument": DOCUMENT}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
BROKEN = {"Statement": {"Efect": 1}}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    condition = properties.pop("Condition", None)
    row: dict[str, Any] = {"Type": kind, "Properties": properties}
    return {**row, "Condition": condition} if condition else row


def iam(kind: str, **properties: Any) -> dict[str, Any]:
    return resource(f"AWS::IAM::{kind}", **properties)


def found(**resources: Any) -> dict[str, TemplatePrincipal]:
    template = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"Maybe": {"Fn::Equals": [{"Ref": "P"}, "x"]}},
        "Resources": resources,
    }
    resolved = ResolvedTemplate(template, Environment(), missing_is_unknown=True)
    return principals_of(Document(template), resolved)


def policies(name: str, **resources: Any) -> list[str]:
    return [policy.name for policy in found(**resources)[name].policies]


def unknown(name: str, **resources: Any) -> str:
    policies = found(**resources)[name].policies
    statements = [each for policy in policies for each in policy.statements]
    reasons = [each.unknown for each in policies] + [each.unknown for each in statements]
    return "; ".join(why for each in reasons for why in each)


MANAGED = iam("ManagedPolicy", PolicyDocument=DOCUMENT)
NAMED = iam("ManagedPolicy", ManagedPolicyName="own", PolicyDocument=DOCUMENT)


@pytest.mark.parametrize(
    ("resources", "names"),
    [
        ({"U": iam("User")}, []),
        ({"U": iam("User", Policies=[INLINE])}, ["p"]),
        ({"U": iam("User", ManagedPolicyArns=[READ_ONLY])}, [READ_ONLY]),
        ({"U": iam("User", ManagedPolicyArns=[{"Ref": "M"}]), "M": MANAGED}, ["M"]),
        (
            {
                "U": iam("User", ManagedPolicyArns=["arn:aws:iam::111122223333:policy/own"]),
                "M": NAMED,
            },
            ["M"],
        ),
        ({"U": iam("User"), "P": iam("Policy", **INLINE, Users=[{"Ref": "U"}])}, ["P"]),
        ({"U": iam("User", UserName="u"), "P": iam("Policy", **INLINE, Users=["u"])}, ["P"]),
        ({"U": iam("User"), "P": iam("UserPolicy", **INLINE, UserName={"Ref": "U"})}, ["P"]),
        (
            {
                "U": iam("User"),
                "M": iam("ManagedPolicy", PolicyDocument=DOCUMENT, Users=[{"Ref": "U"}]),
            },
            ["M"],
        ),
        (
            {"U": iam("User", Groups=[{"Ref": "G"}]), "G": iam("Group", Policies=[INLINE])},
            ["p"],
        ),
        (
            {
                "U": iam("User"),
                "G": iam("Group", GroupName="g", Policies=[INLINE]),
                "A": iam("UserToGroupAddition", GroupName="g", Users=[{"Ref": "U"}]),
            },
            ["p"],
        ),
        (
            {
                "U": iam("User", Groups=[{"Ref": "G"}]),
                "G": iam("Group"),
                "P": iam("GroupPolicy", **INLINE, GroupName={"Ref": "G"}),
            },
            ["P"],
        ),
        ({"U": iam("User", Groups=["elsewhere"])}, ["group elsewhere"]),
    ],
)
def test_a_user_has_its_policies(resources: dict[str, Any], names: list[str]) -> None:
    assert policies("U", **resources) == names


@pytest.mark.parametrize(
    ("resources", "why"),
    [
        ({"U": iam("User", Groups=["elsewhere"])}, "the group elsewhere is not in the template"),
        (
            {"U": iam("User", ManagedPolicyArns=["arn:aws:iam::111122223333:policy/x"])},
            "the policy arn:aws:iam::111122223333:policy/x is not in the template",
        ),
        (
            {"U": iam("User", ManagedPolicyArns=[{"Ref": "P"}])},
            "the parameter P has no default and was not given",
        ),
        ({"U": iam("User", Policies=["text"])}, "is not a policy"),
        ({"U": iam("User", Policies=[{"PolicyName": "p", "PolicyDocument": "{"}])}, "is not JSON"),
        (
            {"U": iam("User", Policies=[{"PolicyName": "p", "PolicyDocument": "[" * 50_000}])},
            "JSON",
        ),
        (
            {"U": iam("User", Policies=[INLINE], Condition="Maybe")},
            "the parameter P has no default and was not given",
        ),
        (
            {
                "U": iam("User"),
                "G": iam("Group", Policies=[INLINE]),
                "A": iam(
                    "UserToGroupAddition",
                    GroupName={"Ref": "G"},
                    Users=[{"Ref": "U"}],
                    Condition="Maybe",
                ),
            },
            "the parameter P has no default and was not given",
        ),
        (
            {
                "U": iam(
                    "User", Policies=[{**INLINE, "PolicyDocument": {"Statement": {"Efect": 1}}}]
                )
            },
            "Effect",
        ),
    ],
)
def test_a_policy_that_cannot_be_read_is_unknown(resources: dict[str, Any], why: str) -> None:
    assert why in unknown("U", **resources)


def test_a_name_outside_the_template_is_called_by_its_kind() -> None:
    rows = {"P": iam("Policy", **INLINE, Users=["u"], Groups=["g"], Roles=["r"])}
    assert {name: each.kind for name, each in found(**rows).items()} == {
        "user u": "AWS::IAM::User",
        "group g": "AWS::IAM::Group",
        "role r": "AWS::IAM::Role",
    }


def test_roles_of_the_template_are_read_on_their_own() -> None:
    rows = {"R": iam("Role"), "P": iam("Policy", **INLINE, Roles=[{"Ref": "R"}])}
    assert found(**rows) == {}


def test_a_principal_that_is_not_known_is_called_by_what_is() -> None:
    (name,) = found(P=iam("Policy", **INLINE, Users=[{"Ref": "P"}]))
    assert name.startswith("user * (")


@pytest.mark.parametrize(
    ("boundary", "name"),
    [(None, None), ("", None), (READ_ONLY, READ_ONLY), ({"Ref": "M"}, "M")],
)
def test_a_user_has_its_boundary(boundary: Any, name: str | None) -> None:
    given = {} if boundary is None else {"PermissionsBoundary": boundary}
    limit = found(U=iam("User", **given), M=MANAGED)["U"].boundary
    assert (limit.name if limit else None) == name


def permission_set(**properties: Any) -> TemplatePrincipal:
    return found(S=resource("AWS::SSO::PermissionSet", **properties))["S"]


@pytest.mark.parametrize(
    ("properties", "names"),
    [
        ({}, []),
        ({"InlinePolicy": json.dumps(DOCUMENT)}, ["InlinePolicy of S"]),
        ({"InlinePolicy": DOCUMENT}, ["InlinePolicy of S"]),
        ({"InlinePolicy": ""}, []),
        ({"ManagedPolicies": [READ_ONLY]}, [READ_ONLY]),
        ({"CustomerManagedPolicyReferences": [{"Name": "own"}]}, ['{"Name": "own"}']),
        ({"CustomerManagedPolicyReferences": [{"Ref": "Missing"}]}, ["*"]),
    ],
)
def test_a_permission_set_has_its_policies(properties: dict[str, Any], names: list[str]) -> None:
    assert [policy.name for policy in permission_set(**properties).policies] == names


@pytest.mark.parametrize(
    ("boundary", "name"),
    [
        ({"ManagedPolicyArn": READ_ONLY}, READ_ONLY),
        (
            {"CustomerManagedPolicyReference": {"Name": "x"}},
            '{"CustomerManagedPolicyReference": {"Name": "x"}}',
        ),
    ],
)
def test_a_permission_set_has_its_boundary(boundary: Any, name: str) -> None:
    limit = permission_set(PermissionsBoundary=boundary).boundary
    assert limit is not None
    assert limit.name == name


def test_a_policy_knows_its_place() -> None:
    template: dict[str, Any] = {"Resources": {}}
    resolved = ResolvedTemplate(template)
    policy = readable(Document(template), resolved, "p", ("Resources", "R"), DOCUMENT)
    assert policy.statements[0].path == ("Resources", "R", "Statement")


def test_a_user_that_is_surely_in_a_group_has_its_policies_without_doubt() -> None:
    rows = {
        "G": iam("Group", Policies=[INLINE]),
        "A": iam(
            "UserToGroupAddition",
            GroupName={"Ref": "G"},
            Users=[{"Ref": "U"}],
            Condition="Maybe",
        ),
    }
    assert unknown("U", U=iam("User", Groups=[{"Ref": "G"}]), **rows) == ""


def test_a_policy_that_may_not_be_attached_leaves_a_doubt() -> None:
    rows = {"U": iam("User"), "P": iam("Policy", **INLINE, Users=[{"Ref": "U"}], Condition="Maybe")}
    assert "the parameter P has no default" in unknown("U", **rows)


def test_a_policy_that_cannot_be_read_knows_its_document() -> None:
    document = Document({"Resources": {}}, "t.yaml")
    policy = readable(document, ResolvedTemplate(document.data), "P", ("Resources", "P"), "{")
    assert policy.source is document
    assert policy.path == ("Resources", "P")


def test_a_policy_that_is_not_in_the_template_has_the_name_that_is_known_of_it() -> None:
    user = iam("User", ManagedPolicyArns=[{"Fn::Sub": "arn:aws:iam::aws:policy/${P}"}])
    assert policies("U", U=user) == ["arn:aws:iam::aws:policy/*"]


@pytest.mark.parametrize("handed", ["U", "G"], ids=["the user", "a group"])
def test_a_nested_stack_that_is_handed_a_principal_can_give_it_policies(handed: str) -> None:
    stack = resource(
        "AWS::CloudFormation::Stack",
        TemplateURL="https://s3.amazonaws.com/bucket/nested.yaml",
        Parameters={"Who": {"Ref": handed}},
    )
    rows = {"U": iam("User", Groups=[{"Ref": "G"}]), "G": iam("Group"), "V": iam("User")}
    assert "may grant access and is not read" in unknown("U", Nested=stack, **rows)
    assert unknown("V", Nested=stack, **rows) == ""


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"Ref": "P"}, True),
        ({"Fn::If": ["Maybe", {"Ref": "U"}, {"Ref": "AWS::NoValue"}]}, True),
        ({"Fn::Sub": "other-${P}"}, False),
        ({"Ref": "V"}, False),
    ],
    ids=["any name", "in one branch", "a name of another kind", "another user"],
)
def test_a_name_that_is_not_known_can_be_of_a_user(who: Any, expected: bool) -> None:
    rows = {"U": iam("User", UserName="alice"), "V": iam("User"), "G": iam("Group")}
    own = iam("ManagedPolicy", PolicyDocument=DOCUMENT, Users=[who])
    by_group = iam("UserToGroupAddition", GroupName={"Ref": "G"}, Users=[who])
    rows["G"]["Properties"]["Policies"] = [INLINE]
    assert bool(unknown("U", Policy=own, **rows)) is expected
    assert bool(unknown("U", Added=by_group, **rows)) is expected


@pytest.mark.parametrize(
    ("row", "can"),
    [
        (iam("Policy", Roles=[{"Ref": "R"}]), False),
        (iam("Policy", Roles=["r"]), True),
        (iam("Policy", Roles=[{"Ref": "Parameter"}]), True),
        (iam("RolePolicy", RoleName={"Fn::Sub": "${R}"}), True),
        (iam("ManagedPolicy", Users={"Fn::If": ["C", [{"Ref": "R"}], []]}), True),
        (iam("UserToGroupAddition", GroupName={"Ref": "R"}, Users=["u"]), True),
        (iam("Role", RoleName="r"), False),
        (iam("Policy", Roles=[{"Ref": []}]), True),
    ],
    ids=[
        "a resource",
        "a name",
        "a parameter",
        "a function",
        "a choice",
        "a member by name",
        "no attachment",
        "a Ref to a list",
    ],
)
def test_what_attaches_by_a_name_is_known_from_what_is_written(
    row: dict[str, Any], can: bool
) -> None:
    assert can_attach_by_name(Document({"Resources": {"R": iam("Role"), "X": row}})) is can
