"""An explanation for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from influmojo_cfn.report.explain.model import (
    Explanation,
    RoleShown,
    StatementShown,
    TrustShown,
    title_of,
)
from influmojo_cfn.report.explain.statement_lines import others
from influmojo_cfn.report.printable import in_one_line, printable, printable_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

TABLE_WIDTH = 100
"""Columns from which on the six of the table can be read; a narrower terminal gets lines."""


MOST_TABLES = 100
"""Roles up to which each has a table; more get lines, which are written ten times as fast."""

WIDE = 160
"""Columns of what is not printed on a terminal."""


def pretty(explanation: Explanation, width: int = WIDE, *, color: bool = False) -> str:
    """Return the explanation as text of a width in columns, with the colors of a terminal or not.

    Each role has a table, or lines where a table would be too narrow.
    """
    import io

    from rich.console import Console

    stream = io.StringIO()
    terminal = True if color else None
    console = Console(highlight=False, width=width, file=stream, force_terminal=terminal)
    show(explanation, console)
    return printable_lines(stream.getvalue(), styled=color)


def show(explanation: Explanation, console: Console) -> None:
    """Print the roles, a table each; lines where the console is too narrow for a table."""
    from rich.text import Text

    for number, role in enumerate(explanation.roles):
        if number:
            console.print()
        console.print(Text(printable(role.name), style="bold"))
        for line in _facts(role):
            console.print(Text(f"  {in_one_line(line)}"), soft_wrap=True)
        if role.access:
            if console.width < TABLE_WIDTH or len(explanation.roles) > MOST_TABLES:
                console.print(Text("\n").join(_lines(role)), soft_wrap=True)
                console.print()
            else:
                console.print(_table(role))
            for line in _redundant(role):
                console.print(Text(f"  {in_one_line(line)}"), soft_wrap=True)
        else:
            console.print("  It is allowed nothing.")
        for line in _omitted(role):
            console.print(Text(f"  {in_one_line(line)}"), soft_wrap=True)
    for title, lines in others(explanation):
        console.print(Text(f"\n{in_one_line(title)}", style="bold"))
        for line in lines:
            console.print(Text(f"  {in_one_line(line)}"), soft_wrap=True)
    for reason in explanation.unread:
        console.print(Text(f"unknown: {in_one_line(reason)}"), soft_wrap=True)


def _facts(role: RoleShown) -> list[str]:
    lines = [role.description] if role.description else []
    lines.append(f"{role.logical_id}, {role.where}")
    lines += [f"assumed by {_trust(each)}" for each in role.trust]
    lines += [f"{each.kind}: {each.name}" for each in role.policies]
    if role.boundary:
        lines.append(f"permissions boundary: {role.boundary.name}")
    lines += [f"not known: {text}" for each in role.policies for text in each.unknown]
    return lines


def _redundant(role: RoleShown) -> list[str]:
    """Say which actions could be left out, and why."""
    return [
        f"allows nothing of its own: {', '.join(actions)} of "
        f"{each.sid or 'a statement without Sid'}, because {reason}"
        for each in role.statements
        for reason, actions in each.redundant_by_reason.items()
    ]


def _omitted(role: RoleShown) -> list[str]:
    """Say what conditions leave out, and which parameter would bring it."""
    return [
        f"left out at these parameter values: {'Deny ' if each.effect == 'Deny' else ''}"
        f"{', '.join(each.actions)} on {', '.join(each.resources)}; it is there {each.where}"
        for each in role.omitted
    ]


def _doubts(statement: StatementShown) -> list[str]:
    return [f"not known: {reason}" for reason in statement.unknown]


def _trust(trust: TrustShown) -> str:
    text = ", ".join(trust.principals)
    if trust.conditions:
        text += f" if {'; '.join(map(str, trust.conditions))}"
    return f"never {text}" if trust.effect == "Deny" else text


def _lines(role: RoleShown) -> Iterator[Text]:
    from rich.text import Text

    before = ""
    for row in role.access:
        statement = row.statement
        if row.service != before:
            yield Text(f"\n  {title_of(row.service)}", style="bold")
        before = row.service
        denied = statement.effect == "Deny"
        style = "red" if denied else ""
        but = "every resource but " if statement.not_resource else ""
        yield Text(f"  {'Denied: ' if denied else ''}{row.level}", style=style)
        for text in (
            ", ".join(row.actions),
            *(f"on {but}{resource}" for resource in statement.resources),
            *(f"only if {condition}" for condition in statement.conditions),
            *_doubts(statement),
            *([f"why: {statement.reason}"] if statement.reason else []),
        ):
            yield Text(f"    {in_one_line(text)}", style=style)


def _table(role: RoleShown) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    table.add_column("Service", overflow="fold", ratio=3)
    table.add_column("Access", overflow="fold", ratio=2)
    table.add_column("Actions", overflow="fold", ratio=5)
    table.add_column("Resources", overflow="fold", ratio=8)
    table.add_column("Only if", overflow="fold", ratio=4)
    table.add_column("Why", overflow="fold", ratio=5)
    before = ""
    for row in role.access:
        statement = row.statement
        service = title_of(row.service) if row.service != before else ""
        before = row.service
        denied = statement.effect == "Deny"
        but = "every resource but\n" if statement.not_resource else ""
        cells = (
            service,
            f"{'Denied: ' if denied else ''}{row.level}",
            "\n".join(row.actions),
            but + "\n".join(statement.resources),
            "\n".join([*map(str, statement.conditions), *_doubts(statement)]),
            statement.reason,
        )
        table.add_row(
            *(Text(printable_lines(cell)) for cell in cells), style="red" if denied else ""
        )
    return table
