"""What in a template gives access besides its roles, a line for each statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat

from influmojo_cfn.report.explain.model import (
    Explanation,
    OmittedStatementShown,
    PolicyShown,
    PrincipalShown,
    ResourcePolicyShown,
    StatementShown,
    boundary_doubts,
)
from influmojo_cfn.report.printable import first_of

Quote = Callable[[str], str]
"""Writes a name, an action or an ARN, as a code span for example."""
MOST_SHOWN = 12
"""How many actions or resources of a statement are written; JSON has them all."""


def others(explanation: Explanation, quote: Quote = str) -> Iterator[tuple[str, list[str]]]:
    """Yield a title, and what it can do, of each principal and resource policy."""
    for principal in explanation.principals:
        yield f"{quote(principal.name)} ({principal.kind})", list(_of_principal(principal, quote))
    for resource in explanation.resource_policies:
        limit = ", limits only" if resource.limits else ""
        title = f"{quote(resource.policy.name)} ({resource.resource_type}{limit})"
        yield title, list(_of_resource(resource, quote))
    for handover in explanation.handovers:
        roles = [f"{to}: the role {quote(role)}" for to, role in handover.roles]
        yield f"{quote(handover.name)} ({handover.resource_type})", roles


def _of_principal(principal: PrincipalShown, quote: Quote) -> Iterator[str]:
    for policy in principal.policies:
        yield f"{policy.kind}: {quote(policy.name)}"
        yield from _of_policy(policy, repeat(()), quote)
    if principal.boundary:
        yield f"permissions boundary: {quote(principal.boundary.name)}"
        yield from (f"not known: {reason}" for reason in boundary_doubts(principal.boundary))
    if not principal.policies:
        yield "no policy"
    yield from (omitted_line(each, quote) for each in principal.omitted)


def omitted_line(omitted: OmittedStatementShown, quote: Quote = str) -> str:
    """Return what conditions omit, and which parameter would bring it."""
    return (
        f"omitted at these parameter values: {'Deny ' if omitted.effect == 'Deny' else ''}"
        f"{', '.join(map(quote, omitted.actions))} on {', '.join(map(quote, omitted.resources))}; "
        f"included {omitted.where}"
    )


def _of_resource(resource: ResourcePolicyShown, quote: Quote) -> Iterator[str]:
    if resource.policy.where:
        yield resource.policy.where
    yield from _of_policy(resource.policy, iter(resource.principals), quote)


def _of_policy(
    policy: PolicyShown, principals: Iterator[tuple[str, ...]], quote: Quote
) -> Iterator[str]:
    for statement, named in zip(policy.statements, principals, strict=False):
        yield statement_line(statement, named, quote)
    yield from (f"not known: {reason}" for reason in policy.unknown)


def _listed(texts: tuple[str, ...], quote: Quote) -> str:
    return first_of(list(map(quote, texts)), MOST_SHOWN)


def statement_line(statement: StatementShown, principals: tuple[str, ...], quote: Quote) -> str:
    """Return what a statement allows or denies, whom, on what, and under which conditions."""
    whom = f" {', '.join(principals)}" if principals else ""
    but = "everything but " if statement.not_action else ""
    on = "every resource but " if statement.not_resource else ""
    text = (
        f"{statement.effect}{whom}: {but}{_listed(statement.patterns, quote)}"
        f" on {on}{_listed(statement.resources, quote)}"
    )
    if statement.conditions:
        text += f", only if {'; '.join(map(str, statement.conditions))}"
    doubts = "".join(f"; not known: {reason}" for reason in statement.unknown)
    return text + doubts
