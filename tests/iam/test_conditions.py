"""Conditions: what holds in a request context, and what is said where that is not known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network
from itertools import product

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
        pytest.param("a-${k, 'c'}", {"k": ("",)}, UNKNOWN, id="an empty string beside a default"),
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


def like(value: str, pattern: str) -> bool:
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, value, re.DOTALL) is not None


TRUTH: dict[str, tuple[bool, Callable[[str, str], bool], tuple[str, ...]]] = {
    "StringEquals": (False, lambda value, own: value == own, ("a", "A", "a*")),
    "StringNotEquals": (True, lambda value, own: value == own, ("a", "A", "a*")),
    "StringEqualsIgnoreCase": (False, lambda v, own: v.lower() == own.lower(), ("a", "A", "b")),
    "StringNotEqualsIgnoreCase": (True, lambda v, own: v.lower() == own.lower(), ("a", "A", "b")),
    "StringLike": (False, like, ("a*", "ab", "?b", "A*")),
    "StringNotLike": (True, like, ("a*", "ab", "?b", "A*")),
    "NumericEquals": (False, lambda value, own: float(value) == float(own), ("1", "1.0", "2")),
    "NumericNotEquals": (True, lambda value, own: float(value) == float(own), ("1", "1.0", "2")),
    "NumericLessThan": (False, lambda value, own: float(value) < float(own), ("1", "2", "10")),
    "NumericGreaterThanEquals": (False, lambda v, own: float(v) >= float(own), ("1", "2", "10")),
    "Bool": (False, lambda value, own: value.lower() == own.lower(), ("true", "False", "TRUE")),
    "IpAddress": (
        False,
        lambda value, own: ip_address(value) in ip_network(own),
        ("10.0.0.1", "10.0.0.9"),
    ),
    "NotIpAddress": (
        True,
        lambda value, own: ip_address(value) in ip_network(own),
        ("10.0.0.1", "10.0.0.9"),
    ),
}
"""Whether an operator is negated, its comparison once more, and values of both sides."""


def once_more(
    operator: str, qualifier: str, if_exists: bool, own: Sequence[str], values: Sequence[str]
) -> bool:
    """Read AWS's page on conditions with several values once more, without tokens or automata."""
    negated, holds, _ = TRUTH[operator]
    each = [any(holds(value, one) for one in own) != negated for value in values]
    if qualifier == "ForAllValues:":
        return all(each)
    if qualifier == "ForAnyValue:":
        return any(each)
    if not values:
        return negated or if_exists
    return len(values) == 1 and each[0]


@pytest.mark.parametrize("denies", [False, True])
@pytest.mark.parametrize("operator", TRUTH)
def test_every_operator_is_what_a_second_reading_says(operator: str, denies: bool) -> None:
    texts = TRUTH[operator][2]
    lists = [[], *([one] for one in texts), *([one, other] for one in texts for other in texts)]
    wide = ["10.0.0.0/29", "0.0.0.0/0"] if "Ip" in operator else []
    owned = [*lists[1:], *([one] for one in wide)]
    for qualifier, suffix in product(("", "ForAllValues:", "ForAnyValue:"), ("", "IfExists")):
        for own in owned:
            written = Condition(f"{qualifier}{operator}{suffix}", "K:k", tuple(own))
            asked = CompiledCondition(written, variables=True, denies=denies)
            for values in lists:
                context: Context = {"k:k": tuple(values)} if values else {}
                expected = YES if once_more(operator, qualifier, bool(suffix), own, values) else NO
                if denies and not qualifier and len(values) > 1:
                    expected = UNKNOWN  # A Deny does not vanish with what is not documented.
                if qualifier == "ForAnyValue:" and suffix and not values:
                    expected = UNKNOWN  # two sentences of AWS contradict
                assert asked.test(context) == expected, (written, values)
    assert asked.doubts == ()


