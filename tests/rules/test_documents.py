"""Bare policy documents, in the places where the CLI prints them, and what is found in them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import Path
from influmojo_cfn.rules.documents import WRAPPERS, check_document, policy_document_at

POLICY: dict[str, Any] = {"Statement": []}


def wrapped(place: Path) -> Any:
    data: Any = POLICY
    for key in reversed(place):
        data = {key: data}
    return data


@pytest.mark.parametrize("place", WRAPPERS)
def test_a_policy_is_found_where_the_cli_prints_it(place: Path) -> None:
    assert policy_document_at(wrapped(place)) == place


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"statement": []}, ()),
        ({"STATEMENT": {}}, ()),
        ({"Statement": [], "PolicyDocument": POLICY}, ()),
        ({}, None),
        ([], None),
        ("Statement", None),
        ({"PolicyDocument": "Statement"}, None),
        ({"Policy": POLICY}, None),
        ({"Statement": [], "Resources": {}}, None),
        ({"Statement": [], "AWSTemplateFormatVersion": "2010-09-09"}, None),
        ({"Role": "text"}, None),
    ],
)
def test_what_holds_no_policy_has_no_place(data: Any, place: Path | None) -> None:
    assert policy_document_at(data) == place


TEXT = """
PolicyDocument:
  Version: "2012-10-17"
  Statement:
    - Effect: Allow
      Action: s3:GetObjct
      Resource: "*"
    - Effect: Allow
      Action: s3:PutObjct
      Resource: "*"
"""


def test_a_finding_is_at_its_line_and_place() -> None:
    document = parse(TEXT, "p.yaml")
    found = check_document(document, ("PolicyDocument",))
    (first, *_) = [each for each in found if "GetObjct" in each.message]
    assert first.path[:2] == ("PolicyDocument", "Statement")
    assert document.line(first.path) == 6


def test_findings_are_in_the_order_of_their_lines() -> None:
    document = parse(TEXT, "p.yaml")
    lines = [document.line(each.path) for each in check_document(document, ("PolicyDocument",))]
    assert lines == sorted(lines)
    assert len(lines) > 1


def test_a_good_policy_has_no_findings() -> None:
    text = TEXT.replace("GetObjct", "ListAllMyBuckets").replace(
        "PutObjct", "GetAccountPublicAccessBlock"
    )
    found = check_document(parse(text), ("PolicyDocument",))
    assert [each for each in found if each.rule_id.startswith("E")] == []
