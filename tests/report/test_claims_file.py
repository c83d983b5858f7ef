"""The first claims file: one that prove reads, with a comment for each claim."""

from __future__ import annotations

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.held_claims import HeldClaims, held_claims
from influmojo_cfn.report.claims_file import claims_file
from tests.proof.test_held_claims import TEMPLATE
from tests.test_claims_schema import accepted

HELD = held_claims(parse(TEMPLATE, "t.yaml"), Environment())
TEXT = claims_file(HELD, "t.yaml")


def test_it_is_a_claims_file_that_its_schema_accepts() -> None:
    document = parse(TEXT, "c.yaml")
    assert [each.title for each in parse_claims(document).claims] == [
        claim["claim"] for claim in HELD.claims
    ]
    assert accepted(document.data)


def test_it_begins_with_the_schema_for_editors_and_how_it_is_proven() -> None:
    lines = TEXT.splitlines()
    assert lines[0] == "# yaml-language-server: $schema=claims.schema.json"
    assert "# influmojo-cfn prove t.yaml" in lines


def test_each_claim_has_a_comment_that_says_when_it_fails() -> None:
    lines = TEXT.splitlines()
    begins = [number for number, line in enumerate(lines) if line.startswith("  - claim:")]
    assert len(begins) == len(HELD.claims)
    assert all(lines[number - 1].startswith("  # Fails when ") for number in begins)


def test_what_was_not_proven_is_a_comment() -> None:
    held = HeldClaims(claims=HELD.claims, for_every=(), not_proven=("A claim\nof two lines",))
    text = claims_file(held, "t.yaml")
    assert text.endswith("# Not claimed, because it is not proven: A claim of two lines.\n")
    assert "for-every" not in text


def test_no_line_of_a_comment_is_long() -> None:
    text = claims_file(HELD, "a/" * 10 + "t.yaml")
    assert all(len(line) <= 100 for line in text.splitlines() if line.lstrip().startswith("#"))
