"""The condition operators of IAM: one table, and a condition compiled from it.

Source of every row and rule (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from influmojo_cfn.data import condition_operators
from influmojo_cfn.iam import values
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.patterns import Token, Variable, tokenize, variables_of
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.values import Comparison
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES, Verdict, negate, of

Values = tuple[str, ...] | Unknown
"""The values of a context key; never empty: a key without values is not in the context."""
Context = Mapping[str, Values]
"""The request context: lower-case condition key to its values."""
ANY_TAG = "aws:principaltag/*"
"""A key of a context that is unknown where it is not known which tags the caller has."""
_TAG = ANY_TAG[:-1]
Qualifier = Literal["ForAllValues", "ForAnyValue"]
Family = Literal["String", "Numeric", "Date", "Bool", "Binary", "IPAddress", "ARN", "Null"]


@dataclass(frozen=True)
class Operator:
    """A row of the table; ``variables`` says whether policy variables stand in its values.

    ``words`` is what AWS says of it.
    """

    name: str
    family: Family
    compare: Callable[[Sequence[Token]], Comparison]
    negated: bool = False
    wildcards: bool = False
    variables: bool = False
    words: str = ""


def _presence(tokens: Sequence[Token]) -> Comparison:
    raise NotImplementedError("Null asks whether the key is there, not for its value")


_COMPARISONS: dict[str, Callable[[Sequence[Token]], Comparison]] = {
    "text": values.equal_text,
    "text in any case": values.equal_text_ignoring_case,
    "pattern": values.like_text,
    "arn": values.like_arn,
    "boolean": values.boolean,
    "binary": values.binary,
    "address": values.ip_address,
    "presence": _presence,
    **{f"number {order}": values.number(order) for order in values.ORDERS},
    **{f"date {order}": values.date(order) for order in values.ORDERS},
}


def _row(name: str, family: str, comparison: str, flags: str, words: str) -> Operator:
    return Operator(
        name=name,
        family=family,  # type: ignore[arg-type]
        compare=_COMPARISONS[comparison],
        negated="negated" in flags,
        wildcards="wildcards" in flags,
        variables="variables" in flags,
        words=words,
    )


OPERATORS: tuple[Operator, ...] = tuple(_row(*row) for row in condition_operators.OPERATORS)
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
    return OperatorUse(row, qualifier, True) if row and row.family != "Null" else None


def look_up(key: str, context: Context) -> Values | None:
    """Return the values of a key; Unknown for a tag that the caller may have or not."""
    values = context.get(key)
    return context.get(ANY_TAG) if values is None and key.startswith(_TAG) else values


def resolve_variables(tokens: Sequence[Token], context: Context) -> tuple[Token, ...] | Verdict:
    """Put the context's values in the place of variables.

    A variable without a value (absent, or an empty text) and without a default, or with several
    values, makes a text that equals nothing: NO. One whose value is not known gives UNKNOWN.
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
        if value:
            found.append(value)
        elif token.default is not None and (values is None or value is not None):
            found.append(token.default)
        else:
            return NO
    return tuple(found)


class CompiledCondition:
    """A condition made ready to test many requests."""

    __slots__ = ("_fixed", "_is_tag", "_unknown", "_variable", "condition", "key", "use")

    def __init__(self, condition: Condition, *, variables: bool) -> None:
        self.condition = condition
        self.key = condition.key.lower()
        self._is_tag = self.key.startswith(_TAG)
        self.use = parse_operator(condition.operator)
        self._fixed: list[Comparison] = []
        self._variable: list[tuple[Token, ...]] = []
        self._unknown: list[Comparison] = []
        if self.use is None or self.use.operator.family == "Null":
            return
        for value in condition.values:
            if isinstance(value, Unknown):
                self._unknown.append(_could_be(value, self.use.operator))
                continue
            tokens = tokenize(value, variables=variables and self.use.operator.variables)
            if variables_of(tokens):
                self._variable.append(tokens)
            else:
                self._fixed.append(self.use.operator.compare(tokens))

    def test(self, context: Context) -> Verdict:
        """Return whether the condition holds in a request context."""
        use = self.use
        if use is None:
            return NO
        values = context.get(self.key)
        if values is None and self._is_tag and ANY_TAG in context:
            return UNKNOWN
        if use.operator.family == "Null":
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
        """Return whether a value of the request is not of the kind that the operator compares."""
        known = () if isinstance(values, Unknown) else values
        return any(compare(value) is None for value in known for compare in self._fixed)

    def _null(self, values: Values | None) -> Verdict:
        wanted = "true" if values is None else "false"
        if any(
            isinstance(value, str) and value.lower() == wanted for value in self.condition.values
        ):
            return YES
        return UNKNOWN if any(isinstance(v, Unknown) for v in self.condition.values) else NO

    def _one(self, value: str, context: Context) -> Verdict:
        """Compare one value of the request with all values of the policy."""
        assert self.use is not None
        incomparable = False
        best = UNKNOWN if any(could_be(value) for could_be in self._unknown) else NO
        for compare in self._fixed:
            matched = compare(value)
            if matched:
                best = YES
                break
            incomparable = incomparable or matched is None
        if best != YES and self._variable:
            for tokens in self._variable:
                resolved = resolve_variables(tokens, context)
                if isinstance(resolved, int):
                    best = max(best, resolved)
                    continue
                matched = self.use.operator.compare(resolved)(value)
                if matched:
                    best = YES
                incomparable = incomparable or matched is None
        if not self.use.operator.negated:
            return best
        return NO if incomparable else negate(best)


def _could_be(unknown: Unknown, operator: Operator) -> Comparison:
    """Return whether an unknown value could match: texts and ARNs alone are held to its shape."""
    if operator.family in ("String", "ARN"):
        folded = values.like_text(tokenize(unknown.covers.lower()))
        return lambda value: folded(value.lower())
    return lambda value: True
