"""Options that fill in what a pipeline fills in before it registers a task definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.environment import Command
from influmojo_cfn.cli.output import say

if TYPE_CHECKING:
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


def check_used(given: Given, definitions: Iterable[TaskDefinition]) -> None:
    """Refuse an image or a value that no task definition has a place for.

    Raises:
        Error: names those that were not used, with the nearest that there are.
    """
    from influmojo_cfn.errors import Error, Problem, did_you_mean
    from influmojo_cfn.task_definition.placeholders import name_of

    read = list(definitions)
    used = {name for each in read for name in each.filled}
    left = sorted({name_of(hole.text) for each in read for hole in each.placeholders})
    containers = [
        container.name
        for each in read
        for container in each.containers
        if isinstance(container.name, str)
    ]
    problems = [
        Problem("--set", f"no placeholder is named {name!r}{did_you_mean(name, left, 'there are')}")
        for name in given.values
        if name not in used
    ]
    problems += [
        Problem(
            "--image",
            f"no container is named {name!r}{did_you_mean(name, containers, 'there are')}",
        )
        for name in given.images
        if name not in containers
    ]
    if problems:
        raise Error(problems)


def warn(definitions: Iterable[TaskDefinition]) -> None:
    """Print what was read past, to the error stream."""
    for each in definitions:
        for warning in each.warnings:
            say(f"warning: {warning}", err=True)
