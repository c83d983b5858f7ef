"""Sets of requests: statements as products of actions, callers, resources and conditions.

Actions and callers are split into finitely many classes: within a class no statement tells one
from the other. Resources and context values stay symbolic (:mod:`.patterns`, :mod:`.values`).

A class of actions is named by a real action where there is one, by a name that a policy writes, or
else by a name that no service uses yet: a wildcard covers tomorrow's actions as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from influmojo_cfn.evaluation.matching import (
    SEGMENTS,
    Matcher,
    Variable,
    Wildcard,
    arn_pattern,
    matcher,
    tokenize,
    variables_of,
)
from influmojo_cfn.evaluation.policy import Policy, Statement
from influmojo_cfn.evaluation.request import Principal
from influmojo_cfn.evaluation.statements import CompiledStatement
from influmojo_cfn.evaluation.unknown import Text, Unknown
from influmojo_cfn.evaluation.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof import patterns
from influmojo_cfn.proof.budget import Budget
from influmojo_cfn.proof.conditions import (
    Atom,
    Letters,
    atom,
    pattern_of,
    segmented_pattern,
    tokens_of,
)
from influmojo_cfn.proof.patterns import Automaton, Pattern


class Clause:
    """A statement made ready for questions about all requests.

    ``sure`` resources are matched whatever unknown texts stand for; ``wide`` and ``narrow`` are
    the two readings of ``*``.
    """

    def __init__(self, policy: Policy, statement: Statement, letters: Letters) -> None:
        self.policy = policy
        self.statement = statement
        self.compiled = CompiledStatement(policy, statement)
        self.allows = statement.effect == "Allow"
        self._letters = letters
        self._exact: set[str] = set()
        self._wild: dict[str, list[Matcher]] = {}
        self._vague: list[Matcher] = []
        for text in statement.actions:
            if isinstance(text, Unknown):
                self._vague.append(matcher(text.covers.lower()))
                continue
            lowered = text.lower()
            if "*" not in lowered and "?" not in lowered:
                self._exact.add(lowered)
                continue
            prefix, colon, _ = lowered.partition(":")
            literal = colon and "*" not in prefix and "?" not in prefix
            self._wild.setdefault(prefix if literal else "", []).append(matcher(lowered))

    def __repr__(self) -> str:
        return f"<{self.statement.effect} {self.statement.sid or self.statement.path}>"

    def about(self, action: str) -> int:
        """Tell whether the clause is about an action in lower case: YES, NO or UNKNOWN."""
        named = action in self._exact or any(
            test(action)
            for prefix in (action.partition(":")[0], "")
            for test in self._wild.get(prefix, ())
        )
        if not named and any(test(action) for test in self._vague):
            return UNKNOWN
        return YES if named != self.statement.not_action else NO

    def given(self, letters: Letters) -> Clause:
        """Give the clause where more is known of policy variables."""
        return Clause(self.policy, self.statement, letters)

    @cached_property
    def partial_wildcards(self) -> tuple[str, ...]:
        """Say which principals hold a wildcard within a text, which AWS takes for nothing."""
        return tuple(
            f"whom the principal {text} names: AWS takes no wildcard within one"
            for text in (self.statement.principals or {}).get("AWS", ())
            if isinstance(text, str) and text != "*" and ("*" in text or "?" in text)
        )

    @cached_property
    def _variables(self) -> tuple[frozenset[Variable], frozenset[Variable]]:
        """The policy variables, and those where AWS replaces none."""
        found: set[Variable] = set()
        misplaced: set[Variable] = set()
        if self.policy.has_variables:
            for text in self.statement.resources:
                for variable, replaced in _variables_of_resource(text):
                    (found if replaced else misplaced).add(variable)
            for condition in self.statement.conditions:
                for text in condition.values:
                    if isinstance(text, str) and "${" in text:
                        found.update(variables_of(tokenize(text, variables=True)))
        return frozenset(found), frozenset(misplaced)

    @property
    def variables(self) -> frozenset[Variable]:
        """The policy variables that it holds."""
        return self._variables[0]

    @property
    def misplaced_variables(self) -> tuple[str, ...]:
        """Say which variables stand before the fifth colon of an ARN."""
        return tuple(
            f"what {variable.text} stands for before the fifth colon of an ARN"
            for variable in sorted(self._variables[1], key=lambda v: v.text)
        )

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The conditions, all of which must hold."""
        variables = self.policy.has_variables
        read = [atom(c, self._letters, variables=variables) for c in self.statement.conditions]
        return tuple(dict.fromkeys(read))

    @cached_property
    def needed(self) -> tuple[Atom, ...]:
        """Presence of the keys without whose value no resource of the statement means anything."""
        if self.statement.not_resource or not self.policy.has_variables:
            return ()
        shared: set[str] | None = None
        for text in self.statement.resources:
            keys = {
                variable.key
                for variable, replaced in _variables_of_resource(text)
                if replaced and variable.default is None
            }
            shared = keys if shared is None else shared & keys
        return tuple(Atom(key, null=frozenset({False})) for key in sorted(shared or ()))

    @property
    def names_resources(self) -> bool:
        """Whether there is a Resource or NotResource; a trust policy's statement has none."""
        return bool(self.statement.resources) or self.statement.not_resource

    def resources(self, *, wide: bool, at_most: bool = False) -> tuple[Pattern, ...]:
        """Give the patterns of Resource or NotResource in a reading.

        With ``at_most`` they cover all that the statement could name, whatever the texts are that
        letters stand for; else what it surely names.
        """
        return self._patterns[(wide, at_most)]

    @cached_property
    def _patterns(self) -> dict[tuple[bool, bool], tuple[Pattern, ...]]:
        made: dict[tuple[bool, bool], dict[Pattern, None]] = {
            (wide, at_most): {} for wide in (True, False) for at_most in (True, False)
        }
        for text in self.statement.resources:
            wides, narrows = self._in_both_readings(text)
            opaque = any(wide.has_opaque for wide in wides)
            made[True, True].update(dict.fromkeys(wides))
            made[True, False].update(dict.fromkeys(wides))
            made[False, False].update(dict.fromkeys(narrows))
            made[False, True].update(dict.fromkeys(wides if opaque else narrows))
        return {reading: tuple(found) for reading, found in made.items()}

    def _in_both_readings(self, text: Text) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
        """Give the two readings of a text; none of either where it names nothing."""
        if isinstance(text, str) and "${" not in text:
            return patterns.arn(text, wide=True), patterns.arn(text, wide=False)
        tokens = tokens_of(text, self._letters, variables=self.policy.has_variables)
        if tokens is None:
            return (), ()
        wide = pattern_of(tokens, text=str(text))
        if wide.tokens == patterns.ANYTHING.tokens:
            return (wide,), (wide,)
        return (wide,), (segmented_pattern(tokens, str(text)),)

    @cached_property
    def readings_differ(self) -> bool:
        """Whether the two readings of a ``*`` can differ for some resource."""
        return any(
            not isinstance(text, str) or "${" in text or arn_pattern(text).narrow is not None
            for text in self.statement.resources
        )

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Why it is not known whether the statement applies at all."""
        return self.statement.unknown

    def includes(self, other: Clause) -> bool:
        """Whether a look at the texts shows that this clause holds wherever the other does."""
        if self.unknown:
            return self.statement == other.statement
        if not set(self.atoms) <= set(other.atoms):
            return False
        if not self.names_resources:
            return True
        mine, its = set(self.resources(wide=True)), set(other.resources(wide=True))
        if self.statement.not_resource or other.statement.not_resource:
            same = self.statement.not_resource == other.statement.not_resource
            return same and other.names_resources and mine == its
        return patterns.ANYTHING in mine or (other.names_resources and its <= mine)


def _variables_of_resource(text: Text) -> Iterator[tuple[Variable, bool]]:
    """Give the variables of a resource, and whether AWS replaces them: only after five colons."""
    colons = 0
    if isinstance(text, str) and "${" in text:
        for token in tokenize(text, variables=True):
            if isinstance(token, Variable):
                yield token, colons >= SEGMENTS - 1
            elif not isinstance(token, Wildcard):
                colons += token.count(":")


def clauses_of(policies: Iterable[Policy], letters: Letters) -> list[Clause]:
    """Give the clauses of policies; statements that are not known may allow or deny anything."""
    found: list[Clause] = []
    for policy in policies:
        found.extend(Clause(policy, statement, letters) for statement in policy.statements)
        if policy.unknown:
            for effect in ("Allow", "Deny"):
                anything = Statement(
                    effect, ("*",), ("*",), unknown=policy.unknown, path=policy.path
                )
                found.append(Clause(policy, anything, letters))
    return found


class ActionClass:
    """Actions that no clause tells apart.

    ``sample`` is one of them in lower case, which perhaps no service has today. ``exact`` is set
    where the class is a single name that a clause writes.
    """

    def __init__(self, sample: str, written: str, family: Family | None = None) -> None:
        self.sample = sample
        self.written = written
        self.family = family

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The real actions of the class, as far as services were looked at."""
        if self.family is not None:
            return self.family.members(self.sample)
        from influmojo_cfn import authorization

        known = authorization.action(self.written)
        return (known.qualified_name,) if known else ()

    @property
    def real(self) -> bool:
        """Whether the authorization data knows an action of the class."""
        return bool(self.members)

    @property
    def open(self) -> bool:
        """Whether there may be more actions in it than those that are known."""
        return self.family is not None

    def holds_more_of(self, pattern: str) -> bool:
        """Whether names that no service has yet, and that a pattern matches, are in the class."""
        return self.family is not None and self.family.holds_more_of(pattern.lower(), self.sample)

    @property
    def action(self) -> str:
        """An action of the class for people to read, a real one if there is one."""
        return self.members[0] if self.members else self.written


