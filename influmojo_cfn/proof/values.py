"""Which values of one condition key satisfy some atoms and fail others.

A request carries a key or does not. A key that it carries has one value or, where AWS calls it
multivalued, a set of them. What the operators say of each case is the evaluator's
(:mod:`influmojo_cfn.iam.operators`). An operator without a qualifier holds for one value only, and
ForAllValues and ForAnyValue take empty strings alone for no value.

Keys that are known to be numbers, dates, addresses or booleans carry such values: an AWS service
sends no other. All other keys, tags among them, can carry any string, also where they are compared
as numbers. A string that is not a number satisfies no Numeric operator, not even a negated one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import Wildcard
from influmojo_cfn.proof.conditions import NO_ARN, Atom, ConditionFamily
from influmojo_cfn.proof.representative_values import (
    FORMS,
    LINES,
    READ_AS,
    UNREADABLE,
    WORDS,
    Test,
    ValueKind,
    has_form,
    holds,
    is_read,
    named,
    passes,
    points,
    reading_doubt,
)

Texts = tuple[str, ...]
"""The values of a key in a request; empty when the key is absent."""


class Unmodelled(Exception):
    """A construct that the algebra has no model of. ``str()`` gives the reason."""


class Constraint(NamedTuple):
    """An atom that must hold, or must not."""

    atom: Atom
    holds: bool


@dataclass(frozen=True)
class KeyModel:
    """What is known of a key: whether it can have several values, and what they look like."""

    several: bool = False
    kind: ValueKind = "text"
    is_open: bool = True
    """Whether the values can be of other kinds than AWS's page tells."""


_KINDS: dict[str, ValueKind] = {
    "Numeric": "number",
    "Date": "date",
    "IPAddress": "address",
    "Bool": "boolean",
}


@lru_cache(maxsize=4096)
def key_model(key: str) -> KeyModel:
    """Return what the authorization data tells of a key; an unknown one can have several values."""
    from influmojo_cfn.iam import service_authorization

    known = service_authorization.condition_key(key)
    if key == "aws:epochtime":
        return KeyModel(kind="seconds")
    if known is None:
        return KeyModel(several=True)
    kind = _KINDS.get(known.type, "text")
    return KeyModel(known.multivalued, kind, is_open=kind == "text" and known.type != "ARN")


def solve(
    constraints: Iterable[Constraint], model: KeyModel = KeyModel(), *, budget: Budget | None = None
) -> Texts | None:
    """Return one key's values that satisfy all constraints: () for absent, None for none.

    Letters for unknown strings can stand in the values; such an answer is a candidate only.

    Raises:
        Unmodelled: values cannot be excluded and cannot be found.
        Exceeded: the budget was spent.
    """
    asked = list(dict.fromkeys(constraints))
    if any(Constraint(c.atom, not c.holds) in asked for c in asked):
        return None
    found = _Solver([c for c in asked if not c.atom.opaque], model, budget or Budget()).solve()
    opaque = next((c.atom.opaque for c in asked if c.atom.opaque), None)
    if found is not None and opaque:
        raise Unmodelled(str(opaque[0]))
    return found


