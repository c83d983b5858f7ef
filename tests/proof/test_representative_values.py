"""The values that are worth trying: one of each piece, and each written as its form is read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.proof.conditions import (
    Accepted,
    Atom,
    Block,
    ConditionFamily,
    Interval,
    parse_block,
)
from influmojo_cfn.proof.representative_values import (
    READ_AS,
    UNREADABLE,
    Form,
    Test,
    has_form,
    holds,
    named,
    passes,
    points,
)


def values_of(
    family: ConditionFamily,
    *accepted: Accepted,
    inside: bool = True,
    negated: bool = False,
    vague: str = "",
) -> Test:
    return Atom("k", family, accepted=accepted, negated=negated, vague=vague), inside


def below(end: int) -> Interval:
    return Interval(None, Fraction(end), high_closed=False)


def block(text: str) -> Block:
    found = parse_block(text)
    assert found is not None
    return found


LINES_TESTED: tuple[ConditionFamily, ...] = ("number", "date")
FORMS: list[tuple[str, Form]] = [
    ("5", "number"),
    ("-5", "number"),
    ("-0.5", "signed"),
    ("2026", "signed"),
    ("+5", "signed"),
    ("-5.", "signed"),
    ("2026-01-01", "date"),
    ("2026-01-01T00:00:00Z", "date"),
    ("10.0.0.1", "address"),
    ("::1", "address"),
]


@pytest.mark.parametrize(("value", "form"), FORMS)
def test_a_value_has_one_form_beside_any_text(value: str, form: Form) -> None:
    assert [each for each in READ_AS if has_form(value, each, LINES_TESTED)] == [form, "other"]


@pytest.mark.parametrize(
    ("value", "tested", "forms"),
    [
        ("0.5", ["number"], ["number", "signed", "other"]),
        ("0.5", [], ["number", "signed", "other"]),
        ("0.5", ["date"], ["signed", "other"]),
        ("2026-01-01", [], ["date", "other"]),
        ("five", [], ["other"]),
    ],
)
def test_a_value_has_the_form_by_the_operators_that_compare_it(
    value: str, tested: list[ConditionFamily], forms: list[Form]
) -> None:
    assert [each for each in READ_AS if has_form(value, each, tested)] == forms


@pytest.mark.parametrize("value", ["x", "", "10.0.0.0/8", "1.2.3.4.5"])
def test_a_text_that_is_read_as_nothing_has_no_other_form(value: str) -> None:
    assert [each for each in READ_AS if has_form(value, each, LINES_TESTED)] == ["other"]


@pytest.mark.parametrize(("value", "form"), FORMS)
def test_what_is_read_as_something_is_no_unreadable_text(value: str, form: Form) -> None:
    assert not any(pattern.matches(value) for pattern in UNREADABLE)


def test_an_operator_holds_inside_or_negated_outside() -> None:
    found = [
        holds(values_of("number", inside=inside, negated=negated))
        for inside in (True, False)
        for negated in (True, False)
    ]
    assert found == [False, True, True, False]


@pytest.mark.parametrize(
    ("value", "test", "passed"),
    [
        ("ab", values_of("text", patterns.glob("a*")), True),
        ("ab", values_of("text", patterns.glob("a*"), inside=False), False),
        ("b", values_of("text", patterns.glob("a*"), patterns.glob("b")), True),
        ("10.1.2.3", values_of("address", block("10.0.0.0/8")), True),
        ("10.0.0.0", values_of("address", block("10.0.0.0/8")), True),
        ("10.255.255.255", values_of("address", block("10.0.0.0/8")), True),
        ("11.0.0.0", values_of("address", block("10.0.0.0/8")), False),
        ("9.255.255.255", values_of("address", block("10.0.0.0/8")), False),
        ("::a00:1", values_of("address", block("10.0.0.0/8")), False),
        ("x", values_of("address", block("10.0.0.0/8")), False),
        ("x", values_of("address", block("10.0.0.0/8"), inside=False), True),
        ("x", values_of("address", block("10.0.0.0/8"), inside=False, negated=True), False),
        ("4", values_of("number", below(5)), True),
        ("5", values_of("number", below(5)), False),
        ("5", values_of("number", below(5), inside=False), True),
        ("x", values_of("number", below(5), inside=False, negated=True), False),
        ("1970-01-01T00:00:04Z", values_of("date", below(5)), True),
        ("1970-01-01T00:00:05Z", values_of("date", below(5)), False),
        ("4", values_of("date", below(5)), True),
        ("1970-01-01T00:00:04Z", values_of("number", below(5)), False),
    ],
)
def test_a_value_passes_a_test(value: str, test: Test, passed: bool) -> None:
    assert passes(value, test) is passed


ENDS = st.integers(-3, 3).map(Fraction)
INTERVALS = st.builds(Interval, st.none() | ENDS, st.none() | ENDS, st.booleans(), st.booleans())
NUMBER_TESTS = st.lists(
    st.builds(lambda i, inside: values_of("number", i, inside=inside), INTERVALS, st.booleans()),
    max_size=3,
)
HALVES = [Fraction(n, 2) for n in range(-9, 10)]


@given(NUMBER_TESTS)
def test_a_number_is_found_where_there_is_one(tests: list[Test]) -> None:
    found = list(points("number", tests, Budget()))
    exists = any(all(passes(str(float(n)), test) for test in tests) for n in HALVES)
    assert bool(found) == exists
    assert all(passes(value, test) for value in found for test in tests)


BLOCKS = st.sampled_from(["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.1", "::/0", "::/1"])
ADDRESS_TESTS = st.lists(
    st.builds(
        lambda b, inside: values_of("address", block(b), inside=inside), BLOCKS, st.booleans()
    ),
    max_size=4,
)
ADDRESSES = ["1.1.1.1", "10.0.0.1", "200.0.0.1", "::1", "ffff::1"]


@given(ADDRESS_TESTS)
def test_an_address_is_found_where_there_is_one(tests: list[Test]) -> None:
    found = list(points("address", tests, Budget()))
    exists = any(all(passes(value, test) for test in tests) for value in ADDRESSES)
    assert bool(found) == exists
    assert all(passes(value, test) for value in found for test in tests)


@pytest.mark.parametrize(
    ("form", "tests", "first"),
    [
        ("number", [], "1"),
        ("number", [values_of("date", inside=False)], "1767225600"),
        ("date", [], "2026-01-01T00:00:00Z"),
        ("address", [], "203.0.113.9"),
        ("signed", [values_of("number", below(0))], "-1."),
    ],
)
def test_a_value_that_nothing_asks_for_is_a_plain_one(
    form: Form, tests: list[Test], first: str
) -> None:
    assert next(points(form, tests, Budget())) == first


def test_what_a_vague_test_accepts_is_not_held_against_a_value() -> None:
    vague = values_of("number", below(-5), vague="part of it is not known")
    assert "1" in list(points("number", [vague], Budget()))


def test_what_a_vague_test_excludes_is() -> None:
    vague = values_of("number", below(5), inside=False, vague="part of it is not known")
    assert list(points("number", [vague], Budget())) == ["5", "6"]


@pytest.mark.parametrize(
    ("pattern", "form", "some"),
    [
        (patterns.literal("5"), "number", {"5"}),
        (patterns.glob("2*"), "number", {"2*", "2", "20", "21", "210"}),
        (patterns.glob("2026*"), "date", {"2026*", "2026", "2026-01-01"}),
        (patterns.glob("10.*"), "address", {"10.0.0.0"}),
        (patterns.glob("2*"), "other", {"2*"}),
    ],
)
def test_texts_that_a_pattern_names_are_candidates(
    pattern: patterns.Pattern, form: Form, some: set[str]
) -> None:
    assert some <= set(named([values_of("text", pattern)], form))


def test_the_first_address_is_a_candidate() -> None:
    first = values_of("address", block("0.0.0.0"))
    assert list(points("address", [first], Budget())) == ["0.0.0.0"]


def test_a_string_without_wildcards_leaves_the_next_one_to_be_named() -> None:
    tests = [values_of("text", patterns.literal("a"), patterns.glob("b*"))]
    found = list(named(tests, "number"))
    assert found[:2] == ["a", "b*"]
    assert len(found) > 2
