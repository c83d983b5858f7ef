"""A pytest plugin: run the tests once, then each mutant against the tests that reach it.

A mutant has a process of its own, forked from the one in which all is imported and collected. It
ends with the first test that fails. ``baseline`` chooses the tests and their order. What caches
hold when the process starts was computed without the mutant, so caches are emptied.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from scripts.mutants.baseline import Baseline, after, marks
from scripts.mutants.caches import empty_caches, find_caches
from scripts.mutants.rooms import read, verdicts, write
from scripts.mutants.switch import Switch

ROOM = os.environ.get("ROOM", "")
AT_MOST = int(os.environ.get("SAMPLE") or 10**9)
"""How many mutants are run, the first by the hash that identifies them."""
SECONDS = float(os.environ.get("SECONDS") or 2)
"""How long the tests of one mutant take that are run, measured without mutants."""
CHILDREN = int(os.environ.get("CHILDREN") or 2)
MEMORY = 3 << 30
WAITING = 600
"""The seconds after which a mutant that only waits is ended; processor time ends it before."""

_KILLED, _SURVIVED = 1, 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Make properties the same in every run, and let them fail without looking for less."""
    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> pytest.TestReport | None:
    """Report a failure without its traceback, which takes long, and is broken where time ended."""
    if call.excinfo is None or call.excinfo.errisinstance(pytest.skip.Exception):
        return None
    if call.when == "collect":
        return None
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", "failed", call.when)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests, then the mutants."""
    if not session.config.option.collectonly:
        items = [item for item in session.items if "engine" not in item.keywords]
        Mutants(items).run()
    return True


class Running(NamedTuple):
    """A mutant's process: the tests that it runs, and the pipe that names the one that failed."""

    name: str
    tests: list[pytest.Item]
    pipe: int


class Mutants:
    """The mutants of a room, and what is known of them."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.mutants = read(Path("mutants.json"))
        self.known = read(verdicts(ROOM))
        self.baseline = Baseline(ROOM, items)
        for known in self.known.values():
            if known["test"]:
                self.baseline.note(known["name"], known["test"])
        self.running: dict[int, Running] = {}

    def run(self) -> None:
        """Run every mutant of which nothing is known, and those that new tests could notice."""
        by_hash = sorted(self.mutants, key=lambda name: self.mutants[name]["identity"])
        waiting = [name for name in by_hash[:AT_MOST] if not self.is_noticed(name)]
        print(f"{len(self.mutants)} mutants, {len(waiting)} to run", flush=True)
        start = time.monotonic()
        find_caches()
        empty_caches()
        gc.collect()
        gc.freeze()
        for count, name in enumerate(sorted(waiting), 1):
            if len(self.running) >= CHILDREN:
                self.wait()
            passed = self.known_of(name).get("passed", ())
            if tests := self.baseline.tests_of(name, passed, SECONDS):
                self.start(name, tests)
            elif not passed:
                self.note(name, "unreached")
            if count % 25 == 0:
                self.save()
                print(f"{count} looked at, {time.monotonic() - start:.0f} s", flush=True)
        while self.running:
            self.wait()
        self.save()

    def known_of(self, name: str) -> dict[str, Any]:
        """Return what is known of a mutant."""
        known: dict[str, Any] = self.known.get(self.mutants[name]["identity"], {})
        return known

    def is_noticed(self, name: str) -> bool:
        """Return whether a mutant was noticed before."""
        return self.known_of(name).get("verdict") in ("killed", "timeout")

    def start(self, name: str, tests: list[pytest.Item]) -> None:
        """Start the process of a mutant."""
        reads, writes = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reads)
            try:
                against(name, tests, self.baseline.seconds, writes)
            finally:
                os._exit(_KILLED)
        os.close(writes)
        self.running[process] = Running(name, tests, reads)

    def wait(self) -> None:
        """Wait for a process, and note what came of it."""
        process, status = os.wait()
        ended = self.running.pop(process)
        with os.fdopen(ended.pipe, "rb") as pipe:
            test = pipe.read().decode()
        if os.WIFSIGNALED(status):
            self.note(ended.name, "timeout", test)
        elif os.WEXITSTATUS(status) == _SURVIVED:
            passed = {*self.known_of(ended.name).get("passed", ()), *marks(ended.tests)}
            self.note(ended.name, "survived", passed=sorted(passed))
        else:
            self.note(ended.name, "killed", test)
            self.baseline.note(ended.name, test)

    def note(self, name: str, verdict: str, test: str = "", **more: Any) -> None:
        """Note a verdict, and the test by which it came."""
        known = {"name": name, "verdict": verdict, "test": test, **more}
        self.known[self.mutants[name]["identity"]] = known

    def save(self) -> None:
        """Write what is known."""
        write(verdicts(ROOM), self.known)


class Stop:
    """A plugin of a mutant's process: end it with the first failure, and say of which test."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
        """End the process when a test failed."""
        if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
            os.write(self.pipe, item.nodeid.encode())
            os._exit(_KILLED)


def against(name: str, tests: list[pytest.Item], seconds: dict[str, float], pipe: int) -> None:
    """Run tests with a mutant switched on, in this process, and end it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tests[0].config.pluginmanager.register(Stop(pipe))
    signal.alarm(WAITING)
    Switch.module, _, Switch.mutant = name.partition(":")
    empty_caches(Switch.module)
    for index, item in enumerate(tests):
        signal.setitimer(signal.ITIMER_PROF, 0.5 + 5 * seconds[item.nodeid])
        runtestprotocol(item, nextitem=after(tests, index), log=False)
    os._exit(_SURVIVED)
