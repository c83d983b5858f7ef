"""The pages of the catalog are not stale, and say what its rows say."""

from __future__ import annotations

import json
import re

import pytest

from influmojo_cfn.config import loads
from influmojo_cfn.grants import grant_names
from influmojo_cfn.template import build
from scripts.catalog_pages import index, page
from scripts.public_applications import APPLICATIONS, PublicApplication
from tests.conftest import ROOT

SERVICES = list(dict.fromkeys(name.partition(".")[0] for name in grant_names()))


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_of_a_service_has_a_section_for_each_of_its_grants(service: str) -> None:
    text = (ROOT / f"docs/reference/grants/{service}.md").read_text("utf-8")
    assert text == page(service), "run: make docs"
    sections = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert sections == [name for name in grant_names() if name.startswith(f"{service}.")]


def test_the_index_links_each_grant_once_in_order() -> None:
    text = (ROOT / "docs/reference/grants/README.md").read_text("utf-8")
    assert text == index(), "run: make docs"
    linked = re.findall(r"^\| \[`([\w.]+)`\]", text, re.M)
    assert linked == list(grant_names())


def test_the_declarations_of_the_page_land_as_it_says() -> None:
    declared = index().split("```yaml\n")[1].split("```")[0]
    template = build(loads(f"project: other\n{declared}"))
    statements = {
        name: json.dumps(resource["Properties"]["PolicyDocument"])
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    }
    assert "production/stripe-??????" in statements["TaskExecutionPolicy"]
    assert "production/webhooks-??????" in statements["TaskPolicy"]
    assert "${UploadsBucketName}/*" in statements["TaskPolicy"]


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda each: each.purpose)
def test_the_page_says_where_each_application_is_and_what_it_needs(
    application: PublicApplication,
) -> None:
    (line,) = [each for each in index().splitlines() if f"| {application.purpose} |" in each]
    assert f"({'https://github.com/' + application.repository}), {application.path} |" in line
    assert all(f"`{name}`" in line for name in application.grants)
