"""Where a template is deployed, from the options of a command; all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.environment import (
    NAMES,
    checked_key_arn,
    deployed_options,
    environment_of,
    environment_options,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Error

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def environment(*parameter: str, **values: Any) -> Environment:
    given: dict[str, Any] = {"account": None, "region": None, "partition": "", "stack_name": None}
    return environment_of(parameter=parameter, **{**given, **values})


def test_parameters_are_split_at_the_first_sign() -> None:
    assert environment("A=b=c", "D=").parameters == {"A": "b=c", "D": ""}


def test_the_place_is_the_one_that_is_given() -> None:
    found = environment(account="444455556666", region="eu-west-1", stack_name="roles")
    assert (found.account, found.region, found.stack_name) == (
        "444455556666",
        "eu-west-1",
        "roles",
    )


WRONG: dict[str, tuple[tuple[str, ...], dict[str, str], list[str]]] = {
    "a parameter without a sign": (("A",), {}, ["--parameter"]),
    "an account of eleven digits": ((), {"account": "11112222333"}, ["account"]),
    "a Region that is none": ((), {"region": "mars"}, ["region"]),
    "a partition that is none": ((), {"partition": "aws-mars"}, ["partition"]),
    "all of it": (
        ("A", "B"),
        {"account": "1", "region": "mars"},
        ["--parameter", "--parameter", "account", "region"],
    ),
}


@pytest.mark.parametrize(("parameter", "values", "places"), WRONG.values(), ids=WRONG)
def test_everything_that_is_wrong_is_told(
    parameter: tuple[str, ...], values: dict[str, str], places: list[str]
) -> None:
    with pytest.raises(Error) as caught:
        environment(*parameter, **values)
    assert [problem.place for problem in caught.value.problems] == places


def given(options: Callable[[Any], Any], *arguments: str) -> dict[str, Any]:
    """Return what a command with the options is given by a command line."""
    found: dict[str, Any] = {}

    @click.command()
    @options
    def command(**values: Any) -> None:
        found.update(values)

    ended = CliRunner().invoke(command, arguments)
    assert ended.exit_code == 0, ended.output
    return found


@pytest.mark.parametrize("options", [environment_options, deployed_options])
def test_a_command_takes_each_option(options: Callable[[Any], Any]) -> None:
    assert given(options, "--parameter", "A=b", "--parameter", "C=d", "--account", "1") == {
        "parameter": ("A=b", "C=d"),
        "account": "1",
        "region": None,
        "partition": "",
        "stack_name": None,
    }
    assert tuple(given(options)) == NAMES


@pytest.mark.parametrize(
    ("options", "words"), [(environment_options, "us-east-1"), (deployed_options, "required")]
)
def test_the_help_says_what_an_omitted_region_means(
    options: Callable[[Any], Any], words: str
) -> None:
    command = click.command()(options(lambda **values: None))
    assert words in CliRunner().invoke(command, ["--help"]).output


def key(value: str | None) -> str | None:
    context = click.Context(click.Command("a"))
    return checked_key_arn(context, click.Option(["--kms-key"]), value)


@pytest.mark.parametrize("value", [None, "", KEY])
def test_a_key_or_none_is_taken(value: str | None) -> None:
    assert key(value) == value


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="is not the ARN of a KMS key"):
        key("1234abcd")
