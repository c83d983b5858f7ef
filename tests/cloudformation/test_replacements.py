"""What an update replaces under a fixed name, by values and by what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.replacements import replacements
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

ROLE, PROFILE = "AWS::IAM::Role", "AWS::IAM::InstanceProfile"
NAME = {"Fn::Sub": "${Project}-web"}
CHOSEN = {"Fn::If": ["Shown", "/team/", {"Ref": "AWS::NoValue"}]}


def resolved(
    kind: str = ROLE, *, values: dict[str, str] | None = None, omitted: bool = False, **of: Any
) -> ResolvedTemplate:
    template: dict[str, Any] = {
        "Parameters": {"Project": {"Type": "String"}, "Other": {"Type": "String"}},
        "Conditions": {"Shown": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}},
        "Resources": {"Web": {"Type": kind, "Properties": of}},
    }
    if omitted:
        template["Resources"]["Web"]["Condition"] = "Shown"
    environment = Environment(parameters=values or {}, region="us-east-1")
    return ResolvedTemplate(template, environment, missing_is_unknown=True)


CASES: dict[str, tuple[ResolvedTemplate, ResolvedTemplate, list[tuple[str, str]]]] = {
    "another path": (
        resolved(RoleName=NAME),
        resolved(RoleName=NAME, Path="/team/"),
        [("Path", "${Project}-web")],
    ),
    "another path of an instance profile": (
        resolved(PROFILE, InstanceProfileName="web"),
        resolved(PROFILE, InstanceProfileName="web", Path="/team/"),
        [("Path", "web")],
    ),
    "the name as a value and as a parameter of that value": (
        resolved(RoleName="shop-web"),
        resolved(values={"Project": "shop"}, RoleName=NAME, Path="/team/"),
        [("Path", "shop-web")],
    ),
    "another name by the value of a parameter": (
        resolved(values={"Project": "old"}, RoleName=NAME),
        resolved(values={"Project": "new"}, RoleName=NAME, Path="/team/"),
        [],
    ),
    "another parameter that has no value": (
        resolved(RoleName="web", Path={"Ref": "Project"}),
        resolved(RoleName="web", Path={"Ref": "Other"}),
        [("Path", "web")],
    ),
    "the same parameter that has no value": (
        resolved(RoleName="web", Path={"Ref": "Project"}),
        resolved(RoleName="web", Path={"Fn::Sub": "${Project}"}),
        [],
    ),
    "the path that is the default": (
        resolved(RoleName="web"),
        resolved(RoleName="web", Path="/"),
        [],
    ),
    "another value of one export that is not known": (
        resolved(RoleName="web", Path={"Fn::ImportValue": "a"}),
        resolved(RoleName="web", Path={"Fn::ImportValue": "b"}),
        [("Path", "web")],
    ),
    "a path that a condition omits": (
        resolved(RoleName="web"),
        resolved(RoleName="web", Path=CHOSEN),
        [],
    ),
    "a role that a condition omits": (
        resolved(RoleName="web"),
        resolved(RoleName="web", Path="/team/", omitted=True),
        [],
    ),
    "a name that CloudFormation makes up": (resolved(), resolved(Path="/team/"), []),
    "another type under one logical ID": (
        resolved(PROFILE, InstanceProfileName="web"),
        resolved(RoleName="web"),
        [],
    ),
}


@pytest.mark.parametrize(("old", "new", "found"), CASES.values(), ids=CASES)
def test_what_is_replaced_under_its_name(
    old: ResolvedTemplate, new: ResolvedTemplate, found: list[tuple[str, str]]
) -> None:
    assert [(each.key, each.name) for each in replacements({"": new}, {"": old})] == found


def stacks(**kinds: str) -> dict[str, ResolvedTemplate]:
    resources = {
        name: {"Type": kind, "Properties": {NAMES[kind]: "web"}} for name, kind in kinds.items()
    }
    return {"": ResolvedTemplate({"Resources": resources}, Environment())}


NAMES = {ROLE: "RoleName", PROFILE: "InstanceProfileName"}


def test_a_name_is_taken_by_a_resource_of_its_type_alone() -> None:
    assert not list(replacements(stacks(New=PROFILE), stacks(Old=ROLE)))
    (found,) = replacements(stacks(New=ROLE), stacks(Old=ROLE))
    assert (found.logical_id, found.other) == ("New", "Old")
    assert found.message.endswith("has made New: keep the logical ID, or change the name")


def named(**names: str) -> dict[str, ResolvedTemplate]:
    resources = {key: {"Type": ROLE, "Properties": {"RoleName": names[key]}} for key in names}
    return {"": ResolvedTemplate({"Resources": resources}, Environment())}


def test_a_name_that_another_role_of_both_templates_had_is_taken() -> None:
    (found,) = replacements(named(A="admin", B="other"), named(A="app", B="admin"))
    assert (found.logical_id, found.other) == ("A", "B")


def test_a_name_that_goes_to_another_stack_is_taken() -> None:
    nested = {"Roles/": stacks(Web=ROLE)[""]}
    (found,) = replacements(nested, stacks(Web=ROLE))
    assert (found.logical_id, found.other) == ("Roles/Web", "Web")
    assert found.message.endswith("keep the logical ID and the stack, or change the name")
