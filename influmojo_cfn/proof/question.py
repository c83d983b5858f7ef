"""What a role can do, compared with what another can, or with what it can never do.

The requests that one access allows and another does not are a union of searches (:mod:`.search`).
There is one for each way in which the one allows, and each way in which the other does not. The
one allows by a choice of an Allow from each layer. The other does not, by a layer without a
matching Allow, or by a Deny that matches.

Every request found is decided again by the evaluator. Both readings of ``*`` in an ARN are asked:
what holds in one of them only is neither proven nor refuted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from influmojo_cfn.iam.automata import is_reserved
from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof.access import Access, Counterexample, Excess, Fault, ProofAnswer
from influmojo_cfn.proof.actions import ActionClass, action_classes
from influmojo_cfn.proof.clauses import Clause, clauses_of
from influmojo_cfn.proof.counterexamples import CounterexampleSearch, SearchQuestion
from influmojo_cfn.proof.inclusion import is_plainly_within
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.naming import examples_of, named_actions, named_principals
from influmojo_cfn.proof.request_groups import RequestGroup, request_groups
from influmojo_cfn.proof.search import Cube, ResourceConstraint


@dataclass(frozen=True)
class _Side:
    """An access with its clauses, by layer."""

    access: Access
    layers: tuple[tuple[Clause, ...], ...]

    @property
    def clauses(self) -> list[Clause]:
        return [clause for layer in self.layers for clause in layer]


class _Found(NamedTuple):
    """A counterexample, the group it is of, and the clauses that it meets.

    ``denied`` are the Denies of the bound that such requests meet, if all of them do.
    """

    group: RequestGroup
    met: tuple[Clause, ...]
    counterexample: Counterexample
    denied: tuple[Clause, ...] = ()


_Refusal = tuple[tuple[Clause, ...], tuple[Clause, ...]]
"""Clauses that are met and clauses that are missed where a bound does not allow."""
_Rows = dict[int, list[_Found]]
"""What was found, by the number of the Allow that it meets."""
_QUICK = 30_000
"""Entries of states that are kept before actions are guessed; see :class:`Budget`."""


def _side(access: Access, letters: Letters) -> _Side:
    return _Side(access, tuple(tuple(clauses_of(group, letters)) for group in access.layers))


def excess(
    over: Access,
    within: Sequence[Access],
    *,
    first_only: bool = False,
    budget: Budget | None = None,
) -> ProofAnswer:
    """Return what all of ``within`` allow and ``over`` does not, with counterexamples.

    ``excess(old, [new])`` is what a change adds; ``excess(nothing, [role, forbidden])`` what a role
    can do of what it never can.

    Args:
        over: the access that should allow all of it; one without policies allows nothing.
        within: accesses that must all allow a request.
        first_only: stop at the first counterexample.
        budget: the bound on work; past it the rest is unknown.
    """
    return Question(over, within, budget or Budget()).answer(first_only=first_only)


def ask(
    over: Access,
    within: Sequence[Access],
    *,
    first_only: bool = False,
    budget: Budget | None = None,
) -> ProofAnswer:
    """Answer as :func:`excess` does; a fault of the prover itself is one thing more not known."""
    try:
        return excess(over, within, first_only=first_only, budget=budget)
    except Fault as fault:
        return ProofAnswer((), (str(fault),))


class Question:
    """One question, its statements compiled with the same letters for the same unknown strings."""

    def __init__(self, over: Access, within: Sequence[Access], budget: Budget) -> None:
        self.letters = Letters()
        self.over = _side(over, self.letters)
        self.within = [_side(access, self.letters) for access in within]
        self.budget = budget
        everything = [*self.over.clauses, *(c for side in self.within for c in side.clauses)]
        self.clauses = everything
        self.numbers = {id(clause): number for number, clause in enumerate(everything)}
        self.allows = {
            self.numbers[id(clause)]
            for side in self.within
            for clause in side.clauses
            if clause.allows
        }
        differ = any(clause.readings_differ for clause in everything)
        self.counterexamples = CounterexampleSearch(over, within, self.letters, differ, budget)

    def answer(self, *, first_only: bool) -> ProofAnswer:
        """Ask every group of actions and callers."""
        rows: _Rows = {}
        try:
            self._check_texts()
            actions = self._few_actions()
            if actions is None and self._plainly_within():
                return self._answer(rows)
            if actions is None:
                self._look(action_classes(self.clauses, self.budget, likely=True), rows, first_only)
                if rows and first_only:
                    return self._answer(rows)
                actions = action_classes(self.clauses, self.budget)
                rows.clear()
            self._look(actions, rows, first_only)
        except Exceeded as reason:
            self.counterexamples.unknown[str(reason)] = None
        return self._answer(rows)

    def _few_actions(self) -> list[ActionClass] | None:
        """Return the classes of actions, or None where it takes long to tell them apart."""
        try:
            return action_classes(self.clauses, Budget(cells=min(_QUICK, self.budget.cells)))
        except Exceeded:
            return None

    def _plainly_within(self) -> bool:
        layers = [layer for side in self.within for layer in side.layers]
        return is_plainly_within(layers, self.over.layers)

    def _look(self, actions: list[ActionClass], rows: _Rows, first_only: bool) -> None:
        """Look for counterexamples about actions, by the first Allow that each meets."""
        for group in request_groups(self.clauses, actions, self.allows, self.budget):
            denies, refusals = self._denies(group), [*self._ways_to_refuse(group)]
            for met in self._ways_to_allow(group):
                found = self._found(group, met, denies, refusals, first_only=first_only)
                if found is not None:
                    rows.setdefault(self.numbers[id(met[0])], []).append(found)
                    if first_only:
                        return

    def _check_texts(self) -> None:
        """Raise :class:`Exceeded` for a string that holds what represents an unknown text here."""
        for clause in self.clauses:
            texts = clause.statement.texts
            written = [text for text in texts if isinstance(text, str) and not text.isascii()]
            if any(map(is_reserved, set().union(*written))):
                raise Exceeded(f"a string of {clause} contains a private use character")

    def _answer(self, rows: _Rows) -> ProofAnswer:
        excesses = [one for found in rows.values() for one in self._excesses(found)]
        return ProofAnswer(
            tuple(excesses),
            tuple(self.counterexamples.unknown),
            tuple(self.counterexamples.suggested),
        )

    def _denies(self, group: RequestGroup) -> tuple[Clause, ...]:
        """Return the Denies that surely take requests of a group away."""
        clauses = (c for side in self.within for c in side.clauses)
        return tuple(c for c in self._concerned(clauses, group, surely=True) if not c.allows)

    def _concerned(
        self, clauses: Iterable[Clause], group: RequestGroup, *, surely: bool
    ) -> list[Clause]:
        least = YES if surely else NO + 1
        return [c for c in clauses if group.concerns.get(self.numbers[id(c)], NO) >= least]

    def _ways_to_allow(self, group: RequestGroup) -> Iterator[tuple[Clause, ...]]:
        """Choose an Allow from each layer of each access that must allow, that can hold together.

        In the layers after the first only those are chosen that hold where no other does.
        """
        first, *others = (
            [c for c in self._concerned(layer, group, surely=False) if c.allows]
            for side in self.within
            for layer in side.layers
        )
        layers = [first, *(self._widest(layer, group) for layer in others)]
        search = self.counterexamples.searches["wide"]
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

    def _widest(self, clauses: list[Clause], group: RequestGroup) -> list[Clause]:
        """Omit the clauses that a look shows to hold only where another one does."""

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

    def _ways_to_refuse(self, group: RequestGroup) -> Iterator[_Refusal]:
        """Yield each way in which the bound does not allow: clauses it meets, and misses."""
        denies: list[Clause] = []
        for layer in self.over.layers:
            yield (), tuple(c for c in self._concerned(layer, group, surely=True) if c.allows)
            denies += [c for c in self._concerned(layer, group, surely=False) if not c.allows]
        for deny in denies:
            yield (deny,), ()

    def _found(
        self,
        group: RequestGroup,
        met: tuple[Clause, ...],
        denies: tuple[Clause, ...],
        refusals: Iterable[_Refusal],
        *,
        first_only: bool,
    ) -> _Found | None:
        """Look for one in each way to deny: where no Allow holds, and in each Deny."""
        counterexample: Counterexample | None = None
        denied: list[Clause] = []
        certain = True
        for more, missed in refusals:
            every = (*met, *more)
            if any(miss.includes(meet) for meet in every for miss in (*missed, *denies)):
                continue
            known = len(self.counterexamples.unknown)
            one = self._search(group, every, (*missed, *denies))
            certain = certain and len(self.counterexamples.unknown) == known
            if one is None:
                continue
            counterexample = counterexample or one
            denied.extend(more)
            if first_only or not more or len(denied) > _MOST_DENIES:
                certain = False
                break
        if counterexample is None:
            return None
        return _Found(group, met, counterexample, tuple(denied) if certain else ())

    def _search(
        self, group: RequestGroup, met: tuple[Clause, ...], missed: tuple[Clause, ...]
    ) -> Counterexample | None:
        """Look for a request of a group that meets some clauses and misses others."""
        about_resources = any(clause.names_resources for clause in (*met, *missed))
        examples = examples_of(group.actions, about_resources)
        uncertain = [c for c in (*met, *missed) if group.concerns[self.numbers[id(c)]] == UNKNOWN]
        return self.counterexamples.counterexample(
            SearchQuestion(met, missed, examples, group.principal, uncertain, group.by_colons)
        )

    def _excesses(self, found: Sequence[_Found]) -> Iterator[Excess]:
        """Describe what one statement exceeds by: a row for the actions that have one answer."""
        clause = found[0].met[0]
        rows: dict[tuple[tuple[str, ...], tuple[int, ...]], list[_Found]] = {}
        for each, resources in zip(found, self._resources(clause, found), strict=True):
            denied = tuple(self.numbers[id(deny)] for deny in each.denied)
            rows.setdefault((resources, denied), []).append(each)
        for (resources, denied), own in rows.items():
            shown = min(own, key=_unlikely)
            groups = list({id(each.group): each.group for each in own}.values())
            yield Excess(
                clause.policy,
                clause.statement,
                named_actions(clause, [action for group in groups for action in group.actions]),
                resources,
                shown.counterexample,
                named_principals(clause.statement, [c for group in groups for c in group.callers]),
                denied=tuple((self.clauses[n].policy, self.clauses[n].statement) for n in denied),
            )

    def _resources(self, clause: Clause, found: Sequence[_Found]) -> list[tuple[str, ...]]:
        """Name for each counterexample those resources of the statement by which it exceeds."""
        texts = tuple(text for text in clause.statement.resources if isinstance(text, str))
        if clause.statement.not_resource or not 1 < len(texts) <= _MANY:
            return [texts] * len(found)
        patterns = clause.resources(wide=True, at_most=True)
        # Many answers are not told apart: each names what any of them exceeds by.
        sets = [[each] for each in found]
        if len(found) * len(texts) > _MANY:
            sets = [list(found[:_MANY])] * len(found)
        named: dict[int, tuple[str, ...]] = {}
        try:
            for each in sets:
                if id(each) not in named:
                    own = (p.text for p in patterns if self._any_exceeds(each, p))
                    named[id(each)] = tuple(dict.fromkeys(own)) or texts
        except (Exceeded, Fault):
            return [texts] * len(found)
        return [named[id(each)] for each in sets]

    def _any_exceeds(self, found: Sequence[_Found], pattern: Pattern) -> bool:
        return any(self._exceeds(each.group, each.met, pattern) for each in found)

    def _exceeds(self, group: RequestGroup, met: tuple[Clause, ...], pattern: Pattern) -> bool:
        denies = self._denies(group)
        within = (ResourceConstraint(within=(pattern,)),)
        return any(
            self.counterexamples.find("wide", (*met, *more), (*missed, *denies), within, ())
            is not None
            for more, missed in self._ways_to_refuse(group)
        )


def _unlikely(found: _Found) -> tuple[bool, bool]:
    example = found.counterexample
    return not example.known_action, not example.possible_resource


_MANY = 40
_MOST_DENIES = 4
