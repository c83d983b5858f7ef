"""Classes of actions: within one, no clause tells one action from another.

A class is named by a real action where there is one, by a name that a policy writes, or else by a
name that no service uses yet. A wildcard covers the actions of the future as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, lru_cache

from influmojo_cfn.data.actions_without_permission import ACTIONS as NEED_NO_PERMISSION
from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.automata import READABLE, Automaton
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.guesses import likely_words
from influmojo_cfn.iam.patterns import literal_prefix, matcher
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.proof.clauses import Clause


class ActionClass:
    """Actions that no clause tells apart.

    ``sample`` is one of them in lower case, which perhaps no service has today. ``exact`` is set
    where the class is a single name that a clause writes.
    """

    def __init__(self, sample: str, written: str, family: ActionNames | None = None) -> None:
        self.sample = sample
        self.written = written
        self.family = family

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The real actions of the class, as far as services were looked at."""
        if self.family is not None:
            return self.family.members(self.sample)
        from influmojo_cfn.iam import service_authorization

        known = service_authorization.action(self.written)
        return (known.qualified_name,) if known else ()

    @property
    def open(self) -> bool:
        """Return whether there can be more actions in it than those that are known."""
        return self.family is not None

    def holds_more_of(self, pattern: str) -> bool:
        """Return whether the class has matching names that no service has yet."""
        return self.family is not None and self.family.holds_more_of(pattern.lower(), self.sample)

    @property
    def action(self) -> str:
        """An action of the class for people to read, a real one if there is one."""
        return self.members[0] if self.members else self.written


NEW = "-not-yet-known"
"""Ends names that are not service's so that they show what they are."""


class ActionNames:
    """The names of one service that wildcards match: which of some sets of patterns match them.

    Patterns that the same clauses hold are one set. A name that one of them matches, and one that
    another matches, are the same to every clause.
    """

    def __init__(
        self, stem: str, sets: Sequence[Sequence[str]], taken: frozenset[str], budget: Budget
    ) -> None:
        self.stem = stem
        self.sets = tuple(tuple(text.removeprefix(stem) for text in texts) for texts in sets)
        self.taken = frozenset(text.removeprefix(stem) for text in taken)
        self.budget = budget
        self._tests = _tests(self.sets)

    def signature(self, word: str) -> frozenset[int]:
        """Return the numbers of the sets that match a word, without the stem."""
        return _signature(self._tests, word)

    @cached_property
    def _members(self) -> Mapping[frozenset[int], Sequence[str]]:
        return _members(self.stem, self.sets, self.taken)

    def members(self, sample: str) -> tuple[str, ...]:
        """Return the real actions that are the same to all clauses as ``sample``."""
        return tuple(self._members.get(self.signature(sample.removeprefix(self.stem)), ()))

    def holds_more_of(self, pattern: str, sample: str) -> bool:
        """Return whether all clauses treat a matching new name as they treat ``sample``."""
        if not pattern.startswith(self.stem) and pattern != "*":
            return False
        new = pattern.removeprefix(self.stem).replace("*", NEW).replace("?", "x")
        return new not in self.taken and (
            self.signature(new) == self.signature(sample.removeprefix(self.stem))
        )

    def classes(self, *, whole: bool, likely: bool = False) -> list[ActionClass]:
        """Return the classes; with ``whole`` also the one that no pattern matches.

        With ``likely`` these are only the classes of real actions and of names that are guessed.
        """
        found: list[ActionClass] = []
        for signature, word in (self._likely_words() if likely else self._words()).items():
            if signature or whole:
                name = word if word and word not in self.taken else self._free(signature)
                if name is not None:
                    sample = self.stem + name
                    found.append(ActionClass(sample, self._written(name, signature), self))
        return found

    def _written(self, name: str, signature: frozenset[int]) -> str:
        """Write a name that is not a service's so that it shows what it is."""
        for i in sorted(signature):
            for text in self.sets[i]:
                literal = literal_prefix(text)
                new = literal + NEW
                if literal and self.signature(new) == signature and new not in self.taken:
                    return self.stem + new
        return self.stem + name

    def _free(self, signature: frozenset[int]) -> str | None:
        """Return a name that a clause does not write itself, or None."""
        inside = [[patterns.glob(text) for text in self.sets[i]] for i in sorted(signature)]
        outside = [
            patterns.glob(text)
            for i, texts in enumerate(self.sets)
            if i not in signature
            for text in texts
        ]
        outside += [patterns.literal(text) for text in sorted(self.taken)]
        return patterns.shortest_text([*inside, [patterns.glob("?*")]], outside, budget=self.budget)

    def _likely_words(self) -> dict[frozenset[int], str]:
        """Return some sets of sets that some word satisfies, with such a word."""
        found = {
            signature: names[0].lower().removeprefix(self.stem)
            for signature, names in self._members.items()
        }
        unions = [[patterns.glob(text) for text in texts] for texts in self.sets]
        taken = [patterns.literal(text) for text in sorted(self.taken)]
        for word in likely_words(unions, taken):
            self.budget.tick()
            found.setdefault(self.signature(word), word)
        return found

    def _words(self) -> dict[frozenset[int], str]:
        """Return every set of sets that some word satisfies, with such a word."""
        automata = [[patterns.glob(text).automaton for text in texts] for texts in self.sets]
        State = tuple[tuple[tuple[int, int], ...] | None, ...]
        start: State = tuple(
            None if any(a.certain & 1 for a in own) else tuple((i, 1) for i in range(len(own)))
            for own in automata
        )
        words: dict[State, str] = {start: ""}
        queue = [start]
        found: dict[frozenset[int], str] = {}
        for state in queue:
            word = words[state]
            found.setdefault(_accepted(automata, state), word)
            waits: dict[str, None] = {}
            for own, live in zip(automata, state, strict=True):
                for i, mask in live or ():
                    waits.update(dict.fromkeys(own[i].waits_for(mask)))
            other = next((c for c in READABLE if c not in waits and c != ":"), "\u4e00")
            for character in (*waits, other):
                seen = None if character == other else character
                after = tuple(
                    None if live is None else _moved(own, live, seen)
                    for own, live in zip(automata, state, strict=True)
                )
                if after not in words:
                    self.budget.keep(2 + sum(len(live or ()) for live in after))
                    words[after] = word + character
                    queue.append(after)
        return found


