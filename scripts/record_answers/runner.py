"""Calls of the command line, each in a fork of a process that has made a few before."""

from __future__ import annotations

import faulthandler
import gc
import os
import re
import resource
import runpy
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts.record_answers.calls import Args

Record = dict[str, Any]

ROOT = Path(__file__).parent.parent.parent
WALL = 5
"""How many times the processor time that a call can take it can take by the clock."""


class Runner:
    """Makes calls of the command line in the folder of inputs, each in a process of its own."""

    def __init__(self, folder: Path, jobs: int, limit: int) -> None:
        self.jobs, self.limit = jobs, limit
        os.chdir(folder)
        sys.path.insert(0, str(ROOT))
        for name in [key for key in os.environ if key.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(COLUMNS="100", TZ="UTC", NO_COLOR="1", TERM="dumb")

    def warm(self, calls: Iterable[Args]) -> None:
        """Make calls in this process and drop the answers, so that forks find things imported."""
        with tempfile.TemporaryDirectory() as scratch:
            kept = [os.dup(1), os.dup(2)]
            with Path(scratch, "dropped").open("wb") as sink:
                for descriptor in (1, 2):
                    os.dup2(sink.fileno(), descriptor)
                for args in calls:
                    _call([arg.replace("{out}", scratch) for arg in args])
                sys.stdout.flush()
                sys.stderr.flush()
                for descriptor, copy in zip((1, 2), kept, strict=True):
                    os.dup2(copy, descriptor)
                    os.close(copy)
        gc.collect()
        gc.freeze()

    def run(self, calls: Sequence[Args]) -> Iterator[Record]:
        """Give the records of calls as they end."""
        waiting = list(reversed(calls))
        running: dict[int, tuple[Args, Path, float]] = {}
        late: set[int] = set()
        while waiting or running:
            while waiting and len(running) < self.jobs:
                args, scratch = waiting.pop(), Path(tempfile.mkdtemp())
                end = time.monotonic() + WALL * self.limit
                running[_start(args, scratch, self.limit)] = (args, scratch, end)
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                for other, (_, _, end) in running.items():
                    if time.monotonic() > end and other not in late:
                        late.add(other)
                        os.kill(other, signal.SIGKILL)
                time.sleep(0.002)
                continue
            args, scratch, _ = running.pop(pid)
            ended = os.waitstatus_to_exitcode(status)
            slow = pid in late or ended == -signal.SIGXCPU
            late.discard(pid)
            yield _record(args, "timeout" if slow else ended, scratch)
            shutil.rmtree(scratch)


def _start(args: Args, scratch: Path, limit: int) -> int:
    """Fork, make a call in the child with its output in files, and return the child's number."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        out = scratch / "out"
        out.mkdir()
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            opened = os.open(scratch / name, os.O_WRONLY | os.O_CREAT)
            os.dup2(opened, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        faulthandler.disable()
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        code = _call([arg.replace("{out}", str(out)) for arg in args])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


CRASH = 99
"""The exit code of a call that ends in a traceback."""


def _call(args: list[str]) -> int:
    """Run ``python -m influmojo_cfn`` in this process and return its exit code."""
    sys.argv = ["influmojo-cfn", *args]
    try:
        runpy.run_module("influmojo_cfn", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        sys.stderr.write("".join(traceback.format_exception_only(error)))
        return CRASH
    return 0


def _record(args: Args, code: int | str, scratch: Path) -> Record:
    def text(name: str) -> str:
        path = scratch / name
        content = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
        content = content.replace(str(scratch / "out"), "{out}").replace(str(ROOT), "{root}")
        return re.sub(r"0x[0-9a-f]{8,}", "0x", content)

    late = code == "timeout"
    record: Record = {
        "args": list(args),
        "exit": "crash" if code == CRASH else code,
        "stdout": "" if late else text("stdout"),
        "stderr": "" if late else text("stderr"),
    }
    out = scratch / "out"
    written = sorted(p for p in out.rglob("*") if p.is_file()) if out.exists() else []
    if written and not late:
        names = [path.relative_to(scratch).as_posix() for path in written]
        record["files"] = {name.removeprefix("out/"): text(name) for name in names}
    return record
