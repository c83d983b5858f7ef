"""The documentation as a site: it builds strictly, and links out of docs/ lead somewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from influmojo_cfn import version
from influmojo_cfn.rules.engine import rules
from scripts.site_hooks import with_links
from tests.conftest import ROOT

PAGE = PurePosixPath("docs/how-to/page.md")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as make site does, where any warning fails."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_of_docs_is_in_the_site(site: Path) -> None:
    docs = ROOT / "docs"
    pages = [path.relative_to(docs).with_suffix(".html") for path in docs.rglob("*.md")]
    named = [page.with_name("index.html") if page.stem == "README" else page for page in pages]
    assert [page for page in named if not (site / page).exists()] == []


def test_the_site_can_be_searched_for_an_error_message(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    titles = {row["title"] for row in index["docs"]}
    assert any("unable to pull secrets or registry auth" in title for title in titles)


def test_the_reference_has_the_members_of_the_public_api(site: Path) -> None:
    assert 'id="influmojo_cfn.Template.explain"' in (site / "reference/api.html").read_text("utf-8")


LINKS: dict[str, tuple[str, str]] = {
    "a page beside": ("[x](other.md)", "[x](other.md)"),
    "a heading of the page": ("[x](#part)", "[x](#part)"),
    "a page of docs/ and its heading": (
        "[x](../explanation/proofs.md#part)",
        "[x](../explanation/proofs.md#part)",
    ),
    "the README": ("[x](../../README.md#make)", "[x](../index.md#make)"),
    "a file outside docs/": ("[x](../../setup.cfg)", "x (`setup.cfg`)"),
    "a file outside docs/ by its path": ("[`setup.cfg`](../../setup.cfg)", "`setup.cfg`"),
    "a page of the web": ("[x](https://example.com/a)", "[x](https://example.com/a)"),
    "code": ("```text\n[x](../../setup.cfg)\n```\n", "```text\n[x](../../setup.cfg)\n```\n"),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS)
def test_links_are_made_for_the_site(
    link: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert with_links(link, PAGE, index=False) == expected


def test_a_file_outside_docs_is_linked_where_the_repository_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/roles")
    expected = "[x](https://github.com/acme/roles/blob/main/setup.cfg)"
    assert with_links("[x](../../setup.cfg)", PAGE, index=False) == expected


def test_the_links_of_the_readme_are_those_of_the_first_page() -> None:
    text = "[x](docs/explanation/proofs.md#a) [y](#make)"
    expected = "[x](explanation/proofs.md#a) [y](#make)"
    assert with_links(text, PurePosixPath("README.md"), index=True) == expected


def test_the_help_url_of_every_rule_is_a_page_of_the_site(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version, "SITE_URL", "https://docs.example.com/")
    pages = [rule.help_url.removeprefix("https://docs.example.com/") for rule in rules()]
    assert [page for page in pages if not (site / page).is_file()] == []
