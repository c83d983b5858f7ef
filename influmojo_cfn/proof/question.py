"""The search behind :func:`influmojo_cfn.proof.access.excess`: see there for what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from influmojo_cfn.evaluation.request import Principal
from influmojo_cfn.evaluation.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof.access import Access, Answer, Excess, Fault, Witness
from influmojo_cfn.proof.actions import ActionClass, action_classes
from influmojo_cfn.proof.automata import is_letter
from influmojo_cfn.proof.budget import Budget, Exceeded
from influmojo_cfn.proof.callers import callers
from influmojo_cfn.proof.clauses import Clause, applies, clauses_of
from influmojo_cfn.proof.conditions import Letters
from influmojo_cfn.proof.naming import (
    examples_of,
    named_actions,
    named_principals,
)
from influmojo_cfn.proof.patterns import Pattern
from influmojo_cfn.proof.search import Cube, Resource
from influmojo_cfn.proof.shapes import resources_by_colons, service_resources_by_colons
from influmojo_cfn.proof.witnesses import Asked, Hunt


@dataclass(frozen=True)
class _Side:
    """An access with its clauses, by layer."""

    access: Access
    layers: tuple[tuple[Clause, ...], ...]

    @property
    def clauses(self) -> list[Clause]:
        return [clause for layer in self.layers for clause in layer]


@dataclass(frozen=True)
class _Group:
    """The actions and callers that concern the same clauses, with each clause's verdict."""

    concerns: dict[int, int]
    callers: list[Principal | None]
    actions: list[ActionClass] = field(default_factory=list)

    @property
    def principal(self) -> Principal | None:
        """One of the callers."""
        return self.callers[0]


@dataclass(frozen=True)
class _Found:
    """A witness, the group it is of, and the clauses that it meets."""

    group: _Group
    met: tuple[Clause, ...]
    witness: Witness


def _side(access: Access, letters: Letters) -> _Side:
    return _Side(access, tuple(tuple(clauses_of(group, letters)) for group in access.layers))


