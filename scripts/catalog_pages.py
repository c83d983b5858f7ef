"""The pages of the catalog of grants: docs/reference/grants/."""

from __future__ import annotations

from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Grant
from influmojo_cfn.report.catalog import (
    example,
    prefix_of,
    presence_of,
    shape_of,
    statement_lines,
    uses_of,
)
from scripts.public_applications import APPLICATIONS

_WRITTEN = "Written by `make docs` from influmojo_cfn/grants/: change the rows there."
_INTRODUCTION = """\
A grant is one permission with all that it needs: minimal actions, exact ARNs, the actions on a
customer managed key, conditions, and its role. `{name}` is replaced by an argument. A line
that names an argument without a value is omitted.

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
        f"| [`{r.name}`]({prefix_of(r.name)}.md#{_anchor(r.name)}) "
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
    rows = [grant(name) for name in grant_names() if prefix_of(name) == service]
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
    lines += [f"- Used by {line}." for line in uses_of(row)]
    if row.arguments:
        lines += ["", "| argument | | takes |", "|---|---|---|"]
        for argument in row.arguments:
            takes = f"{shape_of(argument)}{ARGUMENT_TYPES[argument.kind].constraint}".replace(
                "|", "\\|"
            )
            lines.append(
                f"| `{argument.name}` | {presence_of(argument)} | {argument.description} {takes} |"
            )
        lines += [
            line
            for group in row.at_least_one
            for line in ("", f"At least one of {', '.join(f'`{n}`' for n in group)} must be given.")
        ]
    if row.statements:
        allows = [line for statement in row.statements for line in statement_lines(row, statement)]
        lines += ["", "```text", *allows, "```"]
    if row.notes:
        lines += ["", *(f"- {note}" for note in row.notes)]
    lines += ["", "```yaml", *example(row).splitlines(), "```"]
    return "\n".join(lines) + "\n"
