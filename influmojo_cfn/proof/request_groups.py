"""Groups of requests: the actions and callers that no statement tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.verdict import NO
from influmojo_cfn.proof.actions import ActionClass
from influmojo_cfn.proof.arn_formats import resources_by_colons, service_resources_by_colons
from influmojo_cfn.proof.callers import callers
from influmojo_cfn.proof.clauses import Clause, ClausesByAction, applies


@dataclass(frozen=True)
class RequestGroup:
    """The actions and callers that concern the same clauses, with each clause's verdict."""

    concerns: dict[int, int]
    callers: list[Caller | None]
    actions: list[ActionClass] = field(default_factory=list)

    @property
    def principal(self) -> Caller | None:
        """One of the callers."""
        return self.callers[0]

    @property
    def by_colons(self) -> tuple[Pattern, ...]:
        """Patterns of the ARNs that the actions can have by their colons, if known.

        An action that no service has yet is taken to have resources of the types of its service.
        """
        patterns: dict[Pattern, None] = {}
        for action in self.actions:
            if action.family is None:
                found = resources_by_colons(action.action)
            else:
                found = service_resources_by_colons(action.family.stem.rstrip(":"))
            if not found:
                return ()
            patterns.update(dict.fromkeys(found))
        return tuple(patterns)


def request_groups(
    clauses: Sequence[Clause],
    actions: Sequence[ActionClass],
    allows: AbstractSet[int],
    budget: Budget,
) -> Iterator[RequestGroup]:
    """Yield the groups of requests that a clause concerns whose number is in ``allows``."""
    by_action = ClausesByAction(clauses)
    groups: dict[tuple[tuple[int, int], ...], RequestGroup] = {}
    for caller in callers(clauses):
        for action in actions:
            budget.tick()
            concerns = {
                number: verdict
                for number in by_action.near(action.sample)
                if (verdict := applies(clauses[number], action.sample, caller.principal)) != NO
            }
            if allows.isdisjoint(concerns):
                continue
            signature = tuple(concerns.items())
            group = groups.get(signature)
            if group is None:
                group = groups[signature] = RequestGroup(concerns, [caller.principal])
            if group.principal == caller.principal:
                group.actions.append(action)
            elif group.callers[-1] != caller.principal:
                group.callers.append(caller.principal)
    yield from groups.values()
