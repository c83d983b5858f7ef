"""The command line as a user runs it, in this process: its start takes longer than most commands.

What a process has to itself is tested in a process of its own: signals, limits, streams that are
closed or full, the encoding of the locale, and what is imported.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from influmojo_cfn.cli import main

ROOT = Path(__file__).parent.parent


def run(
    *arguments: str,
    cwd: Path = ROOT,
    input: str = "",
    environment: Mapping[str, str] | None = None,
) -> CompletedProcess[str]:
    """Return how a command ended in a folder, and what it printed; ``environment`` adds to ours."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        for name, value in (environment or {}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(input.encode()), "utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
    assert isinstance(ended.value.code, int)
    printed = (stream.buffer.getvalue().decode() for stream in (out, err))
    return CompletedProcess(arguments, ended.value.code, *printed)
