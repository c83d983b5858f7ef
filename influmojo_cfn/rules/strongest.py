"""One cause, one finding: what a stronger finding of the same statement says already is omitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from influmojo_cfn.errors import Path
from influmojo_cfn.rules.model import Model, PolicyStatement, names_of
from influmojo_cfn.rules.rule import RuleFinding
from influmojo_cfn.rules.services.role_not_trusting import untrusting

ByPlace = dict[tuple[str, Path], RuleFinding]

STRONGEST_FIRST = ("W9608", "W9602", "W9601", "W9108", "W9620", "W9625", "W9604", "W9204")
"""Rules with one cause, a statement that is too wide: of one statement the first speaks alone."""

NEVER_ALLOWED = ("E9201", "E9402")
"""Rules that say of a value of Action that the statement never allows it."""

AT_THE_ACTION = ("W9603", "W9604")
AT_THE_RESOURCE = {
    "W9601": "iam:passrole",
    "W9605": "sts:assumerole",
    "W9620": "iam:createservicelinkedrole",
}
"""Rules on what one action leads to, where it is never allowed, by the place of their findings."""

ONCE_A_TEMPLATE = ("W9219", "W9504", "W9809", "I9835")
"""Rules on a habit of whoever writes a template: the first place speaks for all of them."""

ONCE_A_RESOURCE = ("W9108", "W9204", "W9206", "W9223")
"""Rules on how policies are written: a resource's first statement speaks for those below it."""

ONCE_A_STATEMENT = ("W9609", "W9733")
"""Rules on what several values of a statement cause: the first speaks for all of them."""

GUESSES = ("W9731", "W9732", "W9733")
"""Rules that guess what is meant: where an error is found at the same place, it says more."""

FOLLOWS = {
    "E9512": ("E9215",),
    "E9715": ("E9714",),
    "E9719": ("E9714",),
    "E9722": ("E9202", "E9225", "E9312", "E9739"),
    "W9204": ("W9605",),
    "W9206": ("W9601",),
    "W9309": ("W9308",),
    "W9405": ("E9201", "W9107"),
    "W9503": ("E9530", "E9531"),
    "W9535": ("W9539",),
    "W9602": ("E9201", "W9107"),
    "W9603": ("W9602",),
    "W9604": ("E9203",),
    "W9720": ("E9714", "E9719"),
}
"""Rules whose finding follows from that of one of others at the same place."""

FOLLOWS_IN_RESOURCE = {"W9747": "E9719"}
"""Rules whose finding follows from that of another in the same role: a call needs its others."""

OF_STRANGERS = ("W9504", "W9746")
"""Rules on whom a role trusts, and for whom it is made: it must trust another service first."""


def keep_strongest(model: Model, found: ByPlace) -> None:
    """Take away what a stronger finding of the same statement says as well."""
    _drop_never_allowed(model, found)
    _drop_guesses(found)
    _drop_sources_of_strangers(found)
    _drop_of_strangers(model, found)
    _keep_first_of_habits(found)
    _keep_strongest_of_statements(model, found)
    resources = {policy.path[:2] for policy in model.policies}
    _keep_first_within(resources, ONCE_A_RESOURCE, found)
    _keep_first_within(_statements(model), ONCE_A_STATEMENT, found)


def _statements(model: Model) -> set[Path]:
    return {statement.path for statement in model.statements}


def _keep_strongest_of_statements(model: Model, found: ByPlace) -> None:
    """Take away what a stronger finding of a statement's width says as well."""
    concerned = [key for key in found if key[0] in STRONGEST_FIRST]
    if len(concerned) < 2:
        return
    places = _statements(model)
    by_statement: dict[Path, list[tuple[str, Path]]] = {}
    for key in concerned:
        path = key[1]
        ends = (path[:end] for end in range(len(path), 0, -1))
        by_statement.setdefault(next((p for p in ends if p in places), path), []).append(key)
    for keys in by_statement.values():
        strongest = min((rule_id for rule_id, _ in keys), key=STRONGEST_FIRST.index)
        for key in keys:
            if key[0] != strongest:
                del found[key]


