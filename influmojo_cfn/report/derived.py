"""An app that was derived, as its file: what is to be said of it in comments at the top."""

from __future__ import annotations

from collections.abc import Iterable

from influmojo_cfn.app import App
from influmojo_cfn.evidence.derive import Derived
from influmojo_cfn.report.line_width import comment_lines


def app_file(derived: Derived) -> str:
    """Return the app file of a derived app."""
    return commented(derived.app, derived.notes)


def commented(app: App, notes: Iterable[str]) -> str:
    """Return the app file of an app, with notes as comments before it."""
    from influmojo_cfn.config import dump

    comments = [line for note in notes for line in comment_lines(note) or ["#"]]
    return "\n".join([*comments, dump(app)])
