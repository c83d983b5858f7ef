"""Templates case by case: roles are paired, and what is not read is named."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.role_readings import MOST_READ_ALONE
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof import template_comparison
from influmojo_cfn.proof.access import ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.access_comparison import compare
from influmojo_cfn.proof.assignments import Assignment
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.template_comparison import TemplateComparison

HERE = Environment()
DEFAULTS = Assignment({}, {})


def role(action: str, **properties: Any) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    own = {
        "AssumeRolePolicyDocument": {"Statement": trust},
        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}],
    }
    return {"Type": "AWS::IAM::Role", "Properties": {**own, **properties}}


def comparison(
    old: dict[str, Any], new: dict[str, Any], name: str | None = None
) -> TemplateComparison:
    sides = [(Document({"Resources": each}), HERE) for each in (old, new)]
    return TemplateComparison(sides[0], sides[1], name)


def outcomes(found: TemplateComparison) -> dict[tuple[str, str], str]:
    return {(each.role, each.part): each.outcome for each in found.changes()}


def test_a_role_is_paired_with_its_namesake() -> None:
    found = comparison(
        {"A": role("s3:*", RoleName="app")}, {"B": role("s3:GetObject", RoleName="app")}
    )
    found.add(DEFAULTS)
    assert outcomes(found) == {("B", "permissions"): "narrowed", ("B", "trust"): "unchanged"}


def principal(kind: str, action: str, name: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    own: dict[str, Any] = {"PolicyDocument": {"Statement": statement}}
    if kind != "ManagedPolicy":
        own = {"Policies": [{"PolicyName": "p", **own}]}
    return {"Type": f"AWS::IAM::{kind}", "Properties": {NAMES[kind]: name, **own}}


NAMES = {"User": "UserName", "Group": "GroupName", "ManagedPolicy": "ManagedPolicyName"}
TRADED: list[tuple[Any, str]] = [
    (lambda action, name: role(action, RoleName=name), "permissions"),
    *((partial(principal, kind), "policy") for kind in NAMES),
]


@pytest.mark.parametrize(("made", "part"), TRADED, ids=["Role", *NAMES])
def test_a_name_that_goes_to_another_resource_is_compared_too(made: Any, part: str) -> None:
    old = {"A": made("s3:GetObject", "app"), "B": made("s3:*", "admin")}
    new = {"A": made("s3:GetObject", "admin"), "B": made("s3:*", "app")}
    found = comparison(old, new)
    found.add(DEFAULTS)
    compared = {name: outcome for (name, of), outcome in outcomes(found).items() if of == part}
    assert compared == {"A": "narrowed", "B": "widened"}


@pytest.mark.parametrize("kind", NAMES)
def test_what_keeps_its_name_under_another_logical_id_is_compared_with_itself(kind: str) -> None:
    found = comparison(
        {"A": principal(kind, "s3:*", "app")}, {"B": principal(kind, "s3:GetObject", "app")}
    )
    found.add(DEFAULTS)
    assert outcomes(found) == {("B", "policy"): "narrowed"}


def test_a_role_without_namesake_comes_and_another_goes() -> None:
    found = comparison({"A": role("s3:*")}, {"B": role("s3:*")})
    found.add(DEFAULTS)
    presences = {(each.role, each.presence) for each in found.changes()}
    assert presences == {("B", "added"), ("A", "removed")}


def test_a_case_says_where_it_is_so() -> None:
    found = comparison({"A": role("s3:GetObject")}, {"A": role("s3:*")})
    found.add(DEFAULTS, "where Name is x")
    (change, _) = found.changes()
    assert {each.note for each in change.gained.excesses} == {"where Name is x"}


def test_what_is_not_compared_is_said_unless_nothing_differs() -> None:
    one, other = {"A": role("s3:GetObject")}, {"A": role("s3:GetObject", Path="/x/")}
    same, different = comparison(one, one), comparison(one, other)
    for each in (same, different):
        each.add_unknown(["there are too many"])
    assert not outcomes(same)
    assert outcomes(different) == {("template", "policy"): "unknown"}


def test_what_is_not_read_is_named() -> None:
    found = comparison({}, {"X": {"Type": "Custom::Thing"}})
    found.add(DEFAULTS)
    (change,) = found.changes()
    assert change.gained.unknown == ("Custom::Thing may grant access and is not read",)
    assert change.presence == "added"


def test_documents_with_loops_are_read_in_each_case() -> None:
    def read(*_: Any, derived: bool) -> list[Document]:
        return [Document({"Resources": {"A": role(each)}}) for each in ("s3:GetObject", "s3:*")]

    side = (Document({"Resources": {}}), HERE)
    found = TemplateComparison(side, side, None, read=read, looped=True)
    found.add(DEFAULTS)
    assert outcomes(found) == {("A", "permissions"): "widened", ("A", "trust"): "unchanged"}


def test_a_role_that_neither_has_is_refused() -> None:
    found = comparison({"A": role("s3:*")}, {"A": role("s3:*")}, "B")
    found.add(DEFAULTS)
    with pytest.raises(TemplateError, match=r"role 'B': is in neither; there are A$"):
        found.changes()


def test_what_is_not_compared_is_told_beside_what_the_template_changes() -> None:
    found = comparison({"A": role("s3:GetObject")}, {"A": role("s3:GetObject", Path="/x/")})
    found.add_unknown(["there are too many"])
    found.add_unknown(["it takes too long"])
    (change,) = found.changes()
    assert change.gained.unknown == ("there are too many", "it takes too long")


@pytest.mark.parametrize(
    ("old", "new", "presence"),
    [
        ({}, {"X": {"Type": "Custom::Thing"}}, "added"),
        ({"X": {"Type": "Custom::Thing"}}, {}, "removed"),
        (
            {"X": {"Type": "Custom::Thing"}},
            {"X": {"Type": "Custom::Thing", "Properties": {"A": "b"}}},
            "both",
        ),
    ],
)
def test_what_is_not_read_came_stayed_or_went(
    old: dict[str, Any], new: dict[str, Any], presence: str
) -> None:
    found = comparison(old, new)
    found.add(DEFAULTS)
    assert [change.presence for change in found.changes()] == [presence]


def test_what_is_not_read_is_told_once_for_all_cases() -> None:
    found = comparison({}, {"X": {"Type": "Custom::Thing"}})
    found.add(DEFAULTS)
    found.add(DEFAULTS, "where Name is x")
    (change,) = found.changes()
    assert change.gained.unknown == ("Custom::Thing may grant access and is not read",)


def test_what_is_not_read_is_told_beside_what_is_known_already() -> None:
    found = comparison({}, {"X": {"Type": "Custom::Thing"}})
    known = AccessChange("X", "policy", ProofAnswer(unknown=("why",)), ProofAnswer())
    found.found["X", "policy"] = known
    found.add(DEFAULTS)
    (change,) = found.changes()
    assert change.gained.unknown == ("why", "Custom::Thing may grant access and is not read")


def test_what_receivers_of_the_same_role_gain_is_compared_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(*accesses: Any, role: str = "", **more: Any) -> AccessChange:
        asked.append(role)
        return compare(*accesses, role=role, **more)

    monkeypatch.setattr(template_comparison, "compare", counted)
    roles = {"One": role("s3:GetObject"), "Two": role("s3:*")}
    old, new = ({**roles, **dict.fromkeys("ABC", function(each))} for each in roles)
    found = comparison(old, new)
    found.add(DEFAULTS)
    wider = [change.role for change in found.changes() if change.gained.excesses]
    assert wider == ["A", "B", "C"]
    assert asked.count("") == 1


def test_roles_that_have_the_same_policies_are_compared_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(*accesses: Any, role: str, **more: Any) -> AccessChange:
        asked.append(f"{role} {more['part']}")
        return compare(*accesses, role=role, **more)

    monkeypatch.setattr(template_comparison, "compare", counted)
    bare = {"A": role("", Policies=[]), "B": role("", Policies=[])}
    actions = ("s3:Get*", "s3:*")
    old, new = ({**bare, "P": attached(action, "A", "B")} for action in actions)
    found = comparison(old, new)
    found.add(DEFAULTS)
    assert [change.role for change in found.changes() if change.gained.excesses] == ["A", "B"]
    assert [each for each in asked if each.endswith("permissions")] == ["A permissions"]


@pytest.mark.parametrize(
    ("count", "left"),
    [
        pytest.param(MOST_READ_ALONE - 1, "all", id="of few roles"),
        pytest.param(MOST_READ_ALONE + 1, "Changed Chosen", id="of many roles"),
    ],
)
def test_later_cases_have_what_a_change_reaches(count: int, left: str) -> None:
    same = {f"Same{number}": role("s3:GetObject") for number in range(count - 1)}
    same["Chosen"] = {**role("s3:GetObject"), "Condition": "IsLarge"}
    old, new = ({**same, "Changed": role(action)} for action in ("sqs:ListQueues", "sqs:*"))
    conditions = {"IsLarge": {"Fn::Equals": [{"Ref": "Size"}, "large"]}}
    parameters = {"Size": {"Type": "String", "Default": "small"}}
    rest = {"Parameters": parameters, "Conditions": conditions}
    sides = [(Document({**rest, "Resources": each}), HERE) for each in (old, new)]
    found = TemplateComparison(sides[0], sides[1], None)
    found.add(DEFAULTS)
    found.narrow()
    found.add(DEFAULTS._replace(values={"Size": "large"}))
    kept = {*new} if left == "all" else {*left.split()}
    assert [{*side.data["Resources"]} for side, _ in found.sides] == [kept, kept]
    assert {name for name, part in outcomes(found) if part == "permissions"} == {*new}


def attached(action: str, *roles: str) -> dict[str, Any]:
    document = role(action)["Properties"]["Policies"][0]["PolicyDocument"]
    names = [{"Ref": name} for name in roles]
    properties = {"PolicyDocument": document, "Roles": names}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def test_what_is_gained_is_shown_at_the_role_that_is_passed() -> None:
    roles = {"None": role("sqs:*"), "One": role("s3:*"), "Same": role("s3:*")}
    before, after = function("None"), {"A": function("One"), "B": function("Same")}
    found = comparison({**roles, "A": before, "B": before}, {**roles, **after})
    found.add(DEFAULTS)
    places = [
        excess.statement.path[1] for change in found.changes() for excess in change.gained.excesses
    ]
    assert places == ["One", "Same"]


def test_what_is_not_known_of_a_role_is_told_once_where_it_is_passed() -> None:
    unread = role("s3:*", ManagedPolicyArns=["arn:aws:iam::111122223333:policy/a"])
    roles = {"One": role("s3:*"), "Less": unread}
    found = comparison({**roles, "A": function("One")}, {**roles, "A": function("Less")})
    found.add(DEFAULTS)
    (change,) = (each for each in found.changes() if each.role == "A")
    assert change.gained.unknown == (
        "AWS::Lambda::Function may grant access and is not read (Role)",
    )


@pytest.mark.parametrize("passed", [{"Ref": "One"}, {"Fn::GetAtt": ["Less", "Arn"]}])
def test_a_limit_counts_though_the_role_that_is_passed_is_no_more(passed: dict[str, Any]) -> None:
    roles = {"One": role("s3:*"), "Less": role("s3:GetObject")}
    signed = function("One", CodeSigningConfigArn="c")
    found = comparison({**roles, "A": signed}, {**roles, "A": function("One", Role=passed)})
    found.add(DEFAULTS)
    (change,) = (each for each in found.changes() if each.role == "A")
    assert [text for text in change.gained.unknown if "CodeSigningConfigArn" in text]


def function(passed: str, **properties: Any) -> dict[str, Any]:
    properties = {"Role": {"Fn::GetAtt": [passed, "Arn"]}, **properties}
    return {"Type": "AWS::Lambda::Function", "Properties": properties}


@pytest.mark.parametrize(("name", "found"), [("kept", "unchanged"), ("renamed", "unknown")])
def test_an_allow_that_is_kept_is_not_lost(name: str, found: str) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    properties = {"Bucket": {"Ref": "B"}, "PolicyDocument": {"Statement": statement}}
    kept = {"Type": "AWS::S3::BucketPolicy", "DeletionPolicy": "Retain", "Properties": properties}
    old, new = (
        {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": each}}}
        for each in ("kept", name)
    )
    sides = [Document({"Resources": each}) for each in ({**old, "P": kept}, new)]
    (change,) = compare_documents(*sides).changes
    assert not change.may_be_wider
    assert change.lost.verdict == ("proven" if found == "unchanged" else "refuted")
    assert bool(change.lost.unknown) is (found == "unknown")


def permission(source: str) -> dict[str, Any]:
    properties = {"Action": "lambda:InvokeFunction", "FunctionName": "f", "SourceArn": source}
    row = {**properties, "Principal": "s3.amazonaws.com"}
    return {"Type": "AWS::Lambda::Permission", "Properties": row}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"A": "arn:aws:s3:::a"}, {"B": "arn:aws:s3:::a"}, ["unchanged"], id="same"),
        pytest.param(
            {"A": "arn:aws:s3:::a"}, {"B": "arn:aws:s3:::b"}, ["widened", "narrowed"], id="other"
        ),
        pytest.param(
            {"A": "arn:aws:s3:::a", "B": "arn:aws:s3:::b"},
            {"B": "arn:aws:s3:::a", "C": "arn:aws:s3:::b"},
            ["both", "widened", "narrowed"],
            id="a name in use",
        ),
    ],
)
def test_a_policy_of_a_resource_is_paired_with_one_that_grants_the_same(
    before: dict[str, str], after: dict[str, str], expected: list[str]
) -> None:
    rows = [{name: permission(arn) for name, arn in side.items()} for side in (before, after)]
    found = comparison(rows[0], rows[1])
    found.add(DEFAULTS)
    assert [each.outcome for each in found.changes()] == expected


@pytest.mark.parametrize("attached", ["Roles", "Users", "Groups"])
@pytest.mark.parametrize(
    ("action", "outcome"),
    [("s3:GetObject", None), ("s3:*", "widened")],
    ids=["the same", "wider"],
)
def test_a_policy_that_is_detached_is_compared_with_itself(
    attached: str, action: str, outcome: str | None
) -> None:
    old, new = (principal("ManagedPolicy", each, "p") for each in ("s3:GetObject", action))
    old["Properties"][attached] = [{"Ref": "Who"}]
    kinds = {"Users": "User", "Groups": "Group"}
    who = role("sqs:*") if attached == "Roles" else principal(kinds[attached], "sqs:*", "w")
    found = comparison({"P": old, "Who": who}, {"P": new, "Who": who})
    found.add(DEFAULTS)
    assert outcomes(found).get(("P", "policy")) == outcome
