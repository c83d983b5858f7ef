"""A rule in words: for a terminal, and for what shows findings."""

from __future__ import annotations

from influmojo_cfn.report.rules import MOST_LINES, explain, help_text, shortened, table
from influmojo_cfn.rules.engine import rules
from tests.nonempty import nonempty


def test_the_words_on_a_rule_are_those_of_its_header() -> None:
    for rule in nonempty(rules()):
        words = explain(rule)
        assert words.startswith(f"{rule.id} ({rule.severity}): {rule.shortdesc}\n"), rule.id
        assert f"{rule.description}\n{rule.why}\n" in words
        assert f"See {rule.source_url}\n" in words
        plain, markdown = help_text(rule)
        assert plain == f"{rule.description} {rule.why} See {rule.source_url}"
        assert f"```yaml\n{shortened(rule.good)}\n```" in markdown


def test_a_group_has_a_line_for_each_rule() -> None:
    first, second = rules()[:2]
    lines = (f"{each.id}  {each.shortdesc}\n" for each in (first, second))
    assert table((first, second)) == "".join(lines)


def test_a_long_example_is_cut() -> None:
    assert shortened("x\n" * MOST_LINES) == "x\n" * MOST_LINES
    assert shortened("x\n" * (MOST_LINES + 1)).endswith("x\n# ... and 25 lines more")
