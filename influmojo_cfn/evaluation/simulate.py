"""Decide one request by AWS's published logic, and name the statement that decided.

0. An action that needs no permission is allowed, whatever the policies say.
1. A Deny that applies, in any policy, decides: explicitDeny.
2. Else every layer that limits the role must allow: each level of service control policies, the
   permissions boundary and the session policies. The role's own policies must allow too.
3. Else implicitDeny.

A statement applies surely, or not at all, or it is in doubt. A value can be unknown before
deployment, or the two readings of ``*`` in an ARN differ (see ``iam.patterns``). Where a doubt of
the first kind could change the answer the outcome is ``unknown``. Where the readings differ the
outcome is what the role can do at least (an Allow read narrowly, a Deny widely). The decision also
gives what it can do at most. "can" asks the first, "cannot" the second.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from influmojo_cfn.data.actions_without_permission import ACTIONS as NEED_NO_PERMISSION
from influmojo_cfn.data.actions_without_permission import OF_USERS
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.statements import CompiledStatement, Mismatch
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.verdict import NO, READING, UNKNOWN, YES, Verdict

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation.environment import Environment

Outcome = Literal["allowed", "explicitDeny", "implicitDeny", "unknown"]
"""AWS's own words for what SimulatePrincipalPolicy answers, and unknown."""

