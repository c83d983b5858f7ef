"""What is left of two templates, of which the rest is the same on both sides in every case."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof import difference
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.reached_by_changes import reached_by_changes

ALARM = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Dimensions": [{"Ref": "Role"}]}}
TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
}


def template(**resources: Any) -> dict[str, Any]:
    names = "ABCD"
    return {
        "Parameters": {f"P{each}": {"Type": "String", "Default": "a"} for each in names},
        "Conditions": {f"Is{each}": {"Fn::Equals": [{"Ref": f"P{each}"}, "b"]} for each in names},
        "Mappings": {"M": {"a": {"b": "c"}}, "N": {"a": {"b": "c"}}},
        "Resources": resources,
    }


def policy(action: str, roles: Any = None, condition: str = "", kind: str = "Policy") -> Any:
    row = {"Effect": "Allow", "Action": action, "Resource": "*"}
    properties = {"PolicyDocument": {"Statement": row}, "Roles": roles or [{"Ref": "Role"}]}
    under = {"Condition": condition} if condition else {}
    return {"Type": f"AWS::IAM::{kind}", "Properties": properties, **under}


def role(condition: str = "", **properties: Any) -> Any:
    under = {"Condition": condition} if condition else {}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {"AssumeRolePolicyDocument": TRUST, **properties},
        **under,
    }


ROLES = {"Role": role("IsA"), "Other": role("IsB", Path={"Ref": "PC"}), "Alarm": ALARM}
EVERYTHING = {"Role", "Other", "Alarm"}


@pytest.mark.parametrize(
    ("before", "after", "resources", "parameters"),
    [
        ({}, {}, set(), set()),
        ({}, {"Role": role("IsA", Description="new")}, set(), set()),
        ({}, {"Role": {**role("IsA"), "Metadata": {"a": 1}}}, set(), set()),
        ({}, {"Role": role("IsA", Path="/a/")}, {"Role", "Alarm"}, {"PA"}),
        ({}, {"Role": role("IsD")}, {"Role", "Alarm"}, {"PA", "PD"}),
        ({}, {"New": policy("s3:*")}, {"New", "Role"}, {"PA"}),
        (
            {"Mine": policy("s3:*", condition="IsB")},
            {"New": policy("s3:*")},
            {"New", "Mine", "Role"},
            {"PA", "PB"},
        ),
        (
            {"Mine": policy("s3:*", [{"Ref": "Other"}])},
            {"New": policy("s3:*")},
            {"New", "Role"},
            {"PA"},
        ),
        (
            {"Loose": policy("s3:*", ["role"], "IsD")},
            {"New": policy("s3:*")},
            {"New", "Role", "Loose"},
            {"PA", "PD"},
        ),
        ({}, {"New": policy("s3:*", ["r"])}, {"New", "Role", "Other"}, {"PA", "PB", "PC"}),
    ],
)
def test_what_decides_the_access_of_what_differs_is_left(
    before: Any, after: Any, resources: set[str], parameters: set[str]
) -> None:
    old = template(**{**ROLES, **before})
    new = template(**{**ROLES, **before, **after})
    cut = reached_by_changes(old, new)
    assert {name for side in cut for name in side["Resources"]} == resources
    assert {name for side in cut for name in side["Parameters"]} == parameters


@pytest.mark.parametrize(
    ("section", "name", "row", "resources"),
    [
        ("Parameters", "PA", {"Type": "String", "Default": "a", "Description": "x"}, set()),
        ("Parameters", "PA", {"Type": "String", "Default": "b"}, {"Role", "Alarm"}),
        ("Conditions", "IsB", {"Fn::Equals": [{"Ref": "PB"}, "x"]}, {"Other"}),
        ("Mappings", "N", {"a": {"b": "d"}}, set()),
        ("Transform", "Transform", "Macro", EVERYTHING),
    ],
)
def test_what_depends_on_another_section_is_left(
    section: str, name: str, row: Any, resources: set[str]
) -> None:
    old = template(**ROLES)
    new: dict[str, Any] = deepcopy(old)
    if section == name:
        new[section] = row
    else:
        new[section][name] = row
    assert {
        name for side in reached_by_changes(old, new) for name in side["Resources"]
    } == resources


def test_any_mapping_counts_where_its_name_is_a_value() -> None:
    looked_up = {"Fn::FindInMap": [{"Ref": "PA"}, "a", "b"]}
    old = template(**ROLES, Mine=role(Path=looked_up))
    new = template(**ROLES, Mine=role(Path=looked_up), New=policy("s3:*"))
    assert {*reached_by_changes(old, new)[0]["Resources"]} == {*old["Resources"]}


def made(chance: random.Random) -> dict[str, Any]:
    """Return a template whose roles, policies and names depend on parameters by chance."""

    def document() -> dict[str, Any]:
        row: Any = {
            "Effect": chance.choice(("Allow", "Allow", "Deny")),
            "Action": chance.choice(("s3:GetObject", "s3:*")),
            "Resource": chance.choice(("*", {"Fn::Sub": "arn:aws:s3:::${PC}/*"})),
        }
        omitted = {"Fn::If": [f"Is{chance.choice('AB')}", row, {"Ref": "AWS::NoValue"}]}
        return {"Statement": [chance.choice((row, omitted))]}

    def under() -> dict[str, str]:
        return chance.choice(({}, {}, {"Condition": f"Is{chance.choice('ABD')}"}))

    found = template(Role=role(RoleName="role"), Other=role(), Third=role(RoleName="third"))
    for name in ("Other", "Third"):
        found["Resources"][name] |= under()
    for name in ("One", "Two", "Three"):
        roles = chance.choice(({"Ref": "Role"}, {"Ref": "Other"}, "role", "third"))
        made = policy("s3:*", [roles])
        made["Properties"]["PolicyDocument"] = document()
        found["Resources"][name] = {**made, **under()}
    conditions = found["Conditions"]
    conditions["IsD"] = {"Fn::Or": [conditions["IsA"], {"Condition": "IsB"}]}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_every_change_is_found_that_all_combinations_show(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    old, other = made(chance), made(chance)
    new = deepcopy(old)
    name = chance.choice(("One", "Two", "Three"))
    new["Resources"][name] = other["Resources"][name]

    def outcomes() -> dict[Any, str]:
        changes = compare_documents(Document(old), Document(new)).changes
        return {(c.role, c.part): c.outcome for c in changes if c.outcome != "unchanged"}

    expected = outcomes()
    whole = difference._variations
    asked: list[Any] = []

    def too_many_at_first(templates: Any, *more: Any) -> Any:
        away, elsewhere = whole(templates, *more)
        asked.append(templates)
        return away, elsewhere if len(asked) > 1 else elsewhere._replace(unknown=("x",))

    monkeypatch.setattr(difference, "_variations", too_many_at_first)
    assert outcomes() == expected
    assert len(asked) == 2 or old == new
