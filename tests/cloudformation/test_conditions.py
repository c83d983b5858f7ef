"""Branches: what a condition says of others, and which can be taken together."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.cloudformation.conditions import ConditionLogic
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam.branches import ALWAYS, Branch


def equals(name: str, text: Any) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": name}, text]}


def logic(**declared: Any) -> ConditionLogic:
    template = {
        "Parameters": {name: {"Type": "String"} for name in "AB"},
        "Conditions": declared,
    }
    return Resolver(template).conditions


def condition(name: str) -> dict[str, str]:
    return {"Condition": name}


PROD, TEST = equals("A", "prod"), equals("A", "test")
DECLARED: dict[str, Any] = {
    "Prod": PROD,
    "Swapped": {"Fn::Equals": ["prod", {"Ref": "A"}]},
    "Test": TEST,
    "Other": equals("B", "x"),
    "NotProd": {"Fn::Not": [condition("Prod")]},
    "Both": {"Fn::And": [condition("Prod"), condition("Other")]},
    "Either": {"Fn::Or": [condition("Prod"), condition("Other")]},
    "Circle": {"Fn::Not": [condition("Circle")]},
    "Odd": {"Fn::Nonsense": 1},
}


def together(*taken: tuple[Any, bool]) -> bool:
    """Return whether some conditions can hold, or not, at once."""
    branch: Branch | None = ALWAYS
    found = logic(**DECLARED)
    for name, holds in taken:
        branch = None if branch is None else found.assume(name, holds, branch)
    return branch is not None


@pytest.mark.parametrize(
    ("taken", "possible"),
    [
        ([("Prod", True), ("Prod", True)], True),
        ([("Prod", True), ("Prod", False)], False),
        ([("Prod", True), ("NotProd", True)], False),
        ([("Prod", False), ("NotProd", True)], True),
        ([("Prod", True), ("Swapped", False)], False),
        ([("Prod", True), ("Test", True)], False),
        ([("Prod", False), ("Test", False)], True),
        ([("Prod", True), ("Other", True)], True),
        ([("Both", True), ("Other", False)], False),
        ([("Both", True), ("NotProd", True)], False),
        ([("Both", False), ("Prod", True)], True),
        ([("Either", False), ("Prod", True)], False),
        ([("Either", True), ("Prod", False)], True),
        ([("Prod", True), (PROD, False)], False),
        ([(TEST, True), ("Prod", True)], False),
        ([("Missing", True), ("Missing", False)], False),
        ([("Missing", True), ("Prod", True)], True),
        ([("Odd", True), ("Odd", False)], False),
        ([({"Fn::Nonsense": 1}, True), ({"Fn::Nonsense": 1}, False)], False),
        ([({"Fn::Nonsense": 1}, True), ({"Fn::Nonsense": 2}, False)], True),
        ([(condition("Prod"), True), ("Prod", False)], False),
    ],
)
def test_conditions_hold_together(taken: list[tuple[Any, bool]], possible: bool) -> None:
    assert together(*taken) is possible


def test_a_condition_that_refers_to_itself_ends() -> None:
    assert logic(**DECLARED).implied("Circle", True) == frozenset({("Circle", False)})


def test_a_condition_whose_value_asks_the_condition_ends() -> None:
    within = {"Ref": {"Fn::If": ["Circle", "A", "B"]}}
    found = logic(Circle={"Fn::Equals": [within, "x"]})
    assert found.assume("Circle", True, ALWAYS) is not None


def test_a_condition_that_contradicts_itself_is_never_taken() -> None:
    never = {"Fn::And": [condition("Prod"), condition("NotProd")]}
    found = logic(**DECLARED, Never=never)
    assert found.assume("Never", True, ALWAYS) is None
    assert found.assume("Never", False, ALWAYS) is not None


def test_a_branch_keeps_what_was_taken_before() -> None:
    before = frozenset({("x", True)})
    after = logic(**DECLARED).assume("Prod", True, before)
    assert after is not None
    assert before < after


def admits(text: str, *taken: tuple[str, bool]) -> bool:
    resolver = Resolver({"Parameters": {"A": {"Type": "String"}}, "Conditions": DECLARED})
    branch = ALWAYS
    for name, holds in taken:
        branch = resolver.conditions.assume(name, holds, branch) or branch
    return resolver.conditions.admits(resolver.text({"Ref": "A"}), text, branch)


@pytest.mark.parametrize(
    ("text", "taken", "admitted"),
    [
        ("prod", [], True),
        ("prod", [("Prod", True)], True),
        ("prod", [("Prod", False)], False),
        ("test", [("Prod", True)], False),
        ("test", [("Prod", False)], True),
        ("other", [("Prod", False), ("Test", False)], True),
    ],
)
def test_a_value_can_be_what_its_branch_admits(
    text: str, taken: list[tuple[str, bool]], admitted: bool
) -> None:
    assert admits(text, *taken) is admitted


NAMES = ("Prod", "Swapped", "Test", "Other", "NotProd", "Both", "Either")


def truths(a: str, b: str) -> dict[str, bool]:
    prod, other = a == "prod", b == "x"
    return {
        "Prod": prod,
        "Swapped": prod,
        "Test": a == "test",
        "Other": other,
        "NotProd": not prod,
        "Both": prod and other,
        "Either": prod or other,
    }


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), max_size=4))
def test_what_some_values_make_so_is_never_ruled_out(taken: list[tuple[str, bool]]) -> None:
    worlds = [truths(a, b) for a, b in product(("prod", "test", "z"), ("x", "y"))]
    if any(all(world[name] is holds for name, holds in taken) for world in worlds):
        assert together(*taken)


def test_two_that_are_not_all_of_something_are_apart() -> None:
    both = {"Fn::And": [PROD, equals("B", "x")]}
    others = {"Fn::And": [TEST, equals("B", "y")]}
    found = logic(One={"Fn::Not": [both]}, Two={"Fn::Not": [others]})
    branch = found.assume(condition("One"), True, ALWAYS)
    assert branch is not None
    assert found.assume(condition("Two"), False, branch) is not None
    assert found.assume(condition("One"), False, branch) is None


def test_parts_of_a_condition_that_are_not_compared_are_told_apart() -> None:
    first, second = {"Fn::Nonsense": 1}, {"Fn::Nonsense": 2}
    found = logic(Both={"Fn::And": [first, second]}, First={"Fn::And": [first, first]})
    branch = found.assume("Both", True, ALWAYS)
    assert branch is not None
    assert {json.dumps(each) for each in (first, second)} <= {name for name, _ in branch}
