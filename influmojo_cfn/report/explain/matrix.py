"""What roles are allowed, by service and access level: the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from influmojo_cfn.report.explain.breadth import BREADTHS, Breadth, breadth_in_words, resources_for
from influmojo_cfn.report.explain.model import (
    EVERY_SERVICE,
    LEVELS,
    Explanation,
    RoleShown,
    StatementShown,
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a role can do in a service at an access level, over all its statements.

    ``policies`` are the places, from 1, of those policies of the role that allow it.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    breadth: Breadth
    conditional: bool
    policies: tuple[int, ...]

    @property
    def reach(self) -> str:
        """On what it is allowed, in words."""
        under = ", under conditions" if self.conditional else ""
        return f"{breadth_in_words(self.resources, self.breadth)}{under}"


Matrix = dict[str, dict[str, Cell]]
_Named = tuple[int, StatementShown, tuple[str, ...]]
"""The place of a policy, a statement of it, and the actions that it names."""


def matrix_of(role: RoleShown) -> Matrix:
    """Return what a role is allowed; Deny statements and the boundary are not taken off."""
    found: dict[str, dict[str, list[_Named]]] = {}
    for number, policy in enumerate(role.policies, 1):
        for statement in policy.statements:
            if statement.effect != "Allow":
                continue
            for service, levels in _named_in(statement).items():
                for level, names in levels.items():
                    row = found.setdefault(service, {}).setdefault(level, [])
                    row.append((number, statement, names))
    return {
        service: {
            level: _cell(service, found[service][level]) for level in LEVELS if level in levels
        }
        for service, levels in sorted(found.items())
    }


def services_of(explanation: Explanation) -> tuple[str, ...]:
    """Return the services that any role is allowed something in."""
    return tuple(sorted({service for role in explanation.roles for service in matrix_of(role)}))


def policies_of_row(row: dict[str, Cell]) -> tuple[int, ...]:
    """Return the places, from 1, of the policies that allow anything in a row."""
    return tuple(sorted({number for cell in row.values() for number in cell.policies}))


def _named_in(statement: StatementShown) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the actions of a statement by service and access level."""
    if statement.is_for_everything:
        return {EVERY_SERVICE: dict.fromkeys(LEVELS, statement.patterns)}
    return {
        service: {level: tuple(each.name for each in actions) for level, actions in rows.items()}
        for service, rows in statement.by_service.items()
    }


def _cell(service: str, rows: list[_Named]) -> Cell:
    statements = [statement for _, statement, _ in rows]
    texts = [
        each.resources if service == EVERY_SERVICE else resources_for(service, each.resources)
        for each in statements
    ]
    return Cell(
        actions=_unique(name for _, _, names in rows for name in names),
        resources=_unique(text for each in texts for text in each),
        breadth=max((each.breadth(service) for each in statements), key=BREADTHS.index),
        conditional=all(each.conditions for each in statements),
        policies=tuple(sorted({number for number, _, _ in rows})),
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
