"""A template's roles and managed policies as IAM will hold them, or what is not known of them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.desired_state import desired_identities
from influmojo_cfn.account.identities import PolicyState, RoleState
from influmojo_cfn.errors import TemplateError

ROLE, POLICY = "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"
DOCUMENT = {"Version": "2012-10-17", "Statement": []}
ARN = "arn:aws:iam::111122223333:policy"


def desired(
    resources: dict[str, Any], region: str = "eu-west-1", **template: Any
) -> tuple[dict[str, RoleState], dict[str, PolicyState]]:
    tags = template.pop("policy_tags", None)
    found = desired_identities(
        {"Resources": resources, **template},
        template.pop("values", {}),
        account="111122223333",
        region=region,
        policy_tags=tags,
    )
    return dict(found.roles), dict(found.policies)


def role(**properties: Any) -> dict[str, Any]:
    given = {"RoleName": "web", "AssumeRolePolicyDocument": DOCUMENT, **properties}
    return {"Type": ROLE, "Properties": given}


def policy(**properties: Any) -> dict[str, Any]:
    given = {"ManagedPolicyName": "read", "PolicyDocument": DOCUMENT, **properties}
    return {"Type": POLICY, "Properties": given}


def test_a_role_has_iams_defaults() -> None:
    roles, _ = desired({"Web": role()})
    assert roles == {"web": RoleState(name="web", trust=DOCUMENT, logical_id="Web")}


def test_a_role_has_everything_that_the_template_says() -> None:
    roles, _ = desired(
        {
            "Web": role(
                Path="/team/",
                Description="runs the web",
                ManagedPolicyArns=[f"{ARN}/other"],
                Policies=[{"PolicyName": "own", "PolicyDocument": DOCUMENT}],
                PermissionsBoundary=f"{ARN}/limit",
                Tags=[{"Key": "Team", "Value": "a"}],
                MaxSessionDuration="7200",
            )
        }
    )
    assert roles["web"] == RoleState(
        name="web",
        path="/team/",
        description="runs the web",
        trust=DOCUMENT,
        attached=(f"{ARN}/other",),
        inline={"own": DOCUMENT},
        boundary=f"{ARN}/limit",
        tags={"Team": "a"},
        max_session_seconds=7200,
        logical_id="Web",
    )


def test_an_empty_boundary_is_none() -> None:
    roles, _ = desired({"Web": role(PermissionsBoundary="")})
    assert roles["web"].boundary is None


@pytest.mark.parametrize(
    ("region", "path", "arn"),
    [
        ("eu-west-1", "/", f"{ARN}/read"),
        ("eu-west-1", "/team/", f"{ARN}/team/read"),
        ("cn-north-1", "/", "arn:aws-cn:iam::111122223333:policy/read"),
    ],
)
def test_a_policy_stands_under_its_arn(region: str, path: str, arn: str) -> None:
    _, policies = desired({"Read": policy(Path=path, Description="a")}, region)
    assert policies == {
        arn: PolicyState(
            arn=arn, name="read", path=path, description="a", document=DOCUMENT, logical_id="Read"
        )
    }


def test_the_tags_of_a_policy_are_those_that_are_given() -> None:
    _, policies = desired({"Read": policy()}, policy_tags={"Read": {"Team": "a"}, "Other": {}})
    assert policies[f"{ARN}/read"].tags == {"Team": "a"}


ATTACHED = {
    "by the role": ({"Web": role(ManagedPolicyArns=[{"Ref": "Read"}]), "Read": policy()}),
    "by the policy": ({"Web": role(), "Read": policy(Roles=["web"])}),
    "by both": (
        {"Web": role(ManagedPolicyArns=[{"Ref": "Read"}]), "Read": policy(Roles=[{"Ref": "Web"}])}
    ),
}


@pytest.mark.parametrize("resources", ATTACHED.values(), ids=ATTACHED)
def test_a_policy_is_attached_once_whoever_says_so(resources: dict[str, Any]) -> None:
    assert desired(resources)[0]["web"].attached == (f"{ARN}/read",)


def test_a_policy_that_names_a_role_of_no_template_attaches_nothing() -> None:
    assert desired({"Web": role(), "Read": policy(Roles=["other"])})[0]["web"].attached == ()


def test_a_resource_whose_condition_is_false_is_not_there() -> None:
    given = {**role(), "Condition": "Never"}
    roles, _ = desired({"Web": given}, Conditions={"Never": {"Fn::Equals": ["a", "b"]}})
    assert roles == {}


def test_a_parameter_has_the_value_that_is_given() -> None:
    found = desired_identities(
        {
            "Parameters": {"Name": {"Type": "String", "Default": "web"}},
            "Resources": {"Web": role(RoleName={"Ref": "Name"})},
        },
        {"Name": "api"},
        account="111122223333",
        region="eu-west-1",
    )
    assert set(found.roles) == {"api"}


IMPORTED = {"Fn::ImportValue": "other"}
UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "a name": ({"Web": {"Type": ROLE, "Properties": {}}}, "Resources.Web"),
    "a policy's name": ({"Read": policy(ManagedPolicyName=IMPORTED)}, "Resources.Read"),
    "a property": (
        {"Web": role(Description=IMPORTED)},
        "Resources.Web.Properties.Description",
    ),
    "a part of a document": (
        {"Web": role(AssumeRolePolicyDocument={"Statement": [{"Principal": IMPORTED}]})},
        "Resources.Web.Properties.AssumeRolePolicyDocument.Statement[0].Principal",
    ),
    "the ARN of another resource": (
        {"Web": role(Description={"Ref": "Key"}), "Key": {"Type": "AWS::KMS::Key"}},
        "Resources.Web.Properties.Description",
    ),
}


@pytest.mark.parametrize(("resources", "place"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_known_is_told_at_its_place(resources: dict[str, Any], place: str) -> None:
    with pytest.raises(TemplateError) as caught:
        desired(resources)
    assert place in [problem.place for problem in caught.value.problems]


def test_a_condition_that_is_not_known_is_told() -> None:
    with pytest.raises(TemplateError, match=r"Resources\.Web\.Condition: "):
        desired(
            {"Web": {**role(), "Condition": "Maybe"}},
            Conditions={"Maybe": {"Fn::Equals": [IMPORTED, "b"]}},
        )


def test_everything_that_is_not_known_is_told_at_once() -> None:
    with pytest.raises(TemplateError) as caught:
        desired({"Web": role(Description=IMPORTED, Path=IMPORTED)})
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(("kind", "key"), [(ROLE, "RoleName"), (POLICY, "ManagedPolicyName")])
def test_a_resource_without_a_name_is_told_which_property_gives_one(kind: str, key: str) -> None:
    with pytest.raises(TemplateError, match=f"; set {key} to find it in an account"):
        desired({"A": {"Type": kind, "Properties": {"PolicyDocument": DOCUMENT}}})
