"""Hooks of mkdocs (mkdocs.yml): the README is the first page, and links out of docs/ still lead on.

A link to a file outside docs/ becomes one to the repository where ``GITHUB_REPOSITORY`` names it
(``OWNER/NAME``, as GitHub Actions does), and the file's path elsewhere.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).parent.parent
DOCS = "docs"
README = "README.md"
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"(^```.*?^```)", re.MULTILINE | re.DOTALL)


def on_files(files: Any, config: Any) -> Any:
    """Add the README as index.md."""
    from mkdocs.structure.files import File

    text = with_links((ROOT / README).read_text("utf-8"), PurePosixPath(README), index=True)
    files.append(File.generated(config, "index.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return a page of docs/ with its links made for the site."""
    if page.file.src_uri == "index.md":
        return markdown
    return with_links(markdown, PurePosixPath(DOCS, page.file.src_uri), index=False)


def with_links(text: str, page: PurePosixPath, *, index: bool) -> str:
    """Return the text of a page with each link that the site cannot follow as it is rewritten.

    ``page`` is its path in the repository; ``index`` says that it moves into docs/ as index.md.
    """
    base = PurePosixPath(DOCS, "index.md") if index else page
    parts = FENCE.split(text)
    parts[::2] = [LINK.sub(lambda found: _link(found, page, base), part) for part in parts[::2]]
    return "".join(parts)


def _link(found: re.Match[str], page: PurePosixPath, base: PurePosixPath) -> str:
    words, target = found.groups()
    path, hash_sign, anchor = target.partition("#")
    if re.match(r"[a-z]+:", target) or not path:
        return found[0]
    there = PurePosixPath(posixpath.normpath(page.parent / path))
    if there == PurePosixPath(README):
        there = PurePosixPath(DOCS, "index.md")
    if there.is_relative_to(DOCS):
        return f"[{words}]({posixpath.relpath(there, base.parent)}{hash_sign}{anchor})"
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if repository:
        return f"[{words}](https://github.com/{repository}/blob/main/{there})"
    return f"{words} (`{there}`)" if str(there) not in words.strip("`") else words
