"""Values and images that were given for placeholders, and that no task definition has."""

from __future__ import annotations

from collections.abc import Sequence

from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given, name_of


def check_used(given: Given, definitions: Sequence[TaskDefinition]) -> None:
    """Reject an image or a value that no task definition has a place for.

    Raises:
        Error: names those that were not used, with the nearest that there are.
    """
    used = {name for each in definitions for name in each.filled}
    left = sorted({name_of(hole.text) for each in definitions for hole in each.placeholders})
    containers = [
        container.name
        for each in definitions
        for container in each.containers
        if isinstance(container.name, str)
    ]
    problems: list[Problem] = []
    for name in given.values:
        if name not in used:
            hint = did_you_mean(name, left, "there are")
            problems.append(Problem("values", f"no placeholder is named {name!r}{hint}"))
    for name in given.images:
        if name not in containers:
            hint = did_you_mean(name, containers, "there are")
            problems.append(Problem("images", f"no container is named {name!r}{hint}"))
    if problems:
        raise Error(problems)
