"""The pinned requirements of the package alone: what the action and the container install.

They are those of requirements/dev.txt that the package needs, and what builds its wheel; ``make
generated`` writes them, so that both files name the same versions and hashes.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEV = ROOT / "requirements" / "dev.txt"
BUILD = ("setuptools", "wheel")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def text() -> str:
    """Return requirements/run.txt."""
    entries = list(pinned())
    known = {name for name, _ in entries}
    needed: set[str] = set()
    waiting = [*direct(), *BUILD]
    while waiting:
        name = waiting.pop()
        if name not in needed and name in known:
            needed.add(name)
            waiting += required(name)
    return "".join(lines for name, lines in entries if name in needed)


def pinned(path: Path = DEV) -> Iterator[tuple[str, str]]:
    """Yield each entry of a file with its lines; a package has one for each range of Pythons."""
    for block in re.split(r"^(?=\S)", path.read_text("utf-8"), flags=re.MULTILINE):
        if found := _NAME.match(block):
            yield _normalized(found[0]), block


def direct() -> list[str]:
    """Return what the package itself requires."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    lines = setup["options"]["install_requires"].split("\n")
    return [_normalized(found[0]) for line in lines if (found := _NAME.match(line))]


def required(name: str) -> list[str]:
    """Return what an installed package requires without extras, on whatever platform."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError:  # Of another platform or version of Python.
        return []
    return [
        _normalized(found[0])
        for line in lines
        if "extra ==" not in line and (found := _NAME.match(line))
    ]


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
