"""``influmojo-cfn rules``."""

from __future__ import annotations

import click

from influmojo_cfn.cli.candidates import complete_rules
from influmojo_cfn.cli.output import show_text


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]", shell_complete=complete_rules)
def command(rule_id: str | None) -> int:
    """List the rules that check applies, or explain one, with a bad and a good example.

    A prefix of an ID, such as W or E95, lists the rules with that prefix.

    Without ID, it lists every rule.

    \b
    Examples:
      influmojo-cfn rules
      influmojo-cfn rules E95
      influmojo-cfn rules E9201
    """
    from influmojo_cfn.errors import did_you_mean
    from influmojo_cfn.report.rules import explain, table
    from influmojo_cfn.rules.engine import rules

    if rule_id is None:
        show_text(table(rules()))
        return 0
    wanted = rule_id.upper()
    group = [rule for rule in rules() if wanted in (rule.id, rule.id[1:])]
    group = group or [
        rule for rule in rules() if rule.id.startswith(wanted) or rule.id[1:].startswith(wanted)
    ]
    if not group:
        meant = did_you_mean(wanted, [rule.id for rule in rules()])
        raise click.BadParameter(
            f"does not exist{meant}; there are {_inventory()}", param_hint=f"rule {rule_id}"
        )
    show_text(explain(group[0]) if len(group) == 1 else table(group))
    return 0


def _inventory() -> str:
    """Return how many rules there are, and what each group of them is about."""
    from influmojo_cfn.report.rules import GROUPS
    from influmojo_cfn.rules.engine import rules

    groups = [
        f"{prefix}xx {title}"
        for prefix, title in GROUPS.items()
        if any(rule.id[1:3] == prefix for rule in rules())
    ]
    return f"{len(rules())}: {'; '.join(groups)}; influmojo-cfn rules lists them"
