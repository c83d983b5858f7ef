"""Runs every rule over a template or a policy document, once."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from influmojo_cfn.rules.memory import forget
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.read import read_policy, read_template
from influmojo_cfn.rules.rule import NEEDS, Rule, RuleFinding, RuleScope
from influmojo_cfn.rules.stack_sets import within_stack_sets
from influmojo_cfn.rules.strongest import keep_strongest

GROUPS = (
    "actions",
    "resources",
    "conditions",
    "logic",
    "trust",
    "danger",
    "ecs",
    "services",
    "quotas",
    "parameters",
)
"""The folders of rules, in the order of their IDs: 91xx actions, 92xx resources, and so on."""


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, by number."""
    found: list[Rule] = []
    for group in GROUPS:
        package = import_module(f"influmojo_cfn.rules.{group}")
        for module in pkgutil.iter_modules(package.__path__):
            content = vars(import_module(f"{package.__name__}.{module.name}"))
            found += [value for value in content.values() if isinstance(value, Rule)]
    return tuple(sorted({rule.id: rule for rule in found}.values(), key=lambda r: r.id[1:]))


@cache
def _by_scope(scope: RuleScope) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.scope == scope)


@cache
def rules_by_id() -> dict[str, Rule]:
    """Return all rules by their IDs."""
    return {rule.id: rule for rule in rules()}


def check_template(template: Any) -> list[RuleFinding]:
    """Find what is wrong with the IAM of a template dict (intrinsics in long form)."""
    return run(read_template(template)) + within_stack_sets(template, check_template)


def check_policy(document: Any) -> list[RuleFinding]:
    """Find what is wrong with a bare policy document."""
    return run(read_policy(document))


def run(model: Model) -> list[RuleFinding]:
    """Run the rules over a model; the findings are in order of rule and place, none twice."""
    found: dict[tuple[str, Any], RuleFinding] = {}

    def apply(rules: Iterable[Rule], subject: Any) -> None:
        for rule in rules:
            for path, message in rule.check(subject):
                found.setdefault((rule.id, path), RuleFinding(rule.id, path, message))

    try:
        apply(_by_scope("template"), model)
        for entity in model.entities.values():
            apply(_by_scope("entity"), entity)
        for policy in model.policies:
            apply(_by_scope("policy"), policy)
            for statement in policy.statements:
                fulfilled = frozenset(word for word, holds in NEEDS.items() if holds(statement))
                apply(_for_statement(fulfilled), statement)
        keep_strongest(model, found, rules_by_id())
    finally:
        forget()
    return sorted(found.values(), key=lambda f: (f.rule_id[1:], tuple(map(str, f.path)), f.message))


@cache
def _for_statement(fulfilled: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that have something to look at in a statement."""
    return tuple(rule for rule in _by_scope("statement") if rule.needs <= fulfilled)
