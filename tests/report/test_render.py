"""An answer is written in a format of its command, and in no other."""

from __future__ import annotations

import json

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.proof.difference import Difference
from influmojo_cfn.report.render import render

SAME = Difference(changes=())


def test_an_answer_is_written_in_the_format_that_is_given() -> None:
    assert json.loads(render(SAME, "json"))["changes"] == []
    assert render(SAME) == render(SAME, "pretty") != render(SAME, "markdown")


def test_a_format_of_another_command_is_an_error_that_names_those_of_the_answer() -> None:
    with pytest.raises(Error, match="form: unknown format 'html'; expected pretty, json, markdown"):
        render(SAME, "html")


def test_what_is_no_answer_is_not_written() -> None:
    with pytest.raises(Error, match="answer: is of type int; expected what a Template or check"):
        render(7)
