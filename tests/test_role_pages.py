"""Each role besides the two of tasks has a page: what is on it, and where it is linked."""

from __future__ import annotations

import pytest

from influmojo_cfn.app.infrastructure import INFRASTRUCTURE, infrastructure_roles
from scripts.generated_pages import PAGES, ROLES
from scripts.role_pages import APPS, page
from tests.conftest import ROOT


def test_there_is_a_page_of_each_kind_of_role() -> None:
    pages = {name for name in PAGES if name.startswith(f"docs/{ROLES}/")}
    assert pages == {f"docs/{ROLES}/{name}.md" for name in APPS}


@pytest.mark.parametrize("name", APPS)
def test_the_overview_links_each_page(name: str) -> None:
    assert f"(roles/{name}.md)" in (ROOT / "docs/reference/roles.md").read_text("utf-8")


@pytest.mark.parametrize("word", INFRASTRUCTURE)
def test_a_page_has_the_template_and_claims_of_each_of_its_roles(word: str) -> None:
    text = page(word.replace("_", "-"))
    for role in infrastructure_roles([word]):
        assert f"\n  {role.prefix}Role:\n    Type: AWS::IAM::Role\n" in text
        assert f"\n  role: {role.prefix}Role\n" in text