LayerName = Literal[
    "identity policies",
    "permissions boundary",
    "session policies",
    "service control policies",
    "resource control policies",
    "VPC endpoint policy",
    "trust policy",
    "resource policy",
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


class ActionStatement(NamedTuple):
    """A statement that names an action, how surely, and what is said where it decides."""

    compiled: CompiledStatement
    verdict: Verdict
    deciding: Deciding


class Layer:
    """Policies of one kind that together must allow a request."""

    __slots__ = ("_about", "name", "statements")

    def __init__(
        self, name: LayerName, policies: Iterable[Policy], *, partly_known: bool = False
    ) -> None:
        self.name: LayerName = name
        self.statements: list[CompiledStatement] = []
        for policy in policies:
            self.statements.extend(
                CompiledStatement(policy, each, partly_known=partly_known)
                for each in policy.statements
            )
            if policy.unknown:
                self.statements.extend(_unknown_statements(policy))
        self._about: dict[str, tuple[list[ActionStatement], list[ActionStatement]]] = {}

    def about(self, action: str) -> tuple[list[ActionStatement], list[ActionStatement]]:
        """Return the Deny and the Allow statements that name an action, remembered by action."""
        found = self._about.get(action)
        if found is None:
            lowered = action.lower()
            found = ([], [])
            for each in self.statements:
                verdict = each.match_action(lowered)
                if verdict:
                    deciding = Deciding(each.policy, each.statement, self.name)
                    of_effect = found[each.statement.effect == "Allow"]
                    of_effect.append(ActionStatement(each, verdict, deciding))
            if len(self._about) >= _CACHED_ACTIONS:
                self._about.clear()
            self._about[action] = found
        return found


Weighed = tuple[Outcome, "Deciding | None", "LayerName | None"]


@dataclass(unsafe_hash=True)  # each request makes one, and a frozen one takes four times as long
class Decision:
    """The answer to a request.

    ``least`` and ``most`` are the outcomes with each ``*`` of an ARN read as it allows the role
    least and most, each pattern for itself. ``narrow`` and ``wide`` are those with all read alike.
    ``outcome`` is ``unknown`` if something unknown decides, else ``least``. ``environment`` is
    where the role is assumed to be deployed, where the answer is about a role of a template, and
    ``assumed`` what else it assumes.
    """

    outcome: Outcome
    request: Request
    deciding: Deciding | None = None
    least: Outcome = "implicitDeny"
    most: Outcome = "implicitDeny"
    limited_by: LayerName | None = None
    _evaluator: Evaluator | None = field(default=None, compare=False, repr=False)
    environment: Environment | None = field(default=None, compare=False, repr=False)
    assumed: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def narrow(self) -> Outcome:
        """The outcome with every ``*`` of an ARN read narrowly."""
        return self._in_reading(wide=False)

    @cached_property
    def wide(self) -> Outcome:
        """The outcome with every ``*`` of an ARN read widely."""
        return self._in_reading(wide=True)

    def _in_reading(self, *, wide: bool) -> Outcome:
        if not self.readings_differ or self._evaluator is None:
            return self.outcome
        return self._evaluator.outcome_in(self.request, wide=wide)

    @property
    def allowed(self) -> bool:
        """Return whether the role surely can."""
        return self.outcome == "allowed"

    @property
    def denied(self) -> bool:
        """Return whether the role surely cannot, in either reading."""
        return "Deny" in self.outcome and "Deny" in self.most

    @property
    def readings_differ(self) -> bool:
        """Return whether it depends on how far ``*`` reaches in an ARN."""
        return self.least != self.most

    def is_weighed_with(self, name: LayerName) -> bool:
        """Return whether policies of a kind are among those that decided."""
        return self._evaluator is not None and any(
            layer.name == name for layer in self._evaluator.layers
        )

    def if_granted(self, layers: Collection[LayerName]) -> Decision:
        """Return the answer of the other layers, where something else grants what these would."""
        return self if self._evaluator is None else self._evaluator.decide(self.request, layers)

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

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is assumed that the request contradicts, and what it lacks that a Deny asks for."""
        from influmojo_cfn.evaluation.notes import notes_on

        found = notes_on(self.request, self.environment) if self.environment else ()
        found = (*self.assumed, *found)
        if self._evaluator is None or self.outcome not in ("allowed", "explicitDeny"):
            return found
        return (*found, *self._evaluator.keys_not_carried(self.request))


class Evaluator:
    """Policies of a role made ready for many requests.

    Args:
        identity: the role's policies.
        boundary: the permissions boundary; None where there is none.
        session: session policies; None where there are none.
        service_control: one group of policies for each level of the organization.
        asked: what ``identity`` is; "trust policy" to ask who can assume the role.
        partly_known: whether strings of the role's policies, and of requests, can hold unknown
            characters (see :mod:`influmojo_cfn.iam.text`).
    """

    def __init__(
        self,
        identity: Iterable[Policy],
        *,
        boundary: Iterable[Policy] | None = None,
        session: Iterable[Policy] | None = None,
        service_control: Sequence[Iterable[Policy]] = (),
        asked: LayerName = "identity policies",
        partly_known: bool = False,
    ) -> None:
        self.layers = [Layer("service control policies", level) for level in service_control]
        if boundary is not None:
            self.layers.append(Layer("permissions boundary", boundary))
        if session is not None:
            self.layers.append(Layer("session policies", session))
        self.layers.append(Layer(asked, identity, partly_known=partly_known))

    def decide(self, request: Request, granted: Collection[LayerName] = ()) -> Decision:
        """Answer a request; one that needs no permission is allowed, and no statement decides.

        Where only users need none, the context determines it. Of the layers ``granted`` none has to
        allow: what a resource's own policy allows does not need them.
        """
        action = request.action.lower()
        if action not in NEED_NO_PERMISSION:
            return self._decided(request, granted)
        if action not in OF_USERS or request.context.get("aws:principaltype") == ("User",):
            return Decision("allowed", request, None, "allowed", "allowed", None, self)
        reason = f"whether a user calls {request.action}, which no policy decides"
        asker = Policy.unread("the credentials", reason)
        return Evaluator([asker])._decided(request)

    def _decided(self, request: Request, granted: Collection[LayerName] = ()) -> Decision:
        found = self._weigh(request, granted=granted)
        if found is not None:
            outcome, deciding, limited_by = found
            return Decision(outcome, request, deciding, outcome, outcome, limited_by, self)
        least = self._weigh(request, if_denied=YES, if_allowed=NO, granted=granted)
        most = self._weigh(request, if_denied=NO, if_allowed=YES, granted=granted)
        assert least is not None
        assert most is not None
        outcome, deciding, limited_by = most if most[0] == "unknown" else least
        return Decision(outcome, request, deciding, least[0], most[0], limited_by, self)

    def outcome_in(self, request: Request, *, wide: bool) -> Outcome:
        """Return the outcome with every ``*`` of an ARN read in the same way."""
        found = self._weigh(request, wide=wide)
        assert found is not None
        return found[0]

    def _weigh(
        self,
        request: Request,
        *,
        if_denied: Verdict = READING,
        if_allowed: Verdict = READING,
        wide: bool | None = None,
        granted: Collection[LayerName] = (),
    ) -> Weighed | None:
        """Decide, with a verdict for statements that apply in one reading of ``*`` alone.

        Give None where such a statement matters and there is neither a verdict for it nor a
        reading, narrow or wide.
        """
        denied: Verdict = NO
        allowed: Verdict = YES
        limited_by: LayerName | None = None
        deciding: Deciding | None = None
        for layer in self.layers:
            denies, allows = layer.about(request.action)
            verdict, deciding = _strongest(denies, request, if_denied, wide)
            if verdict == YES:
                return "explicitDeny", deciding, None
            denied = max(denied, verdict)
            if denied == READING:
                return None
            if layer.name in granted:
                continue
            verdict, deciding = _strongest(allows, request, if_allowed, wide)
            if verdict == READING:
                return None
            if verdict < allowed:
                allowed, limited_by = verdict, layer.name
        if allowed == NO:
            return "implicitDeny", None, limited_by
        if UNKNOWN in (denied, allowed):
            return "unknown", None, limited_by
        return "allowed", deciding, None

    def nearest(self, request: Request, limited_by: LayerName | None = None) -> tuple[Nearest, ...]:
        """Return the Allow statements nearest to a request, in the layer that did not allow it."""
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
        """Return what would have to be known to answer a request."""
        reasons: dict[str, None] = {}
        for layer in self.layers:
            for named in layer.about(request.action):
                for each, verdict, _ in named:
                    if min(verdict, each.match(request)) == UNKNOWN:
                        place = each.statement.sid or each.policy.name
                        for reason in each.unknown_reasons(request):
                            reasons[f"{place}: {reason}" if place else reason] = None
        return tuple(reasons)

    def keys_not_carried(self, request: Request) -> Iterator[str]:
        """Yield which condition keys a Deny about the request asks for and the request lacks."""
        for layer in self.layers:
            for each, _, _ in layer.about(request.action)[0]:
                if lacking := each.keys_not_carried(request):
                    place = each.statement.sid or f"a Deny of {each.policy.name}"
                    yield (
                        f"{place} asks for {' and '.join(lacking)}, which the request does not "
                        "carry: --context gives it"
                    )


def _strongest(
    named: list[ActionStatement], request: Request, in_doubt: Verdict, wide: bool | None
) -> tuple[Verdict, Deciding | None]:
    """Return how surely a statement applies, and the one that does so most surely."""
    best: Verdict = NO
    found: Deciding | None = None
    for each, about, deciding in named:
        verdict = each.match(request, wide)
        verdict = about if about < verdict else verdict
        if verdict == READING:
            verdict = in_doubt
        if verdict > best:
            best, found = verdict, deciding
            if best == YES:
                break
    return best, found


def _unknown_statements(policy: Policy) -> list[CompiledStatement]:
    """Stand for statements that are not known: they can allow or deny anything."""
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
