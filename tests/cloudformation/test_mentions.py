"""Which parts of a template decide the access of what a change of others concerns."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.mentions import Mentions, can_mention_anything, only_parts

OWN = "arn:aws:iam::111122223333:policy/own"


def policy(*roles: Any, resource: str = "*", **more: Any) -> dict[str, Any]:
    document = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": resource}}
    properties = {"PolicyDocument": document, "Roles": [*roles], **more}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def template(**resources: Any) -> dict[str, Any]:
    role = {"Type": "AWS::IAM::Role", "Properties": {}}
    return {
        "Parameters": {"Name": {"Type": "String"}, "Size": {"Type": "String"}},
        "Resources": {"Role": role, "Other": role, **resources},
    }


@pytest.mark.parametrize(
    ("changed", "more", "deciding"),
    [
        (policy({"Ref": "Role"}), {}, {"Changed", "Role"}),
        (policy({"Ref": "Role"}, ManagedPolicyName="own"), {}, {"Changed", "Role"}),
        (
            policy("a-role"),
            {"More": policy({"Ref": "Other"}, resource="${Size}")},
            {"Changed", "Role", "Other", "More", "Size"},
        ),
        (policy({"Ref": "Name"}), {}, {"Changed", "Role", "Other", "Name"}),
        (
            policy({"Ref": "Role"}, ManagedPolicyName="own"),
            {"More": policy({"Ref": "Other"}, resource=OWN)},
            {"Changed", "Role", "Other", "More"},
        ),
    ],
    ids=[
        "a role by a reference",
        "a policy with a name that no ARN is of",
        "any role by a name, with its other policies",
        "any role by a parameter",
        "any role by an ARN",
    ],
)
def test_what_decides_the_access_of_those_a_policy_is_attached_to(
    changed: Any, more: Any, deciding: set[str]
) -> None:
    mentions = Mentions(template(Changed=changed, **more))
    assert mentions.deciding(mentions.affected_by({"Changed"})) == deciding


@pytest.mark.parametrize(
    ("resource", "anything"),
    [
        ({"A": {"Fn::FindInMap": ["M", {"Ref": "Name"}, "b"]}}, False),
        ({"A": {"Fn::FindInMap": [{"Ref": "Name"}, "a", "b"]}}, True),
    ],
    ids=["a mapping by its name", "a mapping by a value"],
)
def test_any_mapping_can_be_meant_by_a_value(resource: Any, anything: bool) -> None:
    assert can_mention_anything(template(Changed=resource)) == anything


def test_a_loop_that_is_not_expanded_can_mean_anything() -> None:
    assert can_mention_anything(template(**{"Fn::ForEach::Roles": []}))


def test_other_parts_are_removed_from_each_section() -> None:
    assert only_parts(template(), {"Name", "Role"}) == {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"Role": template()["Resources"]["Role"]},
        "Conditions": {},
        "Mappings": {},
    }
