"""docs/rules.md says what the rules' headers say."""

from __future__ import annotations

from influmojo_cfn.report.rules_page import markdown
from tests.conftest import ROOT


def test_the_page_is_fresh() -> None:
    page = (ROOT / "docs/rules.md").read_text("utf-8")
    assert page == markdown(), "run: make docs"
