"""Git repositories that tests make."""

from __future__ import annotations

import subprocess
from pathlib import Path


def commit_all(folder: Path) -> None:
    """Make a folder a repository, and commit what is in it on the branch ``main``."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("add", "."),
        (*identity, "commit", "-q", "-m", "one"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
