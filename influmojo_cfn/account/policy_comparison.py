"""Two policy documents compared by what they say, not by how it is written.

Order, Sids, one value or a list of one, and the case of actions and condition keys make no
difference. Nor does how permissions are spread over statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.iam import patterns
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Policy, Statement, parse_policy
from influmojo_cfn.iam.document_problems import PolicyType


def _spelled(key: str) -> str:
    """Write a condition key as AWS does; one with a part of its own stays in lower case."""
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.condition_key(key)
    return found.name if found and "$" not in found.name else key


@dataclass(frozen=True, order=True)
class Permission:
    """One action on one resource by one principal, under conditions; ``Not`` marks exclusions.

    ``action`` is in lower case, ``written`` as the document has it.
    """

    effect: str
    action: str
    resource: str
    principal: str
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    written: str = field(default="", compare=False)

    def __str__(self) -> str:
        words = [self.effect, self.written or self.action]
        words += [f"on {self.resource}"] if self.resource else []
        words += [f"by {self.principal}"] if self.principal else []
        for operator, key, values in self.conditions:
            words.append(f"if {_spelled(key)} {operator} {' or '.join(values)}")
        return " ".join(words)

    def covers(self, other: Permission) -> bool:
        """Return whether this one says at least what the other says, seen by wildcards alone."""
        return (
            (self.effect, self.principal, self.conditions)
            == (other.effect, other.principal, other.conditions)
            and _covers(self.action, other.action)
            and _covers(self.resource, other.resource)
        )

    def meets(self, other: Permission) -> bool:
        """Return whether both can speak of one request, whatever their conditions ask."""
        return (
            self.effect == other.effect
            and _principals_meet(self.principal, other.principal)
            and _meet(self.action, other.action)
            and _meet(self.resource, other.resource)
        )


@dataclass(frozen=True, kw_only=True)
class PolicyComparison:
    """What one document says and the other does not; both empty where they say the same.

    ``wanted`` is all that the first one says.
    """

    missing: tuple[Permission, ...]
    extra: tuple[Permission, ...]
    wanted: frozenset[Permission] = frozenset()

    def rest_of(self, extra: Permission) -> tuple[Permission, ...]:
        """Return what the first document says of a part of a permission of the second one."""
        return tuple(sorted(each for each in self.wanted if each.meets(extra)))

    @property
    def same(self) -> bool:
        """Return whether the documents say the same."""
        return not self.missing and not self.extra


def compare_policies(
    expected: Mapping[str, Any], found: Mapping[str, Any], *, kind: PolicyType = "identity"
) -> PolicyComparison:
    """Compare two documents: permission by permission first, then by proof where that differs.

    Raises:
        TemplateError: a document has not the shape of a policy.
    """
    one, other = (parse_policy(document, kind=kind) for document in (expected, found))
    wanted, there = _permissions(one), _permissions(other)
    comparison = PolicyComparison(
        missing=tuple(sorted(_not_covered(wanted, there))),
        extra=tuple(sorted(_not_covered(there, wanted))),
        wanted=frozenset(wanted),
    )
    if comparison.same or _proven_same(one, other):
        return PolicyComparison(missing=(), extra=())
    return comparison


def _proven_same(one: Policy, other: Policy) -> bool:
    from influmojo_cfn.proof.access import Access
    from influmojo_cfn.proof.question import ask

    sides = Access((one,)), Access((other,))
    return all(
        ask(over, [within], first_only=True).verdict == "proven"
        for over, within in (sides, sides[::-1])
    )


def _not_covered(these: Iterable[Permission], those: set[Permission]) -> Iterator[Permission]:
    for this in these:
        if this not in those and not any(that.covers(this) for that in those):
            yield this


def _permissions(policy: Policy) -> set[Permission]:
    return {each for statement in policy.statements for each in _of_statement(statement)}


def _of_statement(statement: Statement) -> Iterator[Permission]:
    conditions = tuple(
        sorted(
            (row.operator, row.key.lower(), tuple(sorted(map(str, row.values))))
            for row in statement.conditions
        )
    )
    written = {text.lower(): text for text in sorted(map(str, statement.actions))}
    actions = _texts(written, statement.not_action)
    resources = _texts(map(str, statement.resources), statement.not_resource)
    named = (statement.principals or {}).items()
    principals = _texts(
        (f"{kind} {value}" for kind, values in named for value in values), statement.not_principal
    )
    for action in actions:
        for resource in resources or [""]:
            for principal in principals or [""]:
                yield Permission(
                    statement.effect,
                    action,
                    resource,
                    principal,
                    conditions,
                    written.get(action, action),
                )


def _texts(values: Iterable[str], negated: bool) -> list[str]:
    """Return the values one by one, or what is excluded as one text: it cannot be split."""
    found = sorted(set(values))
    return [f"Not({', '.join(found)})"] if negated and found else found


def _covers(pattern: str, text: str) -> bool:
    """Return whether a pattern takes in another one, as far as one look tells."""
    if pattern == text or pattern == "*":
        return True
    excluding = pattern.startswith("Not(") or text.startswith("Not(")
    return not excluding and patterns.covers(pattern, text)


def _meet(one: str, other: str) -> bool:
    """Return whether two patterns can name one thing; what is excluded names all the rest."""
    excluded = next((each for each in (one, other) if each.startswith("Not(")), None)
    if excluded is None:
        return one == other or patterns.may_meet(one, other)
    named = other if excluded is one else one
    if named.startswith("Not("):
        return True
    texts = excluded.removeprefix("Not(").removesuffix(")").split(", ")
    return not any(_covers(text, named) for text in texts)


def _principals_meet(one: str, other: str) -> bool:
    """Return whether two principals can be one: everybody, and an account of a role or user."""
    if one == other or "Not(" in one + other:
        return one == other or _meet(one, other)
    wide, narrow = sorted((one, other), key=len)
    return _takes_in(wide, narrow) or _takes_in(narrow, wide)


def _takes_in(principal: str, other: str) -> bool:
    if principal in ("* *", "AWS *"):
        return other.startswith(("* ", "AWS "))
    kind, _, name = principal.partition(" ")
    whole = parse_arn(name)
    account = whole.account if whole and whole.resource == "root" else name
    inside = parse_arn(other.removeprefix("AWS "))
    return kind == "AWS" and account.isdigit() and inside is not None and inside.account == account
