"""Keys stand where a reader looks for them, and none is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.template.order import arranged, arranged_policy

DATA = st.recursive(
    st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Sid", "Action", "Version", "A"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(DATA)
def test_nothing_of_a_policy_is_lost_or_added(value: Any) -> None:
    assert arranged_policy(value) == value


def keys(value: Any) -> list[str]:
    return list(value)


def test_sections_stand_in_the_order_of_cloudformation() -> None:
    template: dict[str, dict[str, Any]] = {
        name: {} for name in ("Outputs", "Resources", "Own", "Description", "Conditions")
    }
    assert keys(arranged(template)) == ["Description", "Conditions", "Resources", "Outputs", "Own"]


ELEMENTS: dict[str, tuple[str, list[str], list[str]]] = {
    "a parameter": (
        "Parameters",
        ["MaxLength", "NoEcho", "Default", "Type"],
        ["Type", "Default", "MaxLength", "NoEcho"],
    ),
    "a resource": (
        "Resources",
        ["DeletionPolicy", "Metadata", "DependsOn", "Condition", "Type"],
        ["Type", "Condition", "DependsOn", "DeletionPolicy", "Metadata"],
    ),
    "an output": (
        "Outputs",
        ["Export", "Value", "Condition", "Description"],
        ["Description", "Condition", "Value", "Export"],
    ),
}


@pytest.mark.parametrize(("section", "given", "expected"), ELEMENTS.values(), ids=ELEMENTS)
def test_keys_of_an_element_stand_in_order(
    section: str, given: list[str], expected: list[str]
) -> None:
    assert keys(arranged({section: {"A": dict.fromkeys(given)}})[section]["A"]) == expected


def test_the_policies_of_a_resource_are_arranged() -> None:
    statement = {"Resource": "*", "Action": "*", "Principal": "*", "Effect": "Allow", "Sid": "A"}
    document = {"Statement": [statement], "Version": "2012-10-17"}
    found = arranged({"Resources": {"A": {"Properties": {"Inner": [document]}}}})
    (inner,) = found["Resources"]["A"]["Properties"]["Inner"]
    assert keys(inner) == ["Version", "Statement"]
    assert keys(inner["Statement"][0]) == ["Sid", "Effect", "Principal", "Action", "Resource"]


def test_a_resource_without_properties_has_none_afterwards() -> None:
    assert arranged({"Resources": {"A": {"Type": "B"}}}) == {"Resources": {"A": {"Type": "B"}}}


def test_the_template_that_is_given_stays_as_it_is() -> None:
    template = {"Resources": {"A": {"Properties": {}, "Type": "B"}}}
    arranged(template)
    assert keys(template["Resources"]["A"]) == ["Properties", "Type"]
