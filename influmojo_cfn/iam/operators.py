"""The condition operators of IAM: one table, and a condition compiled from it.

Source of every row and rule (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from influmojo_cfn.data import condition_operators
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.patterns import Token, Variable, tokenize, variables_of
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.values import (
    COMPARISONS,
    DOUBTFUL,
    KINDS,
    Comparison,
    Family,
    Kind,
    like_text,
    literal,
)
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES, Verdict, negate, of

Values = tuple[str, ...] | Unknown
"""The values of a context key; never empty: a key without values is not in the context."""
Context = Mapping[str, Values]
"""The request context: lower-case condition key to its values."""
ANY_TAG = "aws:principaltag/*"
"""A key of a context that is unknown where it is not known which tags the caller has."""
_TAG = ANY_TAG[:-1]
Qualifier = Literal["ForAllValues", "ForAnyValue"]


@dataclass(frozen=True)
class Operator:
    """A row of the table; ``variables`` says whether policy variables stand in its values.

    ``comparison`` is the name of how values are compared, ``fails`` how a value that does not
    match stands to the policy's, ``words`` what AWS says of the operator.
    """

    name: str
    family: Family
    comparison: str
    compare: Callable[[Sequence[Token]], Comparison]
    negated: bool = False
    wildcards: bool = False
    variables: bool = False
    words: str = ""

    @property
    def kind(self) -> Kind:
        """What the values of a policy look like under the operator."""
        return KINDS[self.family]

    @property
    def asks_presence(self) -> bool:
        """Return whether the operator asks if the key is there, and not for its value."""
        return self.family == "Null"

    @property
    def ignores_case(self) -> bool:
        """Return whether ``A`` is ``a`` to the operator."""
        return self.comparison.endswith(" in any case")

    @property
    def is_ordered(self) -> bool:
        """Return whether the operator asks which of two values is greater."""
        return self._order in condition_operators.FAILS

    @property
    def _order(self) -> str:
        return self.comparison.partition(" ")[2]

    @property
    def fails(self) -> str:
        """How a value for which the comparison does not hold stands to the policy's."""
        return condition_operators.FAILS.get(self._order, "is not")


def operator_of(name: str, family: str, comparison: str, flags: str, words: str) -> Operator:
    """Return the operator that a row of the table describes.

    Raises:
        KeyError: there is no such comparison.
    """
    return Operator(
        name=name,
        family=family,  # type: ignore[arg-type]
        comparison=comparison,
        compare=COMPARISONS[comparison],
        negated="negated" in flags,
        wildcards="wildcards" in flags,
        variables="variables" in flags,
        words=words,
    )


OPERATORS: tuple[Operator, ...] = tuple(operator_of(*row) for row in condition_operators.OPERATORS)
"""Every condition operator of IAM."""

_BY_NAME = {row.name.lower(): row for row in OPERATORS}
_QUALIFIERS: dict[str, Qualifier] = {
    "forallvalues": "ForAllValues",
    "foranyvalue": "ForAnyValue",
}
_IF_EXISTS = "ifexists"


@dataclass(frozen=True)
class OperatorUse:
    """An operator as a policy uses it: the row, its qualifier and whether it ends in IfExists."""

    operator: Operator
    qualifier: Qualifier | None = None
    if_exists: bool = False

    @property
    def when_absent(self) -> Verdict:
        """Return whether the condition holds when the key is not in the request (not for Null).

        ForAnyValue asks for one value that matches: without a value it fails, IfExists or not.
        """
        if self.qualifier:
            return of(self.qualifier == "ForAllValues")
        return of(self.if_exists or self.operator.negated)


def parse_operator(text: str) -> OperatorUse | None:
    """Read ``ForAllValues:StringLikeIfExists`` and the like, in any case; None if there is none.

    Null takes no IfExists: it tests presence itself.
    """
    before, colon, name = text.lower().rpartition(":")
    qualifier = _QUALIFIERS.get(before)
    if colon and qualifier is None:
        return None
    row = _BY_NAME.get(name)
    if row:
        return OperatorUse(row, qualifier)
    row = _BY_NAME.get(name.removesuffix(_IF_EXISTS)) if name.endswith(_IF_EXISTS) else None
    return OperatorUse(row, qualifier, True) if row and not row.asks_presence else None


