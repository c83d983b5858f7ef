"""What a shell can complete: grants, rules, and the roles of the template at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

MOST_TEMPLATES = 20
"""Templates of ``templates/`` that are read for their roles: a shell waits for the answer."""

_PARAMETERS = ("template", "template_file", "sources", "files")
"""The parameters of commands that hold a template, or several."""


def complete_grants(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the grants that begin so, and before a dot the services that do."""
    from influmojo_cfn.grants import grant, grant_names, services

    found = [CompletionItem(name) for name in services() if name.startswith(incomplete)]
    names = [name for name in grant_names() if name.startswith(incomplete)]
    return found + [CompletionItem(name, help=grant(name).purpose) for name in names]


def complete_rules(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the rules whose ID begins so, in whichever case."""
    from influmojo_cfn.rules.engine import rules

    return [
        CompletionItem(rule.id, help=rule.shortdesc)
        for rule in rules()
        if rule.id.startswith(incomplete.upper())
    ]


def complete_roles(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the logical IDs and names of roles that begin so, each once."""
    return _completed(context, incomplete, with_others=False)


def complete_principals(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return those of roles, users, groups and permission sets that begin so, each once."""
    return _completed(context, incomplete, with_others=True)


def _completed(
    context: click.Context, incomplete: str, *, with_others: bool
) -> list[CompletionItem]:
    found: dict[str, str] = {}
    for path in _templates(context):
        for name, words in _names(path, with_others=with_others):
            found.setdefault(name, words)
    return [
        CompletionItem(name, help=words)
        for name, words in found.items()
        if name.startswith(incomplete)
    ]


def _templates(context: click.Context) -> list[Path]:
    """Return the templates that the command line names, or those in ``templates/``."""
    given = [context.params.get(name) for name in _PARAMETERS]
    named = [each for value in given for each in (value if isinstance(value, tuple) else (value,))]
    named += context.args  # Where the last option has no value yet, click assigns no arguments.
    # A revision of git, such as main:template.yaml, is read from the working tree.
    paths = [Path(str(each).rpartition(":")[2]) for each in named if each]
    return paths or sorted(Path("templates").glob("*.yaml"))[:MOST_TEMPLATES]


def _names(path: Path, *, with_others: bool) -> Iterator[tuple[str, str]]:
    """Yield the names of a template's roles or principals; nothing of a file that is not one."""
    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.cloudformation.principals import TemplatePrincipal, principals_of
    from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
    from influmojo_cfn.cloudformation.roles import roles_of
    from influmojo_cfn.errors import Error

    try:
        document = read_document(path)
        here = Environment.checked()
        found: dict[str, TemplatePrincipal] = {**roles_of(document, here)}
        if with_others:
            resolved = ResolvedTemplate(document.data, here, missing_is_unknown=True)
            found |= principals_of(document, resolved)
    except Error:  # What is wrong with it is what the command is going to say.
        return
    for logical_id, principal in found.items():
        name = principal.name if isinstance(principal.name, str) else ""
        yield logical_id, name or str(path)
        if name:
            yield name, logical_id
