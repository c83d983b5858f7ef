"""How access changed between two documents, and how what several cases show is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from influmojo_cfn.iam.document import Statement
from influmojo_cfn.iam.unknown import Text
from influmojo_cfn.proof.access import Excess, ProofAnswer
from influmojo_cfn.proof.assignments import Assignment

AccessOutcome = Literal["unchanged", "narrowed", "widened", "both", "unknown"]
Part = Literal["permissions", "trust", "policy"]
"""What of a role is compared; or that it is another policy, such as a bucket's."""
Presence = Literal["both", "added", "removed"]


@dataclass(frozen=True)
class AccessChange:
    """How the permissions or the trust of one role changed, or another policy of a template.

    ``presence`` tells of what is only in one of the two.
    """

    role: str
    part: Part
    gained: ProofAnswer
    lost: ProofAnswer
    presence: Presence = "both"

    @property
    def outcome(self) -> AccessOutcome:
        """The change in one word; unknown when a side is not known and the other shows nothing."""
        gained, lost = self.gained.verdict, self.lost.verdict
        if gained == "refuted":
            return "both" if lost == "refuted" else "widened"
        if gained == "unknown" or lost == "unknown":
            return "unknown"
        return "narrowed" if lost == "refuted" else "unchanged"

    @property
    def may_be_wider(self) -> bool:
        """Return whether new access was found or cannot be excluded."""
        return self.gained.verdict != "proven"


def noted(change: AccessChange, where: str) -> AccessChange:
    """Return at what was found, and at what is not known, where it is so."""
    if not where:
        return change
    gained, lost = (
        ProofAnswer(
            answer.noted(where).excesses, tuple(f"{where}: {why}" for why in answer.unknown)
        )
        for answer in (change.gained, change.lost)
    )
    return replace(change, gained=gained, lost=lost)


def of_sides(change: AccessChange, moved: Sequence[bool]) -> AccessChange:
    """Keep of a change what the documents show that a case changes."""
    gained = change.gained if moved[1] else ProofAnswer()
    return replace(change, gained=gained, lost=change.lost if moved[0] else ProofAnswer())


def merged(one: AccessChange, other: AccessChange) -> AccessChange:
    """Return what two cases show of one role or policy."""
    gained, lost = one.gained.merged(other.gained, _key), one.lost.merged(other.lost, _key)
    return replace(one, gained=gained, lost=lost)


def _key(found: Excess) -> tuple[object, ...]:
    return found.statement.path, found.statement.sid, found.actions


def shown(change: AccessChange, case: Assignment) -> AccessChange:
    """Write letters of parameters as people know them."""
    if not case.letters:
        return change
    return replace(change, gained=_legible(change.gained, case), lost=_legible(change.lost, case))


def _legible(answer: ProofAnswer, case: Assignment) -> ProofAnswer:
    return ProofAnswer(
        tuple(legible(found, case) for found in answer.excesses),
        tuple(case.shown(reason) for reason in answer.unknown),
    )


def legible(found: Excess, case: Assignment) -> Excess:
    """Write an excess for people: letters that represent parameters as ``${Parameter}``."""
    request = found.counterexample.request
    context = {
        key: tuple(map(case.shown, values)) if isinstance(values, tuple) else values
        for key, values in request.context.items()
    }
    caller = request.principal
    if caller is not None:
        caller = replace(caller, identifier=case.shown(caller.identifier))
    written = request._replace(
        action=case.shown(request.action),
        resource=case.shown(request.resource),
        context=context,
        principal=caller,
    )
    return replace(
        found,
        statement=_legible_statement(found.statement, case),
        actions=tuple(map(case.shown, found.actions)),
        principals=tuple((kind, case.shown(name)) for kind, name in found.principals),
        resources=tuple(map(case.shown, found.resources)),
        counterexample=replace(found.counterexample, request=written),
        denied=tuple((policy, _legible_statement(deny, case)) for policy, deny in found.denied),
    )


def _legible_statement(statement: Statement, case: Assignment) -> Statement:
    def shown(text: Text) -> Text:
        return case.shown(text) if isinstance(text, str) else text

    return statement.with_texts(shown)
