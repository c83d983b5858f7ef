"""The actions that a grant of an app keeps, where it selects some with ``only``.

What goes with a grant on another service stays, whatever is selected: the use of a key, the role
that is passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from influmojo_cfn.app import model
from influmojo_cfn.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant, StatementRow

ARGUMENT = re.compile(r"(?<!\$)\{([a-z_0-9]+)\}")
"""The place of an argument in a resource of a grant: ``{bucket}``, not ``${Name}``."""


def is_own_action(row: Grant, action: str) -> bool:
    """Return whether an action is of the service that a grant is named after."""
    return action.partition(":")[0] == row.name.partition(".")[0].replace("_", "-")


def is_kept(row: Grant, use: model.GrantUse, action: str) -> bool:
    """Return whether a grant that is applied keeps an action of its row."""
    return not use.only or action in use.only or not is_own_action(row, action)


def selectable_actions(row: Grant, use: model.GrantUse, role: model.RoleName) -> tuple[str, ...]:
    """Return the actions of its own service that a grant has on a role, with its arguments."""
    return tuple(
        dict.fromkeys(
            action
            for statement in row.statements
            if role in statement.roles and _is_made(row, use, statement)
            for action in (each.JSONrepr() for each in statement.actions)
            if is_own_action(row, action)
        )
    )


def problems_of_only(
    path: str, row: Grant, use: model.GrantUse, role: model.RoleName
) -> Iterator[Problem]:
    """Yield what is wrong with the actions that a grant selects, where its arguments are right."""
    known = selectable_actions(row, use, role)
    for index, action in enumerate(use.only) if known else ():
        where = f"{path}.only[{index}]"
        if action in use.only[:index]:
            yield Problem(where, f"{action!r} is given twice; remove one")
        elif action not in known:
            nearest = did_you_mean(action, known, "it has")
            yield Problem(where, f"{action!r} is not an action of {row.name!r} here{nearest}")


def _is_made(row: Grant, use: model.GrantUse, statement: StatementRow) -> bool:
    """Return whether a statement has what it needs: its ``when``, and all of one resource."""
    given = {each.name for each in row.arguments if each.default is not None}
    given |= {name for name, value in use.arguments.items() if value not in (None, False, "", ())}
    templates = statement.resources or statement.not_resources
    return given.issuperset(statement.when) and any(
        given.issuperset(ARGUMENT.findall(each)) for each in templates
    )
