from __future__ import annotations

import pytest

from influmojo_cfn.config import loads
from influmojo_cfn.evidence.derive import Derived
from influmojo_cfn.report.derived import app_file

APP = loads("project: shop\ngrants: [{grant: xray.write_traces}]")
LONG = "a-name-" * 40


@pytest.mark.parametrize(
    ("note", "comment"),
    [
        ("said", "# said\n"),
        ("", "#\n"),
        ("a\ngrants: []", "# a grants: []\n"),
        ("a\u2028b\u202ec\x1b[31m", "# a b\\u202ec\\x1b[31m\n"),
        (f"a {LONG}", f"# a\n# {LONG}\n"),
    ],
)
def test_a_note_is_a_comment_whatever_it_holds(note: str, comment: str) -> None:
    text = app_file(Derived(app=APP, notes=(note,)))
    assert text.startswith(f"{comment}project: ")
    assert loads(text) == APP