@pytest.mark.parametrize(
    ("operator", "own", "value", "expected"),
    [
        pytest.param("NumericEquals", ("1",), "x", NO, id="a number equals no text"),
        pytest.param("NumericNotEquals", ("1",), "x", NO, id="and is not unlike one"),
        pytest.param("NumericNotEquals", ("1", "2"), "x", NO, id="of two"),
        pytest.param("NumericEquals", ("1", "1e3"), "1", YES, id="one is surely equal"),
        pytest.param("NumericEquals", ("1e3", "1"), "1", YES, id="after a doubtful one"),
        pytest.param("NumericEquals", ("1",), "1e3", UNKNOWN, id="a value in doubt"),
        pytest.param("NumericNotEquals", ("1",), "1e3", UNKNOWN, id="and its negation"),
        pytest.param("NumericEquals", ("x", "1"), "1", YES, id="what cannot be read is passed"),
        pytest.param("NumericEquals", ("x",), "1", NO, id="and matches nothing"),
        pytest.param("NumericEquals", ("1e3",), "x", NO, id="a doubt that changes nothing"),
    ],
)
def test_what_cannot_be_compared(
    operator: str, own: tuple[str, ...], value: str, expected: Verdict
) -> None:
    asked = CompiledCondition(Condition(operator, "k", own), variables=True)
    in_doubt = asked.doubts and expected == YES
    assert asked.test({"k": (value,)}) == (UNKNOWN if in_doubt else expected)


@pytest.mark.parametrize(
    ("operator", "own", "context", "allow", "deny"),
    [
        pytest.param("StringEquals", "${k:v}", {"k:v": ("a",)}, YES, YES, id="its value"),
        pytest.param("StringEquals", "${k:v}", {"k:v": ("b",)}, NO, NO, id="another value"),
        pytest.param("StringNotEquals", "${k:v}", {"k:v": ("b",)}, YES, YES, id="negated"),
        pytest.param("StringNotEquals", "${k:v}", {}, YES, YES, id="a variable of nothing"),
        pytest.param("StringEquals", "${k:v}", {}, NO, NO, id="equals nothing"),
        pytest.param("StringEquals", "${k:v}", {"k:v": DOUBT}, UNKNOWN, UNKNOWN, id="not known"),
        pytest.param("StringNotEquals", "${k:v}", {"k:v": DOUBT}, UNKNOWN, UNKNOWN, id="nor not"),
        pytest.param("StringLike", "?${k:v}", {"k:v": ("*",)}, NO, NO, id="no wildcard"),
        pytest.param("StringLike", "${k:v}*", {"k:v": ("a",)}, YES, YES, id="and a wildcard"),
        pytest.param("ArnLike", "${k:v}", {"k:v": ("x",)}, NO, UNKNOWN, id="unread in a Deny"),
        pytest.param("ArnNotLike", "${k:v}", {"k:v": ("x",)}, UNKNOWN, UNKNOWN, id="unread, not"),
        pytest.param("ArnLike", "${k:v}", {"k:v": ("arn:aws",)}, UNKNOWN, UNKNOWN, id="no whole"),
    ],
)
def test_a_variable_in_a_value(
    operator: str, own: str, context: Context, allow: Verdict, deny: Verdict
) -> None:
    carried = "arn:aws:s3:::a" if operator.startswith("Arn") else "a"
    for denies, expected in ((False, allow), (True, deny)):
        asked = CompiledCondition(Condition(operator, "k", (own,)), variables=True, denies=denies)
        assert asked.test({"k": (carried,), **context}) == expected
        beside = Condition(operator, "k", (own, carried))
        if not asked.use or not asked.use.operator.negated:
            both = CompiledCondition(beside, variables=True, denies=denies)
            assert both.test({"k": (carried,), **context}) == YES


WHOLE = "arn:aws:s3:::a"


@pytest.mark.parametrize(
    ("operator", "own", "value", "expected"),
    [
        pytest.param("ArnLike", ("${v}", "${w}"), WHOLE, YES, id="one after what cannot be read"),
        pytest.param("ArnNotLike", ("${v}", "${w}"), WHOLE, NO, id="and its negation"),
        pytest.param("ArnNotLike", ("${w}",), "x", UNKNOWN, id="a value that cannot be compared"),
        pytest.param("ArnNotLike", ("${w}",), "arn:aws:s3:::b", YES, id="another value"),
        pytest.param("ForAnyValue:ArnLike", ("${w}",), WHOLE, YES, id="of several"),
        pytest.param("ForAllValues:ArnNotLike", ("${w}",), WHOLE, NO, id="of all"),
    ],
)
def test_variables_that_stand_for_arns(
    operator: str, own: tuple[str, ...], value: str, expected: Verdict
) -> None:
    asked = CompiledCondition(Condition(operator, "k", own), variables=True, denies=True)
    assert asked.test({"k": (value,), "v": ("x",), "w": (WHOLE,)}) == expected


