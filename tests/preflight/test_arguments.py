"""The options that the arguments of a preflight make, and the arguments that make none."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Error
from influmojo_cfn.preflight.arguments import OptionArguments, checked_options
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.task_definition.placeholders import Given

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
NOTHING = OptionArguments(
    context={},
    execution_role=None,
    task_role=None,
    execution_policies=(),
    task_policies=(),
    kms_key=None,
    aws_managed_keys=False,
    pull_through_cache=(),
    execute_command=False,
)


def options(given: Given | None = None, **arguments: Any) -> Options:
    asked: Any = {**NOTHING, **arguments}
    return checked_options(given or Given(), Environment(), **asked)


def test_without_arguments_the_options_are_the_defaults() -> None:
    assert options() == Options()


def test_a_key_of_aws_is_none_of_the_customer() -> None:
    assert options(kms_key=KEY).key == KEY
    assert options(kms_key=KEY, aws_managed_keys=True).key == ""


def test_prefixes_of_a_cache_are_without_slashes() -> None:
    assert options(pull_through_cache=["/hub/"]).cache_prefixes == ("hub",)


def test_policies_make_the_role_that_they_are_given_for() -> None:
    allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": allow}
    assert set(options(task_policies=[document]).policies) == {"task"}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another type": ({"execute_command": "yes"}, "execute_command: is 'yes'"),
    "a misspelled condition key": ({"context": {"aws:SourceIpp": "1.2.3.4"}}, "aws:SourceIpp"),
    "a key that is none": ({"kms_key": "alias/app"}, "kms_key: 'alias/app' is not the ARN"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_arguments_are_an_error(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(Error, match=message):
        options(**arguments)


def test_all_arguments_of_another_type_are_listed() -> None:
    wrong: Any = ["nginx"]
    with pytest.raises(Error) as caught:
        options(Given(images=wrong), task_role=7)
    assert [each.place for each in caught.value.problems] == ["images", "task_role"]
