"""The command: records a folder, or compares two records."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import record_answers
from scripts.record_answers.calls import first_of_each, plan
from scripts.record_answers.comparison import compare
from scripts.record_answers.inputs import inputs
from scripts.record_answers.runner import Runner


def record(folder: Path, output: Path, jobs: int, only: Sequence[str], limit: int) -> int:
    """Write the record of a folder and return how many calls it holds."""
    found, output = inputs(folder), output.absolute()
    runner = Runner(folder, jobs, limit)
    lists = {row["args"][0]: row["stdout"] for row in runner.run([("rules",), ("grants",)])}
    calls = plan(
        found,
        sorted(set(re.findall(r"\b[a-z0-9]+\.[a-z0-9_]+\b", lists["grants"]))),
        sorted(set(re.findall(r"\b[EWI]9\d{3}\b", lists["rules"]))),
    )
    calls = [args for args in calls if not only or args[0] in only]
    runner.warm(first_of_each(found, calls))
    records = []
    for number, row in enumerate(runner.run(calls), 1):
        records.append(row)
        if not number % 500:
            print(f"{number} of {len(calls)}", file=sys.stderr, flush=True)
    records.sort(key=lambda row: tuple(row["args"]))
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in records]
    output.write_text("".join(lines), "utf-8")
    return len(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Record or compare; return 2 where a comparison finds a difference."""
    parser = argparse.ArgumentParser(description=(record_answers.__doc__ or "").partition("\n")[0])
    parser.add_argument("--compare", action="store_true", help="compare two records")
    parser.add_argument("first", type=Path, metavar="INPUTS|OLD.jsonl")
    parser.add_argument("second", type=Path, metavar="OUTPUT.jsonl|NEW.jsonl")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", action="append", default=[], metavar="COMMAND")
    parser.add_argument(
        "--limit", type=int, default=60, help="seconds of processor time a call may take"
    )
    parser.add_argument("--lines", type=int, default=30, help="lines of each difference shown")
    parser.add_argument("--most", type=int, default=40, help="differences shown")
    given = parser.parse_args(arguments)
    if given.compare:
        text, differs = compare(given.first, given.second, given.lines, given.most)
        print(text, end="")
        return 2 if differs else 0
    count = record(given.first, given.second, given.jobs, given.only, given.limit)
    print(f"{count} calls", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
