"""How two records differ."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from pathlib import Path

from scripts.record_answers.calls import BATCH, Args
from scripts.record_answers.runner import Record


def compare(old: Path, new: Path, lines: int, most: int) -> tuple[str, bool]:
    """Return a summary of how two records differ, and whether they do."""
    before, after = _load(old), _load(new)
    gone = [args for args in before if args not in after]
    come = [args for args in after if args not in before]
    changed = [args for args in before if args in after and before[args] != after[args]]
    text = [f"{len(before)} calls before, {len(after)} after; {len(changed)} answers differ"]
    for title, rows in (("only before", gone), ("only after", come), ("differ", changed)):
        for command, count in sorted(Counter(args[0] for args in rows).items()):
            text.append(f"  {title}: {command}: {count}")
    for title, rows in (("only before", gone), ("only after", come)):
        text += [f"{title}: {_shown(args)}" for args in rows[:most]]
    for args in changed[:most]:
        text.append(f"\n== {_shown(args)}")
        text += _differences(before[args], after[args], lines)
    if len(changed) > most:
        text.append(f"\n{len(changed) - most} more differ: --most shows more")
    return "\n".join(text) + "\n", bool(gone or come or changed)


def _load(path: Path) -> dict[Args, Record]:
    with path.open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return {tuple(row["args"]): row for row in rows}


def _shown(args: Args) -> str:
    if len(args) > BATCH // 2:
        return " ".join(args[:6]) + f" ... {args[-1]} ({len(args)} arguments)"
    return " ".join(args)


def _differences(old: Record, new: Record, lines: int) -> list[str]:
    found = []
    if old["exit"] != new["exit"]:
        found.append(f"exit {old['exit']} -> {new['exit']}")
    texts = [("stdout", old["stdout"], new["stdout"]), ("stderr", old["stderr"], new["stderr"])]
    before, after = old.get("files", {}), new.get("files", {})
    texts += [(n, before.get(n, ""), after.get(n, "")) for n in sorted({*before, *after})]
    for name, a, b in texts:
        if a == b:
            continue
        rows = list(difflib.unified_diff(a.split("\n"), b.split("\n"), name, name, "", "", 1, ""))
        found += [row[:400] for row in rows[:lines]]
        if len(rows) > lines:
            found.append(f"... {len(rows) - lines} more lines")
    return found
