"""Write the generated pages (``python -m scripts.make_docs``), or find stale ones (``--check``)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DIAGRAM = ("<!-- diagram: made by make docs -->\n", "<!-- /diagram -->")


def cli_page() -> str:
    """Return docs/cli.md: the ``--help`` of every command."""
    import click

    from influmojo_cfn.cli import COMMANDS, group

    def help_of(command: click.Command, *names: str) -> str:
        width: dict[str, Any] = {"max_content_width": 90, "terminal_width": 90}
        context = click.Context(
            group, info_name=names[0], help_option_names=["-h", "--help"], **width
        )
        for name in names[1:]:
            context = click.Context(command, info_name=name, parent=context, **width)
        return "```text\n" + command.get_help(context).rstrip() + "\n```\n"

    page = ["# Command line\n", help_of(group, "influmojo-cfn")]
    page.append(
        "Every command exits with code 0 if all is well, 1 on wrong usage or input,\n"
        "2 on findings. "
        "A file that is read can be `-`, standard input.\n"
    )
    for command_name in COMMANDS:
        if not (ROOT / f"influmojo_cfn/cli/{command_name.replace('-', '_')}.py").exists():
            continue
        command = group.get_command(click.Context(group), command_name)
        assert command is not None
        page += [f"## {command_name}\n", help_of(command, "influmojo-cfn", command_name)]
    return "\n".join(page)


def accepted_page() -> str:
    """Return docs/checks.md: what check leaves out, and why."""
    import json

    from influmojo_cfn.data import __name__ as data

    table = json.loads((ROOT / data.replace(".", "/") / "accepted_findings.json").read_text())
    rows = [
        f"| {row['id']} | {row['tool']} | {row['title']} | {row['reason']} |"
        for row in table["findings"]
    ]
    return "\n".join(
        [
            "# Findings that check leaves out",
            "",
            "`influmojo-cfn check` runs every rule of cfn-lint, of cloudformation-validate and of",
            "[our own](rules.md), at every level. These alone are left out, because they state a",
            "fact about a property and ask for nothing. The table is",
            "`influmojo_cfn/data/accepted_findings.json`; nothing at warning level or above may",
            "stand in it.",
            "",
            f"Read and judged on {table['date']}: {table['source'].split(';')[0]}.",
            "",
            "| rule | tool | says | why it is left out |",
            "|---|---|---|---|",
            *rows,
            "",
            "What is to be left out of your own templates stays with cfn-lint's own means, and",
            "holds for both validators: `Metadata: cfn-lint: config: ignore_checks` on the",
            "template or on a resource, and `.cfnlintrc`.",
            "",
            "W9052 of cloudformation-validate is no finding either. It says of the validator, not",
            "of the template, that it reached its own limits (some fourteen `Fn::If` in one list",
            "are enough) and did not look at everything. `check` prints that as a note on standard",
            "error; cfn-lint and our own rules look at the whole template all the same.",
            "",
        ]
    )


def grants_page() -> str:
    """Return docs/grants.md: the catalog."""
    from influmojo_cfn.report.catalog import markdown

    return markdown()


def rules_page() -> str:
    """Return docs/rules.md: every rule with its examples."""
    from influmojo_cfn.report.rules_page import markdown

    return markdown()


def access_analyzer_page() -> str:
    """Return docs/access-analyzer.md: AWS's checks, and the rule that finds the same."""
    from influmojo_cfn.report.access_analyzer_page import markdown

    return markdown()


def evaluation_page() -> str:
    """Return docs/evaluation.md: how a request is decided, rule by rule."""
    from scripts import evaluation_page as page

    return page.text()


def facts_page() -> str:
    """Return docs/facts.md: every table of AWS's facts, with its date."""
    from scripts.facts.page import page

    return page()


def python_api_page() -> str:
    """Return docs/python-api.md: what the package exports, from its docstrings."""
    from scripts import python_api_page as page

    return page.page()


def readme() -> str:
    """Return README.md with the diagram of today's app."""
    from influmojo_cfn.influmojo import APP
    from influmojo_cfn.report.diagram import mermaid

    text = (ROOT / "README.md").read_text("utf-8")
    start, end = text.index(DIAGRAM[0]) + len(DIAGRAM[0]), text.index(DIAGRAM[1])
    return f"{text[:start]}```mermaid\n{mermaid(APP)}```\n{text[end:]}"


PAGES: Mapping[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/access-analyzer.md": access_analyzer_page,
    "docs/checks.md": accepted_page,
    "docs/cli.md": cli_page,
    "docs/evaluation.md": evaluation_page,
    "docs/facts.md": facts_page,
    "docs/grants.md": grants_page,
    "docs/python-api.md": python_api_page,
    "docs/rules.md": rules_page,
}


def stale(name: str) -> bool:
    """Return whether a page differs from what would be written."""
    path = ROOT / name
    return not path.exists() or path.read_text("utf-8") != PAGES[name]()


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` name the stale ones and give 2."""
    if "--check" in arguments:
        old = [name for name in PAGES if stale(name)]
        for name in old:
            print(f"{name} is stale: run make docs")
        return 2 if old else 0
    for name, page in PAGES.items():
        if stale(name):
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(page(), "utf-8")
            print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
