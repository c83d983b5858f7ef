"""The condition operators of IAM: one table, and how a policy writes an operator.

Source of every row and rule (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from influmojo_cfn.data import condition_operators
from influmojo_cfn.iam.patterns import Token
from influmojo_cfn.iam.value_formats import KINDS, Family, Kind
from influmojo_cfn.iam.values import COMPARISONS, Comparison
from influmojo_cfn.iam.verdict import UNKNOWN, Verdict, of

Qualifier = Literal["ForAllValues", "ForAnyValue"]


class Operator(NamedTuple):
    """A row of the table; ``variables`` says whether policy variables stand in its values.

    ``comparison`` is the name of how values are compared, ``fails`` how a value that does not match
    stands to the policy's. ``words`` is what AWS writes of the operator.
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
        KeyError: the comparison doesn't exist.
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
_QUALIFIERS: dict[str, Qualifier] = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}
_IF_EXISTS = "ifexists"


class OperatorUse(NamedTuple):
    """An operator as a policy uses it: the row, its qualifier and whether it ends in IfExists."""

    operator: Operator
    qualifier: Qualifier | None = None
    if_exists: bool = False

    @property
    def is_contradictory(self) -> bool:
        """Return whether two sentences of AWS contradict each other where the key is absent."""
        return self.qualifier == "ForAnyValue" and self.if_exists

    @property
    def when_absent(self) -> Verdict:
        """Return whether the condition holds when the key is not in the request (not for Null).

        ForAnyValue "returns false" without the key, and IfExists makes a condition true without it:
        AWS's pages do not tell which of the two holds for both together.
        """
        if self.is_contradictory:
            return UNKNOWN
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
