"""The rules as cfn-lint's own: ``cfn-lint template.yaml -a influmojo_cfn.rules``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from influmojo_cfn.cloudformation.places import known_path, value_at
from influmojo_cfn.errors import Path
from influmojo_cfn.rules.engine import check_template, rules
from influmojo_cfn.rules.rule import Rule, RuleFinding

_FINDINGS: WeakKeyDictionary[Any, dict[str, list[RuleFinding]]] = WeakKeyDictionary()


def _findings(cfn: Any) -> dict[str, list[RuleFinding]]:
    """Return the findings of a template by rule, found once for all the rules."""
    if cfn not in _FINDINGS:
        by_rule: dict[str, list[RuleFinding]] = {}
        for finding in check_template(_plain(cfn.template, {})):
            by_rule.setdefault(finding.rule_id, []).append(finding)
        _FINDINGS[cfn] = by_rule
    return _FINDINGS[cfn]


def _plain(data: Any, known: dict[int, Any]) -> Any:
    """Return cfn-lint's data as Python's own types, which are read several times as fast.

    ``known`` has what a YAML alias brings again, be it within itself, by its identity.
    """
    if isinstance(data, str):
        return data if type(data) is str else str(data)
    if not isinstance(data, (dict, list)):
        return data
    if id(data) not in known:
        made: Any = {} if isinstance(data, dict) else []
        known[id(data)] = made
        if isinstance(data, dict):
            made.update((_plain(key, known), _plain(item, known)) for key, item in data.items())
        else:
            made.extend(_plain(item, known) for item in data)
    return known[id(data)]


class _Adapter(CloudFormationLintRule):  # type: ignore[misc]
    """Hands cfn-lint the findings of one rule."""

    def match(self, cfn: Any) -> list[Any]:
        """Return this rule's findings."""
        return [
            RuleMatch(_located(cfn.template, finding.path), finding.message)
            for finding in _findings(cfn).get(self.id, ())
        ]

    def matchall_resource_properties(self, *_: Any) -> Iterator[Any]:
        """Find nothing: :meth:`match` has looked at the whole template."""
        return iter(())


def _located(template: Any, path: Path) -> list[str | int]:
    """Return the path as far as the template has it, without a function that is written as a tag.

    cfn-lint knows no line of what is not there, nor of such a name, and would fall back to that of
    the whole list.
    """
    known = known_path(template, path)
    parent = value_at(template, known[:-1])
    if known and isinstance(parent, dict):
        if not any(key == known[-1] and hasattr(key, "start_mark") for key in parent):
            known = known[:-1]
    return list(known)


@cache
def rule_classes() -> dict[str, type]:
    """Return a class of cfn-lint for every rule, by its class name."""
    return {f"Rule{rule.id}": _rule_class(rule) for rule in rules()}


def _rule_class(rule: Rule) -> type:
    return type(
        f"Rule{rule.id}",
        (_Adapter,),
        {
            "__doc__": rule.description,
            "id": rule.id,
            "shortdesc": rule.shortdesc,
            "description": rule.description,
            "source_url": rule.help_url,
            "tags": list(rule.tags),
        },
    )
