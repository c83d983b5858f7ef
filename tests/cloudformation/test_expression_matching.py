"""Whether an expression matches a string, and how long it takes to tell."""

from __future__ import annotations

import re
from itertools import product
from time import process_time

import pytest

from influmojo_cfn.cloudformation.expression_matching import admits

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
        ("a{0,299}", False),
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


@pytest.mark.parametrize("pattern", ["[a-z]{1,256}", "[a-z-]{1,100}", "arn:(aws|aws-cn):.{1,90}"])
def test_a_string_that_is_too_long_is_not_admitted(pattern: str) -> None:
    assert admits(pattern, "a" * 300) is False