def test_every_variable_of_a_value_counts() -> None:
    own = ("${k:a}", "${k:b}", "${k:c}")
    asked = CompiledCondition(Condition("StringEquals", "k", own), variables=True)
    for last in ("k:a", "k:b", "k:c"):
        carried = {"k:a": ("x",), "k:b": ("x",), "k:c": ("x",), last: ("v",)}
        assert asked.test({"k": ("v",), **carried}) == YES
        assert asked.test({"k": ("v",), **carried, last: DOUBT}) == UNKNOWN
        assert asked.test({"k": ("v",), last: ("v",)}) == YES
    plain = CompiledCondition(Condition("StringEquals", "k", own), variables=False)
    assert plain.test({"k": ("${k:a}",)}) == YES
    number = CompiledCondition(Condition("NumericEquals", "k", ("${k:a}",)), variables=True)
    assert number.test({"k": ("1",), "k:a": ("1",)}) == NO, "no variable stands in a number"


@pytest.mark.parametrize(
    ("values", "present", "absent", "denied"),
    [
        pytest.param(("true",), NO, YES, NO, id="true"),
        pytest.param(("False",), YES, NO, YES, id="false"),
        pytest.param(("true", "false"), YES, YES, YES, id="both"),
        pytest.param((DOUBT,), UNKNOWN, UNKNOWN, UNKNOWN, id="not known"),
        pytest.param(("true", DOUBT), UNKNOWN, YES, UNKNOWN, id="one of two"),
        pytest.param(("x",), NO, NO, UNKNOWN, id="no Boolean"),
        pytest.param(("x", "true"), NO, YES, UNKNOWN, id="no Boolean and one"),
    ],
)
def test_null(
    values: tuple[str | Unknown, ...], present: Verdict, absent: Verdict, denied: Verdict
) -> None:
    asked = CompiledCondition(Condition("Null", "k", values), variables=True)
    assert asked.test({"k": ("a",)}) == asked.test({"k": DOUBT}) == present
    assert asked.test({}) == absent
    deny = CompiledCondition(Condition("Null", "k", values), variables=True, denies=True)
    assert deny.test({"k": ("a",)}) == denied


@pytest.mark.parametrize(
    ("qualifier", "empty", "one", "two"),
    [
        pytest.param("", NO, YES, NO, id="none"),
        pytest.param("ForAllValues:", YES, YES, NO, id="all"),
        pytest.param("ForAnyValue:", NO, YES, YES, id="any"),
    ],
)
def test_values_of_a_key(qualifier: str, empty: Verdict, one: Verdict, two: Verdict) -> None:
    asked = CompiledCondition(Condition(f"{qualifier}StringEquals", "k", ("a",)), variables=True)
    context: list[Context] = [{"k": ("",)}, {"k": ("a",)}, {"k": ("a", "b")}]
    assert [asked.test(each) for each in context] == [empty, one, two]
    assert asked.test({"k": DOUBT}) == UNKNOWN


@pytest.mark.parametrize(
    ("operator", "own", "values", "expected"),
    [
        pytest.param("NumericEquals", ("1",), ("2",), False, id="two numbers"),
        pytest.param("NumericEquals", ("1",), ("x",), True, id="a text of the request"),
        pytest.param("NumericEquals", ("x",), ("1",), True, id="a text of the policy"),
        pytest.param("NumericEquals", ("1",), ("2", "x"), True, id="one of two"),
        pytest.param("NumericEquals", ("x",), (), False, id="no value"),
        pytest.param("NumericEquals", ("x",), DOUBT, False, id="not known"),
        pytest.param("StringEquals", ("1",), ("x",), False, id="texts"),
    ],
)
def test_what_is_not_of_the_kind(
    operator: str, own: tuple[str, ...], values: tuple[str, ...] | Unknown, expected: bool
) -> None:
    asked = CompiledCondition(Condition(operator, "k", own), variables=True)
    assert asked.incomparable(values) is expected


UNREAD = "AWS does not document whether '1e3' is a number"


