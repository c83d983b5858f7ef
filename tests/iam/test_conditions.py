"""Conditions: what holds in a request context, and what is said where that is not known."""

from __future__ import annotations

import pytest

from influmojo_cfn.evaluation.request import context_of
from influmojo_cfn.iam.conditions import (
    ANY_TAG,
    CompiledCondition,
    Context,
    condition_doubts,
    is_multivalued,
    look_up,
    resolve_variables,
    variable_doubts,
)
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import OPERATORS, Operator
from influmojo_cfn.iam.patterns import tokenize
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES, Verdict

DOUBT = Unknown("the tags are not known")


@pytest.mark.parametrize("row", OPERATORS, ids=[row.name for row in OPERATORS])
def test_a_value_that_is_not_known_is_held_to_its_shape_or_may_be_anything(row: Operator) -> None:
    shapes = {"String": "web*", "ARN": "arn:aws:s3:::web*"}
    unknown = Unknown("not known", shapes.get(row.family, "*"))
    asked = CompiledCondition(Condition(row.name, "k", (unknown,)), variables=True)
    carried = {"String": ("website", "ops"), "ARN": ("arn:aws:s3:::website", "arn:aws:s3:::ops")}
    may, cannot = carried.get(row.family, ("5", None))
    assert asked.test(context_of({"k": may})) == UNKNOWN
    if cannot:
        assert asked.test(context_of({"k": cannot})) == (YES if row.negated else NO)


@pytest.mark.parametrize(
    ("operator", "values", "context", "expected"),
    [
        pytest.param("StringEquals", ("a", "b"), {"k": "b"}, YES, id="one of several values"),
        pytest.param("StringEquals", ("a",), {}, NO, id="without the key"),
        pytest.param("StringNotEquals", ("a",), {}, YES, id="negated, without the key"),
        pytest.param("StringEqualsIfExists", ("a",), {}, YES, id="IfExists without the key"),
        pytest.param("Null", ("true",), {}, YES, id="the key is absent, as Null wants it"),
        pytest.param("ForAnyValue:StringEquals", ("a",), {"k": ["b", "a"]}, YES, id="any"),
        pytest.param("ForAllValues:StringEquals", ("a",), {"k": ["b", "a"]}, NO, id="all"),
        pytest.param("StringEquals", ("a",), {"k": ["b", "a"]}, NO, id="several without qualifier"),
        pytest.param("StringEquals", ("a",), {"k": ["a", "b"]}, NO, id="the first of several"),
        pytest.param("StringIs", ("a",), {"k": "a"}, UNKNOWN, id="no operator of IAM"),
        pytest.param("NumericNotEquals", ("x",), {"k": 5}, UNKNOWN, id="not what is no number"),
        pytest.param("StringEquals", ("${k}",), {"k": "a"}, YES, id="a policy variable"),
    ],
)
def test_a_condition_in_a_context(
    operator: str, values: tuple[str, ...], context: Context, expected: Verdict
) -> None:
    asked = CompiledCondition(Condition(operator, "k", values), variables=True)
    assert asked.test(context_of(context)) == expected


def test_a_tag_that_the_caller_may_have_is_looked_up_among_all_tags() -> None:
    assert look_up("aws:principaltag/team", {ANY_TAG: DOUBT}) is DOUBT
    assert look_up("aws:principaltag/team", {}) is None
    assert look_up("aws:username", {ANY_TAG: DOUBT}) is None


@pytest.mark.parametrize(
    ("written", "context", "expected"),
    [
        pytest.param("a-${k}", {"k": ("b",)}, ("a-", "b"), id="its value"),
        pytest.param("a-${k}", {}, NO, id="without a value nothing matches"),
        pytest.param("a-${k, 'c'}", {}, ("a-", "c"), id="its default"),
        pytest.param("a-${k}", {"k": DOUBT}, UNKNOWN, id="a value that is not known"),
        pytest.param("a-${k, 'c'}", {"k": ("",)}, ("a-", "c"), id="its default for an empty text"),
        pytest.param("a-${k, 'c'}", {"k": ("b", "d")}, NO, id="several values, not its default"),
    ],
)
def test_policy_variables(written: str, context: Context, expected: object) -> None:
    assert resolve_variables(tokenize(written, variables=True), context) == expected


def test_what_a_variable_stands_for_is_doubted_with_the_reason() -> None:
    assert variable_doubts(("${k}", DOUBT), {"k": DOUBT}) == [f"${{k}}: {DOUBT.reason}"]
    assert is_multivalued("aws:TagKeys")
    (doubt,) = variable_doubts(("${aws:TagKeys}",), {"aws:tagkeys": ("a",)})
    assert doubt.endswith("AWS takes no multivalued key for a policy variable")


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        pytest.param("StringIs", "a", "'StringIs' is not an operator of IAM", id="no operator"),
        pytest.param("NumericNotEquals", "x", "NumericNotEquals cannot read 'x'", id="no number"),
        pytest.param("NumericEquals", "x", "", id="what is no number matches none"),
        pytest.param("Null", "maybe", "", id="presence"),
    ],
)
def test_what_is_doubtful_of_a_condition(operator: str, value: str, expected: str) -> None:
    found = condition_doubts(Condition(operator, "k", (value,)), variables=True)
    assert [expected in text for text in found] == ([True] if expected else [])


@pytest.mark.parametrize("operator", ["StringEquals", "StringLike", "StringNotEquals", "Null"])
def test_a_tag_that_the_caller_may_have_is_not_known(operator: str) -> None:
    asked = CompiledCondition(Condition(operator, "aws:PrincipalTag/Team", ("a",)), variables=True)
    assert asked.test({ANY_TAG: DOUBT}) == UNKNOWN


@pytest.mark.parametrize(
    ("operator", "denies", "doubtful"),
    [
        pytest.param("StringEquals", False, False, id="nothing equals, in an Allow"),
        pytest.param("StringEquals", True, True, id="a Deny does not vanish"),
        pytest.param("StringNotEquals", False, True, id="an Allow is not relied on"),
        pytest.param("StringNotEquals", True, True, id="negated, in a Deny"),
    ],
)
def test_a_condition_that_lists_no_value(operator: str, denies: bool, doubtful: bool) -> None:
    found = condition_doubts(Condition(operator, "k", ()), variables=True, denies=denies)
    assert found == ((f"{operator} of k lists no value",) if doubtful else ())