def look_up(key: str, context: Context) -> Values | None:
    """Return the values of a key; Unknown for a tag that the caller may have or not."""
    values = context.get(key)
    return context.get(ANY_TAG) if values is None and key.startswith(_TAG) else values


@lru_cache(maxsize=1024)
def is_multivalued(key: str) -> bool:
    """Return whether AWS calls a key multivalued; of such a key there is no policy variable.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    (read 2026-11-23): "You can use any single-valued condition key as a variable. You can't use a
    multivalued condition key as a variable."
    """
    from influmojo_cfn.iam import service_authorization

    known = service_authorization.condition_key(key)
    return known is not None and known.multivalued


def resolve_variables(tokens: Sequence[Token], context: Context) -> tuple[Token, ...] | Verdict:
    """Put the context's values in the place of variables.

    A variable without a value (absent, or an empty text) and without a default, or with several
    values, makes a text that equals nothing: NO. One whose value is not known gives UNKNOWN, and
    so does one of a multivalued key that AWS's words leave open: filled in or not.
    """
    found: list[Token] = []
    for token in tokens:
        if not isinstance(token, Variable):
            found.append(token)
            continue
        values = look_up(token.key, context)
        if isinstance(values, Unknown):
            return UNKNOWN
        value = values[0] if values is not None and len(values) == 1 else None
        if not value:
            value = token.default if values is None or value is not None else None
        if value is None:
            return NO
        if is_multivalued(token.key):
            return UNKNOWN
        found.append(value)
    return tuple(found)


def variable_doubts(texts: Sequence[Text], context: Context) -> list[str]:
    """Say why it is not known what the policy variables of texts stand for."""
    found: list[str] = []
    for text in texts:
        for variable in (
            variables_of(tokenize(text, variables=True)) if isinstance(text, str) else ()
        ):
            values = look_up(variable.key, context)
            if isinstance(values, Unknown):
                found.append(f"{variable.text}: {values.reason}")
            elif is_multivalued(variable.key):
                found.append(f"{variable.text}: AWS takes no multivalued key for a policy variable")
    return found


def condition_doubts(condition: Condition, *, variables: bool) -> tuple[str, ...]:
    """Say what AWS's pages do not tell of a condition, whatever the request.

    Such a condition is taken to hold or not: a Deny does not vanish with it, and an Allow is not
    relied on. What is surely no value of the operator matches nothing; only the negation of that
    is doubtful.
    """
    use = parse_operator(condition.operator)
    if use is None:
        return (f"{condition.operator!r} is not an operator of IAM",)
    if use.operator.asks_presence:
        return ()
    found: dict[str, None] = {}
    for value in condition.values:
        if isinstance(value, str):
            tokens = tokenize(value, variables=variables and use.operator.variables)
            if not variables_of(tokens):
                found.update(dict.fromkeys(_value_doubts(value, literal(tokens), use.operator)))
    return tuple(found)


def _value_doubts(value: str, text: str, operator: Operator) -> tuple[str, ...]:
    read = operator.kind.read(text)
    if read is DOUBTFUL:
        return (f"AWS does not say whether {value!r} is {operator.kind.a}",)
    if read is None and operator.negated:
        return (f"{operator.name} cannot read {value!r}: it is not {operator.kind.a}",)
    return ()


