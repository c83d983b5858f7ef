"""``influmojo-cfn rules``."""

from __future__ import annotations

import click

from influmojo_cfn.cli.output import show


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]")
def command(rule_id: str | None) -> int:
    """List the rules that check applies, or explain one, with a bad and a good example.

    \b
    Examples:
      influmojo-cfn rules
      influmojo-cfn rules E9201
    """
    from influmojo_cfn.errors import did_you_mean
    from influmojo_cfn.report.rules_page import explain, table
    from influmojo_cfn.rules.engine import rules

    if rule_id is None:
        show(table())
        return 0
    by_id = {rule.id.upper(): rule for rule in rules()}
    by_id.update({rule.id[1:]: rule for rule in rules()})
    found = by_id.get(rule_id.upper())
    if found is None:
        meant = did_you_mean(rule_id.upper(), by_id)
        there = f"there are {len(rules())}, from E9101 to W9902: influmojo-cfn rules lists them"
        raise click.UsageError(f"no rule {rule_id!r}{meant}; {there}")
    show(explain(found))
    return 0
