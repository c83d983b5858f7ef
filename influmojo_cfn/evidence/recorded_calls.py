"""Calls of a recorded run, and the file that holds them: JSON, a call of each kind once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from influmojo_cfn.errors import Error
from influmojo_cfn.files import read_text

VERSION = 1
_NOT_ONE = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError)
"""What a file that holds something else leads to."""


@dataclass(frozen=True, kw_only=True)
class RecordedCall:
    """One kind of call: what was called, on what, and whether the app's role is allowed it.

    ``granted`` are the resources, as patterns, of the statement that allows it. ``count`` says how
    often it was made.
    """

    action: str
    resource: str = "*"
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allowed: bool = False
    granted: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class RecordedRun:
    """The calls of one command, where it ran, and what the emulator could not serve."""

    account: str
    region: str
    calls: tuple[RecordedCall, ...]
    not_served: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    status: int = 0


def as_document(run: RecordedRun) -> dict[str, Any]:
    """Return the plain data of a run's file."""
    return {
        "version": VERSION,
        "account": run.account,
        "region": run.region,
        "command": list(run.command),
        "exitStatus": run.status,
        "calls": [
            {
                "action": call.action,
                "resource": call.resource,
                "context": {name: list(values) for name, values in call.context.items()},
                "allowed": call.allowed,
                "granted": list(call.granted),
                "count": call.count,
            }
            for call in run.calls
        ],
        "notServed": list(run.not_served),
    }


def read_runs(files: Iterable[Path]) -> tuple[RecordedRun, ...]:
    """Read the files that ``influmojo-cfn record --output`` wrote.

    Raises:
        Error: a file cannot be read, or is not a recording.
    """
    return tuple(_read(file) for file in files)


def _read(file: Path) -> RecordedRun:
    try:
        data = json.loads(read_text(file))
        if data["version"] != VERSION:
            raise Error(f"{file}: is of version {data['version']}; record it again")
        return RecordedRun(
            account=str(data["account"]),
            region=str(data["region"]),
            calls=tuple(map(_call, data["calls"])),
            not_served=tuple(map(str, data["notServed"])),
            command=tuple(map(str, data["command"])),
            status=int(data["exitStatus"]),
        )
    except _NOT_ONE as error:
        raise Error(
            f"{file}: is not a recording; give a file that influmojo-cfn record --output wrote"
        ) from error


def _call(row: Mapping[str, Any]) -> RecordedCall:
    return RecordedCall(
        action=str(row["action"]),
        resource=str(row["resource"]),
        context={str(name): tuple(map(str, values)) for name, values in row["context"].items()},
        allowed=bool(row["allowed"]),
        granted=tuple(map(str, row["granted"])),
        count=int(row["count"]),
    )
