"""Values that options give by name, as ``NAME=VALUE``."""

from __future__ import annotations

from collections.abc import Iterable


def named_values(option: str, entries: Iterable[str], form: str = "NAME=VALUE") -> dict[str, str]:
    """Return the values by their names; a value can be empty, and a name cannot.

    Raises:
        Error: entries of the option do not have the form; each is told.
    """
    from influmojo_cfn.errors import Error, Problem

    values = {}
    problems = []
    for entry in entries:
        name, equals, value = entry.partition("=")
        if name and equals:
            values[name] = value
        else:
            problems.append(Problem(option, f"{entry!r} is not {form}"))
    if problems:
        raise Error(problems)
    return values
