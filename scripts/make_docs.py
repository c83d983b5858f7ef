"""Write the generated pages (``python -m scripts.make_docs``), or find stale ones (``--check``)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
GRANTS, RULES = "reference/grants", "reference/rules"
DIAGRAM = ("<!-- diagram: made by make docs -->\n", "<!-- /diagram -->")


def cli_page() -> str:
    """Return docs/reference/commands.md: the ``--help`` of every command."""
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
    """Return docs/reference/omitted-findings.md: what check omits, and why."""
    import json

    from influmojo_cfn.data import __name__ as data

    table = json.loads((ROOT / data.replace(".", "/") / "accepted_findings.json").read_text())
    rows = [
        f"| {row['id']} | {row['tool']} | {row['title']} | {row['reason']} |"
        for row in table["findings"]
    ]
    return "\n".join(
        [
            "# Findings that check omits",
            "",
            "`influmojo-cfn check` runs every rule of cfn-lint, of cloudformation-validate and of",
            "[influmojo_cfn](rules/README.md), at every level. It omits only the findings below:",
            "they state a fact about a property and suggest no change. The table is",
            "`influmojo_cfn/data/accepted_findings.json`, with nothing at warning level or above.",
            "",
            f"Read and judged on {table['date']}: {table['source'].split(';')[0]}.",
            "",
            "| rule | tool | message | why it is omitted |",
            "|---|---|---|---|",
            *rows,
            "",
            "Suppress a finding in your own templates with `Metadata: cfn-lint: config:",
            "ignore_checks` on the template or on a resource, or in `.cfnlintrc`. Both hold for",
            "all validators.",
            "",
            "W9052 of cloudformation-validate isn't a finding either. It is about the validator:",
            "the validator reached its own limits (about fourteen `Fn::If` in one list are enough)",
            "and did not read the whole template. `check` prints that as a note on standard error.",
            "cfn-lint and the rules of influmojo_cfn read the whole template in any case.",
            "",
        ]
    )


def grants_page() -> str:
    """Return docs/reference/grants/README.md: the catalog."""
    from influmojo_cfn.report.catalog import index

    return index()


def service_page(service: str) -> str:
    """Return docs/reference/grants/SERVICE.md: the grants of a service."""
    from influmojo_cfn.report.catalog import page

    return page(service)


def rules_page() -> str:
    """Return docs/reference/rules/README.md: every rule in a line."""
    from influmojo_cfn.report.rules_page import index

    return index()


def rule_page(rule_id: str) -> str:
    """Return docs/reference/rules/ID.md: one rule with its examples."""
    from influmojo_cfn.report.rules_page import page
    from influmojo_cfn.rules.engine import rules

    return page(next(rule for rule in rules() if rule.id == rule_id))


def access_analyzer_page() -> str:
    """Return docs/reference/access-analyzer.md: AWS's checks, and the rule that finds the same."""
    from influmojo_cfn.report.access_analyzer_page import markdown

    return markdown()


def evaluation_page() -> str:
    """Return docs/explanation/policy-evaluation.md: how a request is decided, rule by rule."""
    from scripts import evaluation_page as page

    return page.text()


def facts_page() -> str:
    """Return docs/reference/facts.md: every table of AWS's facts, with its date."""
    from scripts.facts.page import page

    return page()


def mutants_page() -> str:
    """Return docs/contributing/mutants.md: which planted faults the tests notice."""
    from scripts.mutants.page import text

    return text()


def app_file_page() -> str:
    """Return docs/reference/app-file.md: every key of the app file."""
    from scripts import app_file_page as page

    return page.text()


def template_parameters_page() -> str:
    """Return docs/reference/template-parameters.md: parameters and outputs of the templates."""
    from scripts import template_parameters_page as page

    return page.text()


def python_api_page() -> str:
    """Return docs/reference/python-api.md: what the package exports, from its docstrings."""
    from scripts import python_api_page as page

    return page.page()


def readme() -> str:
    """Return README.md with the diagram of today's app."""
    from influmojo_cfn.influmojo import APP
    from influmojo_cfn.report.diagram import mermaid

    text = (ROOT / "README.md").read_text("utf-8")
    start, end = text.index(DIAGRAM[0]) + len(DIAGRAM[0]), text.index(DIAGRAM[1])
    return f"{text[:start]}```mermaid\n{mermaid(APP)}```\n{text[end:]}"


def pages_of_groups() -> Mapping[str, Callable[[], str]]:
    """Return a page for each service of the catalog and for each rule."""
    from influmojo_cfn.data.grant_index import INDEX

    services = sorted({name.partition(".")[0] for name in INDEX})
    rule_ids = sorted(path.name for path in (ROOT / "influmojo_cfn/rules/examples").iterdir())
    return {
        **{f"docs/{GRANTS}/{name}.md": partial(service_page, name) for name in services},
        **{f"docs/{RULES}/{rule_id}.md": partial(rule_page, rule_id) for rule_id in rule_ids},
    }


PAGES: Mapping[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/contributing/mutants.md": mutants_page,
    "docs/reference/access-analyzer.md": access_analyzer_page,
    "docs/reference/app-file.md": app_file_page,
    "docs/reference/omitted-findings.md": accepted_page,
    "docs/reference/commands.md": cli_page,
    "docs/explanation/policy-evaluation.md": evaluation_page,
    "docs/reference/facts.md": facts_page,
    "docs/reference/grants/README.md": grants_page,
    "docs/reference/python-api.md": python_api_page,
    "docs/reference/rules/README.md": rules_page,
    "docs/reference/template-parameters.md": template_parameters_page,
    **pages_of_groups(),
}


def orphans() -> list[str]:
    """Return the pages of services and rules that are not in the catalog or no longer a rule."""
    found = (path for folder in (GRANTS, RULES) for path in (ROOT / "docs" / folder).glob("*.md"))
    return sorted({str(path.relative_to(ROOT)) for path in found} - set(PAGES))


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
        for name in orphans():
            print(f"{name} is of nothing that exists: run make docs")
        return 2 if old or orphans() else 0
    for name, page in PAGES.items():
        if stale(name):
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(page(), "utf-8")
            print(f"wrote {name}")
    for name in orphans():
        (ROOT / name).unlink()
        print(f"removed {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
