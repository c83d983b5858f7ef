"""Decide one request by AWS's published logic, and say which statement decided.

1. A Deny that applies, in any policy, decides: explicitDeny.
2. Else every layer that limits the role must allow: each level of service control policies, the
   permissions boundary and the session policies; and the role's own policies must allow.
3. Else implicitDeny.

A statement applies surely, or not at all, or it is in doubt: because a value is not known before
deployment, or because the two readings of ``*`` in an ARN differ (see ``matching``). Where a doubt
of the first kind could change the answer the outcome is ``unknown``. Where the readings differ the
outcome is the cautious one, what the role surely may do, and the decision gives both.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from influmojo_cfn.evaluation.policy import Policy, Statement
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.statements import CompiledStatement, Mismatch
from influmojo_cfn.evaluation.verdict import NO, READING, UNKNOWN, YES, Verdict

Outcome = Literal["allowed", "explicitDeny", "implicitDeny", "unknown"]
"""AWS's own words for what SimulatePrincipalPolicy answers, and unknown."""

LayerName = Literal[
    "identity policies",
    "permissions boundary",
    "session policies",
    "service control policies",
    "trust policy",
]
NEAREST = 3
_CACHED_ACTIONS = 4096


@dataclass(frozen=True)
class Deciding:
    """The statement that decided."""

    policy: Policy
    statement: Statement
    layer: LayerName

    @property
    def where(self) -> str:
        """``file:line`` of the statement, where the policy was read from a file."""
        return self.policy.where(self.statement.path)


@dataclass(frozen=True)
class Nearest:
    """A statement that nearly allowed the request, and what did not match."""

    policy: Policy
    statement: Statement
    layer: LayerName
    mismatches: tuple[Mismatch, ...]

    @property
    def where(self) -> str:
        """``file:line`` of the statement, where the policy was read from a file."""
        return self.policy.where(self.statement.path)


class Layer:
    """Policies of one kind that together must allow a request."""

    __slots__ = ("_candidates", "name", "statements")

    def __init__(self, name: LayerName, policies: Iterable[Policy]) -> None:
        self.name: LayerName = name
        self.statements: list[CompiledStatement] = []
        for policy in policies:
            self.statements.extend(CompiledStatement(policy, each) for each in policy.statements)
            if policy.unknown:
                self.statements.extend(_unknown_statements(policy))
        self._candidates: dict[str, tuple[list[Candidate], list[Candidate]]] = {}

    def about(self, action: str) -> tuple[list[Candidate], list[Candidate]]:
        """Give the Deny and the Allow statements that name an action, remembered by action."""
        found = self._candidates.get(action)
        if found is None:
            lowered = action.lower()
            found = ([], [])
            for each in self.statements:
                verdict = each.match_action(lowered)
                if verdict:
                    found[each.statement.effect == "Allow"].append((each, verdict))
            if len(self._candidates) >= _CACHED_ACTIONS:
                self._candidates.clear()
            self._candidates[action] = found
        return found


Candidate = tuple[CompiledStatement, Verdict]
Found = tuple[Verdict, "CompiledStatement | None"]


