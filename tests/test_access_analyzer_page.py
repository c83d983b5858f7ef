"""The page of AWS's checks says what the table says; its examples have own tests."""

from __future__ import annotations

from scripts.access_analyzer_page import RANKS, markdown, policy_checks
from tests.conftest import ROOT
from tests.nonempty import nonempty


def test_the_page_is_fresh() -> None:
    page = (ROOT / "docs/reference/access-analyzer.md").read_text("utf-8")
    assert page == markdown(), "run: make docs"


def test_every_check_has_its_line_and_its_examples() -> None:
    page = markdown()
    assert policy_checks()
    for row in policy_checks():
        assert f"| [{row.check}](#{row.check.lower()}) | {row.meaning} |" in page
        assert f"### {row.check}\n\n{row.rule}, [AWS's check]({row.link})" in page


def test_links_have_the_word_of_the_rank() -> None:
    for row in nonempty(policy_checks()):
        assert f"policy-checks-{RANKS[row.rank][2]}-" in row.link
