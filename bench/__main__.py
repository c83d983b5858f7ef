"""Run the ``main`` of every measuring module, or of those named: ``python -m bench build``.

With ``--page FILE`` the figures are also written as a page.
"""

from __future__ import annotations

import argparse
import pkgutil
import sys
from importlib import import_module
from pathlib import Path


def measuring() -> list[str]:
    """Return the names of the modules that measure: those that have a ``main``."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    names = sorted(each.name for each in found if not each.ispkg and each.name != "__main__")
    return [name for name in names if hasattr(import_module(f"bench.{name}"), "main")]


def main(arguments: list[str]) -> int:
    """Print all measurements; give 2 when one misses its limit, as the modules tell."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", help="modules of bench/, all by default")
    parser.add_argument("--page", type=Path, help="file to write the figures into, as Markdown")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(measuring()))
    if unknown:
        parser.error(f"{', '.join(unknown)}: measures nothing; one of {', '.join(measuring())}")
    names = options.names or measuring()
    missed = [name for name in names if import_module(f"bench.{name}").main() is False]
    if options.page:
        from bench.measure import SHOWN
        from bench.page import page

        options.page.write_text(page(SHOWN), "utf-8")
    if missed:
        print(f"missed a limit: {', '.join(missed)}", file=sys.stderr)
    return 2 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
