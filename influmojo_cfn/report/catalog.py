"""The catalog of grants as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import fill

from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow


def listing(service: str | None = None) -> str:
    """Return every grant, or those of a service, in one line, grouped by service prefix."""
    names = [name for name in grant_names() if service in (None, prefix_of(name))]
    rows = [grant(name) for name in names]
    width = max(len(row.name) for row in rows)
    lines: list[str] = []
    for row in rows:
        roles = " or ".join(row.roles)
        lines.append(f"{row.name:{width}}  {roles:17}  {row.purpose}")
    heading = f"{'grant':{width}}  {'role':17}  purpose"
    groups = groupby(sorted(lines, key=prefix_of), key=prefix_of)
    return "\n\n".join([heading, *("\n".join(group) for _, group in groups)]) + "\n"


def prefix_of(line: str) -> str:
    """Return the service that the name of a grant begins with."""
    return line.partition(".")[0]


def explanation(row: Grant) -> str:
    """Return everything about one grant: who uses it, arguments, statements, notes, an example."""
    sections = [
        [f"{row.name}", f"  {row.purpose}"],
        ["Used by", *(f"  {line}" for line in uses_of(row))],
        ["Arguments", *(f"  {line}" for line in _arguments(row))],
        [
            "Allows",
            *(f"  {line}" for found in row.statements for line in statement_lines(row, found)),
        ],
        ["Notes", *(f"  - {note}" for note in row.notes)],
        ["Documentation", f"  {row.source}"],
        ["Example, for the app file", *(f"  {line}" for line in example(row).splitlines())],
    ]
    wrapped = ("\n".join(map(_wrapped, lines)) for lines in sections if len(lines) > 1)
    return "\n\n".join(wrapped) + "\n"


def _wrapped(line: str) -> str:
    """Break a line at 100 columns, its rest two columns further in; a long word stays whole."""
    start = line[: len(line) - len(line.lstrip())]
    return fill(
        line.strip(),
        100,
        initial_indent=start,
        subsequent_indent=f"{start}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def example(row: Grant) -> str:
    """Return a grant's declaration in an app file: its required arguments, with values."""
    lines = ["grants:", f"  - grant: {row.name}"]
    if len(row.uses) > 1:
        lines.append(f"    use: {row.uses[0].name}")
    chosen = {group[0] for group in row.at_least_one}
    for argument in row.arguments:
        if argument.required or argument.name in chosen:
            lines.append(f"    {argument.name}: {_example_value(argument)}")
    return "\n".join(lines) + "\n"


def _example_value(argument: Argument) -> str:
    kind = ARGUMENT_TYPES[argument.kind]
    if kind.structured or not isinstance(kind.example, str):
        return str(kind.example).lower() if kind.example is True else str(kind.example)
    plain = kind.example.replace("_", "").replace("-", "").replace("/", "").replace(".", "")
    text = kind.example if plain.isalnum() and not plain.isdigit() else f'"{kind.example}"'
    return f"[{text}]" if argument.repeated else text


def uses_of(row: Grant) -> Iterator[str]:
    """Yield who uses a grant, and the role that it lands on."""
    for index, use in enumerate(row.uses):
        otherwise = " (where no use is given)" if index == 0 and len(row.uses) > 1 else ""
        yield f"{use.name}: {use.meaning}; {use.role} role{otherwise}"


def _arguments(row: Grant) -> Iterator[str]:
    for argument in row.arguments:
        kind = ARGUMENT_TYPES[argument.kind]
        yield f"{argument.name} ({presence_of(argument)}): {argument.description}"
        yield f"    {shape_of(argument)}{kind.constraint}"
    for group in row.at_least_one:
        yield f"At least one of {', '.join(group)} must be given."


def presence_of(argument: Argument) -> str:
    """Return whether an argument must be given."""
    return "required" if argument.required else "optional"


def shape_of(argument: Argument) -> str:
    """Return whether an argument is a list."""
    return "a list; each " if argument.repeated else ""


def statement_lines(grant: Grant, row: StatementRow) -> Iterator[str]:
    """Yield the lines that tell what a statement of a grant allows."""
    reaches = row.resources or tuple(f"everything but {text}" for text in row.not_resources)
    needed = _needed(grant, reaches)
    yield f"{row.sid}{_scope(row, needed)}"
    for action in row.actions:
        yield f"    {action.JSONrepr()}"
    for text in reaches:
        yield f"      on {text}"
    for condition in row.conditions:
        when = [n for n in _needed(grant, condition.values) if n not in (*needed, *row.when)]
        yield f"      if {_condition(condition, when)}"
    if row.forced_star:
        yield f"      * because: {row.forced_star}"


def _needed(grant: Grant, templates: Sequence[str]) -> list[str]:
    """Return the optional arguments without which none of the templates is left."""
    return [
        argument.name
        for argument in grant.arguments
        if not argument.required
        and argument.default is None
        and templates
        and all(f"{{{argument.name}}}" in text for text in templates)
    ]


def _scope(row: StatementRow, needed: Sequence[str]) -> str:
    parts = []
    if len(row.roles) == 1:
        parts.append(f"{row.roles[0]} role only")
    if given := dict.fromkeys((*row.when, *needed)):
        parts.append(f"with {', '.join(given)}")
    return f" ({', '.join(parts)})" if parts else ""


def _condition(row: ConditionRow, needed: Sequence[str]) -> str:
    names = dict.fromkeys((*row.when, *needed))
    given = f" (with {', '.join(names)})" if names else ""
    return f"{row.operator} {row.key}: {' or '.join(row.values)}{given}"
