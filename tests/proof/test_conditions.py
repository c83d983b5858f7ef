"""One operator on one key: the values that it accepts, and what it says of an absent key."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart
from influmojo_cfn.proof.conditions import (
    NO_ARN,
    Atom,
    Block,
    Interval,
    atom,
    parse_address,
    parse_block,
    parse_date,
    parse_number,
)
from influmojo_cfn.proof.letters import Letters


def read(operator: str, *values: Text, key: str = "aws:PrincipalTag/k") -> Atom:
    return atom(Condition(operator, key, values), Letters(), variables=True)


def accepts(found: Atom, word: str) -> bool:
    return any(isinstance(p, Pattern) and p.matches(word) for p in found.accepted)


@pytest.mark.parametrize(
    ("operator", "value", "accepted", "other"),
    [
        ("StringEquals", "a*", "a*", "ab"),
        ("StringEqualsIgnoreCase", "aB", "Ab", "abc"),
        ("StringLike", "a?*", "abc", "a"),
        ("StringNotLike", "a*", "ab", "b"),
        ("ArnLike", "arn:aws:s3:::b*", "arn:aws:s3:::b:c", "arn:aws:s3:::a"),
        ("ArnEquals", "arn:aws:s*:::b", "arn:aws:s3:::b", "arn:aws:s3:x::b"),
        ("Bool", "true", "TRUE", "false"),
        ("BinaryEquals", "YQ==", "YQ==", "YR=="),
    ],
)
def test_what_an_operator_accepts(operator: str, value: str, accepted: str, other: str) -> None:
    found = read(operator, value)
    assert (accepts(found, accepted), accepts(found, other)) == (True, False)


@pytest.mark.parametrize(
    ("operator", "inside", "outside"),
    [
        ("NumericEquals", ["5"], ["4.9", "5.1"]),
        ("NumericNotEquals", ["5"], ["4.9", "5.1"]),
        ("NumericLessThan", ["4.9"], ["5", "5.1"]),
        ("NumericLessThanEquals", ["4.9", "5"], ["5.1"]),
        ("NumericGreaterThan", ["5.1"], ["4.9", "5"]),
        ("NumericGreaterThanEquals", ["5", "5.1"], ["4.9"]),
        ("DateLessThan", ["4.9"], ["5", "5.1"]),
        ("DateGreaterThanEquals", ["5"], ["4.9"]),
    ],
)
def test_an_order_leaves_an_interval(operator: str, inside: list[str], outside: list[str]) -> None:
    (interval,) = read(operator, "5").accepted
    assert isinstance(interval, Interval)
    assert [text for text in (*inside, *outside) if Fraction(text) in interval] == inside


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("10.0.0.1", Block(4, 0x0A000001, 0x0A000001)),
        ("10.0.0.0/8", Block(4, 0x0A000000, 0x0AFFFFFF)),
        ("::1", Block(6, 1, 1)),
        ("x", None),
        ("10.0.0.0/33", None),
    ],
)
def test_a_block_is_its_first_and_last_address(text: str, block: Block | None) -> None:
    assert parse_block(text) == block


@pytest.mark.parametrize("text", ["10.0.0.0/8", "10.0.0.0/32", "x"])
def test_one_address_is_no_block(text: str) -> None:
    assert parse_address(text) is None


@pytest.mark.parametrize(
    ("text", "number", "date"),
    [
        ("5", 5, 5),
        ("0.5", Fraction(1, 2), None),
        ("2026", 2026, None),
        ("+5", 5, None),
        ("1970-01-02", None, 86_400),
        ("1970-01-01T00:00:01Z", None, 1),
        ("x", None, None),
        ("", None, None),
    ],
)
def test_numbers_and_dates_are_read_as_they_surely_are(text: str, number: Any, date: Any) -> None:
    assert (parse_number(text), parse_date(text)) == (number, date)


@pytest.mark.parametrize(
    ("operator", "holds"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringEqualsIfExists", True),
        ("NumericLessThan", False),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", False),
    ],
)
def test_what_an_operator_says_of_an_absent_key(operator: str, holds: bool) -> None:
    assert read(operator, "5").when_absent() is holds


@pytest.mark.parametrize(
    ("values", "holds", "null"),
    [
        (["true"], True, {True}),
        (["false"], False, {False}),
        (["true", "false"], True, {True, False}),
        (["x"], False, set()),
    ],
)
def test_null_asks_whether_a_key_is_there(values: list[str], holds: bool, null: set[bool]) -> None:
    found = read("Null", *values)
    assert (found.when_absent(), found.null) == (holds, frozenset(null))


def unknown(*parts: str | UnknownPart) -> Unknown:
    return Unknown("why", parts=parts)


EXPORT = unknown(UnknownPart(("export", "x")))


@pytest.mark.parametrize(
    ("operator", "value", "why"),
    [
        ("NumericEquals", EXPORT, "NumericEquals compares with a value that is not known"),
        ("Bool", EXPORT, "Bool compares with a value that is not known"),
        ("BinaryEquals", EXPORT, "BinaryEquals compares with a value that is not known"),
        ("IpAddress", EXPORT, "IpAddress compares with a value that is not known"),
        ("StringEqualsIgnoreCase", "ä", "'ä' is compared without regard to case beyond ASCII"),
    ],
)
def test_what_is_only_a_part_of_what_matches_says_so(operator: str, value: Text, why: str) -> None:
    assert read(operator, value).vague.startswith(why)


def test_values_that_are_not_known_are_equal_where_they_surely_are() -> None:
    other = unknown(UnknownPart(("export", "y")))
    nothing = unknown(UnknownPart(()))
    assert read("IpAddress", EXPORT) == read("IpAddress", EXPORT)
    assert read("IpAddress", EXPORT) != read("IpAddress", other)
    assert read("IpAddress", EXPORT, other) != read("IpAddress", nothing, other)
    assert read("IpAddress", nothing) != read("IpAddress", nothing)
    assert "Unknown(" not in read("IpAddress", EXPORT).vague


@pytest.mark.parametrize("operator", ["StringEquals", "StringLike", "ArnLike"])
def test_an_unknown_text_is_accepted_as_its_letter(operator: str) -> None:
    found = read(operator, unknown("arn:aws:s3:::", UnknownPart(("export", "x"))))
    assert (found.vague, [p.has_opaque for p in found.accepted if isinstance(p, Pattern)]) == (
        "",
        [True],
    )


def test_a_variable_may_come_to_be_no_arn() -> None:
    condition = Condition("ArnNotLike", "k:k", ("${aws:username}",))
    found = atom(condition, Letters(lambda _: "x"), variables=True)
    assert found.vague == "ArnNotLike cannot read '${aws:username}'"


def more(found: Atom, word: str) -> bool:
    return any(isinstance(p, Pattern) and p.matches(word) for p in found.more)


def test_an_unknown_part_of_an_arn_may_hold_colons() -> None:
    assert more(read("ArnLike", unknown("arn:aws:", UnknownPart(("e",)), ":::*")), "x") is False
    found = read("ArnLike", unknown("arn:", UnknownPart(("e",))))
    assert (found.accepted, len(found.more)) == ((), 1)


def test_a_letter_is_any_text_without_regard_to_case() -> None:
    found = read("StringEqualsIgnoreCase", unknown("a", UnknownPart(("e",))))
    assert [more(found, word) for word in ("a", "Abc", "b")] == [True, True, False]


def test_a_variable_that_names_something_is_not_empty() -> None:
    found = read("StringEqualsIgnoreCase", "a${aws:username}")
    assert [more(found, word) for word in ("a", "ab")] == [False, True]


@pytest.mark.parametrize(
    ("value", "word", "is_more"),
    [
        ("YQ==", "YQ==", False),
        ("YQ==", "YR==", True),
        ("YQ==", "Yf==", True),
        ("YQ==", "Yg==", False),
        ("YQ==", "YQ", True),
        ("YQ==", "YR", True),
        ("YQ==", "YQ=", False),
        ("+/8=", "-_8=", True),
        ("+/8=", "-_-", True),
        ("YWJj", "YWJj", False),
    ],
)
def test_bytes_may_be_written_otherwise(value: str, word: str, is_more: bool) -> None:
    assert more(read("BinaryEquals", value), word) == is_more


@pytest.mark.parametrize(("value", "count"), [("YQ==", 31), ("YWI=", 7), ("YWJj", 0), ("", 0)])
def test_bytes_may_be_written_in_so_many_ways(value: str, count: int) -> None:
    assert len(read("BinaryEquals", value).more) == count


@pytest.mark.parametrize("text", ["", "a", "a:b", "a:b:c", "a:b:c:d", "a:b:c:d:e", "::::"])
def test_a_text_with_fewer_than_five_colons_is_no_arn(text: str) -> None:
    assert accepts(read("ArnNotLike", "arn:aws:s3:::b"), text)


@pytest.mark.parametrize("text", [":::::", "arn:aws:s3:::c", "a:b:c:d:e:f:g"])
def test_a_text_with_five_colons_is_compared(text: str) -> None:
    assert not accepts(read("ArnNotLike", "arn:aws:s3:::b"), text)


@pytest.mark.parametrize(
    ("operator", "key", "denies", "expected"),
    [
        ("StringEquals", "aws:TagKeys", True, True),
        ("StringEquals", "aws:TagKeys", False, False),
        ("ForAnyValue:StringEquals", "aws:TagKeys", True, False),
        ("StringEquals", "aws:PrincipalTag/k", True, False),
    ],
)
def test_several_values_without_a_set_operator_leave_a_deny_in_doubt(
    operator: str, key: str, denies: bool, expected: bool
) -> None:
    condition = Condition(operator, key, ("a",))
    found = atom(condition, Letters(), variables=True, denies=denies)
    assert bool(found.several) is expected


def test_a_negated_arn_operator_accepts_what_is_no_arn() -> None:
    assert set(NO_ARN) <= set(read("ArnNotLike", "arn:aws:s3:::b").accepted)
    assert not set(NO_ARN) & set(read("ArnLike", "arn:aws:s3:::b").accepted)


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        ("StringMatches", ["a"]),
        ("Null", [EXPORT]),
        ("ArnNotLike", ["no ARN"]),
    ],
)
def test_what_is_not_modelled_equals_itself_alone(operator: str, values: list[Text]) -> None:
    found = read(operator, *values)
    assert found.opaque
    assert found == read(operator, *values)
    assert found != read(operator, "b")


def test_what_is_not_known_whose_it_is_equals_nothing() -> None:
    assert read("Null", Unknown("why")) != read("Null", Unknown("why"))


def test_a_key_is_the_same_in_any_case() -> None:
    assert read("StringEquals", "a", key="AWS:UserName") == read(
        "StringEquals", "a", key="aws:username"
    )


def test_a_value_is_accepted_once() -> None:
    assert len(read("StringEquals", "a", "a", "b").accepted) == 2


def test_a_value_whose_variable_names_nothing_is_none() -> None:
    condition = Condition("StringEquals", "k:k", ("${aws:username}",))
    found = atom(condition, Letters(lambda _: None), variables=True)
    assert found.accepted == ()


@pytest.mark.parametrize(
    ("interval", "inside"),
    [
        (Interval(None, None), [0, 1, 2]),
        (Interval(Fraction(1), None), [1, 2]),
        (Interval(Fraction(1), None, low_closed=False), [2]),
        (Interval(None, Fraction(1)), [0, 1]),
        (Interval(None, Fraction(1), high_closed=False), [0]),
        (Interval(Fraction(1), Fraction(1)), [1]),
    ],
)
def test_an_interval_has_its_ends_where_it_is_closed(interval: Interval, inside: list[int]) -> None:
    assert [number for number in range(3) if Fraction(number) in interval] == inside


@pytest.mark.parametrize(
    ("found", "exact"),
    [
        (Atom("k"), True),
        (Atom("k", vague="why"), False),
        (Atom("k", opaque=("why",)), False),
        (Atom("k", more=(Block(4, 0, 1),)), False),
    ],
)
def test_whether_all_is_known_of_a_test(found: Atom, exact: bool) -> None:
    assert found.is_exact is exact


def test_a_version_without_variables_has_text_in_their_place() -> None:
    name = "${aws:username}"
    condition = Condition("StringEquals", "aws:PrincipalTag/k", (name,))
    old, new = (atom(condition, Letters(), variables=each) for each in (False, True))
    assert accepts(old, name)
    assert not accepts(new, name)
