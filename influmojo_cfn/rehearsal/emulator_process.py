"""Runs ministack until whoever started it is gone.

Standard input is a pipe that the starter holds and never writes to: when it ends, however it
ends, the pipe closes, and this process takes its whole group and its folder along. That works
where the starter is killed with SIGKILL, and on every system with processes and pipes.
"""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import sys
import threading


def _end_with_the_starter(folder: str) -> None:
    while os.read(0, 1024):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def main(folder: str) -> None:
    """Run ministack in this process; ``folder`` is removed when the starter is gone."""
    del sys.path[0]  # the folder of this file, whose modules are not ministack's
    threading.Thread(target=_end_with_the_starter, args=(folder,), daemon=True).start()
    sys.argv = ["ministack"]
    runpy.run_module("ministack", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1])
