"""The catalog of grants as text for a terminal and as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import fill

from influmojo_cfn.data.public_applications import APPLICATIONS
from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow


def listing(service: str | None = None) -> str:
    """Return every grant, or those of a service, in one line, grouped by service prefix."""
    names = [name for name in grant_names() if service in (None, _prefix(name))]
    rows = [grant(name) for name in names]
    width = max(len(row.name) for row in rows)
    lines: list[str] = []
    for row in rows:
        roles = " or ".join(row.roles)
        lines.append(f"{row.name:{width}}  {roles:17}  {row.purpose}")
    heading = f"{'grant':{width}}  {'role':17}  purpose"
    groups = groupby(sorted(lines, key=_prefix), key=_prefix)
    return "\n\n".join([heading, *("\n".join(group) for _, group in groups)]) + "\n"


def _prefix(line: str) -> str:
    return line.partition(".")[0]


def explanation(row: Grant) -> str:
    """Return everything about one grant: who uses it, arguments, statements, notes, an example."""
    sections = [
        [f"{row.name}", f"  {row.purpose}"],
        ["Used by", *(f"  {line}" for line in _uses(row))],
        ["Arguments", *(f"  {line}" for line in _arguments(row))],
        ["Allows", *(f"  {line}" for found in row.statements for line in _statement(row, found))],
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


def _uses(row: Grant) -> Iterator[str]:
    for index, use in enumerate(row.uses):
        otherwise = " (where no use is given)" if index == 0 and len(row.uses) > 1 else ""
        yield f"{use.name}: {use.meaning}; {use.role} role{otherwise}"


def _arguments(row: Grant) -> Iterator[str]:
    for argument in row.arguments:
        kind = ARGUMENT_TYPES[argument.kind]
        yield f"{argument.name} ({_presence(argument)}): {argument.description}"
        yield f"    {_shape(argument)}{kind.constraint}"
    for group in row.at_least_one:
        yield f"At least one of {', '.join(group)} must be given."


def _presence(argument: Argument) -> str:
    return "required" if argument.required else "optional"


def _shape(argument: Argument) -> str:
    return "a list; each " if argument.repeated else ""


def _statement(grant: Grant, row: StatementRow) -> Iterator[str]:
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


_WRITTEN = "Written by `make docs` from influmojo_cfn/grants/: change the rows there."
_INTRODUCTION = """\
A grant is one permission with everything that goes with it: the least actions that do the
job, exact ARNs, the key actions for a customer managed key, conditions, and the role that it is
meant for. `{name}` is replaced by an argument. A line that names an argument without a value is
omitted.

A value is a literal, or a parameter that is given when the template is deployed:

```yaml
grants:
  - grant: s3.upload_objects
    bucket: {parameter: UploadsBucketName, default: influmojo-uploads}
  - grant: secretsmanager.read_secrets   # this secret as an environment variable
    use: environment
    names: [influmojo/production/stripe]
  - grant: secretsmanager.read_secrets   # this secret read by the code
    use: code
    names: [influmojo/production/webhooks]
```

The user of a permission decides which role gets it. Where several users are possible, `use` names
one; without `use` it is the first. `influmojo-cfn grants NAME` prints one grant in a
terminal.""".splitlines()


def index() -> str:
    """Return docs/reference/grants/README.md: every grant in a line."""
    rows = [grant(name) for name in grant_names()]
    table = [
        f"| [`{r.name}`]({_prefix(r.name)}.md#{_anchor(r.name)}) "
        f"| {' or '.join(r.roles)} | {r.purpose} |"
        for r in rows
    ]
    head = [
        "# The catalog of grants",
        "",
        f"<!-- {_WRITTEN} -->",
        "",
        *_INTRODUCTION,
        "",
        "| grant | role | purpose |",
        "|---|---|---|",
        *table,
        *_applications(),
    ]
    return "\n".join(head) + "\n"


def page(service: str) -> str:
    """Return docs/reference/grants/SERVICE.md: its grants with arguments, statements, examples."""
    rows = [grant(name) for name in grant_names() if _prefix(name) == service]
    head = f"# Grants: {service}\n\n<!-- {_WRITTEN} -->\n\n[All grants](README.md)\n"
    return head + "".join(_section(row) for row in rows)


def _applications() -> list[str]:
    rows = [
        f"| {each.purpose} | [{each.repository}](https://github.com/{each.repository}), "
        f"{each.path} | {', '.join(f'`{name}`' for name in each.grants)} |"
        for each in APPLICATIONS
    ]
    return [
        "",
        "Ten public applications (read 2026-11-27), and the grants for what their own code calls:",
        "",
        "| application | repository and file | grants of its task role |",
        "|---|---|---|",
        *rows,
    ]


def _anchor(name: str) -> str:
    return name.replace(".", "")


def _section(row: Grant) -> str:
    lines = ["", f"## {row.name}", "", f"{row.purpose} [AWS documentation]({row.source})", ""]
    lines += [f"- Used by {line}." for line in _uses(row)]
    if row.arguments:
        lines += ["", "| argument | | takes |", "|---|---|---|"]
        for argument in row.arguments:
            takes = f"{_shape(argument)}{ARGUMENT_TYPES[argument.kind].constraint}".replace(
                "|", "\\|"
            )
            lines.append(
                f"| `{argument.name}` | {_presence(argument)} | {argument.description} {takes} |"
            )
        lines += [
            line
            for group in row.at_least_one
            for line in ("", f"At least one of {', '.join(f'`{n}`' for n in group)} must be given.")
        ]
    if row.statements:
        allows = [line for statement in row.statements for line in _statement(row, statement)]
        lines += ["", "```text", *allows, "```"]
    if row.notes:
        lines += ["", *(f"- {note}" for note in row.notes)]
    lines += ["", "```yaml", *example(row).splitlines(), "```"]
    return "\n".join(lines) + "\n"
