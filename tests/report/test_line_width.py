"""Lines that fit: words stay whole, commands too, and tables turn into lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.report.line_width import wrapped

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:influmojo/production-abc"


def test_what_fits_stays_as_it_is() -> None:
    text = "a  b  c\n\n  d\n"
    assert wrapped(text, 10) == text


def test_a_long_line_goes_on_below_its_beginning() -> None:
    assert wrapped("  one two three", 9) == "  one two\n    three"


def test_an_arn_is_never_broken() -> None:
    assert wrapped(f"  s3:GetObject on {ARN} when x", 40).splitlines() == [
        "  s3:GetObject on",
        f"    {ARN}",
        "    when x",
    ]


@pytest.mark.parametrize(
    "line",
    [
        f"    aws iam tag-policy --policy-arn {ARN}",
        f"$ influmojo-cfn simulate t.yaml --resource {ARN}",
        f"next: influmojo-cfn build && influmojo-cfn check {'x' * 40}",
    ],
)
def test_a_command_stays_whole(line: str) -> None:
    assert wrapped(line, 30) == line


def test_a_table_that_does_not_fit_is_a_list() -> None:
    table = "name         role  purpose\nsqs.send     task  Send messages to a queue.\n"
    assert wrapped(table, 30).splitlines() == [
        *("name", "  role", "  purpose", "sqs.send", "  task", "  Send messages to a queue."),
    ]
    assert wrapped(table, 60) == table


def test_two_cells_are_no_table() -> None:
    text = "proven   Web: it reads nothing at all\nproven   Api: it does"
    assert wrapped(text, 24).splitlines() == [
        *("proven   Web: it reads", "  nothing at all", "proven   Api: it does"),
    ]


WORDS = st.lists(st.text("ab:/-*", min_size=1, max_size=30), max_size=12)


@given(WORDS, st.integers(min_value=8, max_value=40), st.integers(min_value=0, max_value=6))
def test_no_word_is_broken_and_no_line_is_long_without_need(
    words: list[str], width: int, indent: int
) -> None:
    text = " " * indent + " ".join(words)
    found = wrapped(text, width)
    assert found.split() == words
    for line in found.splitlines():
        assert len(line) <= width or len(line.split()) <= 2
