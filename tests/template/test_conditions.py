"""Conditions hold where the parameters that they stand for are given, whatever was left out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from troposphere import Parameter, Template

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.template.conditions import Conditions

PARAMETERS = ("A", "B", "C", "D")
NEEDS = st.lists(st.sampled_from(PARAMETERS), min_size=1, max_size=3, unique=True).map(tuple)
ALTERNATIVES = st.lists(NEEDS, min_size=1, max_size=4)
WORLDS = [dict(zip(PARAMETERS, values, strict=True)) for values in product(("", "x"), repeat=4)]


def expected(alternatives: list[tuple[str, ...]], world: Mapping[str, str]) -> bool:
    return any(all(world[each] for each in needs) for needs in alternatives)


def resolver(conditions: Conditions) -> Any:
    template = Template()
    for name in PARAMETERS:
        template.add_parameter(Parameter(name, Type="String", Default=""))
    for name, condition in conditions.by_name.items():
        template.add_condition(name, condition)
    plain = {**template.to_dict(), "Resources": {}}

    def holds(name: str, world: Mapping[str, str]) -> object:
        return ResolvedTemplate(plain, Environment(parameters=dict(world))).condition(name)

    return holds


@given(ALTERNATIVES, ALTERNATIVES)
@settings(max_examples=60, deadline=None)
def test_a_condition_holds_exactly_where_it_should(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    conditions = Conditions()
    one, other = conditions.any_resource("One", first), conditions.any_resource("Other", second)
    both = conditions.both("Both", one, other)
    either = conditions.any_of("Either", [one, other])
    holds = resolver(conditions)
    for world in WORLDS:
        truths = expected(first, world), expected(second, world)
        assert (holds(one, world), holds(other, world)) == truths
        assert holds(str(both), world) == all(truths)
        assert holds(either, world) == any(truths)


@given(ALTERNATIVES, ALTERNATIVES)
@settings(max_examples=60, deadline=None)
def test_what_follows_from_something_else_is_known(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    conditions = Conditions()
    one, other = conditions.any_resource("One", first), conditions.any_resource("Other", second)
    follows = all(expected(second, world) or not expected(first, world) for world in WORLDS)
    assert conditions.implies(one, other) == follows


def test_what_always_holds_follows_from_everything() -> None:
    conditions = Conditions()
    assert conditions.implies("Whatever", None)
    assert not conditions.implies(None, conditions.given("A"))


def test_too_many_combinations_are_left_as_they_are() -> None:
    conditions = Conditions()
    many = [conditions.any_resource(f"L{i}", [(f"P{i}x{j}",) for j in range(20)]) for i in (1, 2)]
    both = conditions.both("Both", *many)
    assert both == "Both"
    assert not conditions.implies(both, many[0])