NEW = "-not-yet-known"
"""Ends names that are no service's so that they show what they are."""


class Family:
    """The names of one service that wildcards match: which of some sets of patterns match them.

    Patterns that the same clauses hold are one set: a name that one of them matches, and one that
    another matches, are the same to every clause.
    """

    def __init__(
        self, stem: str, sets: Sequence[Sequence[str]], taken: frozenset[str], budget: Budget
    ) -> None:
        self.stem = stem
        self.sets = [[text.removeprefix(stem) for text in texts] for texts in sets]
        self.taken = frozenset(text.removeprefix(stem) for text in taken)
        self.budget = budget
        self._tests = [[matcher(text) for text in texts] for texts in self.sets]

    def signature(self, word: str) -> frozenset[int]:
        """Give the numbers of the sets that match a word, without the stem."""
        return frozenset(
            i for i, tests in enumerate(self._tests) if any(test(word) for test in tests)
        )

    @cached_property
    def _members(self) -> dict[frozenset[int], list[str]]:
        members: dict[frozenset[int], list[str]] = {}
        for lowered, name in _service_actions(self.stem.rstrip(":")).items():
            if lowered not in self.taken:
                members.setdefault(self.signature(lowered), []).append(name)
        return members

    def members(self, sample: str) -> tuple[str, ...]:
        """Give the real actions that are the same to all clauses as ``sample``."""
        return tuple(self._members.get(self.signature(sample.removeprefix(self.stem)), ()))

    def holds_more_of(self, pattern: str, sample: str) -> bool:
        """Whether a new name that a pattern matches is the same to all clauses as ``sample``."""
        if not pattern.startswith(self.stem) and pattern != "*":
            return False
        new = pattern.removeprefix(self.stem).replace("*", NEW).replace("?", "x")
        return new not in self.taken and (
            self.signature(new) == self.signature(sample.removeprefix(self.stem))
        )

    def classes(self, *, whole: bool) -> list[ActionClass]:
        """Give the classes; with ``whole`` also the one that no pattern matches."""
        found: list[ActionClass] = []
        for signature, word in self._words().items():
            if signature or whole:
                name = word if word and word not in self.taken else self._free(signature)
                if name is not None:
                    sample = self.stem + name
                    found.append(ActionClass(sample, self._written(name, signature), self))
        return found

    def _written(self, name: str, signature: frozenset[int]) -> str:
        """Write a name that is no service's so that it shows what it is."""
        for i in sorted(signature):
            for text in self.sets[i]:
                literal = text.partition("*")[0].partition("?")[0]
                new = literal + NEW
                if literal and self.signature(new) == signature and new not in self.taken:
                    return self.stem + new
        return self.stem + name

    def _free(self, signature: frozenset[int]) -> str | None:
        """Give a name that a clause does not write itself, or None."""
        inside = [[patterns.glob(text) for text in self.sets[i]] for i in sorted(signature)]
        outside = [
            patterns.glob(text)
            for i, texts in enumerate(self.sets)
            if i not in signature
            for text in texts
        ]
        outside += [patterns.literal(text) for text in sorted(self.taken)]
        return patterns.witness([*inside, [patterns.glob("?*")]], outside, budget=self.budget)

    def _words(self) -> dict[frozenset[int], str]:
        """Give every set of sets that some word satisfies, with such a word."""
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
            other = next((c for c in patterns.READABLE if c not in waits and c != ":"), "\u4e00")
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
    """Give the live patterns of a set after a character, or None when all words go on in it."""
    after: list[tuple[int, int]] = []
    for i, mask in live:
        moved = own[i].step(mask, seen)
        if moved & own[i].certain:
            return None
        if moved:
            after.append((i, moved))
    return tuple(after)


