"""Tags that IAM refuses are told with their key path."""

from __future__ import annotations

import pytest

from influmojo_cfn.app.tags import problems_of_tags

WRONG = {
    "": "t.: a tag key is 1 to 128",
    "a" * 129: "a tag key is 1 to 128",
    "a*": "t.a*: a tag key is 1 to 128",
    "AWS:a": "t.AWS:a: tag keys that begin with aws: are AWS's own",
    "project": "t.project: differs from the tag 'Project' in case only",
}


@pytest.mark.parametrize(("key", "words"), WRONG.items())
def test_a_key_is_refused(key: str, words: str) -> None:
    (problem,) = problems_of_tags("t", {key: "a"})
    assert words in str(problem)


@pytest.mark.parametrize("value", ["a*", "a" * 257])
def test_a_value_is_refused(value: str) -> None:
    (problem,) = problems_of_tags("t", {"a": value})
    assert "must be at most 256 letters" in str(problem)


def test_two_keys_in_another_case_are_refused() -> None:
    (problem,) = problems_of_tags("t", {"Team": "a", "team": "b"})
    assert str(problem) == "t.team: differs from the tag 'Team' in case only"


def test_other_tags_are_taken() -> None:
    assert list(problems_of_tags("t", {"Project": "own", "kostenstelle_ü": "", "a:b/c": "@"})) == []
