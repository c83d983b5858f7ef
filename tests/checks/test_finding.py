"""A finding on one line, whatever its message is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.checks.finding import Finding


def shown(message: str) -> str:
    return str(
        Finding(
            file="t.yaml", line=3, id="W1", severity="warning", message=message, tool="cfn-lint"
        )
    )


@given(st.text())
def test_a_finding_is_one_line(message: str) -> None:
    assert len(shown(message).splitlines()) == 1


def test_a_message_of_several_lines_is_joined() -> None:
    assert shown("first\n  second") == "t.yaml:3 W1 first second"


def test_a_message_that_is_too_long_for_a_line_is_cut_between_words() -> None:
    found = shown("word " * 200)
    assert len(found) <= len("t.yaml:3 W1 ") + 500 + len(" ...")
    assert found.endswith("word ...")


def test_a_message_that_just_fits_is_kept() -> None:
    assert shown("m" * 500).endswith("m" * 500)


def test_a_finding_is_at_the_first_column_unless_it_says_otherwise() -> None:
    finding = Finding(file="t", line=3, id="W1", severity="warning", message="a", tool="cfn-lint")
    assert (finding.column, finding.end_line, finding.end_column) == (1, None, None)
