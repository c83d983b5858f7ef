"""The page about evaluation is written from what it is about."""

from __future__ import annotations

from scripts import evaluation_page


def test_the_page_is_fresh() -> None:
    page = evaluation_page.PAGE.read_text("utf-8")
    assert page == evaluation_page.text(), "run make docs"
