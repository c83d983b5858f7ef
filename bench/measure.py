"""Wall time and peak memory of processes, and one line for each measurement."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
Command = Sequence[str]
# So that plain cfn-lint finds our rules, installed or not.
os.environ["PYTHONPATH"] = str(ROOT)
# What runs a second time has its bytecode, ours as well as that of installed packages.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def wall(commands: Mapping[str, Command], *, rounds: int = 7, cwd: Path = ROOT) -> dict[str, float]:
    """Run the commands in turn, ``rounds`` times; give the least seconds that each one took.

    Taking turns spreads whatever else the machine does over all of them.
    """
    least = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            run(command, cwd)
            least[name] = min(least[name], time.perf_counter() - start)
    return least


def cpu(command: Command, *, rounds: int = 7, cwd: Path = ROOT) -> float:
    """Run a command ``rounds`` times; give the least seconds of processor time that it took.

    For a command that waits for nothing it is the wall time of a machine that does nothing else.
    """
    least = float("inf")
    for _ in range(rounds):
        before = _of_children()
        run(command, cwd)
        least = min(least, _of_children() - before)
    return least


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command: Command, cwd: Path = ROOT, *, statuses: Sequence[int] = (0,)) -> str:
    """Run a command that must end with one of ``statuses``; give what it printed."""
    ended = subprocess.run(list(command), cwd=cwd, capture_output=True, text=True)
    if ended.returncode not in statuses:
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}\n{ended.stderr}")
    return ended.stdout


# On Linux the peak of a process counts what its parent held when it was started. So a small
# process starts it, and not this one.
_MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak_megabytes(command: Command, cwd: Path = ROOT) -> float:
    """Return the peak memory (resident set, MB of 10^6 bytes) of one process of a command."""
    status, kibibytes = run([sys.executable, "-IS", "-c", _MEASURE, *command], cwd).split()
    if status != "0":
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return int(kibibytes) * 1024 / 1e6


def seconds(function: Callable[[], object], *, rounds: int = 7) -> float:
    """Return the least seconds of processor time of ``rounds`` calls in this process.

    For work that waits for nothing it is the wall time of a machine that does nothing else.
    """
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        function()
        least = min(least, time.process_time() - start)
    return least


@dataclass(frozen=True)
class Measurement:
    """One figure, its limit in words, whether it keeps it, and what it was made of."""

    name: str
    value: float
    unit: str
    limit: str
    holds: bool
    detail: str


SHOWN: list[Measurement] = []
"""What :func:`show` printed in this process, in order."""


def show(
    name: str,
    value: float,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    unit: str = "x",
    detail: str = "",
) -> bool:
    """Print one measurement beside its limit; tell whether it holds."""
    holds = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
    limit = f"at most {at_most:,g}" if at_most is not None else ""
    limit = f"at least {at_least:,g}" if at_least is not None else limit
    verdict = ("ok" if holds else "MISSED") if limit else ""
    print(f"{name:<64} {value:>10,.2f} {unit:<4} {limit:<15} {verdict:<6} {detail}".rstrip())
    SHOWN.append(Measurement(name, value, unit, limit, holds, detail))
    return holds
