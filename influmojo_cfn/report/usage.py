"""What roles used of their permissions, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.report.printable import counted, first_of, in_one_line
from influmojo_cfn.usage.statement_usage import Gathered, PermissionUse, RoleUsage

_SHOWN = 5


def pretty(usages: Sequence[RoleUsage], gathered: Gathered) -> str:
    """Return the usage of roles as text."""
    return "".join(f"{_in_one_line(line)}\n" for line in _lines(usages, gathered))


def _in_one_line(line: str) -> str:
    """Return a line whose strings cannot break it; its indentation stays."""
    bare = line.lstrip(" ")
    return " " * (len(line) - len(bare)) + in_one_line(bare)


def _lines(usages: Sequence[RoleUsage], gathered: Gathered) -> Iterator[str]:
    if not gathered.count:
        yield "No record was read: nothing is known of what was used."
    else:
        records = counted(gathered.count, "record")
        yield f"{records} from {gathered.first} to {gathered.last}"
    yield from _elsewhere(gathered)
    for usage in usages:
        name = covered(usage.role.name)
        yield ""
        yield f"{usage.role.logical_id}" + (f" ({name})" if name != "*" else "")
        yield from _section("used", usage, lambda each: _used(each))
        unseen = f"granted, and never seen since {gathered.first or 'the first record'}"
        yield from _section("unseen", usage, lambda each: "", unseen)
        yield from _section("not known", usage, lambda each: "", "granted; use is not known")
        yield from _section(
            "not logged",
            usage,
            lambda each: f": {each.what}",
            "not seen, and not logged by CloudTrail unless data events are turned on",
        )
        if usage.denied:
            yield "  denied"
            for action, message, seen in usage.denied:
                times = "once" if seen.count == 1 else f"{seen.count:,} times"
                yield f"    {action} {times}, last {seen.last or 'at no known time'}: {message}"
    if gathered.others:
        yield ""
        names = sorted(gathered.others)
        shown = first_of(names, _SHOWN)
        yield f"Roles in the records that the template does not have: {shown}"


def _elsewhere(gathered: Gathered) -> Iterator[str]:
    """Yield what was called elsewhere by roles of these names: other roles, or other resources."""
    for (account, region), count in sorted(gathered.elsewhere.items()):
        calls = counted(count, "call")
        yield (
            f"{calls} of roles of these names in account {account}, Region {region}: if the stack "
            f"is there, give --account {account} --region {region}"
        )


def _section(status: str, usage: RoleUsage, words: Any, title: str = "") -> Iterator[str]:
    rows = [each for each in usage.permissions if each.status == status]
    if not rows:
        return
    yield f"  {title or status}"
    for each in rows:
        yield f"    {each.action} on {first_of(each.granted, _SHOWN)}{words(each)}"
        if each.narrower:
            yield f"      narrower: {first_of(each.narrower, _SHOWN)}"


def _used(each: PermissionUse) -> str:
    times = "once" if each.count == 1 else f"{each.count:,} times"
    return f": {times}" + (f", last {each.last}" if each.last else "")


def as_json(usages: Sequence[RoleUsage], gathered: Gathered) -> str:
    """Return the usage of roles as JSON."""
    data = {
        "records": gathered.count,
        "first": gathered.first,
        "last": gathered.last,
        "roles": [_role(usage) for usage in usages],
        "otherRoles": sorted(gathered.others),
        "elsewhere": [
            {"account": account, "region": region, "count": count}
            for (account, region), count in sorted(gathered.elsewhere.items())
        ],
    }
    return json.dumps(data, indent=2) + "\n"


def _role(usage: RoleUsage) -> dict[str, Any]:
    return {
        "logicalId": usage.role.logical_id,
        "name": covered(usage.role.name),
        "permissions": [_permission(each) for each in usage.permissions],
        "denied": [
            {"action": action, "message": message, "count": seen.count, "last": seen.last}
            for action, message, seen in usage.denied
        ],
    }


def _permission(each: PermissionUse) -> dict[str, Any]:
    return {
        "sid": each.statement.sid,
        "policy": each.policy.name,
        "action": each.action,
        "resources": list(each.granted),
        "status": each.status,
        "count": each.count,
        "last": each.last or None,
        "usedResources": list(each.resources),
        "narrower": list(each.narrower),
        "notLogged": each.what or None,
    }
