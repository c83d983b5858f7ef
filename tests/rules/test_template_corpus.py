"""What the rules find in public templates: read by a person, nearly all right, and not too much."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scripts import template_corpus_speed
from scripts.template_corpus import (
    PAGE,
    SAMPLE,
    TemplateFinding,
    findings,
    load,
    page,
    per_template,
    sample,
    share,
)

KEPT = load()


def test_the_page_is_of_today() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_of_each_rule_that_fired_enough_was_read() -> None:
    read = Counter(row["finding"].split()[0] for row in KEPT["judged"])
    expected = {
        rule: min(fired, SAMPLE[rule[0]])
        for rule, fired in KEPT["fired"].items()
        if rule[0] in SAMPLE
    }
    assert read == expected


def test_what_is_not_right_has_its_reason() -> None:
    without = [row for row in KEPT["judged"] if row["verdict"] != "right" and not row.get("reason")]
    assert without == []


@pytest.mark.parametrize(("letter", "least"), [("E", 0.979), ("W", 0.9)])
def test_nearly_all_that_was_read_is_right(letter: str, least: float) -> None:
    assert share(KEPT, letter, "right") >= least


def test_no_error_that_was_read_is_wrong() -> None:
    assert share(KEPT, "E", "wrong") == 0


def test_a_template_has_few_warnings() -> None:
    assert per_template(KEPT, "W") <= 1.7


def test_there_are_at_least_500_templates() -> None:
    assert KEPT["templates"] >= 500


def test_a_sample_has_different_messages_first() -> None:
    rows = [TemplateFinding("W9204", "t", str(place), "the same") for place in range(50)]
    other = TemplateFinding("W9204", "t", "x", "another")
    chosen = list(sample([*rows, other]))
    assert len(chosen) == SAMPLE["W"]
    assert other in chosen[:2]


def test_what_is_no_template_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "o+r+a.yaml").write_text("Resources: {A: {Type: 'AWS::IAM::Group'}}\n")
    (tmp_path / "o+r+b.yaml").write_text("Resources: {A: {Type: 'AWS::IAM::Group'}}\n")
    (tmp_path / "without_policies.yaml").write_text("Resources: {A: {Type: 'AWS::S3::Bucket'}}\n")
    (tmp_path / "c.yaml").write_text("Resources: {A: {Name: '${self:x}'}}\n")
    (tmp_path / "d.yaml").write_text("a: [\n")
    (tmp_path / "e.yaml").write_text("project: x\n")
    assert findings(tmp_path) == ([], {"o/r": 1})


def test_the_rules_take_little_of_the_time_of_cfn_lint() -> None:
    took = KEPT["speed"]
    assert took["with"] <= 1.10 * took["without"]
    assert took["slowest"] <= 2


def test_what_cfn_lint_cannot_read_is_counted_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def took(text: str, *, rounds: int) -> tuple[float, float]:
        if "User" in text:
            raise AttributeError("'NoneType' object has no attribute 'items'")
        return 1.1 * rounds, 1.0 * rounds

    (tmp_path / "a.yaml").write_text("Resources: {A: {Type: 'AWS::IAM::Group'}}\n")
    (tmp_path / "b.yaml").write_text("Resources: {A: {Type: 'AWS::IAM::User'}}\n")
    monkeypatch.setattr(template_corpus_speed, "lint_seconds", took)
    measured = template_corpus_speed.measure(tmp_path)
    assert (measured["with"], measured["without"], measured["failed"]) == (1.1, 1.0, 1)
    assert measured["slowest"] > 0
