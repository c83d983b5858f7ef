"""docs/contributing/mutants.md: which planted faults the tests notice, and which they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scripts.mutants.reasons import NOT_JUDGED
from scripts.mutants.record import share
from scripts.mutants.rooms import GOALS, RESULTS, read

HEAD = """# Mutants: faults that the tests notice

Made by `make docs`; do not edit. `make mutants ROOM=iam` plants one small fault at a time in the
code of a package: a comparison turned round, an argument removed, a number one higher. It runs the
tests of that package that reach it, and counts the faults that make a test fail. The program
mutmut, pinned in `requirements/mutants.txt`, makes the faults. `scripts/mutants/` runs them.

- `SAMPLE=200` runs the first 200 mutants by hash, so that each run takes the same ones.
  `MODULES="arn text"` makes those of two modules, and runs the tests that mirror their names. Of a
  package of which some modules were run, these are the first by the SHA-256 of their name.
- A fault that was noticed is not run again until its function changes. One that was not is run
  again against tests that it did not meet yet, new ones first of all. `build/mutants/` is that
  memory; remove it to start anew.
- Only fast tests count: none over a second, and at most `SECONDS=2` of tests for each mutant. The
  others could notice more, so that the shares below are the least that holds.
- Of those left, somebody read each that is not called unjudged. It is equivalent (no input tells it
  from the code), not worth a test, or noticed since by a test that came after the run.
  `scripts/mutants/reasons.py` has the reasons. The share counts them all as not noticed.
"""
COLUMNS = (
    *("package", "date", "modules", "mutants", "run", "noticed", "share", "goal"),
    *("equivalent", "not worth it", "noticed since", "not judged"),
)


def text() -> str:
    """Return the page."""
    results = read(RESULTS)
    rows = [row(room, results.get(room)) for room in GOALS]
    sections = [line for room in GOALS if room in results for line in section(room, results[room])]
    table = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", *rows]
    return "\n".join([HEAD, *table, *sections]) + "\n"


def row(room: str, found: dict[str, Any] | None) -> str:
    """Return the row of a package in the first table."""
    if found is None:
        return f"| {room} | not run yet | | | | | | {GOALS[room]} % | | | | |"
    kinds = Counter(one["reason"].partition(":")[0] for one in found["survivors"].values())
    cells = (
        *(room, found["date"], f"{found['modules']} of {found['of_modules']}"),
        *(found["mutants"], found["run"], found["noticed"]),
        *(f"{share(found):.1f} %", f"{GOALS[room]} %"),
        *(kinds[kind] for kind in ("equivalent", "not worth it", "noticed since", NOT_JUDGED)),
    )
    return f"| {' | '.join(map(str, cells))} |"


def section(room: str, found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines about the survivors of a package."""
    survivors = sorted(
        found["survivors"].values(),
        key=lambda one: (one["module"], one["function"], one["change"]),
    )
    if not survivors:
        return
    judged = [one for one in survivors if one["reason"] != NOT_JUDGED]
    yield from ("", f"## Not noticed in {room}", "")
    if judged:
        yield from ("| function | change | reason |", "|---|---|---|")
        yield from map(survivor_row, judged)
        yield ""
    waiting = Counter(
        f"{one['module']}.{one['function']}" for one in survivors if one["reason"] == NOT_JUDGED
    )
    if waiting:
        yield f"{sum(waiting.values())} are not judged yet:"
        yield ", ".join(f"`{name}` ({count})" for name, count in sorted(waiting.items())) + "."


def survivor_row(one: dict[str, Any]) -> str:
    """Return the row of a survivor."""
    change = one["change"].replace("\n", " → ").replace("|", "\\|").replace("`", "'")
    return f"| `{one['module']}.{one['function']}` | `{change}` | {one['reason']} |"
