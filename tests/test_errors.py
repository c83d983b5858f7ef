"""What an error says."""

from __future__ import annotations

import pytest

from influmojo_cfn.errors import Error, Problem, did_you_mean

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
