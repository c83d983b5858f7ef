"""The pages of the rules: docs/reference/rules/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from influmojo_cfn.report.rules import GROUPS, shortened
from influmojo_cfn.rules.engine import rules
from influmojo_cfn.rules.rule import Rule
from scripts.access_analyzer_page import policy_checks

_INTRODUCTION = """\
# Rules

<!-- Written by `make docs` from the headers of the rules: change them there. -->

`influmojo-cfn check` applies these {count} rules in addition to those of cfn-lint and of AWS's
cloudformation-validate. They also run in cfn-lint alone:
`cfn-lint template.yaml -a influmojo_cfn.rules`.

| ID begins with | severity | meaning |
|---|---|---|
| E | error | it fails, or never has an effect |
| W | warning | it is dangerous |
| I | informational | it could be better; cfn-lint alone shows these with `-c I` |

The IDs are E9101 to I9999, a range that cfn-lint reserves for others. A number is used once.
Suppress a rule like one of cfn-lint: with `Metadata: cfn-lint: config: ignore_checks` in the
template, in `.cfnlintrc`, or with the option `--ignore`. The SARIF and JUnit formats of `cfn-lint`
need `pip install 'cfn-lint[sarif,junit]'`; those of `check` need nothing.

A rule reports nothing that only the deployment decides: a parameter can have any value, whatever
its default is. Two pages compare the rules with AWS. One has
their [findings in AWS managed policies](../../contributing/aws-managed-policies.md), the other the
[checks of IAM Access Analyzer](../access-analyzer.md) with the rule that finds the same.
"""


def index() -> str:
    """Return docs/reference/rules/README.md: every rule in a line."""
    parts = [_INTRODUCTION.format(count=len(rules()))]
    for prefix, title in GROUPS.items():
        group = [rule for rule in rules() if rule.id[1:3] == prefix]
        parts.append(f"## {title}\n\n{_HEAD}{''.join(map(_row, group))}")
    return "\n".join(parts)


_HEAD = "| ID | What is wrong | Severity | Since | Source |\n|---|---|---|---|---|\n"


def _row(rule: Rule) -> str:
    name = f"[{rule.id}]({rule.id}.md)"
    site = rule.source_url.partition("//")[2].partition("/")[0]
    source = f"[{site}]({rule.source_url})"
    return f"| {name} | {rule.shortdesc} | {rule.severity} | {rule.since} | {source} |\n"


@cache
def _checks_of_aws() -> Mapping[str, list[str]]:
    """Return the checks of IAM Access Analyzer that each rule answers."""
    found: dict[str, list[str]] = {}
    for row in policy_checks():
        found.setdefault(row.rule, []).append(row.check)
    return found


def page(rule: Rule) -> str:
    """Return docs/reference/rules/ID.md: what is wrong, why, and an example of each outcome."""
    return (
        f"# {rule.id}: {rule.shortdesc}\n\n{rule.description} {rule.why}\n\n"
        f"Severity: {rule.severity}. First version: {rule.since}.\n\n"
        f"## Bad\n\n```yaml\n{shortened(rule.bad)}\n```\n\n"
        f"## Good\n\n```yaml\n{rule.good}\n```\n\n"
        f"## More\n\n- [Source of the rule]({rule.source_url})\n{_also(rule)}"
        "- [All rules, and how to suppress one](README.md)\n"
    )


def _also(rule: Rule) -> str:
    names = _checks_of_aws().get(rule.id, [])
    links = ", ".join(f"[{name}](../access-analyzer.md#{name.lower()})" for name in names)
    return f"- IAM Access Analyzer: {links}\n" if links else ""
