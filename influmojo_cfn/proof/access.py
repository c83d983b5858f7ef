"""What a role can do, as a whole, and what was found out about it.

A role has layers: service control policies, boundary, session policies and its own policies. It is
allowed a request when an Allow of each matches, and no Deny of any does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import Policy, Statement

ProofVerdict = Literal["proven", "refuted", "unknown"]


class Fault(Error):
    """The prover and the evaluator disagree on a counterexample: one of them is wrong."""


@dataclass(frozen=True)
class Access:
    """The policies that together decide what a caller can do; see :class:`Evaluator`."""

    identity: tuple[Policy, ...]
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    service_control: tuple[tuple[Policy, ...], ...] = ()

    @property
    def layers(self) -> tuple[tuple[Policy, ...], ...]:
        """The groups of policies each of which must allow."""
        limits = [group for group in (self.boundary, self.session) if group is not None]
        return (self.identity, *limits, *self.service_control)

    @property
    def statements(self) -> Iterator[Statement]:
        """The statements of all its policies."""
        for layer in self.layers:
            for policy in layer:
                yield from policy.statements

    @cached_property
    def evaluator(self) -> Evaluator:
        """The evaluator of these policies."""
        return Evaluator(
            self.identity,
            boundary=self.boundary,
            session=self.session,
            service_control=self.service_control,
        )


NOTHING = Access(())
"""The access of who has no policies: nothing is allowed."""


@dataclass(frozen=True)
class Counterexample:
    """A request that was found and confirmed, in both readings of ``*`` in an ARN.

    ``known_action`` is False for an action that no service has today. ``absent`` are the condition
    keys that the request does not carry, of those that statements ask for. ``possible_resource`` is
    False for a resource that no request of the action can name: the policies tell the two sides
    apart there alone. ``impossible_keys`` are condition keys with a value that AWS never sends.
    """

    request: Request
    known_action: bool = True
    absent: tuple[str, ...] = ()
    possible_resource: bool = True
    impossible_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Excess:
    """What one statement allows past the bound: some of its actions, resources and principals.

    ``principals`` are kinds and names; nothing where the statement names none, or NotPrincipal.
    ``note`` says what the excess is, where that is not plain. ``denied`` are the Denies of the
    bound that the excess lies in, where all of it does: what they remove is all there is.
    """

    policy: Policy
    statement: Statement
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    counterexample: Counterexample
    principals: tuple[tuple[str, str], ...] = ()
    note: str = ""
    denied: tuple[tuple[Policy, Statement], ...] = ()


@dataclass(frozen=True)
class ProofAnswer:
    """What was found out: the excesses, each with a counterexample, and why something is not known.

    ``suggested`` are strings which open parameters, each by its letter, could have so that there is
    an excess. They are worth a try where it is not known.
    """

    excesses: tuple[Excess, ...] = ()
    unknown: tuple[str, ...] = ()
    suggested: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def verdict(self) -> ProofVerdict:
        """``proven`` when there can be no excess, ``refuted`` when there is one."""
        if self.excesses:
            return "refuted"
        return "unknown" if self.unknown else "proven"

    @property
    def is_nothing(self) -> bool:
        """Whether nothing speaks against the question, and nothing is left to try."""
        return not (self.excesses or self.unknown or self.suggested)

    def merged(self, other: ProofAnswer, key: Callable[[Excess], Hashable]) -> ProofAnswer:
        """Return what two cases show together; of excesses with one ``key`` the first is kept."""
        excesses: dict[Hashable, Excess] = {}
        for found in (*self.excesses, *other.excesses):
            excesses.setdefault(key(found), found)
        unknown = dict.fromkeys((*self.unknown, *other.unknown))
        return ProofAnswer(tuple(excesses.values()), tuple(unknown))

    def noted(self, note: str) -> ProofAnswer:
        """Return the answer with a note at each excess."""
        return ProofAnswer(
            tuple(replace(found, note=note) for found in self.excesses), self.unknown
        )
