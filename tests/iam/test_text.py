"""Partly known text: what is seen to be unknown, and how short a text can come to be."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.regions import URL_SUFFIXES
from influmojo_cfn.iam.text import (
    ACCOUNT,
    ANY,
    HOLE,
    NAME_SYMBOL,
    PARTITION,
    PSEUDO,
    REGION,
    STACK_NAME,
    URL_SUFFIX,
    Reach,
    example,
    has_unknown,
    shared_beginning,
    shortest,
)

PARAMETER = Reach.ANYTHING.character(0)
NAME = Reach.GUESSED_NAME.character(0)
LAST = "\U0010ffff"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", False, id="empty"),
        pytest.param("arn:aws:s3:::logs", False, id="ascii"),
        pytest.param("Zürich 東京 😀", False, id="letters that are not ascii"),
        pytest.param("${aws:username}", False, id="a policy variable is known text"),
        pytest.param(ANY, True, id="the unknown of which nothing is known"),
        pytest.param("\uf8ff", True, id="the last character of the first private area"),
        pytest.param(f"logs-{PARAMETER}", True, id="a parameter at the end"),
        pytest.param(f"{PARAMETER}-logs", True, id="a parameter at the beginning"),
        pytest.param(NAME, True, id="a name"),
        pytest.param(LAST, True, id="the last character of Unicode"),
    ],
)
def test_only_private_characters_are_unknown(text: str, expected: bool) -> None:
    assert has_unknown(text) is expected


@pytest.mark.parametrize("name", PSEUDO)
def test_a_pseudo_parameter_is_unknown(name: str) -> None:
    assert has_unknown(PSEUDO[name])


def test_pseudo_parameters_differ_from_each_other_and_from_what_is_not_known() -> None:
    assert len({ANY, *PSEUDO.values()}) == len(PSEUDO) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("logs", 4, id="known"),
        pytest.param(" a\tb\n", 2, id="white space does not count"),
        pytest.param(PARTITION, 3, id="aws"),
        pytest.param(REGION, 9, id="us-east-1"),
        pytest.param(ACCOUNT, 12, id="twelve digits"),
        pytest.param(URL_SUFFIX, 10, id="c2s.ic.gov"),
        pytest.param(STACK_NAME, 1, id="a stack has a name"),
        pytest.param(ANY, 0, id="what is not known may be empty"),
        pytest.param(PARAMETER, 0, id="a parameter may be empty"),
        pytest.param(f"arn:{PARTITION}:s3:::{PARAMETER}", 13, id="known and unknown add up"),
    ],
)
def test_the_shortest_text(text: str, expected: int) -> None:
    assert shortest(text) == expected


@pytest.mark.parametrize("suffix", URL_SUFFIXES.values())
def test_no_partition_has_a_shorter_url_suffix(suffix: str) -> None:
    assert shortest(suffix) >= shortest(URL_SUFFIX)


@pytest.mark.parametrize("text", PSEUDO.values(), ids=PSEUDO)
def test_no_example_of_a_pseudo_parameter_is_shorter_than_its_shortest(text: str) -> None:
    assert len(example(text)) >= shortest(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("logs", "logs", id="known text as it is"),
        pytest.param(
            f"arn:{PARTITION}:sqs:{REGION}:{ACCOUNT}:jobs",
            "arn:aws:sqs:us-east-1:111122223333:jobs",
            id="pseudo parameters",
        ),
        pytest.param(f"sns.{URL_SUFFIX}", "sns.amazonaws.com", id="a URL suffix"),
        pytest.param(f"{STACK_NAME}-logs", "stack-logs", id="a stack's name"),
        pytest.param(f"a-{PARAMETER}", "a-111122223333", id="a parameter"),
        pytest.param(f"{PARAMETER}{NAME}", "111122223333" * 2, id="each unknown by itself"),
    ],
)
def test_an_example(text: str, expected: str) -> None:
    assert example(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(NAME, True, id="the first name"),
        pytest.param(LAST, True, id="the last name"),
        pytest.param(chr(ord(NAME) - 1), False, id="the last unknown that may be anything"),
        pytest.param(ACCOUNT, False, id="a pseudo parameter"),
    ],
)
def test_a_name_is_told_from_other_unknowns(text: str, expected: bool) -> None:
    assert bool(NAME_SYMBOL.fullmatch(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("logs", 0, id="none"),
        pytest.param("${aws:username}", 1, id="a policy variable"),
        pytest.param("${aws:username", 0, id="a variable that is not closed"),
        pytest.param(f"{ANY}/${{aws:username}}/{PARAMETER}", 3, id="both kinds"),
    ],
)
def test_holes(text: str, expected: int) -> None:
    assert len(list(HOLE.finditer(text))) == expected


@pytest.mark.parametrize("number", [-1, 0xFFFFD - 0xF0000 + 1])
def test_no_more_values_are_told_apart_than_there_are_characters(number: int) -> None:
    with pytest.raises(ValueError, match="values are not known"):
        Reach.ANYTHING.character(number)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["app-one", "app-two"], "app-", id="some of both"),
        pytest.param(["app", "app-two"], "app", id="all of the shorter"),
        pytest.param(["one", "two"], "", id="nothing"),
        pytest.param(["app-a", "app-b", "ap"], "ap", id="of three"),
    ],
)
def test_strings_begin_alike(texts: list[str], expected: str) -> None:
    assert shared_beginning(*texts) == expected
