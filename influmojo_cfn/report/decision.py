"""A decision in words: one line, or all of it."""

from __future__ import annotations

from influmojo_cfn.evaluation.simulate import Deciding, Decision, Nearest


def place(found: Deciding | Nearest) -> str:
    """Say which statement it is: Sid, policy, ``file:line``."""
    sid = found.statement.sid or "a statement without Sid"
    where = f" ({found.where})" if found.where else ""
    return f"{sid} of {found.policy.name}{where}"


def summary(decision: Decision) -> str:
    """Say in one line what was decided, by what, or what was missing."""
    if decision.deciding:
        return f"{decision.outcome} by {place(decision.deciding)}"
    if decision.unknown:
        return f"unknown: {decision.unknown[0]}"
    if decision.nearest:
        nearest = decision.nearest[0]
        mismatch = f": {nearest.mismatches[0]}" if nearest.mismatches else ""
        return f"{decision.outcome}; nearest is {place(nearest)}{mismatch}"
    return f"{decision.outcome}; no statement of the {decision.limited_by} is about the action"


def explanation(decision: Decision) -> str:
    """Say all of it: outcome, deciding or nearest statements, readings, what is not known."""
    lines: list[str] = [decision.outcome]
    if decision.deciding:
        verb = {"Allow": "allowed by", "Deny": "denied by"}[decision.deciding.statement.effect]
        lines.append(f"  {verb} {place(decision.deciding)}")
    if decision.readings_differ:
        lines.append(
            f"  {decision.least} or {decision.most}: "
            "the two readings of * at the end of an ARN segment differ"
        )
    if decision.unknown:
        lines.append("  not known before deployment:")
        lines.extend(f"    {reason}" for reason in decision.unknown)
    if decision.outcome == "implicitDeny":
        about = "allows it" if decision.nearest else "is about the action"
        lines.append(f"  no statement of the {decision.limited_by} {about}")
    for nearest in decision.nearest:
        lines.append(f"  nearest: {place(nearest)}")
        lines.extend(f"    {mismatch}" for mismatch in nearest.mismatches)
    return "\n".join(lines)
