"""The processes that a recorded command leaves running: awaited for a while, then named.

Linux shows a process's environment below /proc (proc_pid_environ(5)). A process of the command is
known by the endpoint of the recording in it, whoever its parent is now. Other systems show none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

SECONDS = 5.0
"""How long a recording waits for what its command left running, unless told otherwise."""
_STEP = 0.1
_LONGEST = 80
PROCESSES = Path("/proc")


def awaited(endpoint: str, seconds: float) -> tuple[str, ...]:
    """Wait for the processes of a recording; return the names of those that still run."""
    deadline = time.monotonic() + seconds
    while found := tuple(_named(endpoint)):
        if time.monotonic() >= deadline:
            return found
        time.sleep(_STEP)
    return ()


def _named(endpoint: str) -> Iterator[str]:
    """Yield each process with an endpoint in its environment: its ID and its command."""
    own = f"AWS_ENDPOINT_URL={endpoint}".encode()
    for folder in sorted(PROCESSES.glob("[0-9]*")):
        try:
            environment = (folder / "environ").read_bytes()
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # Of another user, or it ended.
            continue
        if own in environment.split(b"\0"):
            command = b" ".join(filter(None, words)).decode("utf-8", "replace")
            shown = command if len(command) <= _LONGEST else f"{command[:_LONGEST]}..."
            yield f"process {folder.name}: {shown}"
