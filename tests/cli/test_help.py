"""The help of every command says what it does without options."""

from __future__ import annotations

import click
import pytest

from influmojo_cfn.cli import COMMANDS, group


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_a_command_does_without_options(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    words = " ".join((command.help or "").split())
    assert "Without " in words or "It has no options." in words
