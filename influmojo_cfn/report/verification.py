"""What a verification found, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator

from influmojo_cfn.account.drift import Check
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.report.printable import printable


def pretty(verification: Verification) -> str:
    """Return each role and policy with its points, differences with what fixes them."""
    lines: list[str] = []
    subject = ""
    for check in verification.checks:
        if check.subject != subject:
            subject = check.subject
            lines.append(subject)
        lines.extend(f"  {line}" for line in _lines(check))
    return "".join(f"{printable(line)}\n" for line in lines)


def _lines(check: Check) -> Iterator[str]:
    if not check.differs:
        shown = f": {check.seen}" if check.seen and check.seen not in check.point else ""
        yield f"ok         {check.point}{shown}"
        return
    yield f"{check.state:<10} {check.point}"
    if check.expected:
        yield f"           declared: {check.expected}"
    if check.seen:
        yield f"           there is: {check.seen}"
    if fix := fix_of(check):
        yield f"           fix: {fix}"


_KEYS = {
    ("instance profile", "path"): "instance_profile_path",
    ("policy", "description"): "policy_description",
    ("policy", "path"): "policy_path",
    ("role", "path"): "path",
}
"""The key of an app file that states a point."""


def fix_of(check: Check) -> str:
    """Return the command that fixes a difference, or what to do where there is none."""
    if not (check.cannot_change or check.fails):
        return check.fix
    kind = check.subject.rpartition(" ")[0]
    if check.fails:
        key = _KEYS[kind, check.point]
        keep = f"state {key}: {check.seen or repr('')} in the app file"
        why = f"a deployment would replace the {kind}, and fail on its name"
        return f"{why}: {keep}, or give it another name"
    what = "a path" if check.point == "path" else f"a {kind}'s {check.point}"
    return f"{what} cannot be changed: keep it, or create the {kind} again"


def as_json(verification: Verification) -> str:
    """Return account, Region and every check as JSON."""
    data = {
        "account": verification.account,
        "region": verification.region,
        "differs": verification.differs,
        "fixed": list(verification.fixed),
        "checks": [_plain(check) for check in verification.checks],
    }
    return json.dumps(data, indent=2) + "\n"


def _plain(check: Check) -> dict[str, str]:
    names = ("subject", "point", "state", "expected", "seen")
    return {**{name: getattr(check, name) for name in names}, "fix": fix_of(check)}


def as_junit(verification: Verification) -> str:
    """Return one test suite for each role, policy and stack, one case for each point."""
    from influmojo_cfn.report.junit import JunitCase, junit_xml  # it imports an XML parser

    suites: dict[str, list[JunitCase]] = {}
    for check in verification.checks:
        words = f"declared {check.expected or 'nothing'}, there is {check.seen or 'nothing'}"
        state = check.state if check.differs else ""
        case = JunitCase(check.point, state, words, fix_of(check))
        suites.setdefault(check.subject, []).append(case)
    return junit_xml("verify", suites)


FORMATS = {"pretty": pretty, "json": as_json, "junit": as_junit}


def summary(verification: Verification) -> str:
    """Return one sentence: the account, how many points, how many differ, at whose values."""
    differ = sum(check.differs for check in verification.checks)
    fixed = f"; tags set on {', '.join(verification.fixed)}" if verification.fixed else ""
    there = verification.found.roles or verification.found.policies
    unowned = there and not verification.stack
    values = "; no stack is known to own them: compared at the app's values" if unowned else ""
    return (
        f"account {verification.account}, Region {verification.region}: "
        f"{len(verification.checks)} points, {differ} differ{fixed}{values}"
    )
