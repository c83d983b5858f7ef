"""The search for a request that some clauses all match and other clauses all miss.

A clause is missed when its resource is not named or when one of its conditions fails. So each
clause to miss is a choice, and the search goes through the choices. First come those that leave one
way (unit propagation), then it branches on the clause with the fewest ways. What is chosen
constrains the resource, or one condition key; each of these is solved by itself, exactly. Where all
are solvable a request is put together from their answers, for they do not depend on each other.

That independence is assumed of keys that mirror each other or the request, such as
aws:ResourceAccount and the account in the resource's ARN. The search can then find a request that
AWS would never see. It never misses one that AWS can see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.proof.clauses import Clause
from influmojo_cfn.proof.conditions import NO_ARN, Atom
from influmojo_cfn.proof.values import Constraint, Texts, Unmodelled, key_model, solve

StarReading = Literal["wide", "narrow", "either"]
"""How ``*`` is read in an ARN; ``either`` asks for a counterexample that holds in both readings."""


class ResourceConstraint(NamedTuple):
    """A constraint on the resource: in one of ``within`` (unless None), in none of ``outside``."""

    within: tuple[Pattern, ...] | None = None
    outside: tuple[Pattern, ...] = ()


Option = ResourceConstraint | Constraint


class Cube(NamedTuple):
    """What is known of the resource and of each condition key so far."""

    unions: tuple[tuple[Pattern, ...], ...] = ()
    excluded: tuple[Pattern, ...] = ()
    keys: tuple[tuple[str, tuple[Constraint, ...]], ...] = ()

    def questions(self) -> Iterator[list[tuple[Pattern, ...]]]:
        """Yield the unions of patterns that the resource and the strings of each key must be in."""
        yield list(self.unions)
        for _, constraints in self.keys:
            yield [
                tuple(
                    p
                    for p in (*c.atom.accepted, *c.atom.more, *(NO_ARN if c.atom.others else ()))
                    if isinstance(p, Pattern)
                )
                for c in constraints
                if c.atom.family == "text" and c.holds != c.atom.negated
            ]

    def plus(self, *options: Option) -> Cube:
        """Return the cube with some constraints more."""
        unions, excluded, keys = self.unions, self.excluded, dict(self.keys)
        more: dict[str, dict[Constraint, None]] = {}
        for option in options:
            if isinstance(option, ResourceConstraint):
                if option.within is not None and option.within not in unions:
                    unions = (*unions, option.within)
                excluded = tuple(dict.fromkeys((*excluded, *option.outside)))
            else:
                key = option.atom.key
                more.setdefault(key, dict.fromkeys(keys.get(key, ())))[option] = None
        keys.update((key, tuple(constraints)) for key, constraints in more.items())
        return Cube(unions, excluded, tuple(keys.items()))


class Candidate(NamedTuple):
    """A request that the search found; letters represent strings that are not known.

    A key with no values in ``context`` is one that the request must not carry. ``shape`` is the
    number of the shape that the resource has, or None; ``cube`` what was to be satisfied.
    """

    resource: str
    shape: int | None
    context: tuple[tuple[str, Texts], ...]
    cube: Cube


class Choice(NamedTuple):
    """A clause to miss: one of its options must hold. ``named`` are the resources it names."""

    options: tuple[Option, ...]
    named: ResourceConstraint | None


class Search:
    """Searches in one reading; what it learns of resources and keys is remembered."""

    def __init__(self, reading: StarReading, budget: Budget) -> None:
        self.reading = reading
        self.budget = budget
        self._resources: dict[tuple[object, ...], str | None] = {}
        self._values: dict[tuple[str, frozenset[Constraint]], Texts | Unmodelled | None] = {}
        self.doubts: dict[str, None] = {}

    def find(
        self,
        met: Iterable[Clause],
        missed: Iterable[Clause],
        within: Iterable[Option] = (),
        shapes: Sequence[tuple[Pattern, ...]] = (),
    ) -> Candidate | None:
        """Return a request that meets all of ``met`` and none of ``missed``, or None.

        ``within`` holds constraints besides. Of ``shapes`` the first that is possible is what the
        resource looks like; they make it readable and exclude nothing.

        Raises:
            Unmodelled: none was found, but one was not excluded either.
            Exceeded: the budget was spent.
        """
        self.doubts = {}
        choices = self._choices(missed)
        # What leaves no choice is put together first: no part of it has to be searched by itself.
        cube = Cube().plus(
            *(option for clause in met for option in self._met(clause)),
            *within,
            *(c.options[0] for c in choices if len(c.options) == 1),
        )
        if not self._possible(cube):
            return None
        found = self._solve(cube, [choice for choice in choices if len(choice.options) != 1])
        if found is None:
            if self.doubts:
                raise Unmodelled("; ".join(self.doubts))
            return None
        return self._candidate(found, shapes)

    def plus(self, cube: Cube, clause: Clause) -> Cube | None:
        """Return the cube in which a clause can hold as well, or None where it cannot.

        What NotResource omits is not looked at: it differs between the readings.
        """
        options = self._met(clause)
        cube = cube.plus(*(o for o in options if isinstance(o, Constraint) or o.within is not None))
        return cube if self._possible(cube) else None

    def _met(self, clause: Clause) -> list[Option]:
        wide = self.reading == "wide"
        options: list[Option] = [Constraint(atom, True) for atom in clause.atoms]
        options.extend(Constraint(atom, True) for atom in clause.needed)
        if clause.statement.not_resource:
            wide = wide or self.reading == "either"
            options.append(ResourceConstraint(outside=clause.resources(wide=wide)))
        elif clause.names_resources:
            options.append(ResourceConstraint(within=clause.resources(wide=wide, at_most=True)))
        return options

    def _choices(self, missed: Iterable[Clause]) -> list[Choice]:
        """Return the choices, those that differ in their resources only put together."""
        together: dict[frozenset[Atom], dict[Pattern, None]] = {}
        choices: list[Choice] = []
        for clause in missed:
            if clause.unknown:
                continue
            wide = self.reading != "narrow"
            if clause.statement.not_resource:
                wide = self.reading == "wide"
                inside = ResourceConstraint(within=clause.resources(wide=wide, at_most=True))
                options = tuple(Constraint(atom, False) for atom in clause.atoms)
                choices.append(Choice((inside, *options), None))
            elif not clause.names_resources:
                options = tuple(Constraint(atom, False) for atom in clause.atoms)
                choices.append(Choice(options, None))
            else:
                named = together.setdefault(frozenset(clause.atoms), {})
                named.update(dict.fromkeys(clause.resources(wide=wide)))
        for atoms, names in together.items():
            options = tuple(Constraint(atom, False) for atom in sorted(atoms, key=lambda a: a.key))
            resources = tuple(names)
            choices.append(
                Choice(
                    (ResourceConstraint(outside=resources), *options),
                    ResourceConstraint(within=resources),
                )
            )
        choices.sort(key=lambda choice: len(choice.options))
        return choices

    def _possible(self, cube: Cube) -> bool:
        return self._resource(cube) is not None and all(
            self._key(key, constraints) is not None for key, constraints in cube.keys
        )

    def _allows(self, cube: Cube, option: Option) -> Cube | None:
        """Return the cube with an option, or None if nothing is left of it."""
        after = cube.plus(option)
        if isinstance(option, ResourceConstraint):
            return after if self._resource(after) is not None else None
        key = option.atom.key
        return after if self._key(key, dict(after.keys)[key]) is not None else None

    def _missed_already(self, cube: Cube, choice: Choice) -> bool:
        if choice.named is not None and self._allows(cube, choice.named) is None:
            return True
        return any(
            self._allows(cube, Constraint(option.atom, True)) is None
            for option in choice.options
            if isinstance(option, Constraint)
        )

    def _solve(self, cube: Cube, choices: list[Choice]) -> Cube | None:
        """Choose for every clause; give what is left, or None when nothing is."""
        pending = choices
        while True:
            self.budget.step()
            open_choices: list[tuple[Choice, list[Cube]]] = []
            committed = False
            for choice in pending:
                if len(choice.options) > 1 and self._missed_already(cube, choice):
                    continue
                ways = [after for option in choice.options if (after := self._allows(cube, option))]
                if not ways:
                    return None
                if len(ways) == 1:
                    cube, committed = ways[0], True
                else:
                    open_choices.append((choice, ways))
            pending = [choice for choice, _ in open_choices]
            if not committed or not pending:
                break
        if not pending:
            return cube if self._certain(cube) else None
        choice, _ = min(open_choices, key=lambda row: len(row[1]))
        rest = [other for other in pending if other is not choice]
        for way in self._apart(cube, choice):
            found = self._solve(way, rest)
            if found is not None:
                return found
        return None

    def _apart(self, cube: Cube, choice: Choice) -> Iterator[Cube]:
        """Yield the cube with each option in turn, where the options before it do not hold.

        A condition of which only a part is modelled is not taken to hold: nothing can come of that.
        """
        for option in choice.options:
            way = self._allows(cube, option)
            if way is not None:
                yield way
            if isinstance(option, Constraint) and option.atom.is_exact:
                without = self._allows(cube, Constraint(option.atom, True))
                if without is None:
                    return
                cube = without

    def _certain(self, cube: Cube) -> bool:
        """Return whether every key has values that were found, not only not excluded."""
        certain = True
        for key, constraints in cube.keys:
            found = self._key(key, constraints)
            if isinstance(found, Unmodelled):
                self.doubts[str(found)] = None
                certain = False
        return certain

    def _resource(self, cube: Cube, shape: tuple[Pattern, ...] = ()) -> str | None:
        asked = (frozenset(cube.unions), frozenset(cube.excluded), shape)
        if asked not in self._resources:
            unions = [*cube.unions, shape] if shape else cube.unions
            self._resources[asked] = patterns.shortest_text(
                unions, cube.excluded, budget=self.budget
            )
        return self._resources[asked]

    def _key(self, key: str, constraints: Sequence[Constraint]) -> Texts | Unmodelled | None:
        asked = key, frozenset(constraints)
        if asked not in self._values:
            found: Texts | Unmodelled | None
            try:
                found = solve(constraints, key_model(key), budget=self.budget)
            except Unmodelled as doubt:
                found = doubt
            self._values[asked] = found
        return self._values[asked]

    def _candidate(self, cube: Cube, shapes: Sequence[tuple[Pattern, ...]]) -> Candidate:
        tried = ((self._resource(cube, shape), number) for number, shape in enumerate(shapes))
        resource, number = next(
            ((word, number) for word, number in tried if word is not None), (None, None)
        )
        if resource is None:
            resource = self._resource(cube) or ""
        context: list[tuple[str, Texts]] = []
        for key, constraints in cube.keys:
            values = self._key(key, constraints)
            if isinstance(values, tuple):
                context.append((key, values))
        return Candidate(resource, number, tuple(sorted(context)), cube)