@pytest.mark.parametrize(
    ("operator", "own", "context", "expected"),
    [
        pytest.param("NumericEquals", ("1",), {"K": ("1e3", "2")}, [f"K: {UNREAD}"], id="a value"),
        pytest.param("NumericEquals", ("1e3",), {}, [UNREAD], id="of the policy"),
        pytest.param("NumericEquals", ("1",), {"K": DOUBT}, [f"K: {DOUBT.reason}"], id="a key"),
        pytest.param("Null", ("true",), {"K": ("1e3",)}, [], id="presence asks no value"),
        pytest.param("Null", (DOUBT,), {}, [DOUBT.reason], id="of presence"),
        pytest.param(
            "StringIs", ("a",), {"K": ("b",)}, ["'StringIs' is not an operator of IAM"], id="none"
        ),
        pytest.param(
            "StringEquals",
            ("${v}", DOUBT),
            {"v": DOUBT},
            [DOUBT.reason, f"${{v}}: {DOUBT.reason}"],
            id="two",
        ),
        pytest.param(
            "ArnNotLike",
            ("${v}", "${w}"),
            {"K": ("arn:aws:s3:::a",), "v": ("x",), "w": ("arn:aws",)},
            [
                "ArnNotLike cannot read 'x': it is not an ARN",
                "AWS does not document whether 'arn:aws' is an ARN",
            ],
            id="variables that are no ARN",
        ),
        pytest.param(
            "ArnLike", ("${v}",), {"K": ("a",), "v": ("x",)}, [], id="that matches nothing"
        ),
        pytest.param("ArnNotLike", ("${v}",), {"v": ("x",)}, [], id="without the key"),
        pytest.param("ArnNotLike", ("${v}",), {"K": ("a",)}, [], id="without the variable"),
    ],
)
def test_what_is_said_of_a_doubt(
    operator: str, own: tuple[str | Unknown, ...], context: Context, expected: list[str]
) -> None:
    asked = CompiledCondition(Condition(operator, "K", own), variables=True)
    lowered = {key.lower(): values for key, values in context.items()}
    assert asked.doubts_about(lowered) == expected


@pytest.mark.parametrize(
    ("operator", "own", "denies", "expected"),
    [
        pytest.param("NumericNotEquals", ("x", "y"), False, 2, id="each value"),
        pytest.param("NumericNotEquals", ("x", "x"), False, 1, id="each once"),
        pytest.param("NumericEquals", ("x",), True, 1, id="in a Deny"),
        pytest.param("NumericEquals", ("1e3",), False, 1, id="in both"),
        pytest.param("NumericEquals", (DOUBT,), True, 0, id="not what is not known"),
        pytest.param("ArnNotLike", ("${v}",), False, 0, id="not a variable"),
        pytest.param("NumericNotEquals", ("${v}",), False, 1, id="where none stands"),
    ],
)
def test_how_many_doubts_a_condition_has(
    operator: str, own: tuple[str | Unknown, ...], denies: bool, expected: int
) -> None:
    condition = Condition(operator, "k", own)
    assert len(condition_doubts(condition, variables=True, denies=denies)) == expected
    asked = CompiledCondition(condition, variables=True, denies=denies)
    assert len(asked.doubts) == expected
    if expected:
        assert asked.test({"k": ("7",)}) in (UNKNOWN, NO)
    assert condition_doubts(Condition("ArnNotLike", "k", ("${v}",)), variables=False) == (
        "ArnNotLike cannot read '${v}': it is not an ARN",
    )


@pytest.mark.parametrize(
    ("written", "context", "expected"),
    [
        ("a-${k}-${l}", {"k": ("b",), "l": ("c",)}, ("a-", "b", "-", "c")),
        ("${k}", {"k": ("",)}, UNKNOWN),
        ("${k}", {"k": ("b", "d")}, NO),
        ("${k, 'c'}", {"k": DOUBT}, UNKNOWN),
        ("${k, ''}", {}, ("",)),
        ("${aws:PrincipalTag/Team}", {ANY_TAG: DOUBT}, UNKNOWN),
        ("${aws:PrincipalTag/Team}", {"aws:principaltag/team": ("x",), ANY_TAG: DOUBT}, ("x",)),
        ("${aws:TagKeys}", {"aws:tagkeys": ("x",)}, UNKNOWN),
        ("${aws:TagKeys}", {}, NO),
        ("${k}${l}", {"k": DOUBT}, UNKNOWN),
        ("${l}${k}", {"k": DOUBT}, NO),
    ],
)
def test_what_variables_stand_for(written: str, context: Context, expected: object) -> None:
    assert resolve_variables(tokenize(written, variables=True), context) == expected


