"""What a role can do, as a whole: compared with what another can, or with what it may never do.

A role is allowed a request when in each of its layers (service control policies, boundary, session
policies, its own policies) some Allow matches, and no Deny of any layer does. So the requests that
one access allows and another does not are a union of searches (:mod:`.search`): for each way in
which the one allows, a choice of an Allow from each layer, and each way in which the other does
not, a layer without a matching Allow or a Deny that matches.

Every request found is decided again by the evaluator. Both readings of ``*`` in an ARN are asked:
what holds in one of them only is not proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Literal

from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.matching import Variable
from influmojo_cfn.evaluation.policy import Policy, Statement
from influmojo_cfn.evaluation.request import Principal, Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.evaluation.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof.budget import Budget, Exceeded
from influmojo_cfn.proof.conditions import Letters
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
from influmojo_cfn.proof.shapes import NO_RESOURCE, shapes_of
from influmojo_cfn.proof.values import Unmodelled
from influmojo_cfn.proof.variables import Case, suggested

Verdict = Literal["proven", "refuted", "unknown"]


class Fault(Error):
    """The prover and the evaluator disagree on a witness: one of them is wrong."""


@dataclass(frozen=True)
class Access:
    """The policies that together decide what a caller may do; see :class:`Evaluator`."""

    identity: tuple[Policy, ...]
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    service_control: tuple[tuple[Policy, ...], ...] = ()

    @property
    def layers(self) -> tuple[tuple[Policy, ...], ...]:
        """The groups of policies each of which must allow."""
        limits = [group for group in (self.boundary, self.session) if group is not None]
        return (self.identity, *limits, *self.service_control)

    @cached_property
    def evaluator(self) -> Evaluator:
        """The evaluator of these policies."""
        return Evaluator(
            self.identity,
            boundary=self.boundary,
            session=self.session,
            service_control=self.service_control,
        )


@dataclass(frozen=True)
class Witness:
    """A request that was found and confirmed.

    ``known_action`` is False for an action that no service has today. ``reading`` says in which
    reading of ``*`` in an ARN it holds.
    """

    request: Request
    known_action: bool = True
    reading: Literal["both", "wide", "narrow"] = "both"


@dataclass(frozen=True)
class Excess:
    """What one statement allows past the bound: some of its actions and resources."""

    policy: Policy
    statement: Statement
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    witness: Witness


@dataclass(frozen=True)
class Answer:
    """What was found out: the excesses, each with a witness, and why something is not known."""

    excesses: tuple[Excess, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """``proven`` when there can be no excess, ``refuted`` when there is one."""
        if self.excesses:
            return "refuted"
        return "unknown" if self.unknown else "proven"


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
    actions: list[ActionClass] = field(default_factory=list)
    principal: Principal | None = None


@dataclass(frozen=True)
class _Asked:
    """One search: the clauses to meet and to miss, and what to make a request of.

    ``uncertain`` are the clauses of which it is not known whether they concern the request.
    """

    reading: Reading
    met: tuple[Clause, ...]
    missed: tuple[Clause, ...]
    examples: Sequence[Example]
    principal: Principal | None
    uncertain: Sequence[Clause]


@dataclass(frozen=True)
class _Unconfirmed:
    """A request that the evaluator did not confirm, and what may be the reason."""

    request: Request
    cube: Cube
    doubts: tuple[str, ...]


_MOST_CASES = 32


def _side(access: Access, letters: Letters) -> _Side:
    return _Side(access, tuple(tuple(clauses_of(group, letters)) for group in access.layers))


def excess(
    over: Access,
    within: Sequence[Access],
    *,
    first_only: bool = False,
    budget: Budget | None = None,
) -> Answer:
    """Say what all of ``within`` allow and ``over`` does not: nothing, or what, with witnesses.

    ``excess(old, [new])`` is what a change adds; ``excess(nothing, [role, forbidden])`` what a role
    can do of what it never may.

    Args:
        over: the access that should allow all of it; one without policies allows nothing.
        within: accesses that must all allow a request.
        first_only: stop at the first witness.
        budget: the bound on work; past it the rest is unknown.
    """
    return Question(over, within, budget or Budget()).answer(first_only=first_only)


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
        rows: dict[tuple[int, ...], list[tuple[_Group, Witness]]] = {}
        try:
            for group in self._groups():
                for met in self._ways_to_allow(group):
                    witness = self._witness(group, met)
                    if witness is not None:
                        key = tuple(self.numbers[id(clause)] for clause in met)
                        rows.setdefault(key, []).append((group, witness))
                        if first_only:
                            return self._answer(rows)
        except Exceeded as reason:
            self.unknown[str(reason)] = None
        return self._answer(rows)

    def _answer(self, rows: dict[tuple[int, ...], list[tuple[_Group, Witness]]]) -> Answer:
        return Answer(
            tuple(self._excess(key, found) for key, found in rows.items()), tuple(self.unknown)
        )

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
                    group = groups[signature] = _Group(concerns, [], caller.principal)
                if group.principal == caller.principal:
                    group.actions.append(action)
        yield from groups.values()

    def _concerned(self, clauses: Iterable[Clause], group: _Group, *, surely: bool) -> list[Clause]:
        least = YES if surely else NO + 1
        return [c for c in clauses if group.concerns.get(self.numbers[id(c)], NO) >= least]

    def _ways_to_allow(self, group: _Group) -> Iterator[tuple[Clause, ...]]:
        """Choose an Allow from each layer of each access that must allow."""
        layers = [
            [c for c in self._concerned(layer, group, surely=False) if c.allows]
            for side in self.within
            for layer in side.layers
        ]
        yield from product(*layers)

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
        """Search in both readings; a witness that holds in both is preferred."""
        about_resources = any(clause.names_resources for clause in (*met, *missed))
        examples = _examples(group.actions, about_resources)
        uncertain = [c for c in (*met, *missed) if group.concerns[self.numbers[id(c)]] == UNKNOWN]
        for reading in self.readings:
            asked = _Asked(reading, met, missed, examples, group.principal, uncertain)
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
                parts = self._split(asked, case, found)
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
        return self._confirmed(candidate, asked, asked.reading)

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
        both = all(d.allowed for d in decisions) and refusal.denied
        if both or self._agrees(decisions, refusal, reading):
            return Witness(request, is_known(action), "both" if both else _one(reading))
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

    def _excess(self, key: tuple[int, ...], found: list[tuple[_Group, Witness]]) -> Excess:
        """Describe what one way of allowing exceeds by: which actions, which resources."""
        clause = self.clauses[key[0]]
        known = sorted(found, key=lambda row: (not row[1].known_action, row[1].reading != "both"))
        group, witness = known[0]
        actions = self._actions(clause, [group for group, _ in found])
        return Excess(
            clause.policy, clause.statement, actions, self._resources(clause, group, key), witness
        )

    def _actions(self, clause: Clause, groups: Sequence[_Group]) -> tuple[str, ...]:
        """Name the actions: as the statement writes them where all of them are meant."""
        classes = [action for group in groups for action in group.actions]
        names: dict[str, None] = {}
        for action in classes:
            names.update(dict.fromkeys(action.members or (action.action,)))
        if clause.statement.not_action:
            return tuple(sorted(names)) if not any(a.open for a in classes) else tuple(names)
        written = [text for text in clause.statement.actions if isinstance(text, str)]
        return tuple(_summarized(written, classes, names))

    def _resources(self, clause: Clause, group: _Group, key: tuple[int, ...]) -> tuple[str, ...]:
        """Name those resources of the statement by which it exceeds."""
        texts = [text for text in clause.statement.resources if isinstance(text, str)]
        if clause.statement.not_resource or len(texts) < 2 or len(texts) > _MANY:
            return tuple(texts)
        met = tuple(self.clauses[number] for number in key)
        left: list[str] = []
        for pattern in clause.resources(wide=True, at_most=True):
            try:
                if self._exceeds(group, met, pattern):
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
Example = tuple[str, tuple[Pattern, ...]]
"""An action, and what the ARNs of its resources look like; nothing where that is not known."""


def _examples(actions: Sequence[ActionClass], about_resources: bool) -> list[Example]:
    """Give actions to choose a witness from, each with the shapes of its resources.

    Those with a familiar account and region come first, and of these the most particular.
    """
    names = [name for action in actions for name in action.members][:_MANY]
    if not names:
        return [(actions[0].action, NO_RESOURCE[0] if not about_resources else ())]
    if not about_resources:
        return [(names[0], NO_RESOURCE[0])]
    rows = [(name, shapes_of(name)) for name in names]
    rows.sort(key=lambda row: -max(len(p.tokens) for p in row[1][0]))
    found = [(name, shapes[0]) for name, shapes in rows]
    found += [(name, shapes[1]) for name, shapes in rows if len(shapes) > 1]
    return found


def is_known(action: str) -> bool:
    """Whether the authorization data knows an action."""
    from influmojo_cfn import authorization

    return authorization.action(action) is not None


def _one(reading: Reading) -> Literal["both", "wide", "narrow"]:
    return "both" if reading == "either" else reading


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


_FEW = 3


def _summarized(
    written: Sequence[str], classes: Sequence[ActionClass], names: dict[str, None]
) -> list[str]:
    """Write the names with the statement's own patterns, where such a pattern adds few others."""
    from influmojo_cfn.evaluation.matching import action_matches

    left = dict(names)
    shown: list[str] = []
    opened = [action.sample for action in classes if action.open]
    for pattern in written:
        if "*" not in pattern and "?" not in pattern:
            continue
        own = [name for name in left if action_matches(pattern, name)]
        others = _others(pattern, names)
        if not own or not any(action_matches(pattern, action) for action in opened):
            continue
        if others and (len(others) > _FEW or len(own) <= 2 * len(others)):
            continue
        shown.append(f"{pattern} except {', '.join(others)}" if others else pattern)
        for name in own:
            del left[name]
    return sorted(shown) + sorted(left)


def _others(pattern: str, names: dict[str, None]) -> list[str]:
    """Give the real actions of a pattern that are not among the names."""
    from influmojo_cfn.authorization import actions_matching

    if pattern == "*":
        return []
    known = {name.lower() for name in names}
    found = (action.qualified_name for action in actions_matching(pattern))
    return [name for name in found if name.lower() not in known]