class Question:
    """One question, its statements compiled with the same letters for the same unknown texts."""

    def __init__(self, over: Access, within: Sequence[Access], budget: Budget) -> None:
        self.letters = Letters()
        self.over = _side(over, self.letters)
        self.within = [_side(access, self.letters) for access in within]
        self.budget = budget
        everything = [*self.over.clauses, *(c for side in self.within for c in side.clauses)]
        self.clauses = everything
        self.numbers = {id(clause): number for number, clause in enumerate(everything)}
        differ = any(clause.readings_differ for clause in everything)
        self.hunt = Hunt(over, within, self.letters, differ, budget)

    def answer(self, *, first_only: bool) -> Answer:
        """Ask every group of actions and callers."""
        rows: dict[int, list[_Found]] = {}
        try:
            self._check_texts()
            for group in self._groups():
                for met in self._ways_to_allow(group):
                    witness = self._witness(group, met)
                    if witness is not None:
                        found = _Found(group, met, witness)
                        rows.setdefault(self.numbers[id(met[0])], []).append(found)
                        if first_only:
                            return self._answer(rows)
        except Exceeded as reason:
            self.hunt.unknown[str(reason)] = None
        return self._answer(rows)

    def _check_texts(self) -> None:
        """Raise :class:`Exceeded` for a text that holds what stands for an unknown text here."""
        for clause in self.clauses:
            statement = clause.statement
            texts = [*statement.actions, *statement.resources]
            texts += [text for condition in statement.conditions for text in condition.values]
            written = [text for text in texts if isinstance(text, str) and not text.isascii()]
            if any(is_letter(character) for text in written for character in text):
                raise Exceeded(f"a text of {clause} holds a character of private use")

    def _answer(self, rows: dict[int, list[_Found]]) -> Answer:
        excesses = tuple(map(self._excess, rows.values()))
        return Answer(excesses, tuple(self.hunt.unknown), tuple(self.hunt.suggested))

    def _groups(self) -> Iterator[_Group]:
        """Put together the actions and callers that no clause tells apart."""
        actions = action_classes(self.clauses, self.budget)
        allows = {
            self.numbers[id(clause)]
            for side in self.within
            for clause in side.clauses
            if clause.allows
        }
        groups: dict[tuple[tuple[int, int], ...], _Group] = {}
        for caller in callers(self.clauses):
            for action in actions:
                self.budget.tick()
                concerns = {
                    number: verdict
                    for number, clause in enumerate(self.clauses)
                    if (verdict := applies(clause, action.sample, caller.principal)) != NO
                }
                if allows.isdisjoint(concerns):
                    continue
                signature = tuple(concerns.items())
                group = groups.get(signature)
                if group is None:
                    group = groups[signature] = _Group(concerns, [caller.principal])
                if group.principal == caller.principal:
                    group.actions.append(action)
                elif group.callers[-1] != caller.principal:
                    group.callers.append(caller.principal)
        yield from groups.values()

    def _concerned(self, clauses: Iterable[Clause], group: _Group, *, surely: bool) -> list[Clause]:
        least = YES if surely else NO + 1
        return [c for c in clauses if group.concerns.get(self.numbers[id(c)], NO) >= least]

    def _ways_to_allow(self, group: _Group) -> Iterator[tuple[Clause, ...]]:
        """Choose an Allow from each layer of each access that must allow, that can hold together.

        In the layers after the first only those are chosen that hold where no other does.
        """
        first, *others = (
            [c for c in self._concerned(layer, group, surely=False) if c.allows]
            for side in self.within
            for layer in side.layers
        )
        layers = [first, *(self._widest(layer, group) for layer in others)]
        search = self.hunt.searches["wide"]
        pending: list[tuple[tuple[Clause, ...], Cube]] = [((), Cube())]
        while pending:
            self.budget.tick()
            met, cube = pending.pop()
            if len(met) == len(layers):
                yield met
                continue
            for clause in reversed(layers[len(met)]):
                more = search.plus(cube, clause) if len(layers) > 1 else cube
                if more is not None:
                    pending.append(((*met, clause), more))

    def _widest(self, clauses: list[Clause], group: _Group) -> list[Clause]:
        """Leave out the clauses that a look shows to hold only where another one does."""

        def covers(one: Clause, other: Clause) -> bool:
            mine, its = (group.concerns[self.numbers[id(clause)]] for clause in (one, other))
            return mine >= its and one.includes(other)

        kept: list[Clause] = []
        for clause in clauses:
            self.budget.tick()
            if not any(covers(other, clause) for other in kept):
                kept = [other for other in kept if not covers(clause, other)]
                kept.append(clause)
        return kept

    def _ways_to_refuse(
        self, group: _Group
    ) -> Iterator[tuple[tuple[Clause, ...], tuple[Clause, ...]]]:
        """Give each way in which the bound does not allow: clauses it meets, and misses."""
        denies: list[Clause] = []
        for layer in self.over.layers:
            yield (), tuple(c for c in self._concerned(layer, group, surely=True) if c.allows)
            denies += [c for c in self._concerned(layer, group, surely=False) if not c.allows]
        for deny in denies:
            yield (deny,), ()

    def _witness(self, group: _Group, met: tuple[Clause, ...]) -> Witness | None:
        denies = tuple(
            c
            for side in self.within
            for c in self._concerned(side.clauses, group, surely=True)
            if not c.allows
        )
        for more, missed in self._ways_to_refuse(group):
            every = (*met, *more)
            if any(miss.includes(meet) for meet in every for miss in (*missed, *denies)):
                continue
            witness = self._search(group, every, (*missed, *denies))
            if witness is not None:
                return witness
        return None

    def _search(
        self, group: _Group, met: tuple[Clause, ...], missed: tuple[Clause, ...]
    ) -> Witness | None:
        """Look for a request of a group that meets some clauses and misses others."""
        about_resources = any(clause.names_resources for clause in (*met, *missed))
        examples = examples_of(group.actions, about_resources)
        uncertain = [c for c in (*met, *missed) if group.concerns[self.numbers[id(c)]] == UNKNOWN]
        return self.hunt.witness(
            Asked(met, missed, examples, group.principal, uncertain, _by_colons(group))
        )

    def _excess(self, found: Sequence[_Found]) -> Excess:
        """Describe what one statement exceeds by: which actions, resources and principals."""
        clause = found[0].met[0]
        shown = min(found, key=lambda each: not each.witness.known_action)
        groups = list({id(each.group): each.group for each in found}.values())
        return Excess(
            clause.policy,
            clause.statement,
            named_actions(clause, [action for group in groups for action in group.actions]),
            self._resources(clause, found),
            shown.witness,
            named_principals(clause.statement, [c for group in groups for c in group.callers]),
        )

    def _resources(self, clause: Clause, found: Sequence[_Found]) -> tuple[str, ...]:
        """Name those resources of the statement by which it exceeds."""
        texts = [text for text in clause.statement.resources if isinstance(text, str)]
        if clause.statement.not_resource or len(texts) < 2 or len(texts) > _MANY:
            return tuple(texts)
        left: list[str] = []
        for pattern in clause.resources(wide=True, at_most=True):
            try:
                if any(self._exceeds(each.group, each.met, pattern) for each in found[:_MANY]):
                    left.append(pattern.text)
            except (Exceeded, Fault):
                return tuple(texts)
        return tuple(left) or tuple(texts)

    def _exceeds(self, group: _Group, met: tuple[Clause, ...], pattern: Pattern) -> bool:
        denies = tuple(
            c
            for side in self.within
            for c in self._concerned(side.clauses, group, surely=True)
            if not c.allows
        )
        within = (Resource(within=(pattern,)),)
        return any(
            self.hunt.find("wide", (*met, *more), (*missed, *denies), within, ()) is not None
            for more, missed in self._ways_to_refuse(group)
        )


_MANY = 40


def _by_colons(group: _Group) -> tuple[Pattern, ...]:
    """Give patterns of the ARNs that a group's actions can have by their colons, if known.

    An action that no service has yet is taken to have resources of the types of its service.
    """
    patterns: dict[Pattern, None] = {}
    for action in group.actions:
        if action.family is None:
            found = resources_by_colons(action.action)
        else:
            found = service_resources_by_colons(action.family.stem.rstrip(":"))
        if not found:
            return ()
        patterns.update(dict.fromkeys(found))
    return tuple(patterns)
