from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.template.merging import merged, with_sids
from influmojo_cfn.template.statements import GrantCondition, GrantStatement, SubText


def statement(
    actions: tuple[str, ...],
    resources: tuple[str, ...],
    condition: str | None = None,
    effect: str = "Allow",
    *,
    not_resource: bool = False,
) -> GrantStatement:
    value = SubText(text=condition or "")
    conditions = (GrantCondition(operator="StringEquals", key="k", values=(value,)),)
    return GrantStatement(
        verbs=("Do" + "".join(actions),),
        nouns=resources,
        actions=dict.fromkeys(actions),
        resources=tuple(SubText(text=text) for text in resources),
        conditions=conditions if condition else (),
        effect=effect,
        not_resource=not_resource,
    )


NAMES = "xyz"
OTHER = "a resource that no statement names"


def said(
    statements: list[GrantStatement],
) -> set[tuple[str, str, str, tuple[GrantCondition, ...]]]:
    """Return what statements allow and deny: each effect, action and resource, and when."""
    return {
        (each.effect, action, resource, each.conditions)
        for each in statements
        for action in each.actions
        for resource in (*NAMES, OTHER)
        if (resource in {text.text for text in each.resources}) is not each.not_resource
    }


STATEMENTS = st.lists(
    st.builds(
        statement,
        st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True).map(tuple),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from([None, "one", "two"]),
        st.sampled_from(["Allow", "Deny"]),
        not_resource=st.booleans(),
    ),
    max_size=6,
)


@given(STATEMENTS)
def test_merging_says_what_was_said_and_nothing_else(statements: list[GrantStatement]) -> None:
    assert said(merged(statements)) == said(statements)


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_two_lists_of_what_is_left_out_stay_apart(effect: str) -> None:
    both = [statement(("A",), (name,), effect=effect, not_resource=True) for name in "xy"]
    assert merged(both) == both


def test_actions_with_the_same_left_out_become_one_list() -> None:
    both = [statement((name,), ("x",), effect="Deny", not_resource=True) for name in "AB"]
    (one,) = merged(both)
    assert list(one.actions) == ["A", "B"]


def test_a_list_of_what_is_left_out_is_no_list_of_what_is_meant() -> None:
    one, other = statement(("A",), ("x",)), statement(("B",), ("x",), not_resource=True)
    assert merged([one, other]) == [one, other]


@given(STATEMENTS)
def test_merging_again_changes_nothing(statements: list[GrantStatement]) -> None:
    assert merged(merged(statements)) == merged(statements)


def test_different_resources_become_one_list() -> None:
    (one,) = merged([statement(("A",), ("x",)), statement(("A",), ("y",))])
    assert [text.text for text in one.resources] == ["x", "y"]


def test_different_actions_become_one_list() -> None:
    (one,) = merged([statement(("A",), ("x",)), statement(("B",), ("x",))])
    assert list(one.actions) == ["A", "B"]


def test_what_differs_in_both_stays_apart() -> None:
    assert len(merged([statement(("A",), ("x",)), statement(("B",), ("y",))])) == 2


def test_what_differs_in_a_condition_stays_apart() -> None:
    assert len(merged([statement(("A",), ("x",), "one"), statement(("A",), ("x",))])) == 2


@settings(max_examples=50)
@given(STATEMENTS)
def test_sids_are_letters_and_digits_and_none_is_there_twice(
    statements: list[GrantStatement],
) -> None:
    sids = [str(each.sid) for each in with_sids(merged(statements))]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)


def test_a_sid_does_not_depend_on_what_stands_before_it() -> None:
    one, other = statement(("A",), ("x",)), statement(("B",), ("y",))
    assert with_sids([one, other])[1].sid == with_sids([other])[0].sid


def test_what_a_condition_of_the_template_needs_stays_apart() -> None:
    both = [statement(("A",), ("x",)), replace(statement(("A",), ("y",)), needs=(("HasName",),))]
    assert merged(both) == both


def test_a_statement_with_a_sid_of_its_own_stays_as_it_is() -> None:
    named = [replace(statement(("A",), (name,)), sid="Own") for name in "xy"]
    assert merged([*named, statement(("A",), ("z",))]) == [*named, statement(("A",), ("z",))]
