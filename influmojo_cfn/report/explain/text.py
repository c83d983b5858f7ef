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
from influmojo_cfn.report.explain.statement_lines import omitted_line, others
from influmojo_cfn.report.line_width import wrapped
from influmojo_cfn.report.printable import in_one_line, printable, printable_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

TABLE_WIDTH = 100
"""Columns from which on the six of the table can be read; a narrower terminal gets lines."""
_HEADINGS = ("Service", "Access", "Actions", "Resources", "Only if", "Why")
_AROUND = 3
"""Characters that a column takes besides its text."""


MOST_TABLES = 100
"""Roles up to which each has a table; more get lines, which are written ten times as fast."""

WIDE = 200
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
    console.size = console.size  # asked once, and not at each of thousands of lines
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
            _print(console, f"  {in_one_line(line)}")
        if role.access:
            rows = list(_rows(role))
            widths = _widths(rows, console.width)
            if widths is None or len(explanation.roles) > MOST_TABLES:
                for text, style in _lines(role):
                    _print(console, text, style)
                console.print()
            else:
                console.print(_table(rows, widths))
            for line in _redundant(role):
                _print(console, f"  {in_one_line(line)}")
        else:
            console.print(f"  {role.without_access}")
        for line in map(omitted_line, role.omitted):
            _print(console, f"  {in_one_line(line)}")
    for title, lines in others(explanation):
        _print(console, f"\n{in_one_line(title)}", "bold")
        for line in lines:
            _print(console, f"  {in_one_line(line)}")
    for reason in explanation.unread:
        _print(console, f"unknown: {in_one_line(reason)}")
    something = explanation.roles or explanation.principals or explanation.resource_policies
    if explanation.assumed and something:
        _print(console, f"assumed: {in_one_line(explanation.assumed)}")


def _print(console: Console, text: str, style: str = "") -> None:
    """Print lines, broken between words on what is narrower than a table."""
    from rich.text import Text

    shown = wrapped(text, console.width) if console.width < WIDE else text
    console.print(Text(shown, style=style), soft_wrap=True)


def _facts(role: RoleShown) -> list[str]:
    lines = [role.description] if role.description else []
    lines.append(f"{role.logical_id}, {role.where}")
    lines += [f"assumed by {_trust(each)}" for each in role.trust]
    lines += [f"{each.kind}: {each.name}" for each in role.policies]
    if role.boundary:
        lines.append(f"permissions boundary: {role.boundary.name}")
    lines += [f"not known: {text}" for text in role.doubts]
    return lines


def _redundant(role: RoleShown) -> list[str]:
    """Return which actions could be omitted, and why."""
    return [
        f"redundant: {', '.join(actions)} of "
        f"{each.sid or 'a statement without Sid'}, because {reason}"
        for each in role.statements
        for reason, actions in each.redundant_by_reason.items()
    ]


def _doubts(statement: StatementShown) -> list[str]:
    return [f"not known: {reason}" for reason in statement.unknown]


def _trust(trust: TrustShown) -> str:
    text = ", ".join(trust.principals)
    if trust.conditions:
        text += f" if {'; '.join(map(str, trust.conditions))}"
    text += "".join(f"; not known: {reason}" for reason in trust.unknown)
    return f"never {text}" if trust.effect == "Deny" else text


def _lines(role: RoleShown) -> Iterator[tuple[str, str]]:
    """Yield lines with their styles."""
    before = ""
    for row in role.access:
        statement = row.statement
        if row.service != before:
            yield f"\n  {title_of(row.service)}", "bold"
        before = row.service
        denied = statement.effect == "Deny"
        style = "red" if denied else ""
        but = "every resource but " if statement.not_resource else ""
        yield f"  {'Denied: ' if denied else ''}{row.level}", style
        for text in (
            ", ".join(row.actions),
            *(f"on {but}{resource}" for resource in statement.resources),
            *(f"only if {condition}" for condition in statement.conditions),
            *_doubts(statement),
            *([f"why: {statement.reason}"] if statement.reason else []),
        ):
            yield f"    {in_one_line(text)}", style


_Row = tuple[bool, tuple[str, ...]]
"""Whether it is denied, and the cells of a row."""


def _rows(role: RoleShown) -> Iterator[_Row]:
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
        yield denied, tuple(map(printable_lines, cells))


def _widths(rows: list[_Row], width: int) -> list[int] | None:
    """Return the widths of the columns, in which no word is broken; None where that is too wide."""
    columns = list(zip(_HEADINGS, *(cells for _, cells in rows), strict=True))
    least = [max(len(word) for text in texts for word in text.split()) for texts in columns]
    most = [max(len(line) for text in texts for line in text.split("\n")) for texts in columns]
    least = [max(word, len(name)) for word, name in zip(least, _HEADINGS, strict=True)]
    room = width - _AROUND * len(columns) - sum(least)
    if room < 0 or width < TABLE_WIDTH:
        return None
    most = list(map(max, least, most))
    wanted = [high - low for low, high in zip(least, most, strict=True)]
    share = min(1.0, room / max(1, sum(wanted)))
    return [low + int(more * share) for low, more in zip(least, wanted, strict=True)]


def _table(rows: list[_Row], widths: list[int]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for heading, width in zip(_HEADINGS, widths, strict=True):
        table.add_column(heading, overflow="fold", width=width)
    for denied, cells in rows:
        table.add_row(*map(Text, cells), style="red" if denied else "")
    return table