class _Solver:
    """One key: its constraints, by how they look at the values."""

    def __init__(self, constraints: list[Constraint], model: KeyModel, budget: Budget) -> None:
        self.constraints = constraints
        self.model = model
        self.budget = budget
        self.plain = [c for c in constraints if c.atom.null is None and not c.atom.quantifier]
        self.qualified = [c for c in constraints if c.atom.null is None and c.atom.quantifier]

    def solve(self) -> Texts | None:
        if all(c.atom.when_absent() == c.holds for c in self.constraints):
            return ()
        nulls = (c for c in self.constraints if c.atom.null is not None)
        if any((False in (c.atom.null or ())) != c.holds for c in nulls):
            return None
        for way in (self._single_value, self._empty_text, self._several):
            found = way()
            if found is not None:
                return found
        return None

    def _single_value(self) -> Texts | None:
        """Return one value; not the empty text where a qualifier would take it for no value."""
        tests = [_test(c) for c in (*self.plain, *self.qualified)]
        value = self._value(tests, allow_empty=not self.qualified)
        return None if value is None else (value,)

    def _empty_text(self) -> Texts | None:
        """Return the empty text, which is not a value to a qualifier."""
        if not self.qualified:
            return None
        if any((c.atom.quantifier == "all") != c.holds for c in self.qualified):
            return None
        return ("",) if all(passes("", _test(c)) for c in self.plain) else None

    def _several(self) -> Texts | None:
        """Return several values: each passes what all must, and some one what one must.

        The empty text is a value like another when one that is not empty stands next to it.
        """
        if not self.model.several or any(c.holds and not c.atom.several for c in self.plain):
            return None
        every: list[Test] = []
        some: list[Test] = []
        for c in self.qualified:
            (every if (c.atom.quantifier == "all") == c.holds else some).append(_test(c))
        values: dict[str, None] = {}
        for tests in [[*every, test] for test in some] or [every]:
            value = self._value(tests, allow_empty=True)
            if value is None:
                return None
            values[value] = None
        if len(values) == 1 or not any(values):
            other = self._another(every, next(iter(values)))
            if other is None:
                return None
            values[other] = None
        for constraint in self.plain:
            if constraint.atom.several:
                raise Unmodelled(constraint.atom.several)
        return tuple(values)

    def _another(self, every: list[Test], value: str) -> str | None:
        """Return one more value; only strings are sought, for there is always another number."""
        different = Atom("", accepted=(patterns.literal(value),))
        return self._value([*every, (different, False)], allow_empty=bool(value))

    def _value(self, tests: list[Test], *, allow_empty: bool) -> str | None:
        """Return one value that passes every test, and that every test in doubt can compare.

        Raises:
            Unmodelled: only values that a negated test of a Deny cannot compare pass the others.
        """
        arns = [(_NO_ARN, False)] if any(map(_is_of_arns, tests)) else []
        found = self._passing([*tests, *arns], allow_empty=allow_empty)
        if found is not None:
            return found
        for test in tests if self.model.is_open else ():
            if test[0].others:
                rest = [other for other in tests if other is not test]
                rest += [(_NO_ARN, True)] if _is_of_arns(test) else []
                if self._passing(rest, allow_empty=allow_empty, unread=test[0].family) is not None:
                    raise Unmodelled(test[0].others)
        return None

    def _passing(
        self, tests: list[Test], *, allow_empty: bool, unread: ConditionFamily = "text"
    ) -> str | None:
        """Return one value that passes every test, and that is not read as of the family given.

        Each form that a value can have is tried. What a form is not read as never holds of it. For
        the rest, one candidate from each piece is enough, unless strings are tested as well.
        """
        texts = [test for test in tests if test[0].family == "text"]
        typed = [test for test in tests if test[0].family != "text"]
        words = self._texts(texts, allow_empty)
        if not words:
            return None
        if not typed and self.model.kind in WORDS and unread == "text":
            return words[0]
        doubt = ""
        tested = {atom.family for atom, _ in typed}
        for form in sorted(FORMS[self.model.kind], key=lambda form: form not in (*tested, "other")):
            read = READ_AS[form]
            if unread in read:
                continue
            if any(holds(test) for test in typed if test[0].family not in read):
                continue
            own = [test for test in typed if test[0].family in read]
            plain = () if form in LINES else self._plain_words(texts)
            found = points(form, own, self.budget) if form in LINES else iter(plain)
            first = next(found, None)
            for candidate in chain([first or ""], found, words, named(texts, form)):
                if (
                    (candidate or allow_empty)
                    and has_form(candidate, form, tested)
                    and not is_read(candidate, unread)
                    and all(passes(candidate, test) for test in tests)
                ):
                    return candidate
            if first is not None:
                self._of_doubtful(texts, own)
            if first is not None or form not in LINES:
                doubt = next((atom.vague for atom, _ in own if atom.vague), "") or (
                    f"{tests[0][0].key} is tested as"
                    f" {' and as '.join(sorted({atom.family for atom, _ in tests}))}"
                )
        if doubt and not any(map(_is_finite, texts)):
            raise Unmodelled(doubt)
        return None

    def _of_doubtful(self, texts: list[Test], typed: list[Test]) -> None:
        """Raise where strings name a value of which AWS does not tell whether it is of a family.

        What it might be read as passes the tests of that family.
        """
        for word in (word for atom, inside in texts if inside for word in atom.accepted):
            text = word.text if isinstance(word, Pattern) else ""
            doubt = reading_doubt(typed[0][0].key, text, typed) if typed else ""
            if doubt and all(passes(text, test) for test in texts):
                raise Unmodelled(doubt)

    def _plain_words(self, tests: list[Test]) -> list[str]:
        """Return a string that is not a number, date or address, though not wherever one exists."""
        return self._texts(tests, False, UNREADABLE if self.model.kind == "text" else ())

    def _texts(
        self, tests: list[Test], allow_empty: bool, also: tuple[Pattern, ...] = ()
    ) -> list[str]:
        """Return a string that passes, if there is one: one that surely does before another."""
        for perhaps in (False, True):
            word = self._text(tests, allow_empty, also, perhaps=perhaps)
            if word is not None or not any(atom.more for atom, inside in tests if inside):
                return [] if word is None else [word]
        return []

    def _text(
        self, tests: list[Test], allow_empty: bool, also: tuple[Pattern, ...], *, perhaps: bool
    ) -> str | None:
        unions: list[list[Pattern]] = [list(also)] if also else []
        excluded: list[Pattern] = []
        if self.model.kind == "boolean":
            unions.append(list(_BOOLEANS))
        for atom, inside in tests:
            if atom.vague:
                raise Unmodelled(atom.vague)
            if inside:
                accepted = (*atom.accepted, *atom.more) if perhaps else atom.accepted
                unions.append([p for p in accepted if isinstance(p, Pattern)])
            else:
                excluded.extend(p for p in atom.accepted if isinstance(p, Pattern))
        word = patterns.shortest_text([*unions, [_NOT_EMPTY]], excluded, budget=self.budget)
        if word is None and allow_empty:
            word = patterns.shortest_text(unions, excluded, budget=self.budget)
        return word


_NOT_EMPTY = patterns.glob("?*")
_NO_ARN = Atom("", accepted=NO_ARN)
_BOOLEANS = (patterns.literal("true"), patterns.literal("false"))


def _is_of_arns(test: Test) -> bool:
    return bool(test[0].others) and test[0].family == "text"


def _test(constraint: Constraint) -> Test:
    return constraint.atom, constraint.holds != constraint.atom.negated


def _is_finite(test: Test) -> bool:
    """Return whether a test leaves only strings that it names itself."""
    atom, inside = test
    patterns = [p for p in (*atom.accepted, *atom.more) if isinstance(p, Pattern)]
    return inside and all(
        not isinstance(symbol, Wildcard) and len(symbol) == 1 and not is_opaque(symbol[0])
        for pattern in patterns
        for symbol in pattern.symbols
    )