@lru_cache(maxsize=512)
def _service_actions(prefix: str) -> dict[str, str]:
    from influmojo_cfn import authorization

    found = authorization.service(prefix)
    if found is None:
        return {}
    return {key: action.qualified_name for key, action in found.actions.items()}


_FAMILIAR = ("s3:GetObject", "ec2:RunInstances", "iam:CreateUser", "sqs:SendMessage")


def action_classes(clauses: Sequence[Clause], budget: Budget) -> list[ActionClass]:
    """Give the classes of actions that clauses tell apart.

    Only services that the clauses name are looked at, each by itself; one action stands for all
    the others.
    """
    holders: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    whole = False
    for number, clause in enumerate(clauses):
        whole = whole or clause.statement.not_action
        for text in clause.statement.actions:
            written = text.covers if isinstance(text, Unknown) else text
            holders.setdefault(written.lower(), []).append(number)
            spelled.setdefault(written.lower(), written)
    services: dict[str, list[str]] = {}
    anywhere: list[str] = []
    for lowered in holders:
        prefix, colon, _ = lowered.partition(":")
        if not colon or "*" in prefix or "?" in prefix:
            anywhere.append(lowered)
        else:
            services.setdefault(prefix, []).append(lowered)
    if any(text != "*" for text in anywhere):
        services, anywhere = {"": list(holders)}, []
        whole = True
    found: list[ActionClass] = []
    whole = whole or bool(anywhere)
    for prefix, texts in sorted(services.items()):
        exact = [text for text in texts if "*" not in text and "?" not in text]
        found.extend(ActionClass(text, spelled[text]) for text in exact)
        together: dict[tuple[int, ...], list[str]] = {}
        for text in texts:
            if "*" in text or "?" in text:
                together.setdefault(tuple(holders[text]), []).append(text)
        if together or whole:
            stem = f"{prefix}:" if prefix else ""
            family = Family(stem, list(together.values()), frozenset(exact), budget)
            found.extend(family.classes(whole=whole))
    if whole and "" not in services:
        other = next((a for a in _FAMILIAR if a.split(":")[0] not in services), "another:Action")
        found.append(ActionClass(other.lower(), other, Elsewhere()))
    return found


