"""What an AllowedPattern tells of the values that it admits."""

from __future__ import annotations

import re

import pytest

from influmojo_cfn.cloudformation.allowed_patterns import ValueForm, examples_of, form_of

NOTHING = ValueForm()


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("acme-[a-z0-9.-]{1,40}", ValueForm("acme-", "", True)),
        ("^[a-z]+-key$", ValueForm("", "-key", True)),
        ("/app/.*/end", ValueForm("/app/", "/end", False)),
        ("arn:aws:s3:::[a-z]+", ValueForm("arn:aws:s3:::", "", True)),
        ("(?:vpc|vpce)-[0-9a-f]+", ValueForm("", "", True)),
        ("ab|ac", ValueForm("a", "", True)),
        ("(ab)c+", ValueForm("ab", "", True)),
        ("(ab)*c", ValueForm("", "c", True)),
        ("aa", ValueForm("aa", "", True)),
        ("a?", ValueForm("", "", True)),
        (r"a\.b\/", ValueForm("a.b/", "", True)),
        ("|[a-z0-9-]{1,20}", ValueForm("", "", True)),
        (r"[\w.-]+", ValueForm("", "", True)),
        (r"\d{12}", ValueForm("", "", True)),
        ("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", ValueForm("", "", True)),
    ],
)
def test_how_every_value_begins_and_ends(pattern: str, form: ValueForm) -> None:
    assert form_of(pattern) == form


@pytest.mark.parametrize(
    ("pattern", "without", "form"),
    [
        ("^$|^arn:aws:s3:::[a-z]+$", [""], ValueForm("arn:aws:s3:::", "", True)),
        ("|none|a-[a-z]+", ["", "none"], ValueForm("a-", "", True)),
        ("|a-[a-z]+", ["a-b"], ValueForm("", "", True)),
        ("a|b", ["a", "b"], NOTHING),
    ],
    ids=["but empty", "but two strings", "but one of a class", "but all"],
)
def test_how_every_other_value_begins_and_ends(
    pattern: str, without: list[str], form: ValueForm
) -> None:
    assert form_of(pattern, without) == form


@pytest.mark.parametrize(
    "pattern",
    [
        *(".*", "[^/]+", "[a-z/]+", r"\S+", r"\D", "[+-Z]+", "[ -~]*", "([a:])+", "x*|:"),
    ],
)
def test_values_that_can_hold_a_colon_or_a_slash(pattern: str) -> None:
    assert form_of(pattern) == NOTHING
    assert all(re.fullmatch(pattern, text) for text in examples_of(pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        *("(?!x)[a-z]+", r"\x3a", r"[\d-:]", "", None, 5, "[a&&b]", "[a[b]", "[]a]", "a{3,", "*a"),
        *("(a", "a)", "[a", "(ab){65}", "a{257}", "a\\", r"(a)\1", "(?i)a", "[z-a]", "a**"),
    ],
)
def test_an_expression_that_is_not_read_tells_nothing(pattern: object) -> None:
    assert form_of(pattern) == NOTHING
    assert list(examples_of(pattern)) == []


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("acme-[a-z]+", "acme-x"),
        ("[0-9]{3}", "000"),
        ("(?:vpc-[0-9a-f]{8,17})?", ""),
        ("ab|cd", "ab"),
        ("(a|b)[A-Z_]?", "a"),
        ("[^x-z]", "a"),
        (r"\w+@\s", "x@\t"),
    ],
)
def test_examples_are_admitted_and_the_shortest_comes_first(pattern: str, first: str) -> None:
    found = list(examples_of(pattern))
    assert found[0] == first
    assert all(re.fullmatch(pattern, text) for text in found)


def test_an_example_is_no_longer_than_any_value() -> None:
    assert [*examples_of("(" * 200 + "a" + ")*" * 200)] == ["", "a"]
    assert [*examples_of("(((a{60}){60}){60}){60}")] == []
