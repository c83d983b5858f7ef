"""The generated pages by their paths, and what makes each; ``make_generated`` writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
GRANTS, RULES, ROLES = "reference/grants", "reference/rules", "reference/roles"
DIAGRAM = ("<!-- diagram: made by make docs -->\n", "<!-- /diagram -->")


def cli_page() -> str:
    """Return docs/reference/commands.md: the ``--help`` of every command."""
    import click

    from influmojo_cfn.cli import COMMANDS, group

    def help_of(command: click.Command, *names: str) -> str:
        width: dict[str, Any] = {"max_content_width": 90, "terminal_width": 90}
        context: click.Context = group.context_class(
            group, info_name=names[0], help_option_names=["-h", "--help"], **width
        )
        for name in names[1:]:
            context = command.context_class(command, info_name=name, parent=context, **width)
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
            "W9052 of cloudformation-validate isn't a finding either. The validator reached its",
            "own limits (about fourteen `Fn::If` in one list are enough) and did not read the",
            "whole template. `check` prints that as a note on standard error.",
            "cfn-lint and the rules of influmojo_cfn read the whole template in any case.",
            "",
        ]
    )


def rule_page(rule_id: str) -> str:
    """Return docs/reference/rules/ID.md: one rule with its examples."""
    from influmojo_cfn.rules.engine import rules
    from scripts.rules_pages import page

    return page(next(rule for rule in rules() if rule.id == rule_id))


def readme() -> str:
    """Return README.md with the diagram of today's app."""
    from influmojo_cfn.influmojo import APP
    from scripts.app_diagram import mermaid

    text = (ROOT / "README.md").read_text("utf-8")
    start, end = text.index(DIAGRAM[0]) + len(DIAGRAM[0]), text.index(DIAGRAM[1])
    return f"{text[:start]}```mermaid\n{mermaid(APP)}```\n{text[end:]}"


def pages_of_groups() -> Mapping[str, Callable[[], str]]:
    """Return a page for each service of the catalog, for each rule and for each kind of role."""
    from influmojo_cfn.app.infrastructure import INFRASTRUCTURE
    from influmojo_cfn.data.grant_index import INDEX

    roles = ("schedule", "rule", "deployment", *(word.replace("_", "-") for word in INFRASTRUCTURE))
    services = sorted({name.partition(".")[0] for name in INDEX})
    rule_ids = sorted(path.name for path in (ROOT / "influmojo_cfn/rules/examples").iterdir())
    of_service = "scripts.catalog_pages.page"
    return {
        **{f"docs/{GRANTS}/{name}.md": made_by(of_service, name) for name in services},
        **{f"docs/{RULES}/{rule_id}.md": partial(rule_page, rule_id) for rule_id in rule_ids},
        **{f"docs/{ROLES}/{name}.md": made_by("scripts.role_pages.page", name) for name in roles},
    }


def made_by(function: str, *arguments: object) -> Callable[[], str]:
    """Return what calls a function, by its full name; its module is imported only then."""
    module, _, name = function.rpartition(".")
    return lambda: str(getattr(import_module(module), name)(*arguments))


PAGES: Mapping[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/contributing/mutants.md": made_by("scripts.mutants.page.text"),
    "docs/reference/access-analyzer.md": made_by("scripts.access_analyzer_page.markdown"),
    "docs/reference/app-file.md": made_by("scripts.app_file_page.text"),
    "docs/reference/omitted-findings.md": accepted_page,
    "docs/reference/commands.md": cli_page,
    "docs/explanation/policy-evaluation.md": made_by("scripts.evaluation_page.text"),
    "docs/reference/facts.md": made_by("scripts.facts.page.page"),
    "docs/reference/grants/README.md": made_by("scripts.catalog_pages.index"),
    "docs/reference/python-api.md": made_by("scripts.python_api_page.page"),
    "docs/reference/rules/README.md": made_by("scripts.rules_pages.index"),
    "docs/reference/template-parameters.md": made_by("scripts.template_parameters_page.text"),
    **pages_of_groups(),
}


def orphans() -> list[str]:
    """Return the pages of services, rules and roles that there are no longer."""
    found = (
        path for folder in (GRANTS, RULES, ROLES) for path in (ROOT / "docs" / folder).glob("*.md")
    )
    return sorted({str(path.relative_to(ROOT)) for path in found} - set(PAGES))
