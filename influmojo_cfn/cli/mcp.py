"""``influmojo-cfn mcp``: the commands as tools of an assistant."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from influmojo_cfn.cli.output import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--allow-write", is_flag=True, help="Offer arguments that write files of the folder.")
def command(folder: Path, allow_write: bool) -> int:
    """Serve the commands that read templates to an assistant, as MCP tools.

    The tools are check, explain, simulate, diff, prove, preflight, derive, grants and rules. An
    assistant starts the server and talks to it on standard input and output. The server reads the
    FOLDER (the current one if omitted) and nothing outside of it, and writes nothing without
    --allow-write. It starts two programs only, `git show` and the extractor of `derive --code`, and
    opens no connections.

    Without options, it serves the current folder, read-only.

    \b
    Examples:
      influmojo-cfn mcp
      claude mcp add influmojo-cfn -- influmojo-cfn mcp .
    """
    from influmojo_cfn.mcp_server.bounds import Bounds
    from influmojo_cfn.mcp_server.server import serve

    bounds = Bounds(folder, allow_write=allow_write)
    os.environ.pop("COLUMNS", None)  # Notes are lines of their own, however long.
    os.chdir(bounds.folder)
    if sys.stdin is not None and sys.stdin.isatty():
        say(f"serving {bounds.folder} to an assistant; Ctrl-C ends it", err=True)
    serve(bounds)
    return 0
