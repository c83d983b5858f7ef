"""One cause, one finding: what a stronger finding of the same statement says already is omitted.

The headers of the rules tell what a finding follows from, and where one speaks for others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from influmojo_cfn.errors import Path
from influmojo_cfn.rules.model import Model, names_of
from influmojo_cfn.rules.rule import Rule, RuleFinding
from influmojo_cfn.rules.services.role_not_trusting import untrusting

ByPlace = dict[tuple[str, Path], RuleFinding]


def keep_strongest(model: Model, found: ByPlace, rules: Mapping[str, Rule]) -> None:
    """Take away what a stronger finding says as well; ``rules`` are all rules by their IDs."""
    statements = {statement.path for statement in model.statements}
    _drop_of_actions(model, found, rules)
    _drop_what_follows(found, rules, "place", lambda path: path)
    _drop_what_follows(found, rules, "resource", lambda path: path[:2])
    _drop_what_follows(found, rules, "statement", lambda path: _within(path, statements))
    if any("role" in rules[rule_id].follows for rule_id, _ in found):
        roles = {given.value.path: given.role.path for given in untrusting(model)}
        _drop_what_follows(found, rules, "role", lambda path: roles.get(path, path[:2]))
    _keep_first(found, rules, "template", {()})
    _keep_widest(found, rules, statements)
    _keep_first(found, rules, "resource", {policy.path[:2] for policy in model.policies})
    _keep_first(found, rules, "statement", statements)


def _within(path: Path, places: Collection[Path]) -> Path:
    """Return the place that a path is in, the innermost of several; itself where there is none."""
    ends = (path[:end] for end in range(len(path), -1, -1))
    return next((each for each in ends if each in places), path)


def _drop_of_actions(model: Model, found: ByPlace, rules: Mapping[str, Rule]) -> None:
    """Take away what follows from findings at each value of Action that names an action."""
    concerned = [key for key in found if rules[key[0]].of_action]
    statements = {each.path: each for each in model.statements} if concerned else {}
    for rule_id, path in concerned:
        statement = statements.get(_within(path, statements))
        named = rules[rule_id].of_action
        values = [v for v in statement.actions if named in names_of(v)] if statement else []
        causes = rules[rule_id].follows["action"]
        if values and all(any((c, v.path) in found for c in causes) for v in values):
            del found[rule_id, path]


def _drop_what_follows(
    found: ByPlace, rules: Mapping[str, Rule], scope: str, place: Callable[[Path], Path]
) -> None:
    """Take away what follows from a finding at the same place; ``E`` is any error there."""
    causes = {(rule_id, place(path)) for rule_id, path in found}
    causes |= {("E", where) for rule_id, where in causes if rule_id[0] == "E"}
    for rule_id, path in list(found):
        where = place(path)
        if any((cause, where) in causes for cause in rules[rule_id].follows.get(scope, ())):
            del found[rule_id, path]
            causes.discard((rule_id, where))


def _keep_widest(found: ByPlace, rules: Mapping[str, Rule], statements: Collection[Path]) -> None:
    """Take away what a stronger finding of a statement's width says as well."""
    by_statement: dict[Path, list[tuple[str, Path]]] = {}
    for key in found:
        if rules[key[0]].width:
            by_statement.setdefault(_within(key[1], statements), []).append(key)
    for keys in by_statement.values():
        widest = max(rules[rule_id].width for rule_id, _ in keys)
        for key in keys:
            if rules[key[0]].width < widest:
                del found[key]


def _keep_first(
    found: ByPlace, rules: Mapping[str, Rule], once: str, places: Collection[Path]
) -> None:
    """Take away all but the first finding of a rule at each place, which counts the others."""
    by_place: dict[tuple[str, Path], list[tuple[str, Path]]] = {}
    for key in found:
        if rules[key[0]].once == once:
            by_place.setdefault((key[0], _within(key[1], places)), []).append(key)
    for first, *others in by_place.values():
        if others:
            more = f"{len(others)} more {'place' if len(others) == 1 else 'places'}"
            message = f"{found[first].message} (and in {more})"
            found[first] = found[first]._replace(message=message)
        for key in others:
            del found[key]
