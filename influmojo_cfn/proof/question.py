"""The search behind :func:`influmojo_cfn.proof.access.excess`: see there for what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from influmojo_cfn.evaluation.matching import Variable
from influmojo_cfn.evaluation.request import Principal, Request
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.evaluation.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof.access import Access, Answer, Excess, Fault, Witness
from influmojo_cfn.proof.budget import Budget, Exceeded
from influmojo_cfn.proof.conditions import Letters
from influmojo_cfn.proof.naming import (
    Example,
    examples_of,
    is_known,
    named_actions,
    named_principals,
)
from influmojo_cfn.proof.patterns import Pattern, is_opaque
from influmojo_cfn.proof.requests import (
    ActionClass,
    Clause,
    action_classes,
    applies,
    callers,
    clauses_of,
)
from influmojo_cfn.proof.search import Candidate, Cube, Option, Reading, Resource, Search
from influmojo_cfn.proof.shapes import resources_by_colons
from influmojo_cfn.proof.values import Unmodelled
from influmojo_cfn.proof.variables import Case, suggested
from influmojo_cfn.proof.wording import request_text


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


@dataclass(frozen=True)
class _Asked:
    """One search: the clauses to meet and to miss, and what to make a request of.

    ``uncertain`` are the clauses of which it is not known whether they concern the request;
    ``colons`` are the resources that the actions can have by their colons, if that is known.
    """

    reading: Reading
    met: tuple[Clause, ...]
    missed: tuple[Clause, ...]
    examples: Sequence[Example]
    principal: Principal | None
    uncertain: Sequence[Clause]
    colons: tuple[Pattern, ...]


@dataclass(frozen=True)
class _Unconfirmed:
    """A request that the evaluator did not confirm, and what may be the reason.

    ``settled`` says that no value of a policy variable would change it.
    """

    request: Request
    cube: Cube
    doubts: tuple[str, ...]
    settled: bool = False


_MOST_CASES = 32


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
        self.readings: tuple[Reading, ...] = ("wide", "narrow") if differ else ("wide",)
        self.searches = {r: Search(r, budget) for r in ("wide", "narrow", "either")}
        self.unknown: dict[str, None] = {}

    def answer(self, *, first_only: bool) -> Answer:
        """Ask every group of actions and callers."""
        rows: dict[int, list[_Found]] = {}
        try:
            for group in self._groups():
                for met in self._ways_to_allow(group):
                    witness = self._witness(group, met)
                    if witness is not None:
                        found = _Found(group, met, witness)
                        rows.setdefault(self.numbers[id(met[0])], []).append(found)
                        if first_only:
                            return self._answer(rows)
        except Exceeded as reason:
            self.unknown[str(reason)] = None
        return self._answer(rows)

    def _answer(self, rows: dict[int, list[_Found]]) -> Answer:
        return Answer(tuple(map(self._excess, rows.values())), tuple(self.unknown))

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
        search = self.searches["wide"]
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
        """Search in both readings for a witness that holds in both."""
        about_resources = any(clause.names_resources for clause in (*met, *missed))
        examples = examples_of(group.actions, about_resources)
        uncertain = [c for c in (*met, *missed) if group.concerns[self.numbers[id(c)]] == UNKNOWN]
        for reading in self.readings:
            asked = _Asked(
                reading, met, missed, examples, group.principal, uncertain, _by_colons(group)
            )
            witness = self._by_cases(asked)
            if witness is not None:
                return witness
        return None

    def _by_cases(self, asked: _Asked) -> Witness | None:
        """Search; while policy variables leave a doubt, case by case."""
        pending = [Case()]
        looked_at = 0
        while pending:
            case = pending.pop()
            looked_at += 1
            found = self._in_case(asked, case)
            if isinstance(found, Witness):
                return found
            if found is not None:
                parts = [] if found.settled else self._split(asked, case, found)
                if not parts or looked_at > _MOST_CASES:
                    self.unknown.update(dict.fromkeys(found.doubts))
                else:
                    pending.extend(reversed(parts))
        return None

    def _in_case(self, asked: _Asked, case: Case) -> Witness | _Unconfirmed | None:
        """Search where something is known of policy variables; a candidate is to be confirmed."""
        met, missed = (self._given(clauses, case) for clauses in (asked.met, asked.missed))
        shapes = [shape for _, shape in asked.examples if shape]
        candidate = self._find(asked.reading, met, missed, case.constraints, shapes)
        if candidate is None:
            return None
        if len(self.readings) > 1:
            either = self._find("either", met, missed, case.constraints, shapes)
            if either is not None:
                found = self._confirmed(either, asked, "either")
                if isinstance(found, Witness):
                    return found
        outcome = self._confirmed(candidate, asked, asked.reading)
        if isinstance(outcome, _Unconfirmed) and outcome.settled and asked.colons:
            within: tuple[Option, ...] = (*case.constraints, Resource(within=asked.colons))
            if self._find(asked.reading, met, missed, within, ()) is None:
                return None
        return outcome

    def _given(self, clauses: tuple[Clause, ...], case: Case) -> tuple[Clause, ...]:
        if not case.holdings:
            return clauses

        def resolve(variable: Variable) -> str | Variable | None:
            held = case.holdings.get(variable.key)
            return variable if held is None else held.value(variable)

        letters = self.letters.given(resolve)
        return tuple(c.given(letters) if c.variables else c for c in clauses)

    def _split(self, asked: _Asked, case: Case, found: _Unconfirmed) -> list[Case]:
        """Split a case by a policy variable that may be why a request was not confirmed."""
        texts: dict[str, list[str]] = {}
        for unions in found.cube.questions():
            for letter, text in suggested([union for union in unions if union], self.budget):
                meaning = self.letters.meaning.get(letter)
                if isinstance(meaning, Variable):
                    texts.setdefault(meaning.key, []).append(text)
        for key, values in found.request.context.items():
            if isinstance(values, tuple) and len(values) == 1:
                texts.setdefault(key, []).append(values[0])
        variables = frozenset[Variable]().union(
            *(clause.variables for clause in (*asked.met, *asked.missed))
        )
        matter = {v.key for v in variables if v.default is not None or v.key in texts}
        return case.split(sorted(matter), texts)

    def _find(
        self,
        reading: Reading,
        met: tuple[Clause, ...],
        missed: tuple[Clause, ...],
        within: tuple[Option, ...],
        shapes: Sequence[tuple[Pattern, ...]],
    ) -> Candidate | None:
        try:
            return self.searches[reading].find(met, missed, within, shapes)
        except Unmodelled as reason:
            self.unknown[str(reason)] = None
            return None

    def _confirmed(
        self, candidate: Candidate, asked: _Asked, reading: Reading
    ) -> Witness | _Unconfirmed:
        """Have the evaluator decide the request; give the witness if it agrees.

        Raises:
            Fault: it does not agree, and nothing unknown can be the reason.
        """
        action = asked.examples[candidate.shape or 0][0]
        request, doubts = self._concrete(candidate, action, asked.principal)
        decisions = [side.access.evaluator.decide(request) for side in self.within]
        refusal = self.over.access.evaluator.decide(request)
        if all(d.allowed for d in decisions) and refusal.denied:
            return Witness(request, is_known(action))
        if self._agrees(decisions, refusal, reading):
            depends = f"{request_text(request)}: it depends on how far * reaches in an ARN"
            return _Unconfirmed(request, candidate.cube, (depends,), settled=True)
        for clause in (*asked.met, *asked.missed):
            doubts.extend(
                f"whether a value of {v.text} makes the difference"
                for v in sorted(clause.variables, key=lambda v: v.text)
            )
            doubts.extend(clause.misplaced_variables)
        for clause in asked.uncertain:
            doubts.extend(clause.partial_wildcards)
        for decision in (*decisions, refusal):
            doubts.extend(decision.unknown)
        if not doubts:
            outcomes = [decision.outcome for decision in decisions]
            raise Fault(
                "a fault in influmojo_cfn itself was found, please report it: the prover says that"
                f" {request} is allowed and not allowed by the two sides, the evaluator says"
                f" {' and '.join(outcomes)} against {refusal.outcome}"
            )
        return _Unconfirmed(request, candidate.cube, tuple(dict.fromkeys(doubts)))

    def _agrees(self, decisions: Sequence[Decision], refusal: Decision, reading: Reading) -> bool:
        every = (*decisions, refusal)
        if any(decision.outcome == "unknown" for decision in every):
            return False
        if reading == "either" or not any(decision.readings_differ for decision in every):
            return False
        for name in ("wide", "narrow"):
            outcomes = [getattr(decision, name) for decision in decisions]
            if all(o == "allowed" for o in outcomes) and getattr(refusal, name) != "allowed":
                return True
        return False

    def _concrete(
        self, candidate: Candidate, action: str, principal: Principal | None
    ) -> tuple[Request, list[str]]:
        """Put texts in the place of letters; give the request and what is doubtful about it."""
        context = dict(candidate.context)
        letters = sorted(
            {c for text in (candidate.resource, *sum(context.values(), ())) for c in text}
        )
        doubts: list[str] = []
        texts: dict[str, str] = {}
        for letter in filter(is_opaque, letters):
            meaning = self.letters.meaning.get(letter)
            if meaning is None:
                doubts.append("whether a value of an open parameter makes the difference")
                continue
            if not isinstance(meaning, Variable):
                doubts.append(meaning)
                texts[letter] = "unknown"
                continue
            texts[letter] = _value_of(meaning, context)

        def fill(text: str) -> str:
            return "".join(texts.get(c, c) for c in text)

        filled = {key: tuple(map(fill, values)) for key, values in context.items() if values}
        return Request(action, fill(candidate.resource), filled, principal), doubts

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
            self._find("wide", (*met, *more), (*missed, *denies), within, ()) is not None
            for more, missed in self._ways_to_refuse(group)
        )


_MANY = 40


def _by_colons(group: _Group) -> tuple[Pattern, ...]:
    """Give patterns of the resources that a group's actions can have by their colons."""
    patterns: dict[Pattern, None] = {}
    for action in group.actions:
        if action.open or not action.real:
            return ()
        for name in action.members:
            found = resources_by_colons(name)
            if not found:
                return ()
            patterns.update(dict.fromkeys(found))
    return tuple(patterns)


def _value_of(variable: Variable, context: dict[str, tuple[str, ...]]) -> str:
    """Give a text for a policy variable, and have the request carry it."""
    values = context.get(variable.key)
    if values is not None and len(values) == 1 and not any(map(is_opaque, values[0])):
        return values[0]
    if values == () and variable.default is not None:
        return variable.default
    name = variable.key.partition(":")[2].rpartition("/")[2] or variable.key
    text = "111122223333" if name.endswith("account") else f"some-{name}"
    context[variable.key] = (text,)
    return text
