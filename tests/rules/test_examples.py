"""Each rule's bad example is found at its line, and its good example is clean."""

from __future__ import annotations

import pytest

from influmojo_cfn.rules.engine import rules
from influmojo_cfn.rules.rule import Rule
from tests.rules.examples import findings, lines_of, marked_lines, template_text

IN_ONE_TEMPLATE = [rule for rule in rules() if rule.id != "E9851"]
"""E9851 compares two templates; tests/rules/test_against.py tests it."""


@pytest.mark.parametrize("rule", IN_ONE_TEMPLATE, ids=lambda rule: rule.id)
def test_the_bad_example_is_found_at_its_line(rule: Rule) -> None:
    text = template_text(rule.bad)
    document, found = findings(text)
    assert marked_lines(text), "mark the offending line with '# here'"
    assert lines_of(document, found, rule.id) == marked_lines(text)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_the_good_example_is_clean(rule: Rule) -> None:
    _, found = findings(template_text(rule.good))
    assert [one for one in found if not one.rule_id.startswith("I") or one.rule_id == rule.id] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_the_header_is_whole(rule: Rule) -> None:
    assert rule.source_url.startswith("https://")
    assert rule.shortdesc
    assert rule.description.endswith(".")
    assert rule.why.endswith(".")
    assert 9101 <= int(rule.id[1:]) <= 9999


def test_no_number_is_used_twice() -> None:
    numbers = [rule.id[1:] for rule in rules()]
    assert sorted(set(numbers)) == sorted(numbers)
