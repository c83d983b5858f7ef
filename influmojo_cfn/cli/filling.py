"""Options that fill in what a pipeline fills in before it registers a task definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.environment import Command
from influmojo_cfn.cli.output import say

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.errors import Problem
    from influmojo_cfn.task_definition.model import TaskDefinition
    from influmojo_cfn.task_definition.placeholders import Given


def filling_options(command: Command) -> Command:
    """Add to a command the options that fill placeholders in."""
    options = (
        click.option(
            "--image",
            "images",
            multiple=True,
            metavar="CONTAINER=URI",
            help="The image of a container, instead of the one in the file.",
        ),
        click.option(
            "--set",
            "values",
            multiple=True,
            metavar="NAME=VALUE",
            help="Fill in a placeholder, such as IMAGE for ${IMAGE}, <IMAGE> or {{ IMAGE }}.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def given_of(
    images: Sequence[str], values: Sequence[str], account: str | None, region: str | None
) -> Given:
    """Return what the options give.

    Raises:
        Error: an image or a value is not NAME=VALUE; each is listed.
    """
    from influmojo_cfn.cli.named_values import named_values
    from influmojo_cfn.errors import each_of
    from influmojo_cfn.task_definition.placeholders import Given

    by_container, by_name = each_of(
        lambda: named_values("--image", images, "CONTAINER=URI"),
        lambda: named_values("--set", values),
    )
    return Given(images=by_container, values=by_name, account=account, region=region)


def print_assumed(environment: Environment, definitions: Iterable[TaskDefinition]) -> None:
    """Print which values the templates of task definitions were read with, to the error stream."""
    from influmojo_cfn.report.assumed import assumed_parameters

    sources = {each.source.source: each.source for each in definitions if each.logical_id}
    for name, source in sources.items():
        if texts := [*assumed_parameters(environment, source.data)]:
            say(f"assumed in {name}: {', '.join(texts)}", err=True)


def warn(problems: Iterable[Problem]) -> None:
    """Print what does not stop a command, to the error stream."""
    for each in problems:
        say(f"warning: {each}", err=True)
