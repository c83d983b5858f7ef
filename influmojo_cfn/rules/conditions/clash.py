"""Conditions of one statement that can never hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from influmojo_cfn.iam import document
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import Branch, compatible
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.arns import read_arn

if TYPE_CHECKING:
    from influmojo_cfn.proof.conditions import Atom
    from influmojo_cfn.proof.letters import Letters


def clashes(conditions: Iterable[WrittenCondition]) -> list[tuple[WrittenCondition, str]]:
    """Return each condition that another one of the same key rules out, and why."""
    by_key: dict[str, list[WrittenCondition]] = {}
    for condition in conditions:
        if condition.values:
            by_key.setdefault(condition.key.lower(), []).append(condition)
    found: list[tuple[WrittenCondition, str]] = []
    for group in by_key.values():
        for one, other in combinations(group, 2):
            if compatible(one.branch, other.branch) and _never_hold_together(one, other):
                why = _why(one, other)
                found.append((one, f"can never hold together with {other.operator}: {why}"))
                found.append((other, f"can never hold together with {one.operator}: {why}"))
    return found + _accounts_of_source(by_key)


def _accounts_of_source(
    by_key: Mapping[str, Sequence[WrittenCondition]],
) -> list[tuple[WrittenCondition, str]]:
    """Return aws:SourceArn conditions of which no ARN is of the account of aws:SourceAccount.

    A service sends the account of the resource in both.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html (read 2026-11-25)
    """
    found = []
    for account in filter(_asks_for_a_value, by_key.get("aws:sourceaccount", ())):
        for source in filter(_asks_for_a_value, by_key.get("aws:sourcearn", ())):
            arns = [read_arn(value.text) for value in source.values]
            given = {arn.account if arn and arn.account.isdigit() else "" for arn in arns}
            if "" not in given and given.isdisjoint(account.texts) and _are_known(account):
                if compatible(account.branch, source.branch):
                    found.append(
                        (source, f"can never hold together with {account.key}: other accounts")
                    )
    return found


def _asks_for_a_value(condition: WrittenCondition) -> bool:
    if condition.use is None or condition.use.qualifier:
        return False
    return not condition.negated and not condition.asks_presence


def _are_known(condition: WrittenCondition) -> bool:
    return all(value.text.isdigit() for value in condition.values)


def _never_hold_together(one: WrittenCondition, other: WrittenCondition) -> bool:
    """Return whether no request satisfies both, while one satisfies each by itself.

    The prover's solver decides; what it cannot decide is not a clash.
    """
    from influmojo_cfn.iam.budget import Budget, Exceeded
    from influmojo_cfn.proof.letters import Letters
    from influmojo_cfn.proof.values import Constraint, Unmodelled, key_model, solve

    letters = Letters()
    branch = one.branch | other.branch
    model = key_model(one.key.lower())
    budget = Budget(seconds=_SECONDS)
    try:
        atoms = [_atom(condition, branch, letters) for condition in (one, other)]
        alone = (solve([Constraint(atom, True)], model, budget=budget) for atom in atoms)
        together = [Constraint(atom, True) for atom in atoms]
        return None not in alone and solve(together, model, budget=budget) is None
    except (Unmodelled, Exceeded):
        return False


_SECONDS = 0.5


def _atom(condition: WrittenCondition, branch: Branch, letters: Letters) -> Atom:
    """Read a condition for the solver: each unknown of the template is one letter.

    A negated operator rejects what its values are in this branch; one that asks for a value can
    have any of its values.
    """
    from influmojo_cfn.proof.conditions import atom

    values = [v for v in condition.values if not condition.negated or v.branch <= branch]
    texts = tuple(_with_letters(value.text, letters) for value in values)
    return atom(
        document.Condition(condition.operator, condition.key, texts), letters, variables=True
    )


def _with_letters(text: str, letters: Letters) -> str:
    if text.isascii():
        return text
    return t.UNKNOWN.sub(
        lambda found: letters.of(object() if found[0] == t.ANY else found[0], "unknown"), text
    )


def _why(one: WrittenCondition, other: WrittenCondition) -> str:
    """Return in which way two conditions that never hold together rule each other out."""
    presence = [condition for condition in (one, other) if condition.asks_presence]
    if len(presence) == 2:
        return "one requires the key to be absent, the other to be present"
    if presence:
        return f"one requires {one.key} to be absent, the other a value of it"
    if one.negated != other.negated:
        both = {condition.family for condition in (one, other)}
        thing = "address" if both == {"IPAddress"} else "value"
        return f"every {thing} that one requires, the other rejects"
    if any(condition.is_ordered for condition in (one, other)):
        return "no value is between them"
    return "they require different values"
