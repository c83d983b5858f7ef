"""Generated pages are of today, and the pages' links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from scripts.generated_pages import ROOT

PAGES_OF_DOCS = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]  # fmt: skip


def test_generated_pages_are_of_today() -> None:
    # In a process of its own: click keeps the help option of a command as it was first used.
    check = subprocess.run(
        [sys.executable, "-m", "scripts.make_generated", "--check", "README.md", "docs/"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


def headings(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES_OF_DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page: object) -> None:
    from pathlib import Path

    assert isinstance(page, Path)
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target) if target else page
        if not path.exists() or (
            anchor and path.suffix == ".md" and anchor not in headings(path.read_text("utf-8"))
        ):
            broken.append(link)
    assert broken == []


CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[a-z_/]+(?:\.(?:py|md|yaml))|(?:[a-z_]+/)+")
CONSTANT = re.compile(r"[A-Z][A-Z_]{3,}")
MADE = {"dist/"}
ROOMS = ("influmojo_cfn", "tests", "scripts")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/contributing/architecture.md"])
def test_what_a_page_for_contributors_names_exists(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    rooms = [ROOT / room for room in ROOMS]
    sources = [*rooms, *(path for room in rooms for path in sorted(room.rglob("*")))]
    paths = [f"/{path.relative_to(ROOT).as_posix()}{'/' * path.is_dir()}" for path in sources]
    code = "\n".join(path.read_text("utf-8") for path in sources if path.suffix == ".py")
    named = set(CODE.findall(text)) - MADE
    files = {name for name in named if PATH.fullmatch(name)}
    constants = {name for name in named if CONSTANT.fullmatch(name)}
    assert files
    assert {name for name in files if not any(path.endswith(f"/{name}") for path in paths)} == set()
    assert {name for name in constants if not re.search(rf"\b{name}\b", code)} == set()
