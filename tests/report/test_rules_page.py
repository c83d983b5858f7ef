"""docs/rules.md says what the rules' headers say."""

from __future__ import annotations

import re

from influmojo_cfn.report.rules_page import explain, markdown
from influmojo_cfn.rules.engine import rules
from influmojo_cfn.version import SITE_URL
from tests.conftest import ROOT


def test_the_page_is_fresh() -> None:
    page = (ROOT / "docs/rules.md").read_text("utf-8")
    assert page == markdown(), "run: make docs"


def test_every_rule_has_an_anchor_that_its_findings_name() -> None:
    anchors = re.findall(r"^### ([A-Z]\d{4})$", (ROOT / "docs/rules.md").read_text("utf-8"), re.M)
    assert sorted(anchors) == sorted(rule.id for rule in rules())
    for rule in rules():
        assert rule.help_url == f"{SITE_URL}rules.html#{rule.id.lower()}"
        assert rule.help_url in explain(rule)
