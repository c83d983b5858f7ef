"""Run the ``main`` of every measuring module, or of those named: ``python -m bench build``."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

OTHERS = {"__main__", "measure"}


def main(names: list[str]) -> int:
    """Print all measurements; give 2 when one misses its limit, as the modules tell."""
    modules = [m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.ispkg]
    missed = [
        name
        for name in names or sorted(set(modules) - OTHERS)
        if import_module(f"bench.{name}").main() is False
    ]
    if missed:
        print(f"missed a limit: {', '.join(missed)}", file=sys.stderr)
    return 2 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
