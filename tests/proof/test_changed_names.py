"""Names that change: what policies ask about the new one, and do not about the old one."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.proof.changed_names import asked_names


def resolved(asks: Any, **rows: Any) -> ResolvedTemplate:
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": asks}}
    return ResolvedTemplate({"Resources": {"Policy": policy, **rows}}, missing_is_unknown=True)


def role(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::Role", "Properties": properties}


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        ("arn:aws:iam::111122223333:role/new", ["role/new"]),
        ({"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/ne?"}, ["role/ne?"]),
        ({"Fn::Sub": "arn:aws:iam::*:role/${Prefix}w"}, ["role/${Prefix}w"]),
        ("arn:aws:iam::111122223333:role/team/new", []),
        ("arn:aws:iam::111122223333:user/new", []),
        ("arn:aws:iam::111122223333:role/*", []),
        ("arn:aws:iam::111122223333:role/old", []),
    ],
)
def test_the_new_name_of_a_role_is_looked_for(asks: Any, found: list[str]) -> None:
    old, new = (resolved(asks, X=role(RoleName=name)) for name in ("old", "new"))
    assert asked_names(old, new, "X") == found


def test_the_new_name_of_an_instance_profile_is_looked_for() -> None:
    def profile(name: str) -> dict[str, Any]:
        return {"Type": "AWS::IAM::InstanceProfile", "Properties": {"InstanceProfileName": name}}

    asks = "arn:aws:iam::111122223333:instance-profile/new"
    old, new = (resolved(asks, X=profile(name)) for name in ("old", "new"))
    assert asked_names(old, new, "X") == ["instance-profile/new"]
    assert asked_names(new, old, "X") == []


def test_a_path_is_part_of_the_name() -> None:
    asks = "arn:aws:iam::111122223333:role/team/same"
    old, new = (resolved(asks, X=role(RoleName="same", Path=path)) for path in ("/", "/team/"))
    assert asked_names(old, new, "X") == ["role/team/same"]


def test_a_made_up_name_that_becomes_one_is_looked_for() -> None:
    asks = "arn:aws:iam::111122223333:role/new"
    made_up, named = resolved(asks, X=role()), resolved(asks, X=role(RoleName="new"))
    assert asked_names(made_up, named, "X") == ["role/new"]
    assert asked_names(named, made_up, "X") == []
    other = resolved(asks, X=role(RoleName="old"))
    assert asked_names(other, made_up, "X") == []


@pytest.mark.parametrize(
    ("asks", "is_asked"),
    [
        ("AWSReservedSSO_admin_*", True),
        ("AWSReservedSSO_${Who}_*", False),
        ("AWSReservedSSO_dev_*", False),
        ("*", False),
    ],
)
def test_a_permission_set_becomes_a_role_with_its_name(asks: str, is_asked: bool) -> None:
    path = f"role/aws-reserved/sso.amazonaws.com/*/{asks}"
    old, new = (
        resolved(
            f"arn:aws:iam::*:{path}",
            X={"Type": "AWS::SSO::PermissionSet", "Properties": {"Name": name}},
        )
        for name in ("dev", "admin")
    )
    assert asked_names(old, new, "X") == ([path] if is_asked else [])


def test_a_role_that_is_new_has_no_name_that_changed() -> None:
    asks = "arn:aws:iam::111122223333:role/new"
    assert asked_names(resolved(asks), resolved(asks, X=role(RoleName="new")), "X") == []


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("kms:ResourceAliases", ["kms:resourcealiases"]),
        ("KMS:RequestAlias", ["kms:requestalias"]),
        ("kms:ViaService", []),
    ],
)
@pytest.mark.parametrize("before", [None, "alias/b"])
def test_an_alias_counts_where_a_policy_compares_aliases(
    key: str, found: list[str], before: str | None
) -> None:
    asks = {"Condition": {"StringEquals": {key: "alias/a"}}}
    rows = [
        {"X": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": name, "TargetKeyId": "k"}}}
        for name in (before, "alias/a")
    ]
    old, new = resolved(asks, **({} if before is None else rows[0])), resolved(asks, **rows[1])
    assert asked_names(old, new, "X") == found
    assert asked_names(new, new, "X") == []


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        ({"Fn::Sub": "arn:aws:iam::*:role/${C.Name}"}, ["role/${C.Name}"]),
        ("arn:aws:iam::111122223333:role/any", ["role/any"]),
        ("arn:aws:iam::111122223333:role/old", []),
        ("arn:aws:iam::111122223333:role/*", []),
        ("arn:aws:iam::111122223333:user/any", []),
    ],
)
def test_a_name_that_another_resource_gives_can_be_any(asks: Any, found: list[str]) -> None:
    given = {"Fn::GetAtt": ["C", "Name"]}
    rows = [{"C": {"Type": "Custom::C"}, "X": role(RoleName=name)} for name in ("old", given)]
    old, new = (resolved(asks, **each) for each in rows)
    assert asked_names(old, new, "X") == found


@pytest.mark.parametrize(
    ("asks", "properties", "found"),
    [
        ("arn:aws:s3:::b/${aws:username}/*", {"UserName": "new"}, ["aws:username"]),
        ({"StringEquals": {"AWS:UserName": "new"}}, {"UserName": "new"}, ["aws:username"]),
        ("arn:aws:s3:::b/${aws:username}/*", {"UserName": "old", "Path": "/team/"}, []),
        ("arn:aws:s3:::b/*", {"UserName": "new"}, []),
    ],
    ids=["a variable", "a condition", "the path alone", "nobody asks"],
)
def test_the_new_name_of_a_user_is_looked_for(
    asks: Any, properties: dict[str, str], found: list[str]
) -> None:
    def user(**given: Any) -> dict[str, Any]:
        return {"Type": "AWS::IAM::User", "Properties": given}

    old, new = resolved(asks, X=user(UserName="old")), resolved(asks, X=user(**properties))
    assert asked_names(old, new, "X") == found
