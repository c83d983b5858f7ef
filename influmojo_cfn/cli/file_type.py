"""The type of an option or argument that is a file."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path)
"""A file to read or to write. A folder is the error of the one that opens it, which has a fix."""
FILE.name = "file"