@dataclass(frozen=True)
class Decision:
    """The answer to a request.

    ``narrow`` and ``wide`` are the outcomes in the two readings of ``*`` in an ARN; ``outcome`` is
    ``unknown`` if something unknown decides, else the cautious one of the two.
    """

    outcome: Outcome
    request: Request
    deciding: Deciding | None = None
    narrow: Outcome = "implicitDeny"
    wide: Outcome = "implicitDeny"
    limited_by: LayerName | None = None
    _evaluator: Evaluator | None = field(default=None, compare=False, repr=False)

    @property
    def allowed(self) -> bool:
        """Whether the role surely may."""
        return self.outcome == "allowed"

    @property
    def denied(self) -> bool:
        """Whether the role surely may not, in either reading."""
        return "Deny" in self.outcome and self.wide != "allowed" and self.narrow != "allowed"

    @property
    def readings_differ(self) -> bool:
        """Whether it depends on how far ``*`` reaches in an ARN."""
        return self.narrow != self.wide

    @cached_property
    def nearest(self) -> tuple[Nearest, ...]:
        """The statements that came nearest to allowing, when none did."""
        if self.outcome not in ("implicitDeny", "unknown") or self._evaluator is None:
            return ()
        return self._evaluator.nearest(self.request, self.limited_by)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Why the outcome is not known."""
        if self.outcome != "unknown" or self._evaluator is None:
            return ()
        return self._evaluator.unknown_reasons(self.request)


class Evaluator:
    """Policies of a role made ready for many requests.

    Args:
        identity: the role's policies.
        boundary: the permissions boundary; None where there is none.
        session: session policies; None where there are none.
        service_control: one group of policies for each level of the organization.
        asked: what ``identity`` is; "trust policy" to ask who may assume the role.
    """

    def __init__(
        self,
        identity: Iterable[Policy],
        *,
        boundary: Iterable[Policy] | None = None,
        session: Iterable[Policy] | None = None,
        service_control: Sequence[Iterable[Policy]] = (),
        asked: LayerName = "identity policies",
    ) -> None:
        self.layers = [Layer("service control policies", level) for level in service_control]
        if boundary is not None:
            self.layers.append(Layer("permissions boundary", boundary))
        if session is not None:
            self.layers.append(Layer("session policies", session))
        self.layers.append(Layer(asked, identity))

    def decide(self, request: Request) -> Decision:
        """Answer a request."""
        denied: Verdict = NO
        denying: tuple[CompiledStatement, Layer] | None = None
        allowed: Verdict = YES
        limiting: Layer | None = None
        allowing: CompiledStatement | None = None
        for layer in self.layers:
            denies, allows = layer.about(request.action)
            if denies:
                verdict, each = _strongest(denies, request)
                if verdict > denied and each is not None:
                    denied, denying = verdict, (each, layer)
                    if denied == YES:
                        break
            verdict, each = _strongest(allows, request)
            allowing = each
            if verdict < allowed:
                allowed, limiting = verdict, layer
        if denied == YES and denying:
            return self._answer("explicitDeny", request, denying, "explicitDeny", "explicitDeny")
        return self._weigh(request, (denied, denying), (allowed, allowing, limiting))

    def _weigh(
        self,
        request: Request,
        denial: tuple[Verdict, tuple[CompiledStatement, Layer] | None],
        permission: tuple[Verdict, CompiledStatement | None, Layer | None],
    ) -> Decision:
        """Put together what denies, if in doubt at all, and what allows."""
        denied, denying = denial
        allowed, allowing, limiting = permission
        if allowed == NO:
            limit = limiting.name if limiting else None
            return self._answer("implicitDeny", request, None, limited_by=limit)
        if UNKNOWN in (denied, allowed):
            limit = limiting.name if limiting else None
            return self._answer("unknown", request, None, "unknown", "unknown", limit)
        deciding = (allowing, self.layers[-1]) if allowing else None
        if denied == READING and denying:
            narrow: Outcome = "allowed" if allowed == YES else "implicitDeny"
            return self._answer("explicitDeny", request, denying, narrow, "explicitDeny")
        if allowed == READING:
            limit = limiting.name if limiting else None
            return self._answer("implicitDeny", request, None, "implicitDeny", "allowed", limit)
        return self._answer("allowed", request, deciding, "allowed", "allowed")

    def _answer(
        self,
        outcome: Outcome,
        request: Request,
        deciding: tuple[CompiledStatement, Layer] | None,
        narrow: Outcome = "implicitDeny",
        wide: Outcome = "implicitDeny",
        limited_by: LayerName | None = None,
    ) -> Decision:
        statement = (
            Deciding(deciding[0].policy, deciding[0].statement, deciding[1].name)
            if deciding
            else None
        )
        return Decision(outcome, request, statement, narrow, wide, limited_by, self)

    def nearest(self, request: Request, limited_by: LayerName | None = None) -> tuple[Nearest, ...]:
        """Give the Allow statements nearest to a request, in the layer that did not allow it."""
        scored = []
        for layer in self.layers:
            if limited_by and layer.name != limited_by:
                continue
            for each in layer.statements:
                if each.statement.effect == "Allow":
                    score = _nearness(each, request)
                    if score:
                        scored.append((score, layer, each))
        scored.sort(key=lambda row: row[0], reverse=True)
        return tuple(
            Nearest(each.policy, each.statement, layer.name, each.mismatches(request))
            for _, layer, each in scored[:NEAREST]
        )

    def unknown_reasons(self, request: Request) -> tuple[str, ...]:
        """Say what would have to be known to answer a request."""
        reasons: dict[str, None] = {}
        for layer in self.layers:
            for candidates in layer.about(request.action):
                for each, verdict in candidates:
                    if min(verdict, each.match(request)) == UNKNOWN:
                        place = each.statement.sid or each.policy.name
                        for reason in each.unknown_reasons(request):
                            reasons[f"{place}: {reason}" if place else reason] = None
        return tuple(reasons)


def decide(
    policies: Iterable[Policy],
    request: Request,
    *,
    boundary: Iterable[Policy] | None = None,
    session: Iterable[Policy] | None = None,
    service_control: Sequence[Iterable[Policy]] = (),
) -> Decision:
    """Answer one request; for many, make an :class:`Evaluator` once."""
    evaluator = Evaluator(
        policies, boundary=boundary, session=session, service_control=service_control
    )
    return evaluator.decide(request)


def _strongest(candidates: list[Candidate], request: Request) -> Found:
    best: Verdict = NO
    found: CompiledStatement | None = None
    for each, about in candidates:
        verdict = each.match(request)
        verdict = about if about < verdict else verdict
        if verdict > best:
            best, found = verdict, each
            if best == YES:
                break
    return best, found


def _unknown_statements(policy: Policy) -> list[CompiledStatement]:
    """Stand for statements that are not known: they may allow or deny anything."""
    allow = Statement("Allow", ("*",), ("*",), unknown=policy.unknown, path=policy.path)
    deny = Statement("Deny", ("*",), ("*",), unknown=policy.unknown, path=policy.path)
    return [CompiledStatement(policy, allow), CompiledStatement(policy, deny)]


def _nearness(each: CompiledStatement, request: Request) -> tuple[int, int, int] | None:
    """Rank a statement by what matches: the action first, then the resource, the conditions.

    None for a statement that has nothing to do with the request.
    """
    action = each.match_action(request.action.lower())
    resource = each.match_resource(request)
    rest = min(each.match_principal(request.principal), each.match_conditions(request.context))
    service = request.action.lower().partition(":")[0]
    same_service = any(
        isinstance(text, str) and text.lower().startswith(f"{service}:")
        for text in each.statement.actions
    )
    if action == NO and not (same_service and not each.statement.not_action):
        return None
    return (action, resource, rest)
