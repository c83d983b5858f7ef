"""Wrong arguments have a place, a problem and a fix."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cli import main
from influmojo_cfn.cli.preflight import command
from influmojo_cfn.cli.wrong_usage import name_options
from influmojo_cfn.errors import Error, Problem


def test_without_a_command_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    printed = capsys.readouterr()
    assert (ended.value.code, printed.err) == (1, "")
    assert printed.out.startswith("Usage: influmojo-cfn [OPTIONS]")
    assert "  init " in printed.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check",), "error: FILE: is missing; give at least one"),
        (("record",), "error: COMMAND: is missing; give at least one"),
        (("derive", "--code"), "error: --code: has no value; give one after it"),
        (("simulate",), "error: TEMPLATE: is missing; give one"),
        (("simulate", "x"), "error: --role: is missing; add --role NAME"),
        (("completion",), "error: SHELL: is missing; give bash, zsh or fish"),
        (("completion", "csh"), "error: SHELL: 'csh' is not one of 'bash', 'zsh', 'fish'"),
        (("build", "x"), "error: x: is not expected; remove it"),
        (("build", "--wide"), "error: --wide: is not an option; influmojo-cfn build --help lists"),
        (("zzz",), "error: zzz: is not a command; influmojo-cfn --help lists them"),
        (("prove",), "error: TEMPLATE: is missing; give one"),
        (("rules", "X1"), "error: rule X1: does not exist; there are "),
        (
            ("grants", "s3.x"),
            "error: grant 's3.x': is not in the catalog; influmojo-cfn grants lists them",
        ),
        (
            ("check", "x", "--outpt", "y"),
            "error: --outpt: is not an option; influmojo-cfn check --help lists them",
        ),
        (("check", "x", "--ignore", "NOPE"), "error: --ignore: 'NOPE' is not a rule ID, such as"),
        (("check", "x", "--severity", "bad"), "error: --severity: 'bad' is not one of 'error',"),
    ],
)
def test_wrong_usage_has_the_form_of_every_error(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    *usage, last = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert all(line.startswith(("Usage: influmojo-cfn ", "Try ")) for line in usage if line)
    assert last.startswith(words)


@pytest.mark.parametrize(
    ("place", "more", "named"),
    [
        ("values", {}, "--set"),
        ("kms_key", {}, "--kms-key"),
        ("template", {}, "template"),
        ("other", {}, "other"),
        ("account", {"file": "app.yaml"}, "account"),
        ("account", {"path": ("account",)}, "account"),
    ],
)
def test_an_argument_is_named_as_the_option_that_gave_it(
    place: str, more: dict[str, Any], named: str
) -> None:
    error = Error(Problem(place, "is wrong", **more))
    name_options(error, command)
    assert error.problems[0].place == named
    assert str(error) == str(error.problems[0])
