"""An import template says what the account holds; the full one keeps what cannot be changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from influmojo_cfn.account.identities import Identities, PolicyState, RoleState
from influmojo_cfn.account.import_plan import (
    ImportPlan,
    KeptProperty,
    import_template,
    plan_import,
)
from influmojo_cfn.account.stack_owner import STACK_TAG
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.errors import AccountError

ACCOUNT, REGION = "111122223333", "eu-west-1"
ARN = f"arn:aws:iam::{ACCOUNT}:policy/read"
LIMIT = f"arn:aws:iam::{ACCOUNT}:policy/limit"
DOCUMENT: dict[str, Any] = {"Version": "2012-10-17", "Statement": []}
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Name": {"Type": "String"}, "Unused": {"Type": "String"}},
    "Conditions": {"HasName": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Name"}, ""]}]}},
    "Resources": {
        "Web": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": {"Fn::If": ["HasName", {"Ref": "Name"}, "web"]},
                "Path": "/app/",
                "Description": "of the app",
                "AssumeRolePolicyDocument": DOCUMENT,
                "ManagedPolicyArns": [{"Ref": "Read"}],
            },
        },
        "Read": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": "read",
                "Description": "of the app",
                "PolicyDocument": DOCUMENT,
            },
        },
    },
    "Outputs": {"Arn": {"Value": {"Ref": "Web"}}},
}
WANTED_ROLE = RoleState(
    name="web", path="/app/", description="of the app", trust=DOCUMENT, logical_id="Web"
)
WANTED_POLICY = PolicyState(
    arn=ARN, name="read", description="of the app", document=DOCUMENT, logical_id="Read"
)


def plan(role: RoleState | None = None, policy: PolicyState | None = None) -> ImportPlan:
    verification = Verification(
        account=ACCOUNT,
        region=REGION,
        checks=(),
        expected=Identities(roles={"web": WANTED_ROLE}, policies={ARN: WANTED_POLICY}),
        found=Identities(
            roles={"web": role} if role else {}, policies={ARN: policy} if policy else {}
        ),
    )
    return plan_import(TEMPLATE, verification)


def role(**values: Any) -> RoleState:
    return RoleState(**{"name": "web", "path": "/app/", "trust": DOCUMENT, **values})


def policy(**values: Any) -> PolicyState:
    given = {"arn": ARN, "name": "read", "description": "of the app", "document": DOCUMENT}
    return PolicyState(**{**given, **values})


def imported(name: str, found: ImportPlan) -> dict[str, Any]:
    resource = found.import_template["Resources"][name]
    assert resource["DeletionPolicy"] == "Retain"
    return dict(resource["Properties"])


def test_only_what_the_account_holds_is_imported() -> None:
    found = plan(role())
    assert set(found.import_template["Resources"]) == {"Web"}
    assert found.resources == (
        {
            "ResourceType": "AWS::IAM::Role",
            "LogicalResourceId": "Web",
            "ResourceIdentifier": {"RoleName": "web"},
        },
    )
    assert found.absent == ("read",)


def test_a_policy_is_named_by_the_arn_that_it_has() -> None:
    moved = f"arn:aws:iam::{ACCOUNT}:policy/team/read"
    (row,) = plan(policy=policy(arn=moved)).resources
    assert row["ResourceIdentifier"] == {"PolicyArn": moved}


def test_the_roles_that_are_imported_are_known_by_logical_id() -> None:
    assert plan(role(), policy()).roles == {"Web"}
    assert plan(policy=policy()).roles == frozenset()


def test_an_import_adds_no_outputs_and_only_what_it_refers_to() -> None:
    found = plan(role())
    assert set(found.import_template) == {
        "AWSTemplateFormatVersion",
        "Description",
        "Parameters",
        "Conditions",
        "Resources",
    }
    assert set(found.import_template["Parameters"]) == {"Name"}
    assert set(plan(policy=policy()).import_template) == {
        "AWSTemplateFormatVersion",
        "Description",
        "Resources",
    }


def test_conditions_that_conditions_refer_to_come_along() -> None:
    full = {
        "Conditions": {
            "A": {"Fn::Not": [{"Condition": "B"}]},
            "B": {"Fn::Equals": [{"Ref": "P"}, ""]},
            "C": {"Fn::Equals": ["a", "b"]},
        },
        "Parameters": {"P": {}, "Q": {}},
    }
    found = import_template(full, {"R": {"Properties": {"Name": {"Fn::If": ["A", "a", "b"]}}}})
    assert set(found["Conditions"]) == {"A", "B"}
    assert set(found["Parameters"]) == {"P"}


def test_a_parameter_within_a_text_is_referred_to() -> None:
    found = import_template({"Parameters": {"P": {}}}, {"R": {"Fn::Sub": "a-${P}"}})
    assert set(found["Parameters"]) == {"P"}


def test_names_are_written_as_the_full_template_writes_them() -> None:
    assert imported("Web", plan(role()))["RoleName"] == {
        "Fn::If": ["HasName", {"Ref": "Name"}, "web"]
    }


def test_the_rest_of_a_role_is_as_the_account_has_it() -> None:
    found = role(
        description="by hand",
        boundary=LIMIT,
        max_session_seconds=7200,
        tags={"Team": "b", "Owner": "a", "aws:x": "y"},
        inline={"quick": DOCUMENT, "own": DOCUMENT},
    )
    properties = imported("Web", plan(found))
    assert properties["Description"] == "by hand"
    assert properties["MaxSessionDuration"] == 7200
    assert properties["Tags"] == [{"Key": "Owner", "Value": "a"}, {"Key": "Team", "Value": "b"}]
    assert [each["PolicyName"] for each in properties["Policies"]] == ["own", "quick"]
    assert properties["PermissionsBoundary"] == {
        "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit"
    }


def test_what_a_role_has_not_is_not_written() -> None:
    assert set(imported("Web", plan(role()))) == {"RoleName", "Path", "AssumeRolePolicyDocument"}


def test_a_policy_of_the_template_is_attached_by_reference_and_another_by_arn() -> None:
    limit, aws = LIMIT, "arn:aws:iam::aws:policy/ReadOnlyAccess"
    attached = imported("Web", plan(role(attached=(ARN, limit, aws)), policy()))
    assert attached["ManagedPolicyArns"] == [
        {"Ref": "Read"},
        {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit"},
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"},
    ]


TEXTS: dict[str, tuple[Any, Any]] = {
    "the account": (ACCOUNT, {"Ref": "AWS::AccountId"}),
    "another account": ("444455556666", "444455556666"),
    "a plain text": ("s3:GetObject", "s3:GetObject"),
    "an ARN of the own place": (
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs",
        {"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs"},
    ),
    "an ARN of another Region": (
        f"arn:aws:sqs:eu-west-2:{ACCOUNT}:jobs",
        {"Fn::Sub": "arn:${AWS::Partition}:sqs:eu-west-2:${AWS::AccountId}:jobs"},
    ),
    "an ARN of another account": (
        f"arn:aws:sqs:{REGION}:444455556666:jobs",
        {"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:444455556666:jobs"},
    ),
    "a bucket": ("arn:aws-cn:s3:::a/*", {"Fn::Sub": "arn:${AWS::Partition}:s3:::a/*"}),
    "a policy variable alone": ("home/${aws:username}", "home/${aws:username}"),
    "a policy variable in an ARN": (
        "arn:aws:s3:::a/${aws:username}",
        {"Fn::Sub": "arn:${AWS::Partition}:s3:::a/${!aws:username}"},
    ),
    "a number": (5, 5),
}


@pytest.mark.parametrize(("value", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_document_is_written_for_whichever_account(value: Any, expected: Any) -> None:
    document = {**DOCUMENT, "Statement": [{"Resource": [value]}]}
    written = imported("Read", plan(policy=policy(document=document)))["PolicyDocument"]
    assert written["Statement"][0]["Resource"] == [expected]


def full(found: ImportPlan, name: str) -> dict[str, Any]:
    return dict(found.full_template["Resources"][name]["Properties"])


def test_a_path_that_cannot_be_changed_stays_in_both_templates() -> None:
    found = plan(role(path="/hand/"))
    assert full(found, "Web")["Path"] == imported("Web", found)["Path"] == "/hand/"
    assert found.kept == (
        KeptProperty(logical_id="Web", name="Path", in_account="/hand/", in_template="/app/"),
    )


def test_a_property_that_the_account_has_at_its_default_is_left_out() -> None:
    found = plan(role(path="/"), policy(description="", path="/team/"))
    assert "Path" not in full(found, "Web")
    assert "Description" not in full(found, "Read")
    assert full(found, "Read")["Path"] == "/team/"


def test_the_description_of_a_role_is_changed_in_place() -> None:
    found = plan(role(description="by hand"))
    assert full(found, "Web")["Description"] == "of the app"
    assert found.kept == ()


def test_the_template_that_is_given_stays_as_it_is() -> None:
    before = copy.deepcopy(TEMPLATE)
    plan(role(path="/hand/"), policy(path="/hand/"))
    assert before == TEMPLATE


def owned(stack: str | None, region: str = "") -> ImportPlan:
    tags = {STACK_TAG: stack} if stack else {}
    if region:
        arn = f"arn:aws:cloudformation:{region}:111122223333:stack/{stack}/1"
        tags["aws:cloudformation:stack-id"] = arn
    return plan(role(tags=tags))


@pytest.mark.parametrize("stack", [None, "one"])
def test_roles_of_no_other_stack_can_be_imported(stack: str | None) -> None:
    owned(stack).check_owner("one")


def test_roles_of_another_stack_cannot_be_imported() -> None:
    with pytest.raises(AccountError, match=r"must give them up: web in stack two$"):
        owned("two").check_owner("one")


def test_a_stack_of_another_region_is_another_one() -> None:
    plan_here = owned("one", plan(role()).region)
    plan_here.check_owner("one")
    with pytest.raises(AccountError, match=r"give them up: web in stack one in sa-east-1$"):
        owned("one", "sa-east-1").check_owner("one")