def _accepted(
    automata: list[list[Automaton]], state: tuple[tuple[tuple[int, int], ...] | None, ...]
) -> frozenset[int]:
    return frozenset(
        number
        for number, (own, live) in enumerate(zip(automata, state, strict=True))
        if live is None or any(mask & own[i].final for i, mask in live)
    )


def _moved(
    own: list[Automaton], live: tuple[tuple[int, int], ...], seen: str | None
) -> tuple[tuple[int, int], ...] | None:
    """Return the live patterns of a set after a character, or None when all words go on in it."""
    after: list[tuple[int, int]] = []
    for i, mask in live:
        moved = own[i].step(mask, seen)
        if moved & own[i].certain:
            return None
        if moved:
            after.append((i, moved))
    return tuple(after)


Sets = tuple[tuple[str, ...], ...]
Tests = list[list[Callable[[str], bool]]]


def _tests(sets: Sets) -> Tests:
    return [[matcher(text) for text in texts] for texts in sets]


def _signature(tests: Tests, word: str) -> frozenset[int]:
    return frozenset(i for i, own in enumerate(tests) if any(test(word) for test in own))


@lru_cache(maxsize=512)
def _members(
    stem: str, sets: Sets, taken: frozenset[str]
) -> Mapping[frozenset[int], Sequence[str]]:
    """Return the real actions of a service by the sets that match them, as many questions ask."""
    tests = _tests(sets)
    members: dict[frozenset[int], list[str]] = {}
    for lowered, name in _service_actions(stem.rstrip(":")).items():
        if lowered not in taken:
            members.setdefault(_signature(tests, lowered), []).append(name)
    return members


@lru_cache(maxsize=512)
def _service_actions(prefix: str) -> dict[str, str]:
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.service(prefix)
    if found is None:
        return {}
    return {key: action.qualified_name for key, action in found.actions.items()}


_FAMILIAR = ("s3:GetObject", "ec2:RunInstances", "iam:CreateUser", "sqs:SendMessage")


def action_classes(
    clauses: Sequence[Clause], budget: Budget, *, likely: bool = False
) -> list[ActionClass]:
    """Return the classes of actions that clauses tell apart, or some ``likely`` ones of them.

    Only services that the clauses name are looked at, each by itself; one action represents all
    the others. What needs no permission is in no class: no policy decides about it.
    """
    holders: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    for number, clause in enumerate(clauses):
        for text in clause.statement.actions:
            written = covered(text)
            holders.setdefault(written.lower(), []).append(number)
            spelled.setdefault(written.lower(), written)
    services, anywhere = _by_service(holders)
    whole = anywhere or any(clause.statement.not_action for clause in clauses)
    found: list[ActionClass] = []
    for prefix, texts in sorted(services.items()):
        exact = [text for text in texts if "*" not in text and "?" not in text]
        found.extend(
            ActionClass(text, spelled[text]) for text in exact if text not in NEED_NO_PERMISSION
        )
        together: dict[tuple[int, ...], list[str]] = {}
        for text in texts:
            if "*" in text or "?" in text:
                together.setdefault(tuple(holders[text]), []).append(text)
        if together or whole:
            stem = f"{prefix}:" if prefix else ""
            taken = frozenset(exact) | {a for a in NEED_NO_PERMISSION if a.startswith(stem)}
            family = ActionNames(stem, list(together.values()), taken, budget)
            found.extend(family.classes(whole=whole, likely=likely))
    if whole and "" not in services:
        other = next((a for a in _FAMILIAR if a.split(":")[0] not in services), "another:Action")
        found.append(ActionClass(other.lower(), other, Elsewhere()))
    return found


def _by_service(names: Collection[str]) -> tuple[dict[str, list[str]], bool]:
    """Return action names by service prefix, and whether some are of every service.

    All are in one group, without a prefix, where a wildcard leaves open whose a name is.
    """
    services: dict[str, list[str]] = {}
    anywhere = [name for name in names if _is_of_any_service(name)]
    if any(name != "*" for name in anywhere):
        return {"": list(names)}, True
    for name in names:
        if name != "*":
            services.setdefault(name.partition(":")[0], []).append(name)
    return services, bool(anywhere)


def _is_of_any_service(name: str) -> bool:
    prefix, colon, _ = name.partition(":")
    return not colon or "*" in prefix or "?" in prefix


class Elsewhere(ActionNames):
    """All services that no clause names."""

    def __init__(self) -> None:
        super().__init__("", (), frozenset(), Budget())

    def members(self, sample: str) -> tuple[str, ...]:
        """Return one familiar action of them."""
        from influmojo_cfn.iam import service_authorization

        known = service_authorization.action(sample)
        return (known.qualified_name,) if known else ()