class CompiledCondition:
    """A condition made ready to test many requests.

    ``test`` returns whether it holds in a request context; ``doubts`` is what AWS's pages do not
    tell of it.
    """

    __slots__ = (
        "_asks_presence",
        "_fixed",
        "_is_tag",
        "_negated",
        "_unknown",
        "_unreadable",
        "_variable",
        "condition",
        "doubts",
        "key",
        "test",
        "use",
    )
    test: Callable[[Context], Verdict]

    def __init__(self, condition: Condition, *, variables: bool) -> None:
        self.condition = condition
        self.key = condition.key.lower()
        self._is_tag = self.key.startswith(_TAG)
        self.use = parse_operator(condition.operator)
        self.doubts = condition_doubts(condition, variables=variables)
        self._fixed: list[Comparison] = []
        self._variable: list[tuple[Token, ...]] = []
        self._unknown: list[Comparison] = []
        self._unreadable = False
        self._asks_presence = self._negated = False
        self.test = self._in_doubt if self.doubts else self._in_context
        if self.use is None:
            return
        operator = self.use.operator
        self._asks_presence, self._negated = operator.asks_presence, operator.negated
        if operator.asks_presence:
            return
        for value in condition.values:
            if isinstance(value, Unknown):
                self._unknown.append(_could_be(value, operator))
                continue
            tokens = tokenize(value, variables=variables and operator.variables)
            if variables_of(tokens):
                self._variable.append(tokens)
            elif operator.kind.read(literal(tokens)) is None:
                self._unreadable = True
            else:
                self._fixed.append(operator.compare(tokens))

    def _in_doubt(self, context: Context) -> Verdict:
        return UNKNOWN if self.use is None else min(UNKNOWN, self._in_context(context))

    def _in_context(self, context: Context) -> Verdict:
        use = self.use
        assert use is not None
        values = context.get(self.key)
        if values is None and self._is_tag and ANY_TAG in context:
            return UNKNOWN
        if self._asks_presence:
            return self._null(values)
        if values is None:
            return use.when_absent
        if isinstance(values, Unknown):
            return UNKNOWN
        if use.qualifier is None:
            return self._one(values[0], context) if len(values) == 1 else NO
        if not any(values):
            return of(use.qualifier == "ForAllValues")
        results = [self._one(value, context) for value in values]
        return min(results) if use.qualifier == "ForAllValues" else max(results)

    def incomparable(self, values: Values) -> bool:
        """Return whether a value of either side is not of the kind that the operator compares."""
        known = () if isinstance(values, Unknown) else values
        return bool(known) and (
            self._unreadable
            or any(compare(value) is None for value in known for compare in self._fixed)
        )

    def doubts_about(self, context: Context) -> list[str]:
        """Say why it is not known whether the condition holds in a request context."""
        found = list(self.doubts)
        values = look_up(self.key, context)
        if isinstance(values, Unknown):
            found.append(f"{self.condition.key}: {values.reason}")
        elif values is not None and self.use is not None and not self.use.operator.asks_presence:
            kind = self.use.operator.kind
            found.extend(
                f"{self.condition.key}: AWS does not say whether {value!r} is {kind.a}"
                for value in values
                if kind.read(value) is DOUBTFUL
            )
            for tokens in self._variable:
                resolved = resolve_variables(tokens, context)
                if not isinstance(resolved, int):
                    text = literal(resolved)
                    found.extend(_value_doubts(text, text, self.use.operator))
        found.extend(v.reason for v in self.condition.values if isinstance(v, Unknown))
        found.extend(variable_doubts(self.condition.values, context))
        return found

    def _null(self, values: Values | None) -> Verdict:
        wanted = values is None
        texts = [value for value in self.condition.values if isinstance(value, str)]
        if any(KINDS["Null"].read(text) is wanted for text in texts):
            return YES
        return UNKNOWN if len(texts) < len(self.condition.values) else NO

    def _one(self, value: str, context: Context) -> Verdict:
        """Compare one value of the request with all values of the policy."""
        incomparable = False
        best = NO
        if self._unknown and any(could_be(value) for could_be in self._unknown):
            best = UNKNOWN
        for compare in self._fixed:
            matched = compare(value)
            if matched is True:
                best = YES
                break
            if matched is None:
                incomparable = True
            elif matched is DOUBTFUL:
                best = UNKNOWN
        if best != YES and self._variable:
            assert self.use is not None
            for tokens in self._variable:
                resolved = resolve_variables(tokens, context)
                if isinstance(resolved, int):
                    best = max(best, resolved)
                    continue
                if self._negated and self.use.operator.kind.read(literal(resolved)) is None:
                    best = max(best, UNKNOWN)
                    continue
                matched = self.use.operator.compare(resolved)(value)
                if matched is True:
                    best = YES
                elif matched is DOUBTFUL:
                    best = max(best, UNKNOWN)
                incomparable = incomparable or matched is None
        if not self._negated:
            return best
        return NO if incomparable else negate(best)


def _could_be(unknown: Unknown, operator: Operator) -> Comparison:
    """Return whether an unknown value could match, where its kind has a shape held to that."""
    if operator.kind.has_shape:
        folded = like_text(tokenize(unknown.covers.lower()))
        return lambda value: folded(value.lower())
    return lambda value: True
