"""Why a statement does not apply to a request, in words: one sentence for each element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from influmojo_cfn.evaluation.statements import Mismatch
from influmojo_cfn.iam.conditions import CompiledCondition, Values, look_up
from influmojo_cfn.iam.unknown import Text, Unknown, as_shown
from influmojo_cfn.iam.verdict import READING, UNKNOWN

AMONG = "matches"
"""How what a Not element or a negated operator omits stands to the request."""


class MismatchWords(NamedTuple):
    """A mismatch in words; ``relation`` puts what the request has and what is asked together."""

    element: str
    expected: str
    found: str
    relation: str = "is not"

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        return f"{self.element}: {self.found} {self.relation} {self.expected}"


def sentences(mismatches: Sequence[Mismatch]) -> list[str]:
    """Return the sentence of each mismatch."""
    return [words.sentence for mismatch in mismatches for words in mismatch_in_words(mismatch)]


def mismatch_in_words(mismatch: Mismatch) -> list[MismatchWords]:
    """Return a mismatch in words; one of what is not known of a statement for each reason."""
    statement, request = mismatch.statement, mismatch.request
    if mismatch.condition is not None:
        return [_of_condition(mismatch.condition, look_up(mismatch.condition.key, request.context))]
    if mismatch.element == "Statement":
        said = "not known before deployment"
        return [MismatchWords("Statement", reason, said, "because") for reason in statement.unknown]
    if mismatch.element in ("Principal", "NotPrincipal"):
        return [_of_principal(mismatch)]
    if mismatch.element in ("Action", "NotAction"):
        expected = _one_of(statement.actions)
        return [MismatchWords(mismatch.element, expected, request.action, _relation(mismatch))]
    expected = _one_of(statement.resources) + _reading(mismatch)
    found = as_shown(request.resource)
    return [MismatchWords(mismatch.element, expected, found, _relation(mismatch))]


def _relation(mismatch: Mismatch) -> str:
    """Return how what the request has stands to what the statement names."""
    negated = mismatch.element.startswith("Not")
    if mismatch.verdict == UNKNOWN:
        return "is perhaps" if negated else "is perhaps not"
    return AMONG if negated else "is not"


def _reading(mismatch: Mismatch) -> str:
    """Return in which reading of a wildcard a resource matches, where the readings differ."""
    if mismatch.verdict != READING:
        return ""
    doubt = "the service segment takes a wildcard" if mismatch.by_service else _REACHES
    return f" {'if' if mismatch.statement.not_resource else 'unless'} {doubt}"


_REACHES = "* reaches past colons"


def _of_principal(mismatch: Mismatch) -> MismatchWords:
    statement, principal = mismatch.statement, mismatch.request.principal
    named = [
        f"{kind} {_one_of(texts)}" if kind != "*" else _one_of(texts)
        for kind, texts in (statement.principals or {}).items()
    ]
    found = f"{principal.kind} {principal.identifier}" if principal else "no principal"
    relation = AMONG if statement.not_principal and principal else "is not"
    return MismatchWords(mismatch.element, " or ".join(named), found, relation)


def _of_condition(condition: CompiledCondition, values: Values | None) -> MismatchWords:
    written = condition.condition
    element = f"Condition {written.operator} {written.key}"
    if condition.use is None:
        return MismatchWords(element, "an operator of IAM", written.operator)
    expected = _one_of(written.values)
    operator = condition.use.operator
    if operator.asks_presence:
        found = "true (no such key)" if values is None else "false (the request has the key)"
        return MismatchWords(element, expected, found)
    if values is None:
        return MismatchWords(element, expected, "the request has no such key", "to compare with")
    if isinstance(values, Unknown):
        found = f"a value that is not known ({values.reason})"
        return MismatchWords(element, expected, found, "might not match")
    found = " and ".join(values) if any(values) else "an empty string"
    if len(values) > 1 and condition.use.qualifier is None:
        found = f"{found} (several values need ForAllValues or ForAnyValue)"
    if condition.incomparable(values):
        return MismatchWords(element, expected, found, "cannot be compared with")
    return MismatchWords(element, expected, found, AMONG if operator.negated else operator.fails)


def _one_of(texts: Sequence[Text]) -> str:
    shown = [
        f"{text.covers} ({text.reason})" if isinstance(text, Unknown) else text for text in texts
    ]
    if len(shown) <= _MOST:
        return " or ".join(shown)
    return f"{' or '.join(shown[: _MOST - 1])} or {len(shown) - _MOST + 1} more"


_MOST = 4
"""The alternatives that are all named."""
