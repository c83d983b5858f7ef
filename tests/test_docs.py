"""Generated pages are of today, and the pages' links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from scripts.make_docs import ROOT

PAGES_OF_DOCS = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]  # fmt: skip


def test_generated_pages_are_of_today() -> None:
    # In a process of its own: click keeps the help option of a command as it was first used.
    check = subprocess.run(
        [sys.executable, "-m", "scripts.make_docs", "--check"],
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
