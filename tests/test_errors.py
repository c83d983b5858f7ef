"""What an error says."""

from __future__ import annotations

import pytest

from influmojo_cfn.errors import Error, Problem, did_you_mean, each_of

NEAREST = [
    ("s3.upload_object", "; did you mean 's3.upload_objects'?"),
    ("S3.UPLOAD_OBJECTS", "; did you mean 's3.upload_objects'?"),
    ("nothing like it", ""),
    ("", ""),
]


@pytest.mark.parametrize(("name", "hint"), NEAREST)
def test_the_nearest_name_is_offered(name: str, hint: str) -> None:
    assert did_you_mean(name, ["s3.upload_objects", "sqs.send_messages"]) == hint


def test_an_error_says_every_problem_and_where_it_is() -> None:
    error = Error([Problem("grants[2]", "unknown"), Problem("", "too long")])
    assert str(error) == "grants[2]: unknown\ntoo long"


def failing(message: str) -> str:
    raise Error(message)


def test_the_problems_of_several_steps_are_raised_together() -> None:
    with pytest.raises(Error) as caught:
        each_of(lambda: failing("one"), lambda: "fine", lambda: failing("two"))
    assert str(caught.value) == "one\ntwo"


def test_steps_that_succeed_give_what_they_give() -> None:
    assert each_of(lambda: 1, lambda: 2) == [1, 2]


@pytest.mark.parametrize(("length", "offered"), [(199, True), (200, False)])
def test_a_string_longer_than_any_name_is_no_misspelt_one(length: int, offered: bool) -> None:
    known = "a" * length
    assert bool(did_you_mean(f"{known}b", [known])) is offered
