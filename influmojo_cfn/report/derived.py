"""An app that was derived, as its file: what is to be said of it in comments at the top."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from influmojo_cfn.app import App
from influmojo_cfn.evidence.derive import Derived
from influmojo_cfn.report.printable import in_one_line


def app_file(derived: Derived) -> str:
    """Return the app file of a derived app."""
    return commented(derived.app, derived.notes)


def commented(app: App, notes: Iterable[str]) -> str:
    """Return the app file of an app, with notes as comments before it."""
    from influmojo_cfn.config import dump

    comments = [f"# {line}" if line else "#" for note in notes for line in _wrap(note)]
    return "\n".join([*comments, dump(app)])


def _wrap(note: str) -> list[str]:
    # A name is never broken: what people copy from the comment is the name.
    return textwrap.wrap(in_one_line(note), 96, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
