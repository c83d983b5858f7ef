"""Counterexamples: requests that a search finds and the evaluator confirms.

A policy variable is read coarsely first, and case by case where the evaluator does not confirm what
was found: see :mod:`.variables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import Variable
from influmojo_cfn.proof.access import Access, Counterexample, Fault
from influmojo_cfn.proof.arn_formats import ARNS
from influmojo_cfn.proof.clauses import Clause
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.naming import Example, is_known
from influmojo_cfn.proof.possible_requests import (
    impossible_keys,
    is_possible_resource,
    possible_requests,
)
from influmojo_cfn.proof.search import (
    Candidate,
    Cube,
    Option,
    ResourceConstraint,
    Search,
    StarReading,
)
from influmojo_cfn.proof.values import Unmodelled
from influmojo_cfn.proof.variables import Case, suggested


class SearchQuestion(NamedTuple):
    """One search: the clauses to meet and to miss, and what to make a request of.

    ``uncertain`` are the clauses of which it is not known whether they concern the request.
    ``colons`` are the ARNs that the actions' resources can have by their colons, if that is known.
    """

    met: tuple[Clause, ...]
    missed: tuple[Clause, ...]
    examples: Sequence[Example]
    principal: Caller | None
    uncertain: Sequence[Clause]
    colons: tuple[Pattern, ...]


class _Unconfirmed(NamedTuple):
    """A request that the evaluator did not confirm, and what can be the reason.

    ``settled`` says that no value of a policy variable would change it.
    """

    request: Request
    cube: Cube
    doubts: tuple[str, ...]
    settled: bool = False


_MOST_CASES = 32
_OPEN = "whether an open parameter or a generated name makes the difference"


class CounterexampleSearch:
    """Looks for counterexamples of one question.

    Args:
        over: what must not allow a request.
        within: what must all allow it.
        letters: the letters of the question's clauses.
        differ: whether the readings of ``*`` can differ for some clause.
        budget: the bound on work.
    """

    def __init__(
        self, over: Access, within: Sequence[Access], letters: Letters, differ: bool, budget: Budget
    ) -> None:
        self.over = over
        self.within = within
        self.letters = letters
        self.budget = budget
        self.readings: tuple[StarReading, ...] = ("wide", "narrow") if differ else ("wide",)
        self.searches = {r: Search(r, budget) for r in ("wide", "narrow", "either")}
        self.unknown: dict[str, None] = {}
        self.suggested: dict[tuple[str, str], None] = {}

    def counterexample(self, asked: SearchQuestion) -> Counterexample | None:
        """Search in both readings for a counterexample that holds in both."""
        for reading in self.readings:
            found = self._by_cases(asked, reading)
            if found is not None:
                return found
        return None

    def _by_cases(self, asked: SearchQuestion, reading: StarReading) -> Counterexample | None:
        """Search; while policy variables leave a doubt, case by case."""
        pending = [Case()]
        looked_at = 0
        while pending:
            case = pending.pop()
            looked_at += 1
            found = self._in_case(asked, case, reading)
            if isinstance(found, Counterexample):
                return found
            if found is not None:
                parts = [] if found.settled else self._split(asked, case, found)
                if not parts or looked_at > _MOST_CASES:
                    self.unknown.update(dict.fromkeys(found.doubts))
                else:
                    pending.extend(reversed(parts))
        return None

    def _in_case(
        self, asked: SearchQuestion, case: Case, reading: StarReading
    ) -> Counterexample | _Unconfirmed | None:
        """Search where something is known of policy variables; a candidate is to be confirmed."""
        met, missed = (self._with_holdings(clauses, case) for clauses in (asked.met, asked.missed))
        shapes = [shape for _, shape in asked.examples if shape]
        candidate = self.find(reading, met, missed, case.constraints, shapes)
        if candidate is None:
            return None
        if len(self.readings) > 1:
            either = self.find("either", met, missed, case.constraints, shapes)
            if either is not None:
                found = self._confirmed(either, asked, "either")
                if isinstance(found, Counterexample):
                    return found
        outcome = self._confirmed(candidate, asked, reading)
        if isinstance(outcome, _Unconfirmed) and outcome.settled:
            within: tuple[Option, ...] = (
                *case.constraints,
                ResourceConstraint(within=asked.colons or ARNS),
            )
            again = self.find(reading, met, missed, within, shapes)
            return None if again is None else self._confirmed(again, asked, reading)
        return outcome

    def _with_holdings(self, clauses: tuple[Clause, ...], case: Case) -> tuple[Clause, ...]:
        if not case.holdings:
            return clauses

        def resolve(variable: Variable) -> str | Variable | None:
            held = case.holdings.get(variable.key)
            return variable if held is None else held.value(variable)

        letters = self.letters.given(resolve)
        return tuple(c.given(letters) if c.variables else c for c in clauses)

    def _split(self, asked: SearchQuestion, case: Case, found: _Unconfirmed) -> list[Case]:
        """Split a case by a policy variable that can be why a request was not confirmed."""
        texts: dict[str, list[str]] = {}
        for unions in found.cube.questions():
            for letter, text in suggested([union for union in unions if union], self.budget):
                meaning = self.letters.meaning.get(letter)
                if isinstance(meaning, Variable):
                    texts.setdefault(meaning.key, []).append(text)
                elif meaning is None:
                    self.suggested[letter, text] = None
        for key, values in found.request.context.items():
            if isinstance(values, tuple) and len(values) == 1:
                texts.setdefault(key, []).append(values[0])
        variables = frozenset[Variable]().union(
            *(clause.variables for clause in (*asked.met, *asked.missed))
        )
        matter = {v.key for v in variables if v.default is not None or v.key in texts}
        return case.split(sorted(matter), texts)

    def find(
        self,
        reading: StarReading,
        met: tuple[Clause, ...],
        missed: tuple[Clause, ...],
        within: tuple[Option, ...],
        shapes: Sequence[tuple[Pattern, ...]],
    ) -> Candidate | None:
        """Search in one reading; what cannot be decided is noted as unknown."""
        try:
            return self.searches[reading].find(met, missed, within, shapes)
        except Unmodelled as reason:
            self.unknown[str(reason)] = None
            return None

    def _confirmed(
        self, candidate: Candidate, asked: SearchQuestion, reading: StarReading
    ) -> Counterexample | _Unconfirmed:
        """Have the evaluator decide the request; give the counterexample if it agrees.

        Raises:
            Fault: it does not agree, and nothing unknown can be the reason.
        """
        action = asked.examples[candidate.shape or 0][0]
        request, doubts = self._concrete(candidate, action, asked.principal)
        decisions = [access.evaluator.decide(request) for access in self.within]
        refusal = self.over.evaluator.decide(request)
        if all(d.allowed for d in decisions) and refusal.denied:
            absent = tuple(sorted(key for key, values in candidate.context if not values))
            return self._possible(Counterexample(request, is_known(action), absent))
        if self._agrees(decisions, refusal, reading):
            depends = (
                f"{request}: it depends on how far * reaches in an ARN, or on a wildcard for its "
                "service"
            )
            return _Unconfirmed(request, candidate.cube, (depends,), settled=True)
        for clause in (*asked.met, *asked.missed):
            doubts.extend(
                f"whether a value of {v.text} makes the difference"
                for v in sorted(clause.variables, key=lambda v: v.text)
            )
            doubts.extend(clause.doubtful_variables)
            doubts.extend([_OPEN] if clause.is_open else [])
        for clause in asked.uncertain:
            doubts.extend(clause.partial_wildcards)
        for decision in (*decisions, refusal):
            doubts.extend(decision.unknown)
        if not doubts:
            outcomes = [decision.outcome for decision in decisions]
            raise Fault(
                "a fault in influmojo_cfn itself was found, please report it: the prover finds that"
                f" {request} is allowed and not allowed by the two sides, the evaluator finds"
                f" {' and '.join(outcomes)} against {refusal.outcome}"
            )
        return _Unconfirmed(request, candidate.cube, tuple(dict.fromkeys(doubts)))

    def _possible(self, found: Counterexample) -> Counterexample:
        """Return a counterexample of what can exist, near to one that is confirmed, if there is."""
        request = found.request
        possible = is_possible_resource(request.action, request.resource)
        keys = impossible_keys(request)
        if possible and not keys:
            return found
        for near in possible_requests(request):
            if self.over.evaluator.decide(near).denied and all(
                access.evaluator.decide(near).allowed for access in self.within
            ):
                return replace(found, request=near)
        return replace(found, possible_resource=possible, impossible_keys=keys)

    def _agrees(
        self, decisions: Sequence[Decision], refusal: Decision, reading: StarReading
    ) -> bool:
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
        self, candidate: Candidate, action: str, principal: Caller | None
    ) -> tuple[Request, list[str]]:
        """Put strings in the place of letters; give the request and what is doubtful about it."""
        context = dict(candidate.context)
        letters = sorted(
            {c for text in (candidate.resource, *sum(context.values(), ())) for c in text}
        )
        doubts: list[str] = []
        texts: dict[str, str] = {}
        for letter in filter(is_opaque, letters):
            meaning = self.letters.meaning.get(letter)
            if meaning is None:
                doubts.append(_OPEN)
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


def _value_of(variable: Variable, context: dict[str, tuple[str, ...]]) -> str:
    """Return a string for a policy variable, and have the request carry it."""
    values = context.get(variable.key)
    if values is not None and len(values) == 1 and not any(map(is_opaque, values[0])):
        return values[0]
    if values == () and variable.default is not None:
        return variable.default
    name = variable.key.partition(":")[2].rpartition("/")[2] or variable.key
    text = "111122223333" if name.endswith("account") else f"some-{name}"
    context[variable.key] = (text,)
    return text
