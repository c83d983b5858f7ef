"""What a role can do, as a whole: compared with what another can, or with what it may never do.

A role is allowed a request when in each of its layers (service control policies, boundary, session
policies, its own policies) some Allow matches, and no Deny of any layer does. So the requests that
one access allows and another does not are a union of searches (:mod:`.search`): for each way in
which the one allows, a choice of an Allow from each layer, and each way in which the other does
not, a layer without a matching Allow or a Deny that matches.

Every request found is decided again by the evaluator. Both readings of ``*`` in an ARN are asked:
what holds in one of them only is neither proven nor refuted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.policy import Policy, Statement
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.proof.budget import Budget

Verdict = Literal["proven", "refuted", "unknown"]


class Fault(Error):
    """The prover and the evaluator disagree on a witness: one of them is wrong."""


@dataclass(frozen=True)
class Access:
    """The policies that together decide what a caller may do; see :class:`Evaluator`."""

    identity: tuple[Policy, ...]
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    service_control: tuple[tuple[Policy, ...], ...] = ()

    @property
    def layers(self) -> tuple[tuple[Policy, ...], ...]:
        """The groups of policies each of which must allow."""
        limits = [group for group in (self.boundary, self.session) if group is not None]
        return (self.identity, *limits, *self.service_control)

    @cached_property
    def evaluator(self) -> Evaluator:
        """The evaluator of these policies."""
        return Evaluator(
            self.identity,
            boundary=self.boundary,
            session=self.session,
            service_control=self.service_control,
        )


@dataclass(frozen=True)
class Witness:
    """A request that was found and confirmed, in both readings of ``*`` in an ARN.

    ``known_action`` is False for an action that no service has today; ``absent`` are the condition
    keys that the request does not carry, of those that statements ask for.
    """

    request: Request
    known_action: bool = True
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Excess:
    """What one statement allows past the bound: some of its actions, resources and principals.

    ``principals`` are kinds and names; nothing where the statement names none, or NotPrincipal.
    ``note`` says what the excess is, where that is not plain. ``denied`` are the Denies of the
    bound that the excess lies in, where all of it does: what they take away is all there is.
    """

    policy: Policy
    statement: Statement
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    witness: Witness
    principals: tuple[tuple[str, str], ...] = ()
    note: str = ""
    denied: tuple[tuple[Policy, Statement], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What was found out: the excesses, each with a witness, and why something is not known.

    ``suggested`` are texts which open parameters, each by its letter, could have so that there is
    an excess: worth a try where it is not known.
    """

    excesses: tuple[Excess, ...] = ()
    unknown: tuple[str, ...] = ()
    suggested: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def verdict(self) -> Verdict:
        """``proven`` when there can be no excess, ``refuted`` when there is one."""
        if self.excesses:
            return "refuted"
        return "unknown" if self.unknown else "proven"

    def noted(self, note: str) -> Answer:
        """Give the answer with a note at each excess."""
        return Answer(tuple(replace(found, note=note) for found in self.excesses), self.unknown)


def excess(
    over: Access,
    within: Sequence[Access],
    *,
    first_only: bool = False,
    budget: Budget | None = None,
) -> Answer:
    """Say what all of ``within`` allow and ``over`` does not: nothing, or what, with witnesses.

    ``excess(old, [new])`` is what a change adds; ``excess(nothing, [role, forbidden])`` what a role
    can do of what it never may.

    Args:
        over: the access that should allow all of it; one without policies allows nothing.
        within: accesses that must all allow a request.
        first_only: stop at the first witness.
        budget: the bound on work; past it the rest is unknown.
    """
    from influmojo_cfn.proof.question import Question

    return Question(over, within, budget or Budget()).answer(first_only=first_only)
