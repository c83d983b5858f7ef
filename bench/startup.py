"""What a command costs before it does anything, in processor time of a whole process."""

from __future__ import annotations

import sys

from bench.measure import cpu, show

EMPTY = "import click\n@click.command()\ndef main(): pass\nmain(['--help'])"
ROUNDS = 20


def main() -> bool:
    """Measure the import of the package, and ``--help``."""
    imported = cpu([sys.executable, "-c", "import influmojo_cfn"], rounds=ROUNDS)
    light = show("import influmojo_cfn", imported * 1000, at_most=80, unit="ms")
    helped = cpu([sys.executable, "-m", "influmojo_cfn", "--help"], rounds=ROUNDS)
    empty = cpu([sys.executable, "-c", EMPTY], rounds=ROUNDS)
    detail = f"of an empty click command {empty * 1000:.0f} ms"
    return (
        show("influmojo-cfn --help", helped * 1000, at_most=80, unit="ms", detail=detail) and light
    )