@pytest.mark.parametrize(
    ("key", "multivalued"),
    [("aws:TagKeys", True), ("aws:username", False), ("x:y", False)],
)
def test_which_keys_have_several_values(key: str, multivalued: bool) -> None:
    assert is_multivalued(key) is multivalued


def test_what_is_said_of_variables() -> None:
    told = "${aws:TagKeys}: AWS takes no multivalued key for a policy variable"
    found = variable_doubts(("x", "${k}", "${aws:TagKeys}", "${l}"), {"l": DOUBT})
    assert found == [told, f"${{l}}: {DOUBT.reason}"]
    assert variable_doubts(("${aws:PrincipalTag/a}",), {ANY_TAG: DOUBT}) == [
        f"${{aws:PrincipalTag/a}}: {DOUBT.reason}"
    ]


@pytest.mark.parametrize("denies", [False, True])
def test_what_two_sentences_of_aws_contradict_is_said(denies: bool) -> None:
    condition = Condition("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", ("a",))
    asked = CompiledCondition(condition, variables=True, denies=denies)
    assert "has no aws:TagKeys" in asked.doubts_about({})[0]
    assert asked.doubts_about({"aws:tagkeys": ("a",)}) == []


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        pytest.param("StringEquals", "AROA1:s", UNKNOWN, id="a string of the shape"),
        pytest.param("StringEquals", "AIDA1:s", NO, id="a string of another shape"),
        pytest.param("StringNotEquals", "AIDA1:s", YES, id="not a string of another shape"),
        pytest.param("StringEqualsIgnoreCase", "aroa1:S", UNKNOWN, id="in any case"),
        pytest.param("StringLike", "AROA*", YES, id="a pattern that covers the shape"),
        pytest.param("StringNotLike", "AROA*", NO, id="not a pattern that covers it"),
        pytest.param("StringLike", "*:t", UNKNOWN, id="a pattern that meets it"),
        pytest.param("StringLike", "AIDA*", NO, id="a pattern that does not"),
        pytest.param("StringLike", "AROA*${aws:username}", UNKNOWN, id="a variable"),
        pytest.param("ForAnyValue:StringLike", "AIDA*", UNKNOWN, id="values of a set"),
        pytest.param("ArnLike", "arn:aws:*", UNKNOWN, id="a pattern with few parts"),
        pytest.param("NumericEquals", "5", UNKNOWN, id="a number"),
    ],
)
def test_a_value_of_the_request_is_held_to_what_is_known_of_it(
    operator: str, value: str, expected: Verdict
) -> None:
    asked = CompiledCondition(Condition(operator, "k", (value,)), variables=True)
    assert asked.test({"k": Unknown("given by AWS", "AROA*:?*")}) == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        pytest.param("ArnLike", "arn:aws:iam::*:role/*", YES, id="every role"),
        pytest.param("ArnNotLike", "arn:aws:iam::*:role/*", NO, id="no role"),
        pytest.param("ArnEquals", "arn:aws:iam::1:role/p/r", UNKNOWN, id="a role with a path"),
        pytest.param("ArnEquals", "arn:aws:iam::1:role/q", NO, id="a role of another name"),
        pytest.param("ArnEquals", "arn:aws:iam::2:role/r", NO, id="a role of another account"),
        pytest.param("ArnNotEquals", "arn:aws:iam::2:role/r", YES, id="not one of another account"),
        pytest.param("ArnLike", "arn:*:sts::1:role/*", NO, id="a star ends with its segment"),
    ],
)
def test_an_arn_of_which_a_part_is_not_known_is_compared_by_its_parts(
    operator: str, value: str, expected: Verdict
) -> None:
    asked = CompiledCondition(Condition(operator, "k", (value,)), variables=True)
    shape = Unknown("the path is not known", "arn:aws:iam::1:role/*r")
    assert asked.test({"k": shape}) == expected


def test_an_arn_of_which_an_earlier_part_is_not_known_can_be_any() -> None:
    asked = CompiledCondition(Condition("ArnLike", "k", ("arn:aws:s3:::b",)), variables=True)
    assert asked.test({"k": Unknown("an export", "arn:aws:*:r:1:q")}) == UNKNOWN
