"""Real calls that show whether a role is allowed an action: ``data/emulator_probes.json``.

The notes of the file say how its strings are filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.data import table


@dataclass(frozen=True, kw_only=True)
class ProbeCall:
    """An operation of boto3's ``service`` client and its arguments."""

    service: str
    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """The calls that show ``actions`` on resources of one ARN format.

    ``tail`` replaces a ``*`` at the end of a granted pattern. ``parts`` are the parts of the ARN
    that a grant does not name, ``elsewhere`` those of a neighboring resource. ``unknown`` holds
    patterns of parts that AWS generates. ``prepare`` is called first, as the account's root, so
    that the call finds its resource. ``passed`` are errors that occur only after the caller was
    allowed. ``context`` are the condition keys of the call that no condition of the grant names.
    """

    actions: Mapping[str, ProbeCall]
    arn: str
    tail: str = "rehearsal"
    parts: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    prepare: tuple[ProbeCall, ...] = ()
    passed: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)


def _probe(row: Mapping[str, Any]) -> Probe:
    calls = {action: ProbeCall(**call) for action, call in row["actions"].items()}
    prepare = tuple(ProbeCall(**call) for call in row.get("prepare", ()))
    passed = tuple(row.get("passed", ()))
    return Probe(**{**row, "actions": calls, "prepare": prepare, "passed": passed})


def _probes() -> tuple[Probe, ...]:
    return tuple(map(_probe, table("emulator_probes")["probes"]))


PROBES = _probes()
