"""Which actions a request that was found represents, and how they are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.evaluation.statements import CompiledStatement
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.proof.actions import ActionClass, Elsewhere
from influmojo_cfn.proof.arn_formats import NO_RESOURCE, shapes_of
from influmojo_cfn.proof.clauses import Clause

_MANY = 400
Example = tuple[str, tuple[Pattern, ...]]
"""An action, and what the ARNs of its resources look like; nothing where that is not known."""


def examples_of(actions: Sequence[ActionClass], about_resources: bool) -> Sequence[Example]:
    """Return actions to choose a counterexample from, each with the shapes of its resources.

    Those with a familiar account and Region come first, and of these the most particular.
    """
    names = [name for action in actions for name in action.members]
    if not names:
        return [(actions[0].action, NO_RESOURCE[0] if not about_resources else ())]
    if not about_resources:
        return [(names[0], NO_RESOURCE[0])]
    return _one_of_each_shape(tuple(names[:_MANY]))


@lru_cache(maxsize=1024)
def _one_of_each_shape(names: tuple[str, ...]) -> Sequence[Example]:
    by_shapes: dict[tuple[tuple[Pattern, ...], ...], str] = {}
    for name in names:
        by_shapes.setdefault(shapes_of(name), name)
    rows = [(name, shapes) for shapes, name in by_shapes.items()]
    rows.sort(key=lambda row: -min(len(p.symbols) for p in row[1][0]))
    found = [(name, shapes[0]) for name, shapes in rows]
    found += [(name, shapes[1]) for name, shapes in rows if len(shapes) > 1]
    return found


def is_known(action: str) -> bool:
    """Return whether the authorization data knows an action."""
    from influmojo_cfn.iam import service_authorization

    return service_authorization.action(action) is not None


def named_actions(clause: Clause, classes: Sequence[ActionClass]) -> tuple[str, ...]:
    """Name actions: as the statement writes them where all of its own are meant."""
    names: dict[str, None] = {}
    elsewhere: list[str] = []
    for action in classes:
        if clause.statement.not_action and isinstance(action.family, Elsewhere):
            elsewhere.append(f"every action of other services (such as {action.action})")
        else:
            names.update(dict.fromkeys(action.members or (action.action,)))
    if clause.statement.not_action:
        return (*(names if any(a.open for a in classes) else sorted(names)), *elsewhere)
    written = [text for text in clause.statement.actions if isinstance(text, str)]
    return tuple(_summarized(written, classes, names))


_FEW = 3


def _summarized(
    written: Sequence[str], classes: Sequence[ActionClass], names: dict[str, None]
) -> list[str]:
    """Write the names with the statement's own patterns, where such a pattern adds few others."""
    from influmojo_cfn.iam.patterns import action_matches

    left = dict(names)
    shown: list[str] = []
    for pattern in written:
        if "*" not in pattern and "?" not in pattern:
            continue
        own = [name for name in left if action_matches(pattern, name)]
        others = _unnamed_actions(pattern, names)
        if not own or not any(action.holds_more_of(pattern) for action in classes):
            continue
        if others and (len(others) > _FEW or len(own) <= 2 * len(others)):
            continue
        shown.append(f"{pattern} except {', '.join(others)}" if others else pattern)
        for name in own:
            del left[name]
    return sorted(shown) + sorted(left)


def _unnamed_actions(pattern: str, names: dict[str, None]) -> list[str]:
    """Return the real actions of a pattern that are not among the names."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    if pattern == "*":
        return []
    known = {name.lower() for name in names}
    found = (action.qualified_name for action in actions_matching(pattern))
    return [name for name in found if name.lower() not in known]


def named_principals(
    statement: Statement, callers: Sequence[Caller | None]
) -> tuple[tuple[str, str], ...]:
    """Return the kinds and names of a statement's principals that name one of some callers."""
    if statement.not_principal or statement.principals is None:
        return ()
    found: list[tuple[str, str]] = []
    for kind, texts in statement.principals.items():
        for text in texts:
            alone = CompiledStatement(Policy(()), replace(statement, principals={kind: (text,)}))
            if any(alone.match_principal(caller) for caller in callers):
                found.append((kind, str(text)))
    return tuple(found)
