"""Which policies principals have: by their own properties and by those of policies."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.attachments import (
    MANAGED_POLICY,
    AttachedPolicies,
    attachments,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.unknown import Unknown

DOCUMENT: dict[str, Any] = {
    "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
CONDITIONS = {"IsProduction": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}}
PARAMETERS = {"Stage": {"Type": "String"}, "Given": {"Type": "String"}}


def resource(kind: str, condition: str = "", **properties: Any) -> dict[str, Any]:
    row = {"Type": f"AWS::IAM::{kind}", "Properties": properties}
    return {**row, "Condition": condition} if condition else row


def template(**resources: Any) -> dict[str, Any]:
    return {"Conditions": CONDITIONS, "Parameters": PARAMETERS, "Resources": resources}


def attached(environment: Environment | None = None, **resources: Any) -> AttachedPolicies:
    resolved = ResolvedTemplate(template(**resources), environment, missing_is_unknown=True)

    def read(logical_id: str, keys: Path, name: str, data: Any) -> Policy:
        return parse_policy(data, name=name, path=("Resources", logical_id, *keys))

    return AttachedPolicies(resolved, read)


def names_of(policies: Any) -> list[str]:
    return [policy.name for policy in policies]


def policy(kind: str = "ManagedPolicy", condition: str = "", **names: Any) -> dict[str, Any]:
    return resource(kind, condition, PolicyDocument=DOCUMENT, **names)


def test_whom_policies_name_in_every_branch() -> None:
    either = {"Fn::If": ["IsProduction", {"Ref": "Role"}, "elsewhere"]}
    resolver = Resolver(
        template(
            Role=resource("Role"),
            User=resource("User", UserName="maria"),
            Policy=policy(Roles=[either], Users=["maria"], Groups=["maria"]),
            Single=policy("RolePolicy", RoleName={"Ref": "Role"}),
            Other=policy("RolePolicy", Roles=[{"Ref": "Role"}]),
        )
    )
    found = [(each.policy, each.key, each.principal) for each in attachments(resolver)]
    assert found == [
        ("Policy", "Roles", "Role"),
        ("Policy", "Roles", ""),
        ("Policy", "Users", "User"),
        ("Policy", "Groups", ""),
        ("Single", "RoleName", "Role"),
    ]
    first = next(attachments(resolver))
    assert first.name.path[-3:] == ("Fn::If", 1, "Ref")
    assert first.name.branch


def test_inline_policies_have_their_names_and_doubts() -> None:
    rows = [
        {"PolicyName": "own", "PolicyDocument": DOCUMENT},
        {"PolicyName": {"Ref": "Given"}, "PolicyDocument": DOCUMENT},
        "no policy",
    ]
    found = list(attached(Role=resource("Role", Policies=rows)).inline("Role"))
    assert names_of(found) == ["own", "Policies[1] of Role", "Role"]
    assert found[0].path == ("Resources", "Role", "Policies", 0, "PolicyDocument")
    assert found[2].unknown == ("is not a policy",)


@pytest.mark.parametrize(
    ("arns", "expected", "reason"),
    [
        pytest.param([{"Ref": "Policy"}], "Policy", "", id="of the template"),
        pytest.param([READ_ONLY], READ_ONLY, "", id="of AWS"),
        pytest.param(
            ["arn:aws:iam::111122223333:policy/x"],
            "arn:aws:iam::111122223333:policy/x",
            "is not in the template",
            id="of the account",
        ),
        pytest.param([""], "", "its ARN is an empty string", id="an empty ARN"),
        pytest.param([{"Ref": "Given"}], "a policy of unknown ARN", "Given", id="of a parameter"),
        pytest.param({"Ref": "Given"}, "Role", "Given", id="a list that is not known"),
    ],
)
def test_managed_policies_that_a_principal_lists(arns: Any, expected: str, reason: str) -> None:
    role = resource("Role", ManagedPolicyArns=arns)
    (found,) = attached(Role=role, Policy=policy()).listed("Role")
    assert found.name == expected
    assert reason in "".join(found.unknown)
    assert bool(found.unknown) is bool(reason)


def test_a_boundary_that_is_empty_is_none() -> None:
    reader = attached(Role=resource("Role"))
    assert reader.boundary(None) is None
    assert reader.boundary("") is None
    assert reader.boundary(READ_ONLY) == reader.of_arn(READ_ONLY)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(policy(Roles=[{"Ref": "Role"}]), (), id="it names the role"),
        pytest.param(policy(Roles=["app"]), (), id="by the name"),
        pytest.param(policy(Roles=[{"Ref": "Other"}]), None, id="another role"),
        pytest.param(policy(Users=["app"]), None, id="a user of the same name"),
        pytest.param(policy(Roles=[{"Ref": "Given"}]), ("Given",), id="it may name it"),
        pytest.param(
            policy(condition="IsProduction", Roles=["app"]), ("Stage",), id="it may not exist"
        ),
    ],
)
def test_policies_that_name_a_role(row: dict[str, Any], expected: tuple[str, ...] | None) -> None:
    role = resource("Role", RoleName="app")
    found = list(attached(Role=role, Other=resource("Role"), P=row).of_role("Role", MANAGED_POLICY))
    assert names_of(found) == ([] if expected is None else ["P"])
    for each in found:
        doubts = each.statements[0].unknown
        assert [name in "".join(doubts) for name in expected or ()] == [True] * len(expected or ())
        assert bool(doubts) is bool(expected)
        assert not each.unknown


@pytest.mark.parametrize(
    ("attribute", "unknown"),
    [("Name", ()), ("Other", ("C.Other (Custom::C) is known after deployment",))],
)
def test_a_policy_names_a_role_by_what_gives_the_role_its_name(
    attribute: str, unknown: tuple[str, ...]
) -> None:
    found = attached(
        C={"Type": "Custom::C"},
        R=resource("Role", RoleName={"Fn::GetAtt": ["C", "Name"]}),
        P=policy(Roles=[{"Fn::GetAtt": ["C", attribute]}]),
    )
    (named,) = found.of_role("R", MANAGED_POLICY)
    assert named.statements[0].unknown == unknown


def test_a_policy_that_the_role_lists_is_not_its_twice() -> None:
    role = resource("Role", ManagedPolicyArns=[{"Ref": "P"}])
    row = policy(condition="IsProduction", Roles=[{"Ref": "Role"}])
    reader = attached(Role=role, P=row)
    assert names_of(reader.listed("Role")) == ["P"]
    assert names_of(reader.of_role("Role", MANAGED_POLICY)) == []


def test_a_document_is_read_once() -> None:
    reader = attached(Policy=policy(Roles=["a"]))
    assert reader.of_resource("Policy") is reader.of_arn(Unknown("", logical_id="Policy"))


def test_whom_a_policy_names_is_resolved_once_for_all_roles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    roles: dict[str, Any] = {f"Role{number}": resource("Role") for number in range(3)}
    reader = attached(P=policy(Roles=[{"Ref": name} for name in roles]), **roles)
    found = [name for name in roles for _ in reader.of_role(name, MANAGED_POLICY)]
    assert found == [*roles]
    monkeypatch.setattr(reader, "names", lambda _: pytest.fail("resolved again"))
    assert names_of(reader.of_role("Role1", MANAGED_POLICY)) == ["P"]


def test_of_two_policies_of_one_arn_the_one_that_exists_is_meant() -> None:
    found = attached(
        Never=policy(condition="IsProduction", ManagedPolicyName="own"),
        Own=policy(ManagedPolicyName="own"),
        environment=Environment(parameters={"Stage": "dev"}),
    )
    assert found.managed_id("arn:aws:iam::111122223333:policy/own") == "Own"


def test_an_attachment_has_its_place() -> None:
    policy = resource("Policy", PolicyName="p", PolicyDocument=DOCUMENT, Roles=["r"])
    (found,) = attachments(Resolver(template(P=policy)))
    assert found.name.path == ("Resources", "P", "Properties", "Roles", 0)


@pytest.mark.parametrize(
    ("written", "doubt"), [("tasks", ()), ("TASKS", ("whether TASKS is the role tasks",))]
)
def test_whether_a_name_in_another_case_is_the_role_is_not_known(
    written: str, doubt: tuple[str, ...]
) -> None:
    role = resource("Role", RoleName="tasks")
    policies = attached(Role=role, Policy=policy(Roles=[written]))
    (found,) = policies.of_role("Role", MANAGED_POLICY)
    assert [each.unknown for each in found.statements] == [doubt]
