"""What an AllowedPattern tells of the values that it admits."""

from __future__ import annotations

import re
from itertools import product
from time import process_time

import pytest

from influmojo_cfn.cloudformation.allowed_patterns import (
    ValueForm,
    admits,
    examples_of,
    form_of,
)

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


EXPRESSIONS = (
    *("(a|a)*b", "(a+)+", "(a*)*b?", "(a|ab)(c|bc)", "(ab){2,3}c", "(a{2}){1,2}", "a{0,2}b{1,}"),
    *("(a|b)*abb", "(?:a|b|)c", "(a?){3}", "((a|b)c){2}", "()*a", "a|b+|", "^(a|b)+$"),
    *(
        "(?=a)[ab]*",
        "(?!.*b$)[ab]+|c",
        "^(?=.{2,}$)(?!ab)[a-c]*",
        "(?=a|b)c?a?",
        "(?!^(a+b)+$)[ab]*",
    ),
    *("a{0,65}b", "a{2,65}", "a$b", "a^b", "a++a", "(a{0,2}b?){2,3}", "([ab]{1,2}c?){0,2}b"),
)


@pytest.mark.parametrize("pattern", EXPRESSIONS)
def test_all_ways_at_once_match_what_one_after_the_other_does(pattern: str) -> None:
    texts = ["".join(each) for size in range(6) for each in product("abc", repeat=size)]
    differ = [text for text in texts if admits(pattern, text) != bool(re.fullmatch(pattern, text))]
    assert differ == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("(a|a)*b", False),
        ("(a+)+$", True),
        (r"(\w+\s?)*!", False),
        ("(?=a)(a|a)*b", False),
        ("(?=(a+)+b)a*", False),
        ("(?!(a+)+b)a*", True),
        ("(?=a|b$)(a|a)*b", None),
        ("(((a*)*)*)*b", False),
        ("a*" * 9 + "b", False),
        ("(?!b)" + "a*" * 9 + "b", False),
        ("((a|a)b)*c", False),
        ("(?:a?){30}a{30}", False),
        ("a?" * 64 + "a{64}", False),
        ("(.*)" * 6 + "x", False),
        ("(" * 50 + "a" + ")*" * 50 + "b", False),
        (r"(\p{L}+)+b", None),
        ("a{0,299}", None),
        ("(a{1,64}){2,64}", None),
        ("(?=.{70,}$)(a|a)*b", False),
        ("(?!.{70,}$)(a|a)*", False),
        ("a{256}", False),
        ("a{256,}", True),
        ("(" * 5000, None),
        ("a{99999999999999999999}", None),
        (f"a{{{'9' * 5000}}}", None),
    ],
)
def test_no_pattern_takes_long(pattern: str, expected: bool | None) -> None:
    begun = process_time()
    assert admits(pattern, "a" * 300) is expected
    assert process_time() - begun < 1


@pytest.mark.parametrize("text", ["ab" * 60, "1" * 60, "é" * 60, "a\t" * 60])
@pytest.mark.parametrize("pattern", ["((a|a)b)*c", "(.*)" * 6 + "x", r"(\w+\s?)*!", r"(\S+)+\d;"])
def test_no_pattern_takes_long_for_other_strings(pattern: str, text: str) -> None:
    begun = process_time()
    assert admits(pattern, text) is not True
    assert process_time() - begun < 1


def test_an_example_is_no_longer_than_any_value() -> None:
    assert [*examples_of("(" * 200 + "a" + ")*" * 200)] == ["", "a"]
    assert [*examples_of("(((a{60}){60}){60}){60}")] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[a-z0-9]+(-[a-z0-9]+)*", "a-" * 40 + "a"),
        (
            r"(?=^.{3,63}$)(^(([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])\.)*([a-z0-9][a-z0-9\-]*)$)",
            "a-bucket.of-the-company.with-a-long-name",
        ),
        ("^(?=.{2,}$)(/[A-Za-z0-9_.-]+){1,15}$", "/shop/production/database-url"),
        (r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+", "arn:aws:iam::111122223333:role/a"),
    ],
    ids=["words", "a bucket", "a path", "an ARN"],
)
def test_usual_patterns_admit_usual_values(pattern: str, text: str) -> None:
    assert admits(pattern, text)
