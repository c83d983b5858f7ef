"""What the tests of a room do without a mutant, and which of them are run against one.

A test that takes too long is omitted. Of the others those are run that reach the function, in
the order in which they are likely to notice: first those that noticed its other mutants, then
those of the module's own file; quick ones before others, of each table one case before the second.
"""

from __future__ import annotations

import hashlib
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from _pytest.runner import runtestprotocol

from scripts.mutants.caches import empty_caches
from scripts.mutants.rooms import read, verdicts, write
from scripts.mutants.switch import Switch

SLOW = 1.0
"""A test that takes longer is not run against mutants."""


QUICK = 0.05
"""Tests that take no longer are run before the others of their file."""


class Slow(BaseException):
    """What ends a test that takes too long."""


def end_test(signal_number: int, frame: object) -> None:
    """Raise what ends a test that takes too long."""
    raise Slow


class Baseline:
    """How long each test takes, which reach a function, and which noticed mutants before."""

    def __init__(self, room: str, items: list[pytest.Item]) -> None:
        self.items = {item.nodeid: item for item in items}
        self.seconds: dict[str, float] = {}
        self.reaching: dict[str, list[str]] = defaultdict(list)
        self.noticed: dict[str, Counter[str]] = defaultdict(Counter)
        path = verdicts(room).with_suffix(".baseline.json")
        known = read(path)
        code = hash_of(Path("influmojo_cfn", room))
        by_file: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in items:
            by_file[file_of(item.nodeid)].append(item)
        for file, tests in by_file.items():
            state = f"{code} {state_of(file)}"
            if known.get(file, {}).get("state") != state:
                known[file] = {"state": state, **measured(tests)}
                write(path, known)
            self.seconds.update(known[file]["seconds"])
            for function, names in known[file]["reaching"].items():
                self.reaching[function] += names

    def note(self, mutant: str, test: str) -> None:
        """Note that a test noticed a mutant: it is likely to notice its neighbors."""
        self.noticed[function_of(mutant)][test] += 1

    def tests_of(
        self, mutant: str, passed: Collection[int] = (), seconds: float = 2
    ) -> list[pytest.Item]:
        """Return the tests that are run against a mutant, in order; not those that it passed."""
        chosen: list[pytest.Item] = []
        for name in self.in_order(mutant):
            if mark_of(name) in passed:
                continue
            seconds -= self.seconds[name]
            if seconds < 0 and chosen:
                break
            chosen.append(self.items[name])
        return chosen

    def in_order(self, mutant: str) -> list[str]:
        """Return the tests that reach a mutant's function, the likely ones first."""
        function = function_of(mutant)
        own = "/test_" + mutant.partition(":")[0].rpartition(".")[2] + ".py"
        noticed = self.noticed[function]
        cases: Counter[str] = Counter()
        order: dict[str, tuple[int, bool, bool, int, float]] = {}
        reaching = set(self.reaching.get(function, ())) & self.items.keys()
        for name in sorted(reaching, key=lambda name: (self.seconds[name], name)):
            table = name.partition("[")[0]
            seconds, foreign = self.seconds[name], own not in name
            order[name] = (-noticed[name], foreign, seconds > QUICK, cases[table], seconds)
            cases[table] += 1
        return sorted(order, key=order.__getitem__)


def function_of(mutant: str) -> str:
    """Return the function of a mutant, as a switch notes it."""
    return mutant.rpartition("__mutmut_")[0] + "__mutmut"


def file_of(test: str) -> str:
    """Return the file of a test."""
    return test.partition("::")[0]


@cache
def mark_of(test: str) -> int:
    """Return a number for a test in the state in which its file is, and what it reads."""
    return crc32(f"{test} {state_of(file_of(test))}".encode())


def marks(tests: Iterable[pytest.Item]) -> list[int]:
    """Return the numbers of tests."""
    return [mark_of(item.nodeid) for item in tests]


def measured(items: list[pytest.Item]) -> dict[str, Any]:
    """Run the tests without a mutant; return how long each takes, and which reach a function."""
    signal.signal(signal.SIGPROF, end_test)
    seconds: dict[str, float] = {}
    reaching: dict[str, list[str]] = defaultdict(list)
    for index, item in enumerate(items):
        empty_caches()
        Switch.reached = set()
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SLOW)
        reports = runtestprotocol(item, nextitem=after(items, index), log=False)
        signal.setitimer(signal.ITIMER_PROF, 0)
        if any(report.failed for report in reports):
            print(f"left out, slow or fails without a mutant: {item.nodeid}", flush=True)
        elif not any(report.skipped for report in reports):
            seconds[item.nodeid] = round(time.process_time() - start, 4)
            for function in Switch.reached:
                reaching[function].append(item.nodeid)
    Switch.reached = None
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    return {"seconds": seconds, "reaching": reaching}


def after(items: list[pytest.Item], index: int) -> pytest.Item | None:
    """Return the item after one, if there is one."""
    return items[index + 1] if index + 1 < len(items) else None


@cache
def state_of(file: str) -> str:
    """Return a hash of a file of tests, and of the cases in its folder and those below."""
    folder = Path(file).parent
    cases = [path for path in sorted(folder.rglob("*")) if not path.name.startswith("test_")]
    return " ".join(map(hash_of, [Path(file), *(path for path in cases if path.is_file())]))


@cache
def hash_of(file_or_folder: Path) -> str:
    """Return a hash of a file, or of the files in a folder."""
    whole = hashlib.sha256()
    for path in sorted(file_or_folder.rglob("*")) or [file_or_folder]:
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(str(path).encode() + path.read_bytes())
    return whole.hexdigest()[:16]
