"""Roles and policies read from IAM: whole lists, and nothing where something is gone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from influmojo_cfn.account.identities import (
    Identities,
    PolicyState,
    RoleState,
    policy_arns,
    read_identities,
    read_policy,
    read_role,
    under_any_path,
)

DOCUMENT = {"Version": "2012-10-17", "Statement": []}
ARN = "arn:aws:iam::111122223333:policy/read"
MOVED = "arn:aws:iam::111122223333:policy/team/read"
ROLE: dict[str, Any] = {
    "RoleName": "web",
    "Path": "/team/",
    "Description": "runs the web",
    "AssumeRolePolicyDocument": DOCUMENT,
    "PermissionsBoundary": {"PermissionsBoundaryArn": ARN},
    "MaxSessionDuration": 7200,
}
BARE = {"RoleName": "web", "Path": "/", "AssumeRolePolicyDocument": DOCUMENT}


class NoSuchEntityException(Exception):
    """What a client of IAM raises for what is not there."""


class Iam:
    """Answers as boto3's client of IAM does, one element a page."""

    exceptions = SimpleNamespace(NoSuchEntityException=NoSuchEntityException)

    def __init__(
        self,
        *,
        role: dict[str, Any] | None = None,
        inline: dict[str, Any] | None = None,
        policies: tuple[str, ...] = (),
    ) -> None:
        self.role, self.inline, self.policies = role, inline or {}, policies
        self.listed = ["own", "gone"]
        self.asked: list[str] = []

    def get_role(self, RoleName: str) -> Any:
        if self.role is None or self.role["RoleName"] != RoleName:
            raise NoSuchEntityException
        return {"Role": self.role}

    def _page(self, key: str, rows: list[Any], marker: str) -> dict[str, Any]:
        index = int(marker)
        more = index + 1 < len(rows)
        page = {key: rows[index : index + 1], "IsTruncated": more}
        return {**page, "Marker": str(index + 1)} if more else page

    def list_attached_role_policies(self, RoleName: str, Marker: str = "0") -> Any:
        rows = [{"PolicyArn": ARN}, {"PolicyArn": MOVED}]
        return self._page("AttachedPolicies", rows, Marker)

    def list_role_policies(self, RoleName: str, Marker: str = "0") -> Any:
        return self._page("PolicyNames", self.listed, Marker)

    def get_role_policy(self, RoleName: str, PolicyName: str) -> Any:
        if PolicyName not in self.inline:
            raise NoSuchEntityException
        return {"PolicyDocument": self.inline[PolicyName]}

    def list_role_tags(self, RoleName: str, Marker: str = "0") -> Any:
        rows = [{"Key": "Team", "Value": "a"}, {"Key": "Owner", "Value": "b"}]
        return self._page("Tags", rows, Marker)

    def get_policy(self, PolicyArn: str) -> Any:
        self.asked.append(PolicyArn)
        if PolicyArn not in self.policies:
            raise NoSuchEntityException
        path = PolicyArn.removeprefix("arn:aws:iam::111122223333:policy").removesuffix("read")
        named = {"Arn": PolicyArn, "PolicyName": "read", "Path": path}
        return {"Policy": {**named, "DefaultVersionId": "v10"}}

    def get_policy_version(self, PolicyArn: str, VersionId: str) -> Any:
        assert VersionId == "v10"
        return {"PolicyVersion": {"Document": DOCUMENT}}

    def list_policy_versions(self, PolicyArn: str, Marker: str = "0") -> Any:
        rows = [
            {"VersionId": name, "IsDefaultVersion": name == "v10"}
            for name in ("v9", "v11", "v10", "v2")
        ]
        return self._page("Versions", rows, Marker)

    def list_policy_tags(self, PolicyArn: str, Marker: str = "0") -> Any:
        return self._page("Tags", [{"Key": "Team", "Value": "a"}], Marker)

    def list_policies(self, Scope: str, Marker: str = "0") -> Any:
        assert Scope == "Local"
        self.asked.append("list")
        rows = [{"PolicyName": arn.rpartition("/")[2], "Arn": arn} for arn in self.policies]
        return self._page("Policies", rows, Marker)


def test_a_role_that_is_not_there_is_none() -> None:
    assert read_role(Iam(), "web") is None


def test_a_role_is_read_whole() -> None:
    assert read_role(Iam(role=ROLE, inline={"own": DOCUMENT}), "web") == RoleState(
        name="web",
        path="/team/",
        description="runs the web",
        trust=DOCUMENT,
        attached=(ARN, MOVED),
        inline={"own": DOCUMENT},
        boundary=ARN,
        tags={"Team": "a", "Owner": "b"},
        max_session_seconds=7200,
    )


def test_what_iam_does_not_say_of_a_role_is_its_default() -> None:
    found = read_role(Iam(role=BARE), "web")
    assert found is not None
    assert (found.description, found.boundary, found.max_session_seconds) == ("", None, 3600)


def test_a_policy_that_is_not_there_is_none() -> None:
    assert read_policy(Iam(), ARN) is None


def test_a_policy_is_read_whole_with_its_other_versions_oldest_first() -> None:
    assert read_policy(Iam(policies=(ARN,)), ARN) == PolicyState(
        arn=ARN,
        name="read",
        document=DOCUMENT,
        tags={"Team": "a"},
        other_versions=("v2", "v9", "v11"),
    )


WANTED = Identities(
    roles={"web": RoleState(name="web"), "api": RoleState(name="api")},
    policies={ARN: PolicyState(arn=ARN, name="read")},
)


def test_only_roles_that_are_there_are_found() -> None:
    assert set(read_identities(Iam(role=ROLE), WANTED).roles) == {"web"}


def test_a_policy_under_another_path_is_found_by_its_name() -> None:
    found = read_identities(Iam(policies=(MOVED,)), WANTED).policies
    assert {arn: policy.arn for arn, policy in found.items()} == {ARN: MOVED}


def test_a_policy_of_another_name_is_not_found() -> None:
    other = "arn:aws:iam::111122223333:policy/reader"
    assert read_identities(Iam(policies=(other,)), WANTED).policies == {}


def test_policies_are_listed_only_where_one_is_missing() -> None:
    iam = Iam(policies=(ARN,))
    read_identities(iam, WANTED)
    assert iam.asked == [ARN]


@pytest.mark.parametrize("arns", [(), (ARN,), (ARN, f"{ARN}-2", f"{ARN}-3")])
def test_every_policy_of_the_account_is_listed(arns: tuple[str, ...]) -> None:
    assert set(policy_arns(Iam(policies=arns)).values()) == set(arns)


@pytest.mark.parametrize("path", ["", "team/", "a/b/"])
def test_a_name_is_looked_for_under_any_path(path: str) -> None:
    begin = "arn:aws-cn:iam::111122223333:instance-profile/"
    assert under_any_path([f"{begin}{path}web"]) == [f"{begin}*/web", f"{begin}web"]
