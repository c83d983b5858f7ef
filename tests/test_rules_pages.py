"""docs/reference/rules/ has a page for each rule, with what its header says."""

from __future__ import annotations

import re

import pytest

from influmojo_cfn.rules.engine import rules
from influmojo_cfn.rules.rule import Rule
from scripts.rules_pages import index, page
from tests.conftest import ROOT

PAGES = ROOT / "docs/reference/rules"


def test_the_index_is_fresh_and_names_each_rule_once() -> None:
    text = (PAGES / "README.md").read_text("utf-8")
    assert text == index(), "run: make docs"
    linked = re.findall(r"^\| \[([A-Z]\d{4})\]\(\1\.md\)", text, re.M)
    assert sorted(linked) == sorted(rule.id for rule in rules())


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("[A-Z]*.md")} - {"README"} == {r.id for r in rules()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_the_page_of_a_rule_is_fresh(rule: Rule) -> None:
    text = (PAGES / f"{rule.id}.md").read_text("utf-8")
    assert text == page(rule), "run: make docs"
    assert text.startswith(f"# {rule.id}: {rule.shortdesc}\n")
