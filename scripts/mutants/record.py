"""Add what a run found of a room's mutants to ``results.json``."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from scripts.mutants.reasons import NOT_JUDGED, reason_of
from scripts.mutants.rooms import (
    GOALS,
    RESULTS,
    manifest,
    modules_of,
    read,
    room_of_command_line,
    verdicts,
    write,
)

NOTICED = ("killed", "timeout")


def main() -> None:
    """Record the room that the command line names, and print its line.

    A run of fewer modules than the record has takes nothing from the record.
    """
    room = room_of_command_line("Record what was found of a room's mutants.")
    results = read(RESULTS)
    found = recorded(read(manifest(room)), read(verdicts(room)), results.get(room, {}))
    if found["run"] == 0:
        raise SystemExit(f"{room}: no mutant was run; read what pytest printed above")
    found["of_modules"] = len(modules_of(room))
    is_narrower = found["modules"] < results.get(room, {}).get("modules", 0)
    if not is_narrower:
        write(RESULTS, {**results, room: found})
    print(
        f"{room}: {found['noticed']} of {found['run']} mutants noticed "
        f"({share(found):.1f} %, goal {GOALS[room]} %); {found['mutants']} in all"
        f"{'; not recorded: the record is of more modules' if is_narrower else ''}"
    )


def recorded(
    mutants: dict[str, Any], known: dict[str, Any], before: dict[str, Any]
) -> dict[str, Any]:
    """Return the record of a room: counts, and each survivor with the reason it had before."""
    run = {
        entry["identity"]: known[entry["identity"]]["verdict"]
        for entry in mutants.values()
        if entry["identity"] in known
    }
    counts = Counter(run.values())
    reasons = {
        identity: survivor["reason"]
        for identity, survivor in before.get("survivors", {}).items()
        if survivor["reason"] != NOT_JUDGED
    }
    survivors: dict[str, dict[str, str]] = {}
    for name, entry in mutants.items():
        if run.get(entry["identity"], "killed") not in NOTICED:
            survivor = {
                "module": name.partition(":")[0].removeprefix("influmojo_cfn."),
                "function": entry["function"],
                "change": entry["change"],
                "verdict": run[entry["identity"]],
            }
            reason = reasons.get(entry["identity"]) or reason_of(survivor)
            survivors[entry["identity"]] = {**survivor, "reason": reason}
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "modules": len({name.partition(":")[0] for name in mutants}),
        "mutants": len({entry["identity"] for entry in mutants.values()}),
        "run": len(run),
        "noticed": sum(counts[verdict] for verdict in NOTICED),
        "survivors": survivors,
    }


def share(found: dict[str, Any]) -> float:
    """Return the share of the mutants run that were noticed, in percent."""
    return 100 * int(found["noticed"]) / int(found["run"])


if __name__ == "__main__":
    main()
