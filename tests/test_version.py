"""What messages say of installing the package can be done."""

from __future__ import annotations

import configparser
import re

import pytest

from influmojo_cfn import version
from influmojo_cfn.cli import EXTRAS
from influmojo_cfn.rules.engine import rules
from influmojo_cfn.version import install_command
from tests.conftest import ROOT
from tests.nonempty import nonempty


def test_until_it_is_published_the_checkout_is_installed() -> None:
    found = install_command("rehearse")
    assert found == "run pip install '.[rehearse]' in the checkout of influmojo-cfn"


def test_a_published_distribution_is_installed_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(version, "DISTRIBUTION", "influmojo-cfn")
    assert install_command("aws") == "run pip install 'influmojo-cfn[aws]'"


def test_every_extra_that_a_message_names_exists() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    assert set(EXTRAS.values()) <= set(setup["options.extras_require"])


def test_no_message_and_no_page_installs_by_a_name_that_no_index_has() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for path in (*pages, *nonempty((ROOT / "influmojo_cfn").rglob("*.py"))):
        assert "install influmojo-cfn" not in path.read_text("utf-8"), path
        assert "influmojo-cfn[" not in path.read_text("utf-8"), path


def test_until_a_site_is_published_findings_link_to_the_source_of_their_rule() -> None:
    assert not version.SITE_URL, "published? then this test is about the past"
    assert [rule.id for rule in rules() if rule.help_url != rule.source_url] == []


def test_findings_link_to_the_page_of_their_rule_on_a_published_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(version, "SITE_URL", "https://docs.example.com/")
    for rule in nonempty(rules()):
        assert rule.help_url == f"https://docs.example.com/reference/rules/{rule.id}.html"


def test_nothing_names_a_site_or_a_repository_that_somebody_guessed() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "mkdocs.yml"]
    for path in (*pages, *nonempty((ROOT / "influmojo_cfn").rglob("*.py"))):
        text = path.read_text("utf-8")
        assert not re.search(r"influmojo\.github\.io|github\.com/influmojo", text), path
