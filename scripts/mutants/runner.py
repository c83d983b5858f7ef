"""A pytest plugin: run the tests once, then each mutant against the tests that reach it.

A mutant has a process of its own, forked from the one in which all is imported and collected. It
ends with the first test that fails. Tests run in the order in which they are likely to notice:
those of the module's own file first, fast ones before slow ones. What caches hold when the process
starts was computed without the mutant, so caches are emptied.
"""

from __future__ import annotations

import gc
import hashlib
import os
import resource
import signal
import time
from collections import defaultdict
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from scripts.mutants.rooms import read, verdicts, write
from scripts.mutants.switch import Switch

ROOM = os.environ.get("ROOM", "")
AT_MOST = int(os.environ.get("SAMPLE") or 10**9)
"""How many mutants are run, the first by the hash that identifies them."""
SECONDS = float(os.environ.get("SECONDS") or 2)
"""How long the tests of one mutant take that are run, measured without mutants."""
SLOW = 1.0
"""A test that takes longer is not run against mutants."""
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
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", "failed", call.when)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests, then the mutants."""
    if not session.config.option.collectonly:
        items = [item for item in session.items if "engine" not in item.keywords]
        Mutants(items).run()
    return True


class Slow(BaseException):
    """What ends a test that takes too long."""


def end_test(signal_number: int, frame: object) -> None:
    """Raise what ends a test that takes too long."""
    raise Slow


class Baseline:
    """What the tests do without a mutant: how long each takes, and which reach a function."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.items = {item.nodeid: item for item in items}
        self.seconds: dict[str, float] = {}
        self.reaching: dict[str, list[str]] = defaultdict(list)
        path = verdicts(ROOM).with_suffix(".baseline.json")
        known = read(path)
        code = hash_of(Path("influmojo_cfn", ROOM))
        by_file: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in items:
            by_file[item.nodeid.partition("::")[0]].append(item)
        for file, tests in by_file.items():
            state = f"{code} {hash_of(Path(file))}"
            if known.get(file, {}).get("state") != state:
                known[file] = {"state": state, **measured(tests)}
            self.seconds.update(known[file]["seconds"])
            for function, names in known[file]["reaching"].items():
                self.reaching[function] += names
        write(path, known)

    def tests_of(self, mutant: str) -> list[pytest.Item]:
        """Return the tests that are run against a mutant, in order."""
        function = mutant.rpartition("__mutmut_")[0] + "__mutmut"
        own = "/test_" + mutant.partition(":")[0].rpartition(".")[2] + ".py"
        chosen: list[pytest.Item] = []
        left = SECONDS
        for name in sorted(
            self.reaching.get(function, ()), key=lambda name: (own not in name, self.seconds[name])
        ):
            left -= self.seconds[name]
            if left < 0 and chosen:
                break
            chosen.append(self.items[name])
        return chosen


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


class Mutants:
    """The mutants of a room, and what is known of them."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.mutants = read(Path("mutants.json"))
        self.known = read(verdicts(ROOM))
        self.tests = hash_of(Path("tests", ROOM))
        self.baseline = Baseline(items)
        self.running: dict[int, tuple[str, int]] = {}

    def run(self) -> None:
        """Run every mutant of which nothing is known, and those that new tests could notice."""
        by_hash = sorted(self.mutants, key=lambda name: self.mutants[name]["identity"])
        waiting = [name for name in by_hash[:AT_MOST] if not self.is_known(name)]
        print(f"{len(self.mutants)} mutants, {len(waiting)} to run", flush=True)
        start = time.monotonic()
        gc.collect()
        gc.freeze()
        for count, name in enumerate(waiting, 1):
            if tests := self.baseline.tests_of(name):
                if len(self.running) >= CHILDREN:
                    self.wait()
                self.start(name, tests)
            else:
                self.note(name, "unreached", "")
            if count % 10 == 0:
                self.save()
                print(f"{count} run, {time.monotonic() - start:.0f} s", flush=True)
        while self.running:
            self.wait()
        self.save()

    def is_known(self, name: str) -> bool:
        """Return whether a mutant was noticed before, or by these very tests was not."""
        known = self.known.get(self.mutants[name]["identity"])
        return bool(known) and (
            known["verdict"] in ("killed", "timeout") or known["tests"] == self.tests
        )

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
        self.running[process] = (name, reads)

    def wait(self) -> None:
        """Wait for a process, and note what came of it."""
        process, status = os.wait()
        name, reads = self.running.pop(process)
        with os.fdopen(reads, "rb") as pipe:
            test = pipe.read().decode()
        if os.WIFSIGNALED(status):
            self.note(name, "timeout", test)
        elif os.WEXITSTATUS(status) == _SURVIVED:
            self.note(name, "survived", "")
        else:
            self.note(name, "killed", test)

    def note(self, name: str, verdict: str, test: str) -> None:
        """Note a verdict, and the test by which it came."""
        self.known[self.mutants[name]["identity"]] = {
            "name": name,
            "verdict": verdict,
            "test": test,
            "tests": self.tests,
        }

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
    empty_caches()
    Switch.module, _, Switch.mutant = name.partition(":")
    for index, item in enumerate(tests):
        signal.setitimer(signal.ITIMER_PROF, 2 + 10 * seconds[item.nodeid])
        runtestprotocol(item, nextitem=after(tests, index), log=False)
    os._exit(_SURVIVED)


def empty_caches() -> None:
    """Empty the caches of the room."""
    for cached in CACHES or find_caches():
        cached.cache_clear()


CACHES: list[Any] = []


def find_caches() -> list[Any]:
    """Find the caches of the room, once all is imported."""
    package = f"influmojo_cfn.{ROOM}"
    CACHES.extend(
        found
        for found in gc.get_objects()
        if isinstance(found, _lru_cache_wrapper)
        and (found.__module__ + ".").startswith(package + ".")
    )
    return CACHES


def hash_of(file_or_folder: Path) -> str:
    """Return a hash of a file, or of the files in a folder."""
    whole = hashlib.sha256()
    for path in sorted(file_or_folder.rglob("*")) or [file_or_folder]:
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(str(path).encode() + path.read_bytes())
    return whole.hexdigest()[:16]
