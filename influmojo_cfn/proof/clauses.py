"""Statements made ready for questions about all requests: products of their four parts.

Actions and callers are split into finitely many classes (:mod:`.actions`, :mod:`.callers`).
Resources and context values stay symbolic (:mod:`.patterns`, :mod:`.values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.evaluation.statements import CompiledStatement, stays_within_segments
from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.conditions import is_multivalued, of_multivalued
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import (
    Matcher,
    Variable,
    arn_pattern,
    has_service_wildcard,
    matcher,
    split_segments,
    tokenize,
    variables_of,
    with_replaced_variables,
)
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof.conditions import Atom, atom
from influmojo_cfn.proof.letters import Letters, tokens_of

_ENDS_IN_STAR = re.compile(r"(?:[^*?$:]*:){5}[^*?$]*\*")
"""An ARN whose only wildcard is a star at its end, without variables."""


class Clause:
    """A statement made ready for questions about all requests.

    ``sure`` resources are matched whatever unknown strings represent; ``wide`` and ``narrow`` are
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

    @property
    def named(self) -> set[str] | None:
        """The actions in lower case, where the clause names each; None where patterns tell."""
        patterns_tell = self._wild or self._vague or self.statement.not_action
        return None if patterns_tell else self._exact

    def about(self, action: str) -> int:
        """Return whether the clause is about an action in lower case: YES, NO or UNKNOWN."""
        named = action in self._exact or any(
            test(action)
            for prefix in (action.partition(":")[0], "")
            for test in self._wild.get(prefix, ())
        )
        if not named and any(test(action) for test in self._vague):
            return UNKNOWN
        return YES if named != self.statement.not_action else NO

    def given(self, letters: Letters) -> Clause:
        """Return the clause where more is known of policy variables."""
        return Clause(self.policy, self.statement, letters)

    @cached_property
    def partial_wildcards(self) -> tuple[str, ...]:
        """Return which principals hold a wildcard within a string, which AWS takes for nothing."""
        return tuple(
            f"whom the principal {text} names: AWS takes no wildcard within one"
            for text in (self.statement.principals or {}).get("AWS", ())
            if isinstance(text, str) and text != "*" and ("*" in text or "?" in text)
        )

    @cached_property
    def _variables(self) -> tuple[frozenset[Variable], dict[str, None]]:
        """The policy variables, and why it is not known what others represent."""
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
        several = {v for v in found if is_multivalued(v.key)}
        doubts = [
            f"what {v} stands for before the fifth colon of an ARN" for v in _texts(misplaced)
        ]
        doubts += map(of_multivalued, _texts(several))
        return frozenset(found - several), dict.fromkeys(doubts)

    @property
    def variables(self) -> frozenset[Variable]:
        """The policy variables that it holds, of keys that have one value."""
        return self._variables[0]

    @property
    def doubtful_variables(self) -> tuple[str, ...]:
        """Why it is not known what variables represent: before the fifth colon, or of a set."""
        return tuple(self._variables[1])

    @cached_property
    def is_open(self) -> bool:
        """Return whether a string holds a letter that represents a parameter's value."""
        written = (text for text in self.statement.texts if isinstance(text, str))
        return any(is_opaque(c) for text in written if not text.isascii() for c in text)

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The conditions, all of which must hold."""
        variables = self.policy.has_variables
        denies = not self.allows
        read = [
            atom(c, self._letters, variables=variables, denies=denies)
            for c in self.statement.conditions
        ]
        return tuple(dict.fromkeys(read))

    @cached_property
    def _distinct_atoms(self) -> frozenset[Atom]:
        return frozenset(self.atoms)

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
        """Return whether there is a Resource or NotResource; trust statements have none."""
        return bool(self.statement.resources) or self.statement.not_resource

    def resources(self, *, wide: bool, at_most: bool = False) -> tuple[Pattern, ...]:
        """Return the patterns of Resource or NotResource in a reading.

        With ``at_most`` they cover all that the statement could name, whatever the strings are that
        letters represent; else what it surely names.
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
        """Return the two readings of a string; none of either where it names nothing."""
        wides, narrows = self._readings_of(text)
        return (narrows if self._is_narrow(text) else wides), narrows

    def _is_narrow(self, text: Text) -> bool:
        return stays_within_segments(self.policy, self.statement, text)

    def _readings_of(self, text: Text) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
        if isinstance(text, str) and "${" not in text:
            narrow = patterns.arn(text, wide=False, any_service=self.policy.within_segments)
            return patterns.arn(text, wide=True), narrow
        tokens = tokens_of(text, self._letters, variables=self.policy.has_variables)
        if tokens is None:
            return (), ()
        wide = patterns.pattern_of(tokens, str(text))
        if wide.symbols == patterns.ANYTHING.symbols:
            return (wide,), (wide,)
        service = isinstance(text, str) and has_service_wildcard(split_segments(tokens))
        if service and not self.policy.within_segments:
            return (wide,), ()
        return (wide,), (patterns.segmented_pattern(tokens, str(text)),)

    @cached_property
    def readings_differ(self) -> bool:
        """Return whether the two readings of a ``*`` can differ for some resource."""
        return any(
            not isinstance(text, str) or "${" in text or arn_pattern(text).narrow is not None
            for text in self.statement.resources
            if not self._is_narrow(text)
        )

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Why it is not known whether the statement applies at all."""
        return self.statement.unknown

    def includes(self, other: Clause) -> bool:
        """Return whether the strings alone show that this clause holds wherever the other does.

        Both are about the action that is asked. Of two that perhaps hold, both do or neither does
        if they are written alike but for the Sid, the actions and the order.
        """
        if self.unknown:
            return self._doubted == other._doubted
        if not self._distinct_atoms <= other._distinct_atoms:
            return False
        if not self.names_resources:
            return True
        mine, its = self._wide, other._wide
        if self.statement.not_resource or other.statement.not_resource:
            same = self.statement.not_resource == other.statement.not_resource
            return same and other.names_resources and mine == its
        if patterns.ANYTHING in mine:
            return True
        return other.names_resources and all(
            pattern in mine or pattern.text.startswith(self._beginnings) for pattern in its
        )

    @cached_property
    def _doubted(self) -> tuple[object, ...]:
        statement = self.statement
        conditions = (
            (each.operator.lower(), each.key.lower(), frozenset(each.values))
            for each in statement.conditions
        )
        principals = (statement.principals or {}).items()
        return (
            *(statement.effect, statement.unknown, statement.origin),
            *(statement.not_resource, statement.not_principal),
            frozenset(statement.resources),
            frozenset(conditions),
            frozenset((kind, frozenset(texts)) for kind, texts in principals),
        )

    @cached_property
    def _wide(self) -> frozenset[Pattern]:
        return frozenset(self.resources(wide=True))

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        """Return the strings with which all begins that ``TEXT*`` matches, in both readings."""
        texts = [text for text in self.statement.resources if isinstance(text, str)]
        return tuple(text[:-1] for text in texts if _ENDS_IN_STAR.fullmatch(text))


def _texts(variables: Iterable[Variable]) -> list[str]:
    return sorted(variable.text for variable in variables)


def _variables_of_resource(text: Text) -> Iterator[tuple[Variable, bool]]:
    """Yield the variables of a resource, and whether AWS replaces them: only after five colons."""
    if isinstance(text, str) and "${" in text:
        tokens = tokenize(text, variables=True)
        for token, replaced in zip(tokens, with_replaced_variables(tokens), strict=True):
            if isinstance(token, Variable):
                yield token, isinstance(replaced, Variable)


def clauses_of(policies: Iterable[Policy], letters: Letters) -> list[Clause]:
    """Return the clauses of policies; statements that are not known can allow or deny anything.

    A statement of an identity policy that names no resource applies to nothing.
    """
    found: list[Clause] = []
    for policy in policies:
        found.extend(
            Clause(policy, statement, letters)
            for statement in policy.statements
            if statement.resources or statement.not_resource or statement.principals is not None
        )
        if policy.unknown:
            for effect in ("Allow", "Deny"):
                anything = Statement(
                    *(effect, ("*",), ("*",)),
                    unknown=policy.unknown,
                    origin=policy.origin,
                    path=policy.path,
                )
                found.append(Clause(policy, anything, letters))
    return found


class ClausesByAction:
    """The numbers of clauses by the actions they name: of thousands, few concern one action."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._named: dict[str, list[int]] = {}
        self._by_patterns: list[int] = []
        for number, clause in enumerate(clauses):
            if clause.named is None:
                self._by_patterns.append(number)
            for action in clause.named or ():
                self._named.setdefault(action, []).append(number)

    def near(self, action: str) -> list[int]:
        """Return the numbers, in order, of the clauses that can be about an action."""
        return sorted([*self._by_patterns, *self._named.get(action, ())])


def applies(clause: Clause, action: str, principal: Caller | None) -> int:
    """Return whether a clause is about an action (lower case) and a caller: YES, NO or UNKNOWN."""
    about = clause.about(action)
    if about == NO:
        return NO
    caller = clause.compiled.match_principal(principal)
    if caller != YES and principal is not None and clause.partial_wildcards:
        caller = UNKNOWN
    return min(about, caller)