class Elsewhere(Family):
    """All services that no clause names."""

    def __init__(self) -> None:
        super().__init__("", (), frozenset(), Budget())

    def members(self, sample: str) -> tuple[str, ...]:
        """Give one familiar action of them."""
        from influmojo_cfn import authorization

        known = authorization.action(sample)
        return (known.qualified_name,) if known else ()


_FRESH_ACCOUNT = "999999999999"


@dataclass(frozen=True)
class CallerClass:
    """Callers that no clause tells apart: one of them; None stands for no caller at all."""

    principal: Principal | None


def callers(clauses: Sequence[Clause]) -> list[CallerClass]:
    """Give a caller of every class that the principals of clauses tell apart.

    For each principal that a clause names there is that caller, a session of a role, another caller
    of the same account, and one of an account that no clause names.
    """
    named: dict[tuple[str, str], None] = {}
    has_principals = False
    for clause in clauses:
        principals = clause.statement.principals
        if principals is None:
            continue
        has_principals = True
        for kind, texts in principals.items():
            named.update({(kind, t): None for t in texts if isinstance(t, str) and t != "*"})
    if not has_principals:
        return [CallerClass(None)]
    found: dict[Principal, None] = {}
    roles: dict[tuple[str, str, str], None] = {}
    accounts: dict[tuple[str, str], None] = {}
    sessions: list[tuple[str, str, str, str]] = []
    for kind, text in named:
        if kind != "AWS":
            found[Principal(kind, text)] = None
            continue
        parts = text.split(":", 5)
        if text.isdigit():
            accounts["aws", text] = None
        elif len(parts) == 6:
            partition, account, resource = parts[1], parts[4], parts[5]
            accounts[partition, account] = None
            if resource.startswith("role/"):
                roles[partition, account, resource.removeprefix("role/")] = None
            elif resource.startswith("assumed-role/") and resource.count("/") == 2:
                role, session = resource.removeprefix("assumed-role/").split("/")
                roles.setdefault((partition, account, role), None)
                sessions.append((partition, account, role, session))
            elif resource != "root":
                found[Principal("AWS", text, (f"arn:{partition}:iam::{account}:root",))] = None
        else:
            found[Principal("AWS", text)] = None
    accounts["aws", _FRESH_ACCOUNT] = None
    for partition, account in accounts:
        root = f"arn:{partition}:iam::{account}:root"
        found[Principal("AWS", root)] = None
        found[Principal("AWS", f"arn:{partition}:iam::{account}:user/anyone", (root,))] = None
        roles[partition, account, "AnyRole"] = None
    for partition, account, role in roles:
        root = f"arn:{partition}:iam::{account}:root"
        names = [
            "session",
            *(s[3] for s in sessions if s[:3] == (partition, account, role.split("/")[-1])),
        ]
        for name in names:
            arn = f"arn:{partition}:sts::{account}:assumed-role/{role.split('/')[-1]}/{name}"
            also = (f"arn:{partition}:iam::{account}:role/{role}", root)
            found[Principal("AWS", arn, also)] = None
    found[Principal("Service", "another-service.amazonaws.com")] = None
    found[Principal("Federated", "another-provider.example.com")] = None
    found[Principal("CanonicalUser", "0" * 64)] = None
    return [CallerClass(principal) for principal in found]


def applies(clause: Clause, action: str, principal: Principal | None) -> int:
    """Tell whether a clause is about an action (lower case) and a caller: YES, NO or UNKNOWN."""
    about = clause.about(action)
    if about == NO:
        return NO
    caller = clause.compiled.match_principal(principal)
    if caller != YES and principal is not None and clause.partial_wildcards:
        caller = UNKNOWN
    return min(about, caller)