def _drop_guesses(found: ByPlace) -> None:
    """Take away what rules guess of a place that has an error."""
    wrong = {path for rule_id, path in found if rule_id[0] == "E"}
    for key in [key for key in found if key[0] in GUESSES and key[1] in wrong]:
        del found[key]
    for rule_id, path in list(found):
        if any((cause, path) in found for cause in FOLLOWS.get(rule_id, ())):
            del found[rule_id, path]
    causes = {(rule_id, path[:2]) for rule_id, path in found}
    for rule_id, path in list(found):
        if (FOLLOWS_IN_RESOURCE.get(rule_id, ""), path[:2]) in causes:
            del found[rule_id, path]


def _keep_first_of_habits(found: ByPlace) -> None:
    """Take away all but the first finding of a habit, which counts the others."""
    for rule_id in ONCE_A_TEMPLATE:
        _keep_first([key for key in found if key[0] == rule_id], found)


def _keep_first_within(places: set[Path], rules: tuple[str, ...], found: ByPlace) -> None:
    """Take away all but the first finding of a rule at each place, which counts the others."""
    concerned = [key for key in found if key[0] in rules]
    if len(concerned) < 2:
        return
    by_place: dict[tuple[str, Path], list[tuple[str, Path]]] = {}
    for key in concerned:
        ends = (key[1][:end] for end in range(len(key[1]), -1, -1))
        place = next((path for path in ends if path in places), key[1])
        by_place.setdefault((key[0], place), []).append(key)
    for keys in by_place.values():
        _keep_first(keys, found)


def _keep_first(keys: list[tuple[str, Path]], found: ByPlace) -> None:
    """Take away all findings but the first, which counts the others."""
    if len(keys) > 1:
        first = found[keys[0]]
        more = f"{len(keys) - 1} more {'place' if len(keys) == 2 else 'places'}"
        found[keys[0]] = first._replace(message=f"{first.message} (and in {more})")
    for key in keys[1:]:
        del found[key]


def _drop_sources_of_strangers(found: ByPlace) -> None:
    """Take away what is said of a source where the statement lets in another service than meant."""
    strangers = {path for rule_id, path in found if rule_id == "E9722"}
    for rule_id, path in [key for key in found if key[0] == "E9739"]:
        statement = path[: path.index("Condition")]
        if any(other[: len(statement)] == statement for other in strangers):
            del found[rule_id, path]


def _drop_of_strangers(model: Model, found: ByPlace) -> None:
    """Take away what is said of a role that must trust another service than it does."""
    concerned = [key for key in found if key[0] in OF_STRANGERS]
    if concerned and any(rule_id == "E9714" for rule_id, _ in found):
        roles = {each.role.path for each in untrusting(model)}
        for key in concerned:
            if any(key[1][: len(path)] == path for path in roles):
                del found[key]


def _drop_never_allowed(model: Model, found: ByPlace) -> None:
    """Take away what is said of an action that its statement never allows."""
    never = {path for rule_id, path in found if rule_id in NEVER_ALLOWED}
    for statement in model.statements if never else ():
        if any(value.path in never for value in statement.actions):
            for key in list(_of_never_allowed(statement, never, found)):
                del found[key]


def _of_never_allowed(
    statement: PolicyStatement, never: set[Path], found: ByPlace
) -> Iterator[tuple[str, Path]]:
    for rule_id, path in found:
        if rule_id in AT_THE_ACTION and path in never:
            yield rule_id, path
        elif rule_id in AT_THE_RESOURCE and path[: len(statement.path)] == statement.path:
            if all(p in never for p in _places_of(statement, AT_THE_RESOURCE[rule_id])):
                yield rule_id, path


def _places_of(statement: PolicyStatement, action: str) -> list[Any]:
    """Return the places of the values of Action that name an action (lower case)."""
    return [value.path for value in statement.actions if action in names_of(value)]
