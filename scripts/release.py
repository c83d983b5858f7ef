"""Prepare and build a release: ``python -m scripts.release prepare 1.2.3``, then ``... build``.

``prepare`` writes the version, and gives what is unreleased in CHANGELOG.md its heading. ``build``
writes the wheel, the source distribution and the bill of materials; the workflow of a release
runs it with the tag.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scripts.sbom import NAME, sbom

ROOT = Path(__file__).parent.parent
_VERSION = re.compile(r'^__version__ = "(?P<version>[^"]+)"$', re.MULTILINE)
_SECTION = re.compile(r"^## (?P<title>.+)\n(?P<text>(?:(?!## ).*\n?)*)", re.MULTILINE)
UNRELEASED = "Unreleased"


class ReleaseError(Exception):
    """A release cannot be prepared or built from what the checkout contains."""


def version_of(root: Path) -> str:
    """Return the version of a checkout."""
    found = _VERSION.search((root / "influmojo_cfn/version.py").read_text("utf-8"))
    assert found
    return found["version"]


def sections(root: Path) -> dict[str, str]:
    """Return the text below each heading of CHANGELOG.md."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    return {found["title"]: found["text"].strip() for found in _SECTION.finditer(text)}


def changes_of(root: Path, version: str) -> bool:
    """Return whether CHANGELOG.md names a change below the heading of a version."""
    texts = {title.split()[0]: text for title, text in sections(root).items()}
    return bool(re.search(r"^- \S", texts.get(version, ""), re.MULTILINE))


def prepare(root: Path, version: str, today: str) -> None:
    """Write the version and the heading of its changes; raise an error if there are none."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ReleaseError(f"version: {version} isn't a version; write it as 1.2.3")
    if any(title.split()[0] == version for title in sections(root)):
        raise ReleaseError(f"CHANGELOG.md: {version} has an entry; choose a later version")
    if _numbers(version) < _numbers(version_of(root)):
        raise ReleaseError(f"version: {version} is before {version_of(root)}; choose a later one")
    if not changes_of(root, UNRELEASED):
        raise ReleaseError(f"CHANGELOG.md: nothing stands below {UNRELEASED}; write what changed")
    module = root / "influmojo_cfn/version.py"
    written = _VERSION.sub(f'__version__ = "{version}"', module.read_text("utf-8"))
    module.write_text(written, "utf-8")
    log = root / "CHANGELOG.md"
    heading = f"## {UNRELEASED}\n\n## {version} - {today}\n"
    log.write_text(log.read_text("utf-8").replace(f"## {UNRELEASED}\n", heading, 1), "utf-8")


def build(root: Path, output: Path, tag: str | None) -> list[Path]:
    """Write the distributions and the bill of materials, and return their files.

    With a tag, raise an error unless it is the version's and the version's changes are written.
    """
    version = version_of(root)
    if tag is not None:
        if tag != f"v{version}":
            raise ReleaseError(f"tag: {tag} isn't the version's; tag the commit v{version}")
        if not changes_of(root, version):
            raise ReleaseError(f"CHANGELOG.md: {version} has no entry; run prepare {version}")
    if output.is_dir() and any(output.iterdir()):
        raise ReleaseError(f"{output}: the folder contains files; name an empty one")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(output), str(root)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode:
        raise ReleaseError(f"build: exited with code {ended.returncode}; see above\n{ended.stdout}")
    built = sorted(output.iterdir())
    bill = output / f"{NAME.replace('-', '_')}-{version}.cdx.json"
    bill.write_text(json.dumps(sbom(root, version, built), indent=2) + "\n", "utf-8")
    return [*built, bill]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments name, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.release")
    commands = parser.add_subparsers(dest="command", required=True)
    first = commands.add_parser("prepare", help="write the version and the heading of its changes")
    first.add_argument("version")
    second = commands.add_parser("build", help="write wheel, source distribution and SBOM")
    second.add_argument("--output", type=Path, default=ROOT / "dist")
    second.add_argument("--tag", help="what the release is tagged with, to be checked")
    named = parser.parse_args(arguments)
    try:
        if named.command == "prepare":
            prepare(ROOT, named.version, date.today().isoformat())
        else:
            print(*build(ROOT, named.output, named.tag), sep="\n")
    except ReleaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
