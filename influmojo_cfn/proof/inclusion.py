"""What the strings of statements show by themselves: that a bound allows all that is allowed.

A look at two statements, without a search: where it shows nothing, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.proof.clauses import Clause

Layers = Sequence[Sequence[Clause]]


def is_plainly_within(layers: Layers, bound: Layers) -> bool:
    """Return whether each Allow of some layer is one of every layer of the bound's.

    No Deny of the bound can deny more than the Denies of the layers do.
    """
    denies = [clause for layer in layers for clause in layer if not clause.allows]
    barred = [clause for layer in bound for clause in layer if not clause.allows]
    if not all(_is_in(clause, denies) for clause in barred):
        return False
    allowed = [[clause for clause in layer if clause.allows] for layer in bound]
    return any(
        all(_is_in(clause, wider) for wider in allowed for clause in layer if clause.allows)
        for layer in layers
    )


def _is_in(clause: Clause, others: Iterable[Clause]) -> bool:
    return any(_includes(other, clause) for other in others)


def _includes(one: Clause, other: Clause) -> bool:
    """Return whether the strings show that one clause is about all that the other is about."""
    mine, its = one.statement, other.statement
    if (mine.principals, mine.not_principal) != (its.principals, its.not_principal):
        return False
    return _covers_actions(one, other) and one.includes(other)


def _covers_actions(one: Clause, other: Clause) -> bool:
    mine, its = one.statement, other.statement
    if mine.not_action or its.not_action:
        return mine.not_action == its.not_action and set(mine.actions) == set(its.actions)
    written = [text.lower() for text in mine.actions if isinstance(text, str)]
    return all(
        text in mine.actions
        or (isinstance(text, str) and any(covers(wide, text.lower()) for wide in written))
        for text in its.actions
    )
