"""What an import into CloudFormation keeps, creates and removes, for those who decide on it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from influmojo_cfn.account.import_losses import (
    Documents,
    Holders,
    Loss,
    lost_permissions,
    removed_boundaries,
)
from influmojo_cfn.account.import_plan import ImportPlan, KeptProperty
from influmojo_cfn.account.policy_comparison import Permission
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.report.printable import first_of


def differences(verification: Verification) -> Iterator[str]:
    """Yield a line for each point in which the account differs from the template."""
    for check in verification.checks:
        if check.differs and check.point != "exists":
            declared, there = check.expected or "nothing", check.seen or "nothing"
            yield f"{check.subject}: {check.point}: declared {declared}; there is {there}"


def changes(plan: ImportPlan) -> Iterator[str]:
    """Yield a line for each property that stays, and each resource that is created."""
    for kept in plan.kept:
        yield f"kept: {_kept_line(kept)}"
    if plan.resources:
        for absent in plan.absent:
            yield f"created by the second step: {absent}"


def _kept_line(kept: KeptProperty) -> str:
    shown, instead = (
        f"{text!r}" if text else "none" for text in (kept.in_account, kept.in_template)
    )
    stays = f"{kept.logical_id}: {kept.name} stays {shown} where the template has {instead}"
    if kept.name in ("Path", "Description"):
        return (
            f"{stays}: CloudFormation would create the resource again under the same name, and fail"
        )
    return f"{stays}: the app does not state another"


def losses(
    verification: Verification, holders: Holders, documents: Documents | None = None
) -> Iterator[str]:
    """Yield everything that the update removes, with who is concerned and what keeps it."""
    lost = list(lost_permissions(verification, holders, documents))
    if lost:
        yield "removed by the second step, as the app does not declare it:"
    for loss in _joined(lost):
        yield f"  {_loss(loss)}"
        if loss.rest:
            yield f"    in part: what stays is {_rest(loss)}"
    for check in removed_boundaries(verification):
        yield (
            f"detached by the second step, a permissions boundary of {check.subject}: {check.seen};"
            f" to keep it: --parameter PermissionsBoundaryArn={check.seen}"
        )


def _joined(lost: Iterable[Loss]) -> Iterator[Loss]:
    """Yield the losses; whole permissions of a service on the same resource are one."""
    for _, group in groupby(lost, _what_is_joined):
        first, *more = group
        if more and isinstance(first.lost, Permission):
            permissions = (each.lost for each in (first, *more))
            actions = (each.written for each in permissions if isinstance(each, Permission))
            first = replace(first, lost=replace(first.lost, written=", ".join(actions)))
        yield first


def _what_is_joined(loss: Loss) -> Hashable:
    """Return what is equal for losses that become one line."""
    if not isinstance(loss.lost, Permission) or loss.rest:
        return id(loss)
    service = loss.lost.action.partition(":")[0]
    return replace(loss, lost=replace(loss.lost, action=service))


def _loss(loss: Loss) -> str:
    concerned = f" (also of {', '.join(loss.holders)})" if loss.holders else ""
    subject = f"{loss.subject}{concerned}"
    if loss.point == "document":
        return f"{subject}: {_shown(loss)}"
    if loss.point == "attached policy":
        unknown = ": what it allows is not known, it could not be read" if loss.is_unknown else ""
        return f"{subject}: {loss.point} {loss.lost}{unknown}"
    if loss.lost and loss.replacement:
        return f"{subject}: {loss.point}: {loss.lost} becomes {loss.replacement}"
    if loss.replacement:
        return f"{subject}: what the {loss.point} {loss.replacement} doesn't allow"
    if loss.lost:
        return f"{subject}: {loss.point}: {_shown(loss)}"
    kind, _, name = loss.point.partition(" policy ")
    return f"{subject}: the {kind} policy named {name}"


_REST_SHOWN = 3


def _rest(loss: Loss) -> str:
    return first_of(list(map(str, loss.rest)), _REST_SHOWN, separator="; ")


def _shown(loss: Loss) -> str:
    if isinstance(loss.lost, Permission) and loss.lost.effect == "Deny":
        return f"{loss.lost} ({'newly' if loss.is_new else 'no longer'} denied)"
    return str(loss.lost)
